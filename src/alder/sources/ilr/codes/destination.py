"""Codes about what a learner went on to do."""

from __future__ import annotations

from alder.model.code_list import CodeList

outcome = CodeList.parse(
    "OutType",
    "What the learner went on to do",
    """
    EMP 1 | Paid work, 16 hours a week or more
    EMP 2 | Paid work, under 16 hours a week
    EMP 3 | Self-employed                       | | 2015-07-31
    EMP 4 | Self-employed, 16 hours a week or more
    EMP 5 | Self-employed, under 16 hours a week
    NPE 1 | Not in paid work, looking
    NPE 2 | Not in paid work, not looking
    VOL 1 | Voluntary work
    GAP 1 | A gap year before higher education
    EDU 1 | Traineeship
    EDU 2 | Apprenticeship
    EDU 3 | Supported internship
    EDU 4 | Other further education, full-time
    EDU 5 | Other further education, part-time
    EDU 6 | Higher education
    SDE 1 | Supported independent living (high needs)
    SDE 2 | Independent living (high needs)
    SDE 3 | Went home (high needs)
    SDE 4 | Long-term residential placement (high needs)
    OTH 1 | Other
    OTH 2 | Not reported                        | | 2015-07-31
    OTH 3 | Could not be reached
    OTH 4 | Not known
    """,
)
