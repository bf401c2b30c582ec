"""Faults that break a rule: each changed in one place, where no other published rule looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.synth.days import NEVER, first_day, on, written
from alder.synth.faults import Fault, also
from alder.synth.records import ABSENT
from alder.synth.shares import ADULT, APPRENTICE, COMMUNITY, LOAN, STUDY, UNFUNDED
from alder.synth.spots import (
    AIM,
    DETAIL,
    FAM,
    LEARNER,
    LEARNER_FAM,
    MONEY,
    PROBLEM,
    WORK,
    aim_started,
    at_aim,
    at_status,
    both,
    clear,
    closed,
    everybody,
    has,
    move,
    neighbour,
    of,
    ongoing,
    put,
    remove,
    settled,
    undated,
    unless,
    wrong_digit,
)

if TYPE_CHECKING:
    from alder.synth.draws import Array
    from alder.synth.faults import Edit, View


def _grown_up(view: View) -> Array:
    born = view.column(LEARNER, "DateOfBirth")
    found: Array = of(LEARNER, ADULT, COMMUNITY, UNFUNDED)(view) & (born < int(first_day(view.now.year)) - 11_000)
    return found


def _born_116_years_ago(view: View, row: int) -> list[Edit]:
    return [(LEARNER, "DateOfBirth", row, f"{view.now.year - 116}-01-01")]


def _second_problem(view: View) -> Array:
    found: Array = view.column(PROBLEM, "PrimaryLLDD") == ABSENT
    return found


LEARNERS = (
    Fault("ULN_04", LEARNER, "ULN", "its last digit is one too high", settled, wrong_digit(LEARNER, "ULN")),
    Fault("Sex_01", LEARNER, "Sex", "not F or M", everybody(LEARNER), put(LEARNER, "Sex", "X")),
    Fault("Ethnicity_01", LEARNER, "Ethnicity", "no such code", everybody(LEARNER), put(LEARNER, "Ethnicity", "30")),
    Fault("Accom_01", LEARNER, "Accom", "no such code", of(LEARNER, STUDY), put(LEARNER, "Accom", "4")),
    Fault("DateOfBirth_04", LEARNER, "DateOfBirth", "116 years ago", _grown_up, _born_116_years_ago),
    Fault("FamilyName_01", LEARNER, "FamilyName", "left out", of(LEARNER, STUDY, ADULT, LOAN),
          clear(LEARNER, "FamilyName"), since=2020),
    Fault("ALSCost_02", LEARNER, "ALSCost", "a cost without high needs", of(LEARNER, ADULT, UNFUNDED),
          put(LEARNER, "ALSCost", "5000")),
    Fault("PriorAttain_01", LEARNER, "PriorAttain", "left out", of(LEARNER, ADULT, LOAN, APPRENTICE),
          clear(LEARNER, "PriorAttain"), since=2020, until=2020),
    Fault("PriorAttain_03", LEARNER, "PriorAttain", "no such code", of(LEARNER, STUDY, COMMUNITY),
          put(LEARNER, "PriorAttain", "6"), since=2020, until=2020),
    Fault("PriorAttain_03", "prior_attain", "PriorLevel", "no such code", of("prior_attain", STUDY, COMMUNITY),
          put("prior_attain", "PriorLevel", "50"), since=2025),
    Fault("LLDDHealthProb_01", LEARNER, "LLDDHealthProb", "no such code", has(LEARNER, LLDDHealthProb=2),
          put(LEARNER, "LLDDHealthProb", "3")),
    Fault("LLDDHealthProb_04", LEARNER, "LLDDHealthProb", "no, but a record follows", has(LEARNER, LLDDHealthProb=1),
          put(LEARNER, "LLDDHealthProb", "2"), rare=True),
    Fault("LLDDCat_01", PROBLEM, "LLDDCat", "no such code", everybody(PROBLEM),
          put(PROBLEM, "LLDDCat", "50"), rare=True),
    Fault("LLDDCat_02", PROBLEM, "LLDDCat", "closed in 2015", everybody(PROBLEM), put(PROBLEM, "LLDDCat", "3"),
          since=2019, rare=True),
    Fault("PrimaryLLDD_02", PROBLEM, "PrimaryLLDD", "not 1", _second_problem,
          put(PROBLEM, "PrimaryLLDD", "2"), rare=True),
    Fault("PrimaryLLDD_03", PROBLEM, "PrimaryLLDD", "a second one", _second_problem,
          put(PROBLEM, "PrimaryLLDD", "1"), rare=True),
    Fault("R45", PROBLEM, "LLDDCat", "the same twice", _second_problem, neighbour(PROBLEM, "LLDDCat"), rare=True),
    Fault("LearnFAMType_01", LEARNER_FAM, "LearnFAMCode", "no such code", has(LEARNER_FAM, LearnFAMType="FME"),
          put(LEARNER_FAM, "LearnFAMCode", "9"), since=2020, until=2020, rare=True),
)  # fmt: skip


def _last_aim(view: View) -> Array:
    found: Array = view.column(AIM, "AimSeqNumber") == view.count(AIM, AIM)
    return found


def _number_too_high(view: View, row: int) -> list[Edit]:
    return [(AIM, "AimSeqNumber", row, str(int(view.column(AIM, "AimSeqNumber")[row]) + 5))]


def _ends_after_the_file(view: View, row: int) -> list[Edit]:
    return [(AIM, "LearnActEndDate", row, written(view.now.prepared + 3))]


_completed = both(closed, has(AIM, CompStatus=2))
_graded = both(_completed, lambda view: view.column(AIM, "OutGrade") != "")

AIMS = (
    Fault("FundModel_01", AIM, "FundModel", "no such code", of(AIM, UNFUNDED),
          put(AIM, "FundModel", "98"), since=2020, rare=True),
    Fault("AimType_01", AIM, "AimType", "no such code", of(AIM, UNFUNDED, ADULT), put(AIM, "AimType", "2")),
    Fault("AimType_05", AIM, "AimType", "a core aim of an adult", of(AIM, UNFUNDED),
          put(AIM, "AimType", "5"), rare=True),
    Fault("AimSeqNumber_02", AIM, "AimSeqNumber", "more than there are aims", _last_aim, _number_too_high),
    Fault("R07", AIM, "AimSeqNumber", "the same twice", has(AIM, AimSeqNumber=2), put(AIM, "AimSeqNumber", "1"),
          of_learner=True),
    Fault("LearnAimRef_30", AIM, "LearnAimRef", "not ZPROG001", has(AIM, AimType=1),
          put(AIM, "LearnAimRef", "60016486")),
    Fault("LearnPlanEndDate_02", AIM, "LearnPlanEndDate", "before the start", undated,
          move(AIM, "LearnPlanEndDate", -1, "LearnStartDate")),
    Fault("LearnPlanEndDate_03", AIM, "LearnPlanEndDate", "eleven years after the start", undated,
          move(AIM, "LearnPlanEndDate", 4018, "LearnStartDate")),
    Fault("LearnActEndDate_01", AIM, "LearnActEndDate", "before the start", both(undated, closed),
          move(AIM, "LearnActEndDate", -1, "LearnStartDate"), rare=True),
    Fault("LearnActEndDate_04", AIM, "LearnActEndDate", "after the file", both(undated, closed), _ends_after_the_file),
    Fault("CompStatus_01", AIM, "CompStatus", "no such code", both(_completed, has(AIM, Outcome=(1, 2, 3))),
          put(AIM, "CompStatus", "5")),
    Fault("CompStatus_02", AIM, "CompStatus", "continuing, but ended", _completed,
          also(put(AIM, "CompStatus", "1"), clear(AIM, "Outcome", "OutGrade")), since=2020, until=2020),
    Fault("CompStatus_03", AIM, "CompStatus", "completed, but not ended", ongoing,
          also(put(AIM, "CompStatus", "2"), put(AIM, "Outcome", "3")), until=2020),
    Fault("CompStatus_04", AIM, "Outcome", "left out", _completed, clear(AIM, "Outcome", "OutGrade"), until=2020),
    Fault("Outcome_01", AIM, "Outcome", "no such code", both(_completed, has(AIM, Outcome=(1, 2, 3))),
          put(AIM, "Outcome", "5")),
    Fault("OutGrade_05", AIM, "OutGrade", "fails, but achieved", both(_graded, has(AIM, Outcome=1)),
          put(AIM, "OutGrade", "U")),
    Fault("OutGrade_06", AIM, "OutGrade", "passes, but not achieved", both(_graded, has(AIM, Outcome=3)),
          put(AIM, "OutGrade", "PA"), rare=True),
    Fault("WithdrawReason_02", AIM, "WithdrawReason", "no such code", has(AIM, CompStatus=3),
          put(AIM, "WithdrawReason", "55"), since=2018, rare=True),
    Fault("WithdrawReason_03", AIM, "WithdrawReason", "left out", has(AIM, CompStatus=3),
          clear(AIM, "WithdrawReason"), rare=True),
    Fault("WithdrawReason_04", AIM, "WithdrawReason", "a reason, but stayed", has(AIM, CompStatus=(1, 2)),
          put(AIM, "WithdrawReason", "98")),
)  # fmt: skip


def _open_programme(view: View) -> Array:
    """Programmes on a standard that go on, for the first time, with no support to outlast the new plan."""
    a, fam = view.records(AIM).fields, view.records(FAM)
    helped = np.zeros(len(a["ProgType"]), dtype=bool)
    helped[fam.owner[fam.fields["LearnDelFAMType"] == "LSF"]] = True
    first = a["OrigLearnStartDate"] == NEVER
    standard = (a["AimType"] == 1) & (a["ProgType"] == 25)
    found: Array = standard & (a["LearnActEndDate"] == NEVER) & first & ~helped
    return found


def _first_employment_on_the_start_date(view: View, row: int) -> list[Edit]:
    place = int(view.records(AIM).owner[row])
    work = int(np.flatnonzero(view.records(WORK).owner == place)[0])
    return [(WORK, "DateEmpStatApp", work, written(view.column(AIM, "LearnStartDate")[row]))]


def _begins_before_the_aim(view: View, row: int) -> list[Edit]:
    start = view.column(AIM, "LearnStartDate")[view.records(FAM).owner[row]]
    return [(FAM, "LearnDelFAMDateFrom", row, written(start - 3))]


def _first_programme(view: View) -> Array:
    """Programmes for the first time. Codes of hours worked changed in August 2018; no record is moved across that."""
    start = view.column(AIM, "LearnStartDate")
    across = (start > on(2018, 7, 31)) & (start < on(2019, 5, 1))
    found: Array = both(has(AIM, AimType=1), has(AIM, OrigLearnStartDate=NEVER))(view) & ~across
    return found


_contract = has(FAM, LearnDelFAMType="ACT")
_lasting = both(_contract, lambda v: v.column(FAM, "LearnDelFAMDateTo") - v.column(FAM, "LearnDelFAMDateFrom") > 3)
_support = has(FAM, LearnDelFAMType=("LSF", "ALB"))
_adult_fam = of(FAM, ADULT, COMMUNITY)

FUNDING = (
    Fault("LearnDelFAMType_01", FAM, "LearnDelFAMType", "no source of funding", has(FAM, LearnDelFAMCode="107"),
          remove(FAM), since=2020),
    Fault("LearnDelFAMType_02", FAM, "LearnDelFAMType", "full or co-funding left out", has(FAM, LearnDelFAMType="FFI"),
          remove(FAM), since=2020),
    Fault("LearnDelFAMType_04", FAM, "LearnDelFAMCode", "no such code", has(FAM, LearnDelFAMType="HHS"),
          put(FAM, "LearnDelFAMCode", "7"), since=2020, until=2020),
    Fault("LearnDelFAMType_06", FAM, "LearnDelFAMCode", "closed in July 2020",
          both(has(FAM, LearnDelFAMCode=("363", "391")), at_aim(FAM, aim_started(on(2020, 8, 1)))),
          put(FAM, "LearnDelFAMCode", "354"), since=2020, rare=True),
    Fault("LearnDelFAMType_09", FAM, "LearnDelFAMCode", "16 to 19 funding for an adult",
          both(has(FAM, LearnDelFAMCode="105"), _adult_fam), put(FAM, "LearnDelFAMCode", "107"), since=2020),
    Fault("LearnDelFAMDateFrom_01", FAM, "LearnDelFAMDateTo", "left out", _support,
          clear(FAM, "LearnDelFAMDateTo"), rare=True),
    Fault("LearnDelFAMDateFrom_02", FAM, "LearnDelFAMDateFrom", "before the start",
          both(_support, lambda v: v.column(FAM, "LearnDelFAMDateTo") < NEVER),
          _begins_before_the_aim, since=2020, rare=True),
    Fault("LearnDelFAMDateTo_01", FAM, "LearnDelFAMDateTo", "before it begins", _support,
          move(FAM, "LearnDelFAMDateTo", -1, "LearnDelFAMDateFrom"), rare=True),
    Fault("R102", FAM, "LearnDelFAMDateFrom", "a day after the start", _lasting,
          move(FAM, "LearnDelFAMDateFrom", 1), since=2020),
    Fault("R119", MONEY, "AFinDate", "before the start",
          both(has(MONEY, AFinType="TNP", AFinCode=2), at_aim(MONEY, aim_started(on(2019, 2, 1)))),
          move(MONEY, "AFinDate", -5), since=2020, rare=True),
    Fault("DateOfBirth_46", AIM, "LearnPlanEndDate", "within a year",
          both(_open_programme, aim_started(0, on(2025, 7, 31))), move(AIM, "LearnPlanEndDate", 200, "LearnStartDate"),
          since=2020, rare=True),
    Fault("DateOfBirth_57", AIM, "LearnPlanEndDate", "within eight months",
          both(_open_programme, aim_started(on(2025, 8, 1))), move(AIM, "LearnPlanEndDate", 150, "LearnStartDate"),
          since=2025, rare=True),
)  # fmt: skip

_benefit = has(DETAIL, ESMType="BSI")
_old_benefit = both(_benefit, at_status(lambda v: v.column(WORK, "DateEmpStatApp") > on(2020, 7, 31)))
_no_16_to_19 = unless(DETAIL, AIM, has(AIM, FundModel=25))

EMPLOYMENT = (
    Fault("EmpStat_05", WORK, "EmpStat", "no such code", has(WORK, EmpStat=12), put(WORK, "EmpStat", "13"), rare=True),
    Fault("EmpStat_09", AIM, "DateEmpStatApp", "not before the programme", _first_programme,
          _first_employment_on_the_start_date, since=2020),
    Fault("ESMType_02", DETAIL, "ESMType", "hours left out", has(DETAIL, ESMType="EII"), remove(DETAIL)),
    Fault("ESMType_08", DETAIL, "ESMType", "length of unemployment left out",
          both(has(DETAIL, ESMType="LOU"), _no_16_to_19), remove(DETAIL), since=2020, rare=True),
    Fault("ESMType_10", DETAIL, "ESMType", "length of work, but out of work", _benefit,
          put(DETAIL, "ESMType", "LOE"), rare=True),
    Fault("ESMType_11", DETAIL, "ESMCode", "closed in July 2020", _old_benefit, put(DETAIL, "ESMCode", "3"),
          since=2020, rare=True),
    Fault("ESMType_15", DETAIL, "ESMType", "the same kind twice", _benefit,
          also(put(DETAIL, "ESMType", "LOU"), put(DETAIL, "ESMCode", "2")), rare=True),
)  # fmt: skip

BREACHES = (*LEARNERS, *AIMS, *FUNDING, *EMPLOYMENT)
