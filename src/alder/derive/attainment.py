"""Variables of what the learner brought along: prior attainment, and English and maths at entry.

Prior attainment is one ladder over both coding schemes. Up to 2020/21 a return holds PriorAttain; from 2021/22 it holds
dated PriorLevel records. The two lists use the same numbers for other things (4 is level 4 in the one and full level 2
in the other), so a code without its scheme means nothing, and a scheme that is neither is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.categories import OTHER, UNKNOWN, YES_NO, code_or, coded
from alder.derive.variable import variables
from alder.errors import UsageError
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce, date, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Table, Text, Truth, Whole

PRIOR_ATTAIN: dict[int, tuple[int, bool]] = {
    99: (-1, False),
    9: (0, False),
    7: (0, False),
    1: (1, False),
    2: (2, True),
    3: (3, True),
    10: (4, False),
    4: (4, False),
    11: (5, False),
    5: (5, False),
    12: (6, False),
    13: (7, False),
}
"""PriorAttain codes up to 2020/21: the rung of the ladder, and whether a full level 2 or 3 is meant.

Codes 4 and 5 closed on 31 July 2013, when 10 to 13 took their place; old 5 meant level 5 or over.
"""

PRIOR_LEVEL: dict[int, tuple[int, bool]] = {
    99: (-1, False),
    1: (0, False),
    2: (1, False),
    3: (2, False),
    4: (2, True),
    5: (3, False),
    6: (3, True),
    7: (4, False),
    8: (5, False),
    9: (6, False),
    10: (7, False),
}
"""PriorLevel codes from 2021/22, as consulted on for that year."""

SCHEMES = {"PriorAttain": PRIOR_ATTAIN, "PriorLevel": PRIOR_LEVEL}

FIRST_YEAR_OF_LEVELS = 2021
"""The starting year of the first academic year whose returns hold PriorLevel."""

RUNGS = (
    Category("-1", "No qualifications"),
    Category("0", "Entry level or other below level 1"),
    Category("1", "Level 1"),
    Category("2", "Level 2"),
    Category("3", "Level 3"),
    Category("4", "Level 4"),
    Category("5", "Level 5"),
    Category("6", "Level 6"),
    Category("7", "Level 7 and over"),
    UNKNOWN,
)


def scheme_of(year: int) -> str:
    """The scheme of returns of the academic year that starts in `year`."""
    return "PriorLevel" if year >= FIRST_YEAR_OF_LEVELS else "PriorAttain"


def _codes(scheme: str) -> dict[int, tuple[int, bool]]:
    if scheme not in SCHEMES:
        raise UsageError(
            "prior attainment needs the scheme in which it is coded",
            where="PriorAttain (returns up to 2020/21) and PriorLevel (from 2021/22) use the same numbers for other "
            "things, so a mixed or unknown scheme cannot be read.",
            next="Ask for one year at a time, or for years of one scheme.",
        )
    return SCHEMES[scheme]


def rung(code: Whole, scheme: str) -> Whole:
    """The rung of the ladder: -1 none, 0 below level 1, 1 to 6, 7 and over; missing where the level is not known."""
    return cases(*((code == c, n) for c, (n, _) in _codes(scheme).items()), else_=null("int32")).cast("int32")


def is_full(code: Whole, scheme: str) -> Truth:
    """Whether a full level 2 or 3 is held: wide enough to count as the level by itself."""
    full = [c for c, (_, wide) in _codes(scheme).items() if wide]
    return code.isin(full).fill_null(False)


def is_known(code: Whole, scheme: str) -> Truth:
    """Whether the level is known. No qualifications (99) is known; not known (98), other (97) and no code are not."""
    return code.isin(list(_codes(scheme))).fill_null(False)


def rung_label(number: Whole) -> Text:
    """The code of the rung's category; Unknown where it is missing."""
    return coalesce(number.cast("string"), "Unknown")


def latest_before(records: Table, keys: list[str], start: str) -> Table:
    """Of several dated PriorLevel records of a learner the one that says what was held when the aim began.

    The latest whose DateLevelApp is not after the start; where all are later, the earliest. A record without a date
    counts as the earliest. `keys` name the aim; the records have the columns PriorLevel, DateLevelApp and `start`.
    """
    applies = records.DateLevelApp
    in_time = (applies.isnull() | (applies <= records[start])).fill_null(True)
    days = coalesce(applies.delta(date(*_EPOCH), unit="day"), -_FAR).cast("int64")
    order = ifelse(in_time, days, -_FAR * 10 - days)
    ranked = records.mutate(order=order)
    return ranked.group_by(keys).aggregate(PriorLevel=ranked.PriorLevel.argmax(ranked.order))


_EPOCH = (1970, 1, 1)
_FAR = 10_000_000


_LISTS = "Code lists of PriorAttain (to 2020/21, read) and PriorLevel (from 2021/22, as consulted on)"

GOOD = (
    *("A*A*", "A*A", "A*", "AA", "A", "AB", "BB", "B", "BC", "CC", "C", "CD"),
    *("9", "8", "7", "6", "5", "4"),
)
"""GCSE grades of C or 4 and over. A double award counts by the better of its two letters."""
BELOW = ("DD", "D", "DE", "EE", "E", "EF", "FF", "F", "FG", "GG", "G", "N", "U", "3", "2", "1")

GRADES = (
    Category("4+", "Grade 4 or C and over"),
    Category("below 4", "Below grade 4 or C"),
    Category("none", "Holds no grade"),
    UNKNOWN,
)


@variables.declare(
    name="prior_attainment",
    title="Prior attainment",
    unit="category",
    reads=("PriorAttain", "PriorLevel", "DateLevelApp"),
    columns=("PriorAttain", "PriorLevel"),
    source=_LISTS,
    evidence=Evidence.S,
    categories=RUNGS,
    unknown="Unknown",
    person=True,
)
def prior_attainment(aims: Table) -> Text:
    """The highest level of qualification that the learner held when the aim began, on one ladder over both schemes.

    Returns up to 2020/21 hold one code (PriorAttain), later ones dated levels (PriorLevel), of which the latest that
    is not after the start counts, or else the earliest. The two lists use the same numbers for other things. A return
    that holds the scheme of other years is refused.

    Before 2021/22 a level 2 or 3 that is not full had no code of its own, so these two levels are not comparable with
    later years. Level 7 and over is one rung; no qualifications is a known value, and below entry level.
    """
    new = rung(aims.PriorLevel, "PriorLevel")
    old = rung(aims.PriorAttain, "PriorAttain")
    return rung_label(coalesce(new, old))


@variables.declare(
    title="Full level 2 or 3 held before",
    unit="category",
    reads=("PriorAttain", "PriorLevel", "DateLevelApp"),
    columns=("PriorAttain", "PriorLevel"),
    source=_LISTS,
    evidence=Evidence.S,
    categories=(*YES_NO, UNKNOWN),
    unknown="Unknown",
    person=True,
)
def prior_full_level(aims: Table) -> Text:
    """Whether the highest level held before is a full level 2 or 3, wide enough to count as the level by itself.

    Someone whose highest level is 4 or over has No here: their list does not say what they hold below it.
    """
    full = is_full(aims.PriorLevel, "PriorLevel") | is_full(aims.PriorAttain, "PriorAttain")
    known = is_known(aims.PriorLevel, "PriorLevel") | is_known(aims.PriorAttain, "PriorAttain")
    return cases((full, "Yes"), (known, "No"), else_="Unknown")


def _grade(grade: Text) -> Text:
    return cases(
        (grade.isin(list(GOOD)), "4+"),
        (grade.isin(list(BELOW)), "below 4"),
        (grade == "NONE", "none"),
        else_="Unknown",
    )


_GRADE_SOURCE = "ILR code list of GCSE grades; where a good pass begins is a reading of the condition of funding"


@variables.declare(
    title="English at entry",
    unit="category",
    reads=("EngGrade",),
    columns=("EngGrade",),
    source=_GRADE_SOURCE,
    evidence=Evidence.B,
    categories=GRADES,
    unknown="Unknown",
    person=True,
)
def english_at_entry(aims: Table) -> Text:
    """The highest GCSE grade held in English at entry: at least C or 4, below, or none.

    Asked of 16 to 19 year olds on study programmes; for others it is mostly not known. Letters and figures mix.
    """
    return _grade(aims.EngGrade)


@variables.declare(
    title="Maths at entry",
    unit="category",
    reads=("MathGrade",),
    columns=("MathGrade",),
    source=_GRADE_SOURCE,
    evidence=Evidence.B,
    categories=GRADES,
    unknown="Unknown",
    person=True,
)
def maths_at_entry(aims: Table) -> Text:
    """The highest GCSE grade held in maths at entry: at least C or 4, below, or none.

    Asked of 16 to 19 year olds on study programmes; for others it is mostly not known. Letters and figures mix.
    """
    return _grade(aims.MathGrade)


_NONE = Category("none", "No exception recorded")
_ENGLISH = coded("LearnFAMType", "ECF")
_MATHS = coded("LearnFAMType", "MCF")


@variables.declare(
    title="Condition of funding in English",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("ECF",),
    source="ILR code list (LearnFAMType ECF)",
    evidence=Evidence.B,
    categories=(*_ENGLISH, _NONE, OTHER),
    person=True,
)
def english_condition(aims: Table) -> Text:
    """Why a 16 to 19 year old need not study English, or how the condition was met; else that nothing is recorded.

    Nothing is recorded for those who hold a good pass, for those who study the subject, and for all others.
    """
    return code_or(aims.ECF, _ENGLISH, missing="none")


@variables.declare(
    title="Condition of funding in maths",
    unit="category",
    reads=("LearnFAMType", "LearnFAMCode"),
    columns=("MCF",),
    source="ILR code list (LearnFAMType MCF)",
    evidence=Evidence.B,
    categories=(*_MATHS, _NONE, OTHER),
    person=True,
)
def maths_condition(aims: Table) -> Text:
    """Why a 16 to 19 year old need not study maths, or how the condition was met; else that nothing is recorded.

    Nothing is recorded for those who hold a good pass, for those who study the subject, and for all others.
    """
    return code_or(aims.MCF, _MATHS, missing="none")
