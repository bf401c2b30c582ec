"""Tables that measures count, drawn from delivered records: a module each, all of them in `drawings`."""

from alder.measures.cohorts import (
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
from alder.measures.cohorts.cohort_table import cohort_table_of, cohort_tables

__all__ = [
    "cohort_table_of",
    "cohort_tables",
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
