"""What the provider returned for the year before: its last return of that year, as the store keeps it."""

from __future__ import annotations

import pyarrow as pa

from alder.sources.ilr.rules.references.declare import DAY, TEXT, WHOLE, called, reference

AIM = reference(
    "last_year_aim",
    "the aims that the provider returned last year",
    {"learner__LearnRefNumber": "LearnRefNumber", "LearnAimRef": "LearnAimRef"},
    LearnRefNumber=TEXT,
    ULN=pa.int64(),
    UKPRN=WHOLE,
    PrevUKPRN=WHOLE,
    PMUKPRN=WHOLE,
    LearnAimRef=TEXT,
    LearnStartDate=DAY,
    LearnActEndDate=DAY,
    FundModel=WHOLE,
    ProgType=WHOLE,
    FworkCode=WHOLE,
    PwayCode=WHOLE,
    StdCode=WHOLE,
)

REFERENCES = (
    AIM,
    called(
        "last_year_aim_elsewhere", {"learner__PrevLearnRefNumber": "LearnRefNumber", "LearnAimRef": "LearnAimRef"}, AIM
    ),
)
"""Found by the learner's reference, or by the one that an earlier provider gave the learner."""
