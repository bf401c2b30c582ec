"""Tables that measures count, drawn from delivered records: a module each, all of them in `drawings`."""

from alder.measures.drawn import (
    english_and_maths,
    further_education,
    graduates,
    level_3,
    next_year,
    post_16,
    school_leavers,
    sixth_forms,
    survey,
)
from alder.measures.drawn.drawing import drawing_of, drawings

__all__ = [
    "drawing_of",
    "drawings",
    "english_and_maths",
    "further_education",
    "graduates",
    "level_3",
    "next_year",
    "post_16",
    "school_leavers",
    "sixth_forms",
    "survey",
]
