"""Which records should have a value: so far as published rules say. Each answer names the rules that ask for it.

A rule may ask it of one record among many, such as the employment when a programme began; the question here is put to
each record of that kind, because a person who counts employers counts them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from alder.model.period import AcademicYear
    from alder.sources.ilr.profile.return_records import ReturnRecords

    Which: TypeAlias = NDArray[np.bool_]

LEARNER, AIM, FAM, EMPLOYMENT = "learner", "learning_delivery", "learning_delivery_fam", "learner_employment_status"
AIM_HE, PLACEMENT, LLDD, PRIOR = (
    *("learning_delivery_he", "learning_delivery_work_placement", "lldd_and_health_problem", "prior_attain"),
)
_FRAMEWORKS = (2, 3, 20, 21, 22, 23)
_STANDARD = 25


@dataclass(frozen=True)
class Expectation:
    """Who should have a value in a field, in words, by which rules, and as a question to the records.

    `of` is the table whose records are asked: where it is the table above the field's own, a record of the field is
    expected below each of them, and one that has none lacks the value.
    """

    who: str
    rules: str | tuple[str, ...]
    which: Callable[[ReturnRecords], Which]
    of: str = ""
    since: int = 0
    until: int = 9999

    @property
    def codes(self) -> tuple[str, ...]:
        return (self.rules,) if isinstance(self.rules, str) else self.rules

    def holds_in(self, year: AcademicYear) -> bool:
        return self.since <= year.start <= self.until


def expectation(table: str, field: str, year: AcademicYear) -> Expectation | None:
    """Who should have a value in the field in a year, beside fields that every record must have."""
    return next((a for a in _ASKED.get((table, field), ()) if a.holds_in(year)), None)


def _through_authority(r: ReturnRecords) -> Which:
    return r.one_of(AIM, "FundModel", 99) & _aims_with(r, "SOF", "108")


def _aims_with(r: ReturnRecords, type: str, *codes: str) -> Which:
    fams = r.one_of(FAM, "LearnDelFAMType", type)
    return r.having(AIM, FAM, fams & r.one_of(FAM, "LearnDelFAMCode", *codes) if codes else fams)


def _learners_with(r: ReturnRecords, aims: Which) -> Which:
    return r.having(LEARNER, AIM, aims)


def _named(r: ReturnRecords) -> Which:
    community, authority = r.one_of(AIM, "FundModel", 10), _through_authority(r)
    if r.year.start <= 2020:  # community learning is then of one kind for all aims
        return _learners_with(r, ~community) & _learners_with(r, ~authority)
    return _learners_with(r, ~(community | authority))


def _with_difficulty(r: ReturnRecords) -> Which:
    says_yes = r.one_of(LEARNER, "LLDDHealthProb", 1) & ~r.aged(25)
    if r.year.start <= 2020:
        return says_yes & ~_learners_with(r, r.one_of(AIM, "FundModel", 10) | _through_authority(r))
    return says_yes & _learners_with(r, ~r.one_of(AIM, "FundModel", 10, 99))


def _asked_before_2021(r: ReturnRecords) -> Which:
    return _learners_with(r, ~(r.one_of(AIM, "FundModel", 10, 25, 82) | _through_authority(r)))


def _asked_for_a_level(r: ReturnRecords) -> Which:
    return _learners_with(r, ~r.one_of(AIM, "FundModel", 10, 11, 25, 82, 99))


def _young(r: ReturnRecords) -> Which:
    return _learners_with(r, r.one_of(AIM, "FundModel", 25))


def _apprentices(r: ReturnRecords) -> Which:
    return r.one_of(AIM, "ProgType", *([_STANDARD] if r.year.start >= 2021 else [*_FRAMEWORKS, _STANDARD]))


def _outside_apprenticeships(r: ReturnRecords) -> Which:
    t_level = r.one_of(AIM, "FundModel", 25) & r.one_of(AIM, "ProgType", 31)
    return ~(_apprentices(r) | t_level)


def _going_on(r: ReturnRecords) -> Which:
    return _learners_with(r, ~r.given(AIM, "LearnActEndDate"))


def _planned(r: ReturnRecords) -> Which:
    other = (70, 82) if r.year.start <= 2020 else (82,)
    aims = _outside_apprenticeships(r) & ~r.one_of(AIM, "FundModel", *other)
    return _learners_with(r, aims) & _going_on(r)


def _planned_young(r: ReturnRecords) -> Which:
    aims = _outside_apprenticeships(r) & r.one_of(AIM, "FundModel", 25)
    return _learners_with(r, aims) & _going_on(r)


def _contracted(r: ReturnRecords) -> Which:
    return _learners_with(r, _aims_with(r, "ACT", "1"))


def _not_continuing(r: ReturnRecords) -> Which:
    return ~r.one_of(AIM, "CompStatus", 1)


def _programme(r: ReturnRecords) -> Which:
    return r.one_of(AIM, "AimType", 1)


def _achieved_before_2021(r: ReturnRecords) -> Which:
    standard = r.one_of(AIM, "ProgType", _STANDARD) & r.one_of(AIM, "FundModel", 81)
    return _programme(r) & (r.one_of(AIM, "ProgType", 24) | standard) & r.one_of(AIM, "Outcome", 1)


def _achieved_since_2021(r: ReturnRecords) -> Which:
    standard = _programme(r) & r.one_of(AIM, "ProgType", _STANDARD)
    completed = r.one_of(AIM, "CompStatus", 2) & r.since(AIM, "LearnActEndDate", date(2021, 8, 1))
    achieved = r.one_of(AIM, "FundModel", 81) & r.one_of(AIM, "Outcome", 1)
    return standard & (achieved | (r.one_of(AIM, "FundModel", 36) & completed))


def _levy_since(r: ReturnRecords, day: date) -> Which:
    return _programme(r) & r.one_of(AIM, "FundModel", 36) & r.since(AIM, "LearnStartDate", day)


def _trained(r: ReturnRecords) -> Which:
    completed = _levy_since(r, date(2019, 8, 1)) & r.one_of(AIM, "CompStatus", 2) & ~_aims_with(r, "RES")
    return completed | (_levy_since(r, date(2022, 8, 1)) & r.one_of(AIM, "CompStatus", 3))


def _employed_apprentices(r: ReturnRecords) -> Which:
    learners = _learners_with(r, _programme(r) & _apprentices(r))
    return r.one_of(EMPLOYMENT, "EmpStat", 10) & r.under(EMPLOYMENT, LEARNER, learners)


def _he_since(year: int) -> Callable[[ReturnRecords], Which]:
    return lambda r: r.under(AIM_HE, AIM, r.since(AIM, "LearnStartDate", date(year, 8, 1)))


def _placed(r: ReturnRecords) -> Which:
    return r.given(PLACEMENT, "WorkPlaceStartDate") & r.under(PLACEMENT, AIM, r.one_of(AIM, "ProgType", 24))


_COMMUNITY = "learners not in community learning alone"
_TYPED_SUPPORT = ("LSF", "ALB")

_ASKED: dict[tuple[str, str], tuple[Expectation, ...]] = {
    (LEARNER, "FamilyName"): (Expectation(_COMMUNITY, "FamilyName_01", _named),),
    (LEARNER, "GivenNames"): (Expectation(_COMMUNITY, "GivenNames_01", _named),),
    (LEARNER, "DateOfBirth"): (
        Expectation("all learners", ("DateOfBirth_01", "DateOfBirth_02", "DateOfBirth_23"), lambda r: r.all(LEARNER)),
    ),
    (LEARNER, "NINumber"): (Expectation("apprentices with a contract of service", "NINumber_02", _contracted),),
    (LEARNER, "PriorAttain"): (
        Expectation("learners with funding that asks for it", "PriorAttain_01", _asked_before_2021, until=2020),
    ),
    (PRIOR, "PriorLevel"): (
        Expectation(
            "learners with funding that asks for it", "PriorAttain_01", _asked_for_a_level, of=LEARNER, since=2021
        ),
    ),
    (LEARNER, "EngGrade"): (Expectation("learners in 16 to 19 funding", "EngGrade_01", _young),),
    (LEARNER, "MathGrade"): (Expectation("learners in 16 to 19 funding", "MathGrade_01", _young),),
    (LEARNER, "PlanLearnHours"): (
        Expectation("learners going on outside apprenticeships and T Levels", "PlanLearnHours_01", _planned),
    ),
    (LEARNER, "PlanEEPHours"): (
        Expectation("learners going on in 16 to 19 funding", "PlanEEPHours_01", _planned_young),
    ),
    (LLDD, "LLDDCat"): (
        Expectation("learners under 25 who say they have one", "LLDDHealthProb_06", _with_difficulty, of=LEARNER),
    ),
    (EMPLOYMENT, "EmpId"): (Expectation("apprentices in paid work", "EmpId_10", _employed_apprentices),),
    (AIM, "ProgType"): (
        Expectation("programmes and parts of one", "ProgType_01", lambda r: r.one_of(AIM, "AimType", 1, 3)),
    ),
    (AIM, "FworkCode"): (
        Expectation(
            "aims of frameworks", "FworkCode_01", lambda r: r.one_of(AIM, "ProgType", *_FRAMEWORKS), until=2020
        ),
    ),
    (AIM, "PwayCode"): (
        Expectation("aims of frameworks", "PwayCode_03", lambda r: r.one_of(AIM, "ProgType", *_FRAMEWORKS), until=2020),
    ),
    (AIM, "StdCode"): (Expectation("aims of standards", "StdCode_01", lambda r: r.one_of(AIM, "ProgType", _STANDARD)),),
    (AIM, "PHours"): (
        Expectation(
            "apprenticeships started since August 2019", "PHours_01", lambda r: _levy_since(r, date(2019, 8, 1))
        ),
    ),
    (AIM, "OTJActHours"): (
        Expectation("apprenticeships completed or left", ("OTJActHours_02", "OTJActHours_03"), _trained, since=2025),
    ),
    (AIM, "LearnActEndDate"): (Expectation("aims that do not go on", "CompStatus_03", _not_continuing),),
    (AIM, "Outcome"): (Expectation("aims that do not go on", "CompStatus_04", _not_continuing),),
    (AIM, "WithdrawReason"): (
        Expectation("aims withdrawn from", "WithdrawReason_03", lambda r: r.one_of(AIM, "CompStatus", 3)),
    ),
    (AIM, "AchDate"): (
        Expectation("traineeships and standards achieved", "AchDate_08", _achieved_before_2021, until=2020),
        Expectation("apprenticeships achieved", "AchDate_12", _achieved_since_2021, since=2021),
    ),
    (AIM, "TLOut"): (
        Expectation(
            "tailored learning that has ended",
            "Tlout_01",
            lambda r: r.one_of(AIM, "FundModel", 11) & r.one_of(AIM, "CompStatus", 2, 3),
        ),
    ),
    (FAM, "LearnDelFAMDateFrom"): (
        Expectation(
            "contracts of apprentices, learning support and loans bursaries",
            ("LearnDelFAMDateFrom_01", "LearnDelFAMDateFrom_04"),
            lambda r: r.one_of(FAM, "LearnDelFAMType", "ACT", *_TYPED_SUPPORT),
        ),
    ),
    (FAM, "LearnDelFAMDateTo"): (
        Expectation(
            "learning support and loans bursaries",
            "LearnDelFAMDateFrom_01",
            lambda r: r.one_of(FAM, "LearnDelFAMType", *_TYPED_SUPPORT),
        ),
    ),
    (PLACEMENT, "WorkPlaceEmpId"): (
        Expectation("work placements of trainees", "WorkPlaceEmpId_05", _placed, until=2020),
    ),
    (AIM_HE, "NUMHUS"): (
        Expectation("students who started since August 2011", "NUMHUS_01", _he_since(2011), until=2020),
    ),
    (AIM_HE, "QUALENT3"): (Expectation("students who started since August 2010", "QUALENT3_01", _he_since(2010)),),
    (AIM_HE, "DOMICILE"): (Expectation("students who started since August 2013", "DOMICILE_01", _he_since(2013)),),
    (AIM_HE, "PERMADDCOUNTRY"): (
        Expectation("students who started since August 2013", "PERMADDCOUNTRY_01", _he_since(2013), since=2025),
    ),
    (AIM_HE, "STULOAD"): (Expectation("students who started since August 2013", "STULOAD_04", _he_since(2013)),),
}
