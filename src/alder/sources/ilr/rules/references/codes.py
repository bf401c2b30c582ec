"""Lists of codes that change through the year."""

from __future__ import annotations

from alder.sources.ilr.rules.references.declaration import DAY, TEXT, WHOLE, reference

REFERENCES = (
    reference(
        "codes_of_the_year",
        "the year's list of funding and monitoring codes",
        {"LearnDelFAMType": "LearnDelFAMType", "LearnDelFAMCode": "LearnDelFAMCode"},
        LearnDelFAMType=TEXT,
        LearnDelFAMCode=TEXT,
    ),
    reference(
        "codes_of_learners",
        "the year's list of the learners' funding and monitoring codes, with their dates",
        {"LearnFAMType": "LearnFAMType", "LearnFAMCode": "LearnFAMCode"},
        LearnFAMType=TEXT,
        LearnFAMCode=WHOLE,
        ValidTo=DAY,
    ),
)
