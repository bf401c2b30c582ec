"""Results at 16 to 18 set against what came before: progress in English and maths, and value added at level 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, coalesce, ifelse, literal

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth, Value, Whole

LEVEL_1_FUNCTIONAL_SKILL = 2.5
"""Points of a functional skill at level 1, on the scale of 0 (a fail) to 8 on which GCSE grades stand."""

GRADE_4 = 4
"""Points from which a student is not in the measure of English and maths progress: they hold a good pass already."""

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
