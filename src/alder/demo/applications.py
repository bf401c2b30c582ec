"""What the people of the demo write in their applications for learner-level data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from alder.demo.analyses import BY_AGE, BY_SEX, BY_START


@dataclass(frozen=True)
class WrittenApplication:
    """An application, as far as it differs from the others: everything beside it is alike."""

    title: str
    question: str
    why_records: str
    plain: str
    tables: tuple[tuple[str, str], ...]
    """What it expects to take out, and what each is split by."""
    benefit: str
    methods: str
    """How it counts and compares; what is done beside is alike."""
    fields: tuple[str, str, str, str]
    """Why it needs the day of birth, the start, the sex and the end, each as a year or as collected."""
    learners: str
    """Who of those that it is about is asked."""
    role: str


TRAVEL = WrittenApplication(
    "Which apprentices in Mereshire stay to the end?",
    "Do young women and young men complete apprenticeships at level 3 equally often, and did that change?",
    "Published tables give the share that achieved by age and by sex, but not both together with the year in which "
    "somebody began. Whether a new bus line in 2019 made a difference cannot be told from them, since those who began "
    "before it and after it are counted together in each published figure.",
    "Mereshire opened a bus line to its two largest training centres in 2019. The council wants to know whether more "
    "apprentices stayed to the end of their programme since then. We look at everybody who was on a programme at level "
    "3 in three academic years, count who completed it and who left early, and compare women with men and those who "
    "began before the bus line with those who began after it. We do not want to know who anybody is, so no name, no "
    "number and no day of birth is asked for: the year is enough. We publish what we find as a short report, with "
    "every figure rounded, and we tell the council before anybody else that it is coming and not what it says.",
    ((BY_SEX.title, "end and sex"), (BY_START.title, "end and start"), (BY_AGE.title, "end and age")),
    "Apprentices benefit, since the council decides in spring whether the bus line goes on, and on which days. "
    "Training centres learn at which point in a programme people leave, which tells them when to talk with them. The "
    "public learns whether money for the line was well spent. We expect the report within a year, and its figures in "
    "the plan for transport of the year after.",
    "We count who completed and who left, by sex, by age at the start and by the year in which they began, and give "
    "each share with an interval of 95 per cent.",
    (
        "to see whether those who began older stay more often",
        "to tell those who began before the bus line from those after it",
        "to compare women with men, which is the first question",
        "to see who completed, who left and who goes on",
    ),
    "two apprentices",
    "analyst",
)
RETURNERS = WrittenApplication(
    "Do adults who come back to learn stay for a second course?",
    "How many adults who take a first course at level 3 take another within two years?",
    "Published statistics count learners of one year, and nobody can be followed from one year to the next in them. "
    "Whether those who come back are the same people as before can be told from records alone, in which one person has "
    "one key over several years, whichever provider they were with in each of them.",
    "Many adults take one course and are not seen again; others come back and take the next. Colleges in Mereshire "
    "plan their evening courses by guesses of how many will. We follow everybody who began a course at level 3 in the "
    "first of three years, and count who is there again in the second or the third, and how old they were. We do not "
    "want to know who anybody is: a key that stands for a person in this project alone is enough, and the year of "
    "birth in the place of the day. We publish a short paper with tables in which every figure is rounded, and a page "
    "in plain English for the colleges that were counted, none of which is named in it.",
    (("Adults who came back, by age", "return and age"),),
    "Adults benefit, since colleges that know how many come back can offer the next course in the evening and near to "
    "them. Colleges lose less money on courses that nobody joins. The service learns which of its measures tells this "
    "best. We expect first figures after nine months and a paper after twelve, both of them open to everybody, with "
    "the code that made them.",
    "We follow everybody who began in the first year, and count who is there again within two years, by age, and give "
    "each share with an interval of 95 per cent.",
    (
        "to see at which age people come back",
        "to see in which year somebody began again",
        "to see whether women and men come back equally often",
        "to tell a second course from a first one that goes on",
    ),
    "two adults who came back to learn",
    "analyst",
)
RIVALS = WrittenApplication(
    "Where do the learners of other providers come from?",
    "From which parts of Mereshire do learners at level 3 come to each of the other providers?",
    "Published tables give learners by district for all providers together. They do not say from which places the "
    "learners of each single provider come, which is what we have to know to place our own advertisements and to "
    "decide where a new training centre would win most learners from the others in the county.",
    "Kestrel Training wants to grow. To know where to open its next centre and where to put up posters, it wants to "
    "see from which places the learners of the other four providers in the county come, at level 3, in three academic "
    "years. It would count learners by sex and by the year in which they began, provider by provider, and draw a map "
    "for its board. Nobody would be named, and no day of birth is asked for. The map would stay with the board, and a "
    "summary of what was learned about travel to learn in the county would be put on the website of the company at the "
    "end of the second year, for everybody who wants to read it, with all figures rounded.",
    (("Learners by provider and sex", "provider and sex"),),
    "Learners would benefit from a further centre nearer to where they live, which the company would open where most "
    "of them come from. The company itself would have more learners. Other providers would see from the summary how "
    "far people travel, and could offer more places near to them too. We expect the map within half a year, and the "
    "summary on the website at the end of the project.",
    "We count learners by provider, by sex and by the year in which they began, and draw a map of where most of them "
    "come from.",
    (
        "to see which ages each provider reaches",
        "to see whether a provider grows",
        "to see whether a provider reaches women and men alike",
        "to see whether learners of a provider stay",
    ),
    "two of our own learners",
    "head of marketing",
)
_METHODS = (
    "We keep one row for each person and programme, and drop those whose end is not recorded, saying how many they "
    "are. {methods} We compare shares by a difference with its interval, and say nothing of groups of fewer "
    "than ten people. All code is written on made-up records first, is kept with its hash beside each run, and is "
    "published with the report, so that anybody who has access can do the same once more. We decide on nothing after "
    "we have seen the records: the plan of the tables stands in this application, and what is added to it is said in "
    "the report."
)

_FORMS = {"DateOfBirth": "banded", "LearnStartDate": "banded", "Sex": "as collected", "CompStatus": "as collected"}
_NUMBERS = {"Amara": "R-0001", "Ben": "R-0002", "Tom": "applied for"}
_KINDS = {"Harwick University": "university", "Kestrel Training": "college or training provider"}
_STARTS = 165
"""Days from the writing of an application until its project begins."""


def answers(
    one: WrittenApplication, *, people: tuple[str, ...], emails: dict[str, str], organisation: str, signs: str, on: date
) -> dict[str, Any]:
    """All that is typed in an application that is written on a day, by the questions of the form."""

    def after(days: int) -> str:
        return (on + timedelta(days=days)).isoformat()

    lead, until = people[0], after(_STARTS + 700)
    posts = (("signatory", signs), ("data protection officer", "Una"), ("security lead", "Viktor"))
    mail = emails[lead].rpartition("@")[2]
    return {
        "A1": one.title,
        "A2": "dea",
        "A3": one.why_records,
        "B1": [{"name": lead, "role": one.role, "organisation": organisation, "email": emails[lead]}],
        "B2": [{"name": name, "accreditation": _NUMBERS[name], "until": until} for name in people],
        "B4": "none",
        "C1": [{"name": organisation, "kind": _KINDS[organisation], "address": "1 Quay, Harwick", "number": "990001"}],
        "C2": [{"organisation": organisation, "number": "Z1234567", "until": until}],
        "C3": [{"organisation": organisation, "position": "controller"}],
        "C4": [
            {"organisation": organisation, "post": post, "name": name, "email": f"{name.casefold()}@{mail}"}
            for post, name in posts
        ],
        "C5": False,
        "C6": f"{organisation} pays. It sees results when everybody does, and cannot change them.",
        "C8": "no",
        "D1": [one.question],
        "D2": one.plain,
        "D3": _METHODS.format(methods=one.methods),
        "D4": [
            {"title": table, "statistic": "FREQ", "categories": split, "question": 1} for table, split in one.tables
        ],
        "D5": [{"start": after(_STARTS), "end": after(_STARTS + 365)}],
        "E1": one.benefit,
        "E2": "A district or a group could be spoken ill of. We compare shares with their intervals, name nobody, give "
        "no group of fewer than ten people, and have "
        f"{one.learners} read the draft before it is published.",
        "E3": f"{one.learners[0].upper()}{one.learners[1:]} and a parent read the plan and the draft, and are paid for "
        "their time.",
        "E4": "On the website of the organisation, free of charge, a month after the outputs are released, with the "
        "code and a page in plain English.",
        "F1": [{"organisation": organisation, "basis": "6-1-e", "why": "research is its task in the public interest"}],
        "F3": False,
        "F4": "dea-64",
        "F5": "Providers tell learners at enrolment how their records are used. The register of this service names the "
        "project, and our website says whom to ask.",
        "F6": False,
        "F7": False,
        "G1": [{"source": "ilr", "why": "it says who was on which programme, and whether they completed it"}],
        "G2": [{"source": "ilr", "first": "2018/19", "last": "2020/21", "why": "a year before, and two after"}],
        "G3": [{"words": "learners on programmes at level 3", "condition": "level = 3"}],
        "G4": [_field(name, why, form) for (name, form), why in zip(_FORMS.items(), one.fields, strict=True)],
        "G6": False,
        "G7": False,
        "G8": "No: groups of a few districts would be too small in a sample to be compared.",
        "H1": True,
        "H1a": [
            {"committee": f"Ethics committee of {organisation}", "reference": "H-26-12", "until": after(_STARTS + 760)}
        ],
        "I1": [
            {
                "risk": "somebody is recognised by a rare combination",
                "likelihood": "1",
                "severity": "2",
                "measures": "years in the place of days, rounded counts, two checkers for each output",
                "left": "low",
            }
        ],
        "I2": [{"name": "Una", "on": after(-20), "advice": "go on, with years in the place of days"}],
        "J1": ["workspace", "assured"],
        "K1": [{"until": after(_STARTS + 420), "why": "to answer those who review the paper"}],
        "K2": 30,
        "L1": [{"what": "a report", "audience": "the council and everybody", "on": after(_STARTS + 330), "notice": 10}],
        "L2": "authority",
        "L3": False,
        "L4": True,
    }


def _field(name: str, why: str, form: str) -> dict[str, Any]:
    more = {"raw": "a coarser form would not tell the groups apart"} if form == "as collected" else {}
    return {"source": "ilr", "field": name, "why": why, "question": 1, "form": form, **more}
