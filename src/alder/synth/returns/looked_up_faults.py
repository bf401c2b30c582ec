"""Faults that only a list shows: an aim that is not open, a place that does not exist, a number that nobody gave.

They are found by `alder check` beside the made-up reference tables (`alder reference add --made-up`), and by nothing
else: each keeps to the forms and codes that can be judged without a list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from alder.model.ids import EmployerNumber, check_digits
from alder.model.ids.arrays import last_digits
from alder.sources.miniature import registers
from alder.synth.population.draws import NEVER, on
from alder.synth.population.frequencies import ADULT, COMMUNITY, LOAN
from alder.synth.population.learning import GCSE_ENGLISH, GCSE_MATHS, SKILLS_MATHS, VOCATIONAL, WORK_PLACEMENT
from alder.synth.population.record_columns import ABSENT
from alder.synth.returns.planted_faults import (
    AIM,
    FAM,
    LEARNER,
    LEARNER_FAM,
    WORK,
    FaultKind,
    aim_started,
    at_aim,
    both,
    everybody,
    has,
    of,
    put,
    settled,
)

if TYPE_CHECKING:
    from alder.synth.population.draws import Array
    from alder.synth.returns.planted_faults import BlockRecords, Change, Edit, Where

PLACEMENT, HIGHER_STUDY = "learning_delivery_work_placement", "learning_delivery_he"
NOWHERE, NOBODY = "XM99 9ZZ", "10999999"
"""A postcode and a provider of the right form that are on no list."""

CLASS, CLOSED_SINCE_2019, LEVEL_3 = "Z0007846", "99002502", "60016462"
"""Aims: of community learning alone; closed to new starts since August 2019; at level 3."""
CLOSED_STANDARD, LATE_STANDARD = "9026", "9016"
"""Standards: closed to new starts since August 2023; open since August 2019."""


def _unregistered_number(view: BlockRecords, row: int) -> list[Edit]:
    """The number begins with a digit below 5, and has the check digit that it needs."""
    rest = int(view.column(LEARNER, "ULN")[row]) // 10 % 10**8
    numbers = rest + 10**8 * np.arange(1, 5)
    checks = check_digits(numbers)
    first = int(np.flatnonzero(checks >= 0)[0])
    return [(LEARNER, "ULN", row, f"{numbers[first]}{checks[first]}")]


def _unregistered_employer(table: str, field: str) -> Change:
    """An employer's number with a right check digit that no employer has."""

    def change(view: BlockRecords, row: int) -> list[Edit]:
        base = 80_000_000 + 11 * (row % 1_000) + np.arange(11)
        checks = last_digits(EmployerNumber.check, base)
        first = int(np.flatnonzero(checks >= 0)[0])
        return [(table, field, row, f"{base[first]}{checks[first]}")]

    return change


def _aged(table: str, youngest: int, oldest: int = 120) -> Where:
    """Aims, or their records, of learners who were of this age when the aim started, with a month to spare."""

    def where(view: BlockRecords) -> Array:
        aim = view.records(AIM)
        days = aim.fields["LearnStartDate"] - view.roll.born[aim.owner]
        found = (days > 365.25 * youngest + 31) & (days < 365.25 * (oldest + 1) - 31)
        return found if table == AIM else found[view.records(table).owner]

    return where


def _reached(table: str, low: int, high: int) -> Where:
    """Rows of learners who came with prior attainment between two rungs of the ladder."""

    def where(view: BlockRecords) -> Array:
        rung = view.roll.ladder(view.now)[view.places(table)]
        found: Array = (rung >= low) & (rung <= high)
        return found

    return where


def _first_time(view: BlockRecords) -> Array:
    found: Array = view.column(AIM, "OrigLearnStartDate") == NEVER
    return found


def _ungraded(view: BlockRecords) -> Array:
    found: Array = view.column(AIM, "OutGrade") == ""
    return found


def _classroom(view: BlockRecords) -> Array:
    found: Array = view.column(AIM, "LearnAimRef") != WORK_PLACEMENT
    return found


def _well_paid(view: BlockRecords) -> Array:
    """Aims without a mark that the learner earns little."""
    fam = view.records(FAM)
    marked = fam.owner[view.column(FAM, "LearnDelFAMType") == "LDM"]
    return ~np.isin(np.arange(len(view.records(AIM))), marked)


def _up_to_level_2(view: BlockRecords) -> Array:
    found: Array = np.isin(view.column(AIM, "LearnAimRef"), (*VOCATIONAL[1], *VOCATIONAL[2]))
    return found


def _not_skills(view: BlockRecords) -> Array:
    found: Array = view.column(AIM, "LearnAimRef") != SKILLS_MATHS
    return found


def _is_a_gcse(view: BlockRecords) -> Array:
    found: Array = np.isin(view.column(AIM, "LearnAimRef"), (GCSE_ENGLISH, GCSE_MATHS))
    return found


def _whole_programme(field: str, text: str) -> Change:
    """Every aim of the learner's apprenticeship says `text`."""

    def change(view: BlockRecords, row: int) -> list[Edit]:
        aim = view.records(AIM)
        mine = np.flatnonzero((aim.owner == aim.owner[row]) & (aim.fields["ProgType"] == aim.fields["ProgType"][row]))
        return [(AIM, field, int(at), text) for at in mine]

    return change


_at_work = both(has(WORK, EmpStat=10), lambda v: v.column(WORK, "EmpId") != ABSENT)
_national = has(FAM, LearnDelFAMType="SOF", LearnDelFAMCode="105")
_low_wage = has(FAM, LearnDelFAMType="LDM", LearnDelFAMCode=("363", "391"))
_co_funded = has(FAM, LearnDelFAMType="FFI", LearnDelFAMCode="2")
_skills_fund, _adult_class = has(AIM, FundModel=38), has(AIM, FundModel=35, ProgType=ABSENT)
_adults = has(AIM, FundModel=(35, 38))
_programme = both(has(AIM, AimType=1, ProgType=25), _first_time)

LOOKED_UP = (
    # Registers
    FaultKind("ULN_05", LEARNER, "ULN", "in no register", settled, _unregistered_number, since=2020),
    FaultKind("EmpId_01", WORK, "EmpId", "in no register", _at_work, _unregistered_employer(WORK, "EmpId"),
              since=2020),
    FaultKind("WorkPlaceEmpId_01", PLACEMENT, "WorkPlaceEmpId", "in no register", everybody(PLACEMENT),
              _unregistered_employer(PLACEMENT, "WorkPlaceEmpId"), since=2020, rare=True),
    FaultKind("CampID_01", LEARNER, "CampId", "no such campus", everybody(LEARNER), put(LEARNER, "CampId", "NONE01"),
              since=2025),
    FaultKind("CampID_02", LEARNER, "CampId", "of another provider", everybody(LEARNER),
              put(LEARNER, "CampId", registers.CLOSED_CAMPUS), since=2020),
    FaultKind("PrevUKPRN_01", LEARNER, "PrevUKPRN", "no such provider", everybody(LEARNER),
              put(LEARNER, "PrevUKPRN", NOBODY), since=2020),
    FaultKind("PMUKPRN_01", LEARNER, "PMUKPRN", "no such provider", everybody(LEARNER),
              put(LEARNER, "PMUKPRN", NOBODY), since=2020),
    FaultKind("PartnerUKPRN_01", AIM, "PartnerUKPRN", "no such provider", of(AIM, ADULT, COMMUNITY),
              put(AIM, "PartnerUKPRN", NOBODY), since=2020),
    FaultKind("EPAOrgID_01", AIM, "EPAOrgID", "in no register", has(AIM, AimType=1, ProgType=25),
              put(AIM, "EPAOrgID", "EPA0000"), since=2020),
    FaultKind("LearnDelFAMType_04", FAM, "LearnDelFAMCode", "no such code", has(FAM, LearnDelFAMType="ACL"),
              put(FAM, "LearnDelFAMCode", "9"), since=2025, of_learner=True),
    FaultKind("LearnFAMType_01", LEARNER_FAM, "LearnFAMCode", "no such code", has(LEARNER_FAM, LearnFAMType="FME"),
              put(LEARNER_FAM, "LearnFAMCode", "9"), since=2025, rare=True),
    # Places
    FaultKind("Postcode_14", LEARNER, "Postcode", "no such place", everybody(LEARNER),
              put(LEARNER, "Postcode", NOWHERE), since=2020),
    FaultKind("PostcodePrior_01", LEARNER, "PostcodePrior", "no such place", everybody(LEARNER),
              put(LEARNER, "PostcodePrior", NOWHERE), since=2020),
    FaultKind("DelLocPostCode_03", AIM, "DelLocPostCode", "no such place", everybody(AIM),
              put(AIM, "DelLocPostCode", NOWHERE), since=2020),
    FaultKind("LSDPostcode_01", AIM, "LSDPostcode", "no such place", both(_adults, aim_started(on(2019, 8, 1))),
              put(AIM, "LSDPostcode", NOWHERE), since=2020, until=2020),
    FaultKind("LSDPostcode_05", AIM, "LSDPostcode", "no such place", has(AIM, FundModel=(11, 38)),
              put(AIM, "LSDPostcode", NOWHERE), since=2025),
    FaultKind("LSDPostcode_02", FAM, "LearnDelFAMCode", "paid by an authority that the learner does not live in",
              both(_national, at_aim(FAM, both(_adult_class, _well_paid, aim_started(on(2019, 8, 1))))),
              put(FAM, "LearnDelFAMCode", "110"), since=2020, until=2020),
    FaultKind("LSDPostcode_06", FAM, "LearnDelFAMCode", "paid by an authority that the learner does not live in",
              both(_national, at_aim(FAM, both(_skills_fund, _well_paid))), put(FAM, "LearnDelFAMCode", "110"),
              since=2025),
    # Aims
    FaultKind("LearnAimRef_129", AIM, "LearnAimRef", "not open to the young",
              both(has(AIM, FundModel=25, AimType=4), _ungraded, _classroom), put(AIM, "LearnAimRef", CLASS),
              since=2025),
    FaultKind("LearnAimRef_142", AIM, "LearnAimRef", "not open to adult skills", both(_skills_fund, _ungraded),
              put(AIM, "LearnAimRef", CLASS), since=2025),
    FaultKind("LearnAimRef_131", AIM, "LearnAimRef", "not open to loans", of(AIM, LOAN), put(AIM, "LearnAimRef", CLASS),
              since=2025, rare=True),
    FaultKind("LearnAimRef_152", AIM, "LearnAimRef", "not open to tailored learning", has(AIM, FundModel=11),
              put(AIM, "LearnAimRef", "60011804"), since=2025),
    FaultKind("LearnAimRef_88", AIM, "LearnAimRef", "closed to new starts",
              both(_adult_class, _up_to_level_2, _ungraded, aim_started(on(2019, 8, 1))),
              put(AIM, "LearnAimRef", CLOSED_SINCE_2019), since=2020, until=2020),
    FaultKind("LearnAimRef_137", AIM, "LearnAimRef", "a second level 3",
              both(_skills_fund, _ungraded, _aged(AIM, 19, 23), _reached(AIM, 4, 7)),
              put(AIM, "LearnAimRef", LEVEL_3), since=2025, rare=True),
    FaultKind("OutGrade_07", AIM, "OutGrade", "of another kind of aim",
              both(has(AIM, Outcome=1), _is_a_gcse), put(AIM, "OutGrade", "PA"),
              since=2020),
    FaultKind("AddHours_03", AIM, "AddHours", "hours for no language", both(_adults, has(AIM, AimType=4)),
              put(AIM, "AddHours", "10"), since=2020),
    FaultKind("PCFLDCS_03", HIGHER_STUDY, "PCFLDCS", "a share of no subject", everybody(HIGHER_STUDY),
              put(HIGHER_STUDY, "PCFLDCS", "100.0"), since=2020, until=2020, rare=True),
    # Apprenticeships
    FaultKind("LearnStartDate_18", AIM, "StdCode", "closed to new starts",
              both(_programme, aim_started(on(2023, 8, 1))), _whole_programme("StdCode", CLOSED_STANDARD), since=2025),
    FaultKind("LearnStartDate_17", AIM, "StdCode", "not open yet", both(_programme, aim_started(0, on(2019, 7, 31))),
              _whole_programme("StdCode", LATE_STANDARD), since=2020, until=2020, rare=True),
    FaultKind("LearnDelFAMType_64", FAM, "LearnDelFAMType", "no contract type",
              both(has(FAM, LearnDelFAMType="ACT"), at_aim(FAM, has(AIM, AimType=3))),
              lambda view, row: [(FAM, "", row, None)], since=2020, rare=True),
    FaultKind("FworkCode_05", AIM, "LearnAimRef", "no part of its framework",
              both(has(AIM, AimType=3, ProgType=(2, 3)), _ungraded, _not_skills, aim_started(0, on(2019, 7, 31))),
              put(AIM, "LearnAimRef", "99001202"),
              since=2020, until=2020, rare=True),
    # Contracts, and who pays in full
    FaultKind("UKPRN_27", FAM, "LearnDelFAMCode", "a tender that the provider did not win",
              both(_low_wage, at_aim(FAM, _skills_fund)), put(FAM, "LearnDelFAMCode", "388"), since=2025, rare=True),
    FaultKind("LearnDelFAMType_124", FAM, "LearnDelFAMCode", "paid in full without a reason",
              both(_co_funded, at_aim(FAM, both(_skills_fund, _up_to_level_2, _well_paid)), _aged(FAM, 24)),
              put(FAM, "LearnDelFAMCode", "1"), since=2025),
)  # fmt: skip
