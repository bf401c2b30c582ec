"""Results at 16 to 18 set against what came before: progress in English and maths, and value added at level 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, literal

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Value, Whole

PASS = {"letters": 5, "numbers": 4}
"""Points of a good pass, from which a student is not in the measure of English and maths progress: of grade C where G
has 1 and A* has 8, of grade 4 where a grade has its number.
"""

FIRST_OF_NUMBERS = 2019
"""The starting year of 2019/20, for whose tables the points of the measure were changed."""

POINTS = Parameter(
    "points_scale",
    "by_year",
    "The points that grades have in the measure of English and maths progress.",
    Evidence.S,
    "Up to the tables of 2019: the answer to written question 165578 of 2018 (https://questions-statements.parliament."
    "uk/written-questions/detail/2018-07-18/165578): 1 for a G to 8 for an A*, 2.5 for a functional skill at level 1. "
    "That they were changed for the tables of 2020 is the news of the technical guide of January 2020; the points "
    "since, and those of functional skills, were not read.",
    choices=(
        ("by_year", "letters up to 2018/19, numbers since"),
        ("letters", "1 for a G to 8 for an A*: students below 5, a C, are in the measure"),
        ("numbers", "the number of the grade: students below 4 are in the measure"),
    ),
)


def points_of_pass(year: int, scale: str) -> int:
    """The points of a good pass in a year."""
    if scale == "by_year":
        scale = "letters" if year < FIRST_OF_NUMBERS else "numbers"
    return PASS[scale]


NO_ENTRY = Parameter(
    "no_entry",
    "minus_one",
    "The progress of a student below grade 4 who was entered for no approved qualification.",
    Evidence.S,
    "Secondary accounts of the measure.",
    choices=(("minus_one", "one point lost"), ("zero", "no progress"), ("left_out", "no figure")),
)
SPREAD = Parameter(
    "value_added_spread",
    "national",
    "The standard deviation on which the interval of a provider's value added rests.",
    Evidence.B,
    "The form of the interval was not seen.",
    choices=(
        ("national", "that of all results in the country"),
        ("provider", "that of the provider's own results"),
    ),
)

WIDTH_95 = 1.96
"""Standard errors on either side of a mean that hold 95% of it."""


def english_or_maths_progress(entered: Truth, best: Value, prior: Value, *, no_entry: str = "minus_one") -> Value:
    """Points at the end less points at the start; a fail scores 0, and no approved entry loses one point."""
    unentered = {"minus_one": literal(-1.0), "zero": literal(0.0), "left_out": literal(None, "float64")}[no_entry]
    return ifelse(entered.fill_null(False), coalesce(best, 0.0).cast("float64") - prior, unentered)


def retained(status: Whole) -> Truth:
    """Whether the student completed the core aim."""
    return (status == 2).fill_null(False)


def significance(lower: Value, upper: Value) -> Text:
    """Whether an interval lies above or below nothing added, or takes it in."""
    return cases((lower > 0, "above"), (upper < 0, "below"), else_="not different")
