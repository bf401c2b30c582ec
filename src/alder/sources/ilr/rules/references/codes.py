"""Lists of codes that change through the year."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declare import TEXT, reference

REFERENCES = (
    reference(
        "codes_of_the_year",
        "the year's list of funding and monitoring codes",
        {"LearnDelFAMType": "LearnDelFAMType"},
        LearnDelFAMType=TEXT,
        LearnDelFAMCode=TEXT,
    ),
)
