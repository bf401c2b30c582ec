"""Faults of single fields: values that do not fit, or are missing.

A check reports them with codes that begin with FD_, and keeps the learner out, so that no rule looks at the learner.
"""

from __future__ import annotations

from alder.synth.faults import Fault
from alder.synth.spots import everybody, put

_WANTED = (
    ("FD_ULN_AR", "learner", "ULN", "12345", "too few digits for a ULN"),
    ("FD_DateOfBirth_DT", "learner", "DateOfBirth", "31/02/2001", "a date that is not written as one"),
    ("FD_FamilyName_AP", "learner", "FamilyName", "Alder2", "a digit in a name"),
    ("FD_Sex_AL", "learner", "Sex", "Female", "a word for a letter"),
    ("FD_Ethnicity_MA", "learner", "Ethnicity", None, "left out"),
    ("FD_LLDDHealthProb_DT", "learner", "LLDDHealthProb", "N", "a letter for a number"),
    ("FD_LearnStartDate_DT", "learning_delivery", "LearnStartDate", "2020-13-01", "a month that is not one"),
    ("FD_CompStatus_MA", "learning_delivery", "CompStatus", None, "left out"),
    ("FD_FundModel_AL", "learning_delivery", "FundModel", "350", "too many digits"),
    ("FD_LearnAimRef_AL", "learning_delivery", "LearnAimRef", "600275260", "too long"),
    ("FD_LearnDelFAMType_AL", "learning_delivery_fam", "LearnDelFAMType", "SOFA", "too long"),
    ("FD_EmpStat_DT", "learner_employment_status", "EmpStat", "employed", "a word for a number"),
    ("FD_LLDDCat_MA", "lldd_and_health_problem", "LLDDCat", None, "left out"),
)
"""Code, table, field, what it says instead, and that in words."""


MISFITS = tuple(
    Fault(rule, table, field, what, everybody(table), put(table, field, text))
    for rule, table, field, text, what in _WANTED
)
