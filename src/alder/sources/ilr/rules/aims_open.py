"""What the rules about aims that must be open have in common: the fields they read, and how to put things right."""

from __future__ import annotations

AIM = ("LearnAimRef", "FundModel")
MARKS = ("LearnDelFAMType", "LearnDelFAMCode")

CHECK_START = "Check the aim code and the start date."
CHECK_END = "Check the aim code and the end date."
CHECK_RESTART = "Check the aim code and the start date, or mark a restart (RES 1)."
CHECK_YEAR = "Use an aim that is open this year."
CHECK_FUNDING = "Check the aim code and the funding model."
