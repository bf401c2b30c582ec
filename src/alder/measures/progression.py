"""Progression: what someone who achieved learned in the year after, and whether it was at a higher level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.definition import Evidence, Parameter

if TYPE_CHECKING:
    from alder.model.expr import Truth, Whole

SUSTAINED_MONTHS = Parameter(
    "sustained_months",
    6,
    "Months of learning in the year after that make it sustained.",
    Evidence.A,
    "Official progression tables follow other people for longer; this definition is Alder's own.",
)

READS = (
    "ULN",
    "UKPRN",
    "LearnRefNumber",
    "LearnAimRef",
    "ProgType",
    "FundModel",
    "LearnStartDate",
    "LearnActEndDate",
    "AchDate",
    "CompStatus",
    "Outcome",
)
"""The fields that decide who achieved, and who learned afterwards."""


def marks(
    achieved: Whole, level: Whole, months: Whole, higher_education: Truth, *, sustained_months: int = 6
) -> dict[str, Truth]:
    """Of one kind of learning in the year after: sustained, sustained above what was achieved, sustained as higher
    education. Months of different levels are never added together.
    """
    sustained = (months >= sustained_months).fill_null(False)
    return {
        "any_sustained": sustained,
        "higher": (sustained & (level > achieved)).fill_null(False),
        "to_he": (sustained & higher_education).fill_null(False),
    }
