"""Every aim from start to end, and what is taught: a few dozen aims, standards and frameworks, enough for tables by
level and subject.

References are those of real qualifications on the public register of qualifications (open licence), so that reference
data about aims joins on; class codes begin with Z. Titles are ours. Nothing here says anything about a real provider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from alder.synth.population import frequencies
from alder.synth.population.draws import NEVER, choose, first_day, on, spread
from alder.synth.population.frequencies import ADULT, APPRENTICE, COMMUNITY, HIGHER, LOAN, STUDY, UNFUNDED
from alder.synth.population.persons import births, ladder, low_grade
from alder.synth.population.record_columns import ABSENT, SynthRecords, gather, words

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.population.story import Story

    Rows: TypeAlias = "dict[str, Array | int | str]"

GRADES: Final = {
    "gcse": (("4", "5", "6", "7", "3", "2"), (30, 18, 7, 3, 27, 15)),
    "a_level": (("A*", "A", "B", "C", "D", "E"), (6, 14, 24, 29, 18, 9)),
    "diploma": (("PA", "ME", "DS"), (55, 30, 15)),
    "none": (("",), (1,)),
}
"""Grades of those who achieved, with assumed shares. A GCSE counts as achieved from 9 down to 1."""

VOCATIONAL: Final = {
    1: ("60011804", "60027538", "60014556", "60027526"),
    2: ("50086947", "60016486", "50089225", "50063297"),
    3: ("60171984", "60174699", "60174225", "60016462", "60158025"),
}
"""Level 1 to 3: hair and beauty, IT, business, service; at level 3 health, media, sport, business, engineering."""

A_LEVELS: Final = ("60139948", "60143368", "60146254", "60146771", "60147258")
"""Sociology, business, biology, history, English literature."""

GCSE_ENGLISH, GCSE_MATHS = "60142923", "60146084"
SKILLS_ENGLISH, SKILLS_MATHS = "60342845", "60342572"
WORK_PLACEMENT = "ZWRKX001"
PROGRAMME_AIM = "ZPROG001"
ACCESS = ("40006396", "40007418", "40007467")
HIGHER_AIMS = ("60348665", "10061903")
COMMUNITY_AIMS = ("Z0007846", "Z0007847", "Z0007848", "Z0007849")
UNFUNDED_AIMS = ("60341567", "50117725", "60355311")

STANDARDS: Final = (
    # code, level, price in pounds, component aim
    (119, 2, 3000, "60034233"),
    (122, 2, 3500, "50063297"),
    (101, 2, 4000, "60016486"),
    (105, 3, 4500, "60016462"),
    (118, 3, 3000, "60161103"),
    (154, 3, 15000, "60174699"),
    (2, 4, 18000, "10061903"),
    (104, 5, 7000, "60348665"),
)
"""Apprenticeship standards open to starts since 2016 or before."""
STANDARD_SHARES: Final = (18, 12, 8, 20, 16, 8, 8, 10)

FRAMEWORKS: Final = (
    # programme type, framework, pathway, price, component aim
    (3, 488, 1, 2000, "50063297"),
    (3, 445, 1, 2000, "60034233"),
    (2, 488, 1, 2500, "60016462"),
    (2, 445, 1, 3000, "60161103"),
    (2, 508, 1, 4000, "60101064"),
)
FRAMEWORK_SHARES: Final = (34, 22, 20, 14, 10)


PROGRAMME, COMPONENT, OTHER, CORE = 1, 3, 4, 5
COMPLETED, WITHDRAWN, PAUSED = 2, 3, 6
ACHIEVED, PARTLY, NOT_ACHIEVED, AWAITED = 1, 2, 3, 8


def aims_of(story: Story) -> SynthRecords:
    """Every aim of every learner of the block, to its end, in the order in which it was begun."""
    rows = [
        *_study(story),
        *_class(story, ADULT, _adult_refs(story)),
        *_class(story, UNFUNDED, words(choose(story.draw("aim"), (1, 1, 1)), UNFUNDED_AIMS)),
        *_class(story, LOAN, words(choose(story.draw("aim"), (1, 1, 1)), ACCESS)),
        *_class(story, COMMUNITY, words(choose(story.draw("aim"), (4, 3, 2, 1)), COMMUNITY_AIMS)),
        *_class(story, HIGHER, words(choose(story.draw("aim"), (2, 1)), HIGHER_AIMS)),
        *_basic_skills(story),
        *_apprenticeship(story),
    ]
    found = gather([{**_BLANK, **row, "role": i} for i, row in enumerate(rows)])
    return found.sorted(found.fields["start"], found.fields["role"])


_BLANK: dict[str, Array | int | str] = {
    "orig": NEVER,
    "assessed": NEVER,
    "prog": ABSENT,
    "std": ABSENT,
    "fwork": ABSENT,
    "pway": ABSENT,
    "price": ABSENT,
    "restart": 0,
    "skills": 0,
    "grades": "none",
}


def _rows(story: Story, who: Array, **columns: Array | int | str) -> Rows:
    """Rows for the places `who`, with columns cut to them."""
    place = np.flatnonzero(who)
    cut = {name: c[place] if isinstance(c, np.ndarray) else c for name, c in columns.items()}
    return {"owner": place, **cut}


def _ends(story: Story, start: Array, plan: Array, name: str) -> tuple[Array, Array]:
    """When an aim beside the main one ends, and how: with the learner's leaving, or on its own."""
    c = story.careers
    left = (c.completed == 0) & (c.end < plan)
    drops = story.draw(f"{name} dropped") < 0.04
    own = np.where(drops, start + np.floor((plan - start) * 0.6).astype(np.int64), plan)
    end = np.maximum(np.minimum(own, np.where(left, c.end, NEVER)), start)
    return end, np.where(left | drops, WITHDRAWN, COMPLETED)


def _outcome(story: Story, status: Array, share: float, name: str) -> Array:
    draw = story.draw(f"{name} outcome")
    finished = np.where(draw < share, ACHIEVED, np.where(draw < share + (1 - share) * 0.15, PARTLY, NOT_ACHIEVED))
    return np.where(status == COMPLETED, finished, NOT_ACHIEVED)


def _main(story: Story) -> dict[str, Array]:
    """How the learner's main aim goes: as the learner does."""
    c = story.careers
    status = np.where(c.completed == 1, COMPLETED, WITHDRAWN)
    partly = story.draw("partly") < 0.12
    unhappy = np.where(partly & (c.completed == 1), PARTLY, NOT_ACHIEVED)
    return {
        "start": c.start,
        "plan": c.plan,
        "end": c.end,
        "status": status,
        "outcome": np.where((c.completed == 1) & (c.passed == 1), ACHIEVED, unhappy),
    }


def study_level(story: Story) -> Array:
    return choose(story.draw("study level"), (0, 16, 30, 54))


def takes_a_levels(story: Story) -> Array:
    found: Array = (study_level(story) == 3) & (story.draw("a levels") < 0.35)
    return found


def _study(story: Story) -> list[Rows]:
    c = story.careers
    study = c.kind == STUDY
    academic = study & takes_a_levels(story)
    level = study_level(story)
    first = spread(story.draw("aim"), 0, 3)
    vocational = np.select(
        [level == n for n in (1, 2, 3)],
        [words(first % len(refs), refs) for refs in (VOCATIONAL[n] for n in (1, 2, 3))],
        "",
    )
    subject = spread(story.draw("subject"), 0, 4)
    core = np.where(academic, words(subject, A_LEVELS), vocational)
    grades = np.where(academic, "a_level", "diploma").astype(object)
    main = _main(story)
    base = {"fund": 25, "prog": ABSENT}
    rows = [_rows(story, study, ref=core, type=CORE, grades=grades, **main, **base)]
    for n in (1, 2):
        status = main["status"]
        other = _outcome(story, status, frequencies.PASS[STUDY], f"a level {n}")
        ref = words((subject + n) % 5, A_LEVELS)
        columns = {**main, "outcome": other}
        rows.append(_rows(story, academic, ref=ref, type=OTHER, grades="a_level", **columns, **base))
    exam = first_day(c.since + 1) - 46 + 0 * c.start
    for subject_name, ref_text in (("English", GCSE_ENGLISH), ("maths", GCSE_MATHS)):
        plan = np.minimum(exam, c.plan)
        end, status = _ends(story, c.start, plan, subject_name)
        outcome = _outcome(story, status, 0.96, subject_name)
        who = study & low_grade(story, subject_name) & (plan > c.start + 20)
        resit: Rows = {"start": c.start, "plan": plan, "end": end, "status": status, "outcome": outcome}
        rows.append(_rows(story, who, ref=ref_text, type=OTHER, grades="gcse", skills=1, **resit, **base))
    begins = c.start + spread(story.draw("placement start"), 30, 90)
    plan = begins + spread(story.draw("placement length"), 20, 60)
    who = study & ~academic & (story.draw("placement") < 0.35) & (c.end > plan) & (plan < first_day(c.since + 1))
    placed: Rows = {"start": begins, "plan": plan, "end": plan, "status": COMPLETED, "outcome": ACHIEVED}
    rows.append(_rows(story, who, ref=WORK_PLACEMENT, type=OTHER, **placed, **base))
    return rows


def adult_level(story: Story) -> Array:
    """Level 1 to 3 of what an adult takes."""
    return choose(story.draw("adult level"), (0, 36, 44, 20))


def _needs_a_loan(story: Story) -> Array:
    """Adults at level 3 whom adult skills does not pay for: from 24 on, and since 2016 who has a level 3 already."""
    start = story.careers.start
    grown = (start >= births(story) + _TWENTY_FOUR_YEARS) & (start >= on(2013, 8, 1))
    again = (ladder(story) >= _LEVEL_3) & (start >= on(2016, 8, 1))
    found: Array = (story.careers.kind == ADULT) & (adult_level(story) == 3) & (grown | again)
    return found


_TWENTY_FOUR_YEARS = 24 * 365 + 5
"""Days after which somebody is 24 at the latest but one: who is so near that birthday takes a loan too."""
_LEVEL_3 = 4
"""The rung of the ladder of prior attainment that a full level 3 is."""


def _adult_refs(story: Story) -> Array:
    level = adult_level(story)
    first = spread(story.draw("aim"), 0, 3)
    return np.select(
        [level == n for n in (1, 2, 3)],
        [words(first % len(refs), refs) for refs in (VOCATIONAL[n] for n in (1, 2, 3))],
        "",
    )


def _class(story: Story, kind: int, refs: Array) -> list[Rows]:
    """One main aim for everybody who came for `kind`."""
    c = story.careers
    who = c.kind == kind
    later = c.start >= on(2024, 8, 1)
    adult = np.where(_needs_a_loan(story), 99, np.where(later, 38, 35))
    fund = {ADULT: adult, COMMUNITY: np.where(later, 11, 10)}.get(kind, np.full(len(later), 99))
    grades = "diploma" if kind == ADULT else "none"
    return [_rows(story, who, ref=refs, type=OTHER, fund=fund, grades=grades, **_main(story))]


def _basic_skills(story: Story) -> list[Rows]:
    """English or maths beside an adult's main aim."""
    c = story.careers
    begins = c.start + spread(story.draw("skills start"), 0, 10)
    plan = np.maximum(begins + 14, c.plan - spread(story.draw("skills plan"), 0, 20))
    end, status = _ends(story, begins, plan, "skills")
    who = (c.kind == ADULT) & (story.draw("skills") < 0.36) & ((c.completed == 1) | (c.end > begins))
    maths = story.draw("which skills") < 0.5
    columns: Rows = {
        "ref": words(maths.astype(int), (SKILLS_ENGLISH, SKILLS_MATHS)),
        "start": begins,
        "plan": plan,
        "end": end,
        "status": status,
        "outcome": _outcome(story, status, 0.85, "skills"),
        "fund": np.where(begins >= on(2024, 8, 1), 38, 35),
    }
    return [_rows(story, who, type=OTHER, skills=1, **columns)]


def _apprenticeship(story: Story) -> list[Rows]:
    """A programme with its component, English or maths for some, and all of it again after a break."""
    c = story.careers
    who = c.kind == APPRENTICE
    standard = c.standard == 1
    s = choose(story.draw("which standard"), STANDARD_SHARES)
    f = choose(story.draw("which framework"), FRAMEWORK_SHARES)
    s_table = [np.array(column, dtype=object) for column in zip(*STANDARDS, strict=True)]
    f_table = [np.array(column, dtype=object) for column in zip(*FRAMEWORKS, strict=True)]
    what: Rows = {
        "prog": np.where(standard, 25, f_table[0][f]).astype(np.int64),
        "std": np.where(standard, s_table[0][s], ABSENT).astype(np.int64),
        "fwork": np.where(standard, ABSENT, f_table[1][f]).astype(np.int64),
        "pway": np.where(standard, ABSENT, f_table[2][f]).astype(np.int64),
        "fund": np.where(c.start < on(2017, 5, 1), 35, 36),
    }
    price = np.where(standard, s_table[2][s], f_table[3][f]).astype(np.int64)
    component = np.where(standard, s_table[3][s], f_table[4][f])
    paused = who & (c.pause < NEVER)
    original = c.plan - np.where(paused, c.resume - c.pause, 0)
    status = np.where(c.completed == 1, COMPLETED, WITHDRAWN)
    outcome = np.where((c.completed == 1) & (c.passed == 1), ACHIEVED, NOT_ACHIEVED)
    rows: list[Rows] = []
    stretches: list[tuple[Array, Rows]] = [
        (
            who & ~paused,
            {"start": c.start, "plan": c.plan, "end": c.end, "status": status, "outcome": outcome},
        ),
        (
            paused,
            {"start": c.start, "plan": original, "end": c.pause, "status": PAUSED, "outcome": NOT_ACHIEVED},
        ),
        (
            paused,
            {
                "start": c.resume,
                "orig": c.start,
                "plan": c.plan,
                "end": c.end,
                "status": status,
                "outcome": outcome,
                "restart": 1,
            },
        ),
    ]
    needs_maths = story.draw("app maths") < 0.34

    def planned(plan: Array | int | str, end: Array | int | str) -> Array:
        """A framework's contract type must end with learning, but not after the planned end: none lasts longer."""
        by, until = np.asarray(plan), np.asarray(end)
        found: Array = np.where(standard, by, np.maximum(by, until))
        return found

    for n, (part, dates) in enumerate(stretches):
        dates["plan"] = planned(dates["plan"], dates["end"])
        last = n != 1
        assessed = c.assessed if last else NEVER
        rows.append(
            _rows(story, part, ref=PROGRAMME_AIM, type=PROGRAMME, price=price, assessed=assessed, **dates, **what)
        )
        learnt = dict(dates)
        if last:
            learnt["outcome"] = np.where(c.completed == 1, ACHIEVED, NOT_ACHIEVED)
        rows.append(_rows(story, part, ref=component, type=COMPONENT, grades="none", **learnt, **what))
        if n == 0:
            plan = np.minimum(c.start + 200, c.plan)
            end, how = _ends(story, c.start, plan, "app maths")
            end = np.minimum(end, c.end)
            cut = (end == c.end) & (c.completed == 0)
            how = np.where(cut, WITHDRAWN, how)
            own: Rows = {"start": c.start, "plan": planned(plan, end), "end": end, "status": how}
            own["outcome"] = _outcome(story, how, 0.8, "app maths")
            needs = part & needs_maths & (c.start >= on(2017, 8, 1))
            rows.append(_rows(story, needs, ref=SKILLS_MATHS, type=COMPONENT, skills=1, **own, **what))
    return rows
