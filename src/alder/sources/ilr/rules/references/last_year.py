"""What the provider returned for the year before: its last return of that year, as the store keeps it.

`UKPRN` is the provider whose return it was: the one that is judged, or one that its learners came from.
"""

from __future__ import annotations

import pyarrow as pa

from alder.sources.ilr.rules.references.declaration import DAY, TEXT, WHOLE, called, reference

AIM = reference(
    "last_year_aim",
    "last year's return of this provider in the store",
    {"learner__LearnRefNumber": "LearnRefNumber", "LearnAimRef": "LearnAimRef"},
    collection_year=TEXT,
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
