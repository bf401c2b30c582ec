"""Learner records: the learner with the small records that hang on the learner alone, employment and destinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.population import fictitious, frequencies, persons
from alder.synth.population.draws import NEVER, choose, on, spread
from alder.synth.population.fictitious import employers
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY
from alder.synth.population.learning import PAUSED, low_grade
from alder.synth.population.persons import (
    births,
    employed_at_start,
    grade,
    has_difficulty,
    has_plan,
    high_needs,
    ladder,
    move_day,
    needs_employment,
    part_time,
    pays_levy,
    references,
    ulns,
)
from alder.synth.population.record_columns import (
    ABSENT,
    SynthRecords,
    Texts,
    codes,
    constant,
    digits,
    gather,
    joined,
    texts,
)

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import Column
    from alder.synth.population.story import Snapshot, Story


def learner_records(now: Snapshot) -> SynthRecords:
    """The Learner records of every place of the block."""
    story = now.story
    c = story.careers
    kind = c.kind
    female = np.select([kind == k for k in frequencies.FEMALE], list(frequencies.FEMALE.values()), 0.5)
    lldd = np.where(has_difficulty(story), 1, np.where(story.draw("lldd unknown") < frequencies.LLDD_UNKNOWN, 9, 2))
    hours = np.select(
        [kind == STUDY, kind == ADULT, kind == COMMUNITY, kind == HIGHER],
        [
            np.where(part_time(story), spread(story.draw("hours"), 180, 400), spread(story.draw("hours"), 545, 640)),
            spread(story.draw("hours"), 30, 320),
            spread(story.draw("hours"), 12, 60),
            spread(story.draw("hours"), 360, 480),
        ],
        spread(story.draw("hours"), 30, 400),
    )
    old, new = persons.homes(story)
    moved = now.known(move_day(story), story.lag)
    postcodes = story.places.vocabulary
    insured = (kind == APPRENTICE) | (np.isin(kind, (ADULT, LOAN)) & employed_at_start(story))
    refs = references(story)
    prior = np.array(frequencies.OLD_LADDER)[ladder(story)]
    fields = {
        "ULN": ulns(story),
        "DateOfBirth": births(story),
        "Ethnicity": codes(story.draw("ethnicity"), frequencies.ETHNICITY),
        "LLDDHealthProb": lldd,
        "PriorAttain": np.where(story.draw("prior unknown") < 0.02, 97, prior),
        "ALSCost": np.where(high_needs(story), spread(story.draw("cost"), 6000, 19000), ABSENT),
        "PlanLearnHours": np.where(kind == APPRENTICE, ABSENT, hours),
        "PlanEEPHours": np.where(kind == STUDY, spread(story.draw("eep"), 20, 90), ABSENT),
    }
    written = {
        "LearnRefNumber": refs,
        "FamilyName": _one_of(story, "family", fictitious.FAMILY_NAMES),
        "GivenNames": _one_of(story, "given", fictitious.GIVEN_NAMES),
        "Sex": texts((story.draw("sex") < female).astype(np.int64), ("M", "F")),
        "NINumber": _insurance_numbers(story).where(insured),
        "MathGrade": grade(story, "maths"),
        "EngGrade": grade(story, "English"),
        "PostcodePrior": Texts(old, postcodes),
        "Postcode": Texts(np.where(moved, new, old), postcodes),
        "AddLine1": _addresses(story),
        "AddLine2": texts(old % len(fictitious.TOWNS), fictitious.TOWNS),
        "TelNo": texts(spread(story.draw("phone"), 0, 999), _TELEPHONES).where(story.draw("has phone") < 0.9),
        "Email": joined(refs, "@example.org").where(story.draw("has mail") < 0.8),
    }
    return SynthRecords(np.arange(story.size), fields, written)


def _one_of(story: Story, name: str, vocabulary: tuple[str, ...]) -> Texts:
    return texts(spread(story.draw(name), 0, len(vocabulary) - 1), vocabulary)


_HOUSES = 180
_ADDRESSES = tuple(f"{n} {street}" for n in range(1, _HOUSES + 1) for street in fictitious.STREETS)
_TELEPHONES = tuple(f"01632{960_000 + n}" for n in range(1000))


def _addresses(story: Story) -> Texts:
    many = len(fictitious.STREETS)
    house, street = spread(story.draw("house"), 1, _HOUSES), spread(story.draw("street"), 0, many - 1)
    return texts((house - 1) * many + street, _ADDRESSES)


def _insurance_numbers(story: Story) -> Texts:
    letters = texts(spread(story.draw("insurance letter"), 0, 3), ("A", "B", "C", "D"))
    return joined("ZZ", digits(spread(story.draw("insurance"), 0, 999_999), 6), letters)


def prior_attainment(now: Snapshot) -> SynthRecords:
    """PriorAttain since 2021/22: dated levels, for some the one before as well."""
    story = now.story
    level = ladder(story)
    day = story.careers.start - spread(story.draw("prior day"), 30, 600)
    everybody = np.arange(story.size)
    two = np.flatnonzero((level > 1) & (story.draw("two levels") < 0.2))
    table = np.array(frequencies.NEW_LADDER)
    return gather(
        [
            {"owner": two, "PriorLevel": table[level[two] - 1], "DateLevelApp": day[two] - 365},
            {"owner": everybody, "PriorLevel": table[level], "DateLevelApp": day},
        ]
    )


def health_problems(now: Snapshot) -> SynthRecords:
    """LLDDandHealthProblem: a primary category, and a second for some."""
    story = now.story
    # Asperger's syndrome (15) counts as autism (14) since August 2025.
    late = story.careers.start >= on(2025, 8, 1)
    drawn = (codes(story.draw(of), frequencies.LLDD_CATEGORIES) for of in ("category", "second category"))
    first, second = (np.where(late & (category == 15), 14, category) for category in drawn)
    who = np.flatnonzero(has_difficulty(story))
    more = np.flatnonzero(has_difficulty(story) & (story.draw("two categories") < 0.25) & (first != second))
    return gather(
        [
            {"owner": who, "LLDDCat": first[who], "PrimaryLLDD": np.ones(len(who), dtype=np.int64)},
            {"owner": more, "LLDDCat": second[more], "PrimaryLLDD": np.full(len(more), ABSENT)},
        ]
    )


def learner_fam(now: Snapshot) -> SynthRecords:
    """LearnerFAM: help that the learner gets, and what brought it."""
    story = now.story
    study = story.careers.kind == STUDY
    loan = story.careers.kind == LOAN
    marks = (
        ("HNS", 1, high_needs(story)),
        ("EHC", 1, has_plan(story)),
        ("SEN", 1, study & has_difficulty(story) & ~has_plan(story) & (story.draw("sen") < 0.3)),
        ("LSR", 55, study & (story.draw("bursary fund") < 0.16)),
        ("LSR", 58, loan & (story.draw("bursary fund") < 0.1)),
        ("EDF", 1, study & low_grade(story, "maths")),
        ("EDF", 2, study & low_grade(story, "English")),
        ("FME", 2, study & (story.draw("free meals") < 0.13)),
    )
    rows: list[dict[str, Column]] = []
    for type_, code, which in marks:
        who = np.flatnonzero(which)
        rows.append({"owner": who, "LearnFAMType": type_, "LearnFAMCode": code})
    return gather(rows)


def contact_preferences(now: Snapshot) -> SynthRecords:
    """ContactPreference, collected to 2020/21: some agree to be contacted."""
    story = now.story
    agrees, phone = story.draw("agrees") < 0.3, story.draw("agrees how") < 0.5
    who, how = np.flatnonzero(agrees), np.flatnonzero(agrees & phone)
    return gather(
        [
            {"owner": who, "ContPrefType": "RUI", "ContPrefCode": 6},
            {"owner": how, "ContPrefType": "PMC", "ContPrefCode": 5},
        ]
    )


def contacts(learners: SynthRecords) -> SynthRecords:
    """LearnerContact, collected in 2016/17 only: the same address and numbers in records of their own."""
    f, owner = learners.texts, learners.owner
    base: dict[str, Column] = {"owner": owner, "LocType": 2, "ContType": 2}
    base |= dict.fromkeys(_CONTACT_TEXTS, "")
    found = gather(
        [
            {**base, "ContType": 1, "PostCode": f["PostcodePrior"]},
            {**base, "PostCode": f["Postcode"]},
            {**base, "LocType": 1, "AddLine1": f["AddLine1"], "AddLine2": f["AddLine2"]},
            {**base, "LocType": 3, "TelNumber": f["TelNo"]},
            {**base, "LocType": 4, "Email": f["Email"]},
        ]
    )
    return found.where(np.logical_or.reduce([found.texts[name].codes != ABSENT for name in _CONTACT_TEXTS]))


_CONTACT_TEXTS = ("PostCode", "AddLine1", "AddLine2", "TelNumber", "Email")


def learner_monitoring(now: Snapshot) -> SynthRecords:
    """The provider's own group code, for some."""
    story = now.story
    who = np.flatnonzero(story.draw("has group") < 0.5)
    group = joined("GROUP-", digits(spread(story.draw("group"), 10, 99)[who], 2))
    return SynthRecords(who, {}, {"ProvSpecLearnMonOccur": constant("A", len(who)), "ProvSpecLearnMon": group})


def learner_he(now: Snapshot) -> SynthRecords:
    """LearnerHE: where the learner lives in term time."""
    story = now.story
    who = np.flatnonzero(story.careers.kind == HIGHER)
    return SynthRecords(who, {"TTACCOM": codes(story.draw("lives"), ((2, 5), (7, 3), (8, 2)))[who]})


WORKS, LOOKS, NEITHER = 10, 11, 12


def employment_records(now: Snapshot) -> SynthRecords:
    """LearnerEmploymentStatus: the status before learning began, and the next one where it has changed."""
    story = now.story
    c = story.careers
    out_of_work = np.where(story.draw("looks") < 0.62, LOOKS, NEITHER)
    first = np.where(employed_at_start(story), WORKS, out_of_work)
    before = c.start - spread(story.draw("status since"), 1, 240)
    apprentice = c.kind == APPRENTICE
    change = c.start + 20 + np.floor((c.end - c.start - 25) * story.draw("status change")).astype(np.int64)
    changes = (story.draw("status changes") < 0.13) & (c.end > c.start + 40)
    second = np.where(apprentice, WORKS, np.where(first == WORKS, LOOKS, WORKS))
    who = needs_employment(story)
    early = np.flatnonzero(who)
    later = np.flatnonzero(who & changes & now.known(np.where(changes, change, NEVER), story.lag))
    boss = spread(story.draw("employer"), 0, 399)
    next_boss = (boss + 1 + spread(story.draw("next employer"), 0, 397)) % 400
    rows = gather(
        [
            {"owner": early, "EmpStat": first[early], "DateEmpStatApp": before[early], "boss": boss[early]},
            {"owner": later, "EmpStat": second[later], "DateEmpStatApp": change[later], "boss": next_boss[later]},
        ]
    )
    place, fields = rows.owner, dict(rows.fields)
    alone = self_employed(story)[place] & (fields["EmpStat"] == WORKS)
    employer = employers()[fields.pop("boss")]
    fields["EmpId"] = np.where((fields["EmpStat"] == WORKS) & ~alone, employer, ABSENT)
    accounts = joined("A", digits(boss, 5)).where(apprentice & pays_levy(story))
    return SynthRecords(place, fields, {"AgreeId": accounts[place]})


def self_employed(story: Story) -> Array:
    found: Array = (story.careers.kind != APPRENTICE) & (story.draw("own boss") < 0.09)
    return found


def employment_details(employment: SynthRecords, now: Snapshot) -> SynthRecords:
    """EmploymentStatusMonitoring: hours, length of work or of looking for it, benefits, small employers."""
    story, place = now.story, employment.owner
    status, day = employment.fields["EmpStat"], employment.fields["DateEmpStatApp"]
    works, looks = status == WORKS, status == LOOKS
    hours = choose(story.draw("hours worked"), (6, 14, 20, 60))[place]
    intensity = np.where(day <= on(2018, 7, 31), np.array([2, 3, 4, 4])[hours], np.array([5, 6, 7, 8])[hours])
    apprentice = story.careers.kind[place] == APPRENTICE
    standard = story.careers.standard[place] == 1
    claims = looks & (story.draw("benefit")[place] < 0.6)
    small = apprentice & standard & works & (story.draw("small employer")[place] < 0.2)
    details = (
        ("SEI", np.ones(len(place), dtype=np.int64), self_employed(story)[place] & works),
        ("EII", intensity, works),
        ("LOE", choose(story.draw("worked for"), (3, 2, 2, 3))[place] + 1, works),
        ("LOU", choose(story.draw("looked for"), (4, 2, 2, 1, 1))[place] + 1, looks),
        ("BSI", np.array([1, 4])[choose(story.draw("which benefit"), (4, 6))][place], claims),
        ("SEM", np.ones(len(place), dtype=np.int64), small),
    )
    rows: list[dict[str, Column]] = []
    for type_, code, which in details:
        at = np.flatnonzero(which)
        rows.append({"owner": at, "ESMType": type_, "ESMCode": code[at].astype(np.int64)})
    return gather(rows)


_OUTCOMES = (("EMP", 1), ("EMP", 2), ("EDU", 1), ("EDU", 4), ("EDU", 6), ("NPE", 1), ("NPE", 2), ("VOL", 1), ("OTH", 3))
_LIKELY = {True: (14, 10, 30, 12, 14, 8, 3, 2, 7), False: (42, 12, 3, 18, 2, 12, 5, 3, 3)}


def leavers(aim: SynthRecords, now: Snapshot) -> Array:
    """Places whose learner has finished everything, and was reached afterwards."""
    last = np.zeros(now.story.size, dtype=np.int64)
    known = np.where(aim.fields["known_status"] == 1, NEVER, aim.fields["known_end"])
    known = np.where(aim.fields["status"] == PAUSED, NEVER, known)
    np.maximum.at(last, aim.owner, known)
    reached = now.story.draw("reached") < 0.72
    found: Array = np.flatnonzero(reached & (last > 0) & (last + _wait(now) + 5 <= now.prepared))
    return found


def _wait(now: Snapshot) -> Array:
    return spread(now.story.draw("reached after"), 3, 60)


def destination_records(who: Array, learners: SynthRecords) -> SynthRecords:
    """LearnerDestinationandProgression: the learner, once more."""
    return SynthRecords(
        who, {"ULN": learners.fields["ULN"][who]}, {"LearnRefNumber": learners.texts["LearnRefNumber"][who]}
    )


def outcome_records(who: Array, now: Snapshot) -> SynthRecords:
    """DPOutcome: one outcome for each leaver; the owner is the row among the leavers."""
    story = now.story
    c = story.careers
    young = c.kind[who] == STUDY
    draw = story.draw("destination")[who]
    which = np.where(young, choose(draw, _LIKELY[True]), choose(draw, _LIKELY[False]))
    day = c.end[who] + _wait(now)[who]
    fields = {
        "OutCode": np.array([code for _, code in _OUTCOMES])[which],
        "OutStartDate": day - 2,
        "OutCollDate": day + 2,
    }
    types = texts(which, tuple(type_ for type_, _ in _OUTCOMES))
    return SynthRecords(np.arange(len(who)), fields, {"OutType": types})
