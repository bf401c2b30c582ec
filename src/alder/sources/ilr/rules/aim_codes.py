"""Rules about aim codes that have a fixed meaning, and what type of aim they may be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import T_LEVEL_QUALIFICATION, is_of_type
from alder.sources.ilr.rules.terms import has, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

FOUNDATION_YEAR = "ZTPR"
"""How the codes of the T Level foundation year begin."""

SPECIALISM = "ZTLOS"
"""How the codes of T Level occupational specialisms begin."""

WORK_EXPERIENCE = ("Z0007834", "Z0007835", "Z0007836", "Z0007837", "Z0007838", "ZWRKX001")
"""Codes of work experience and work preparation in study programmes."""


def _on_different_days(aim: Rows) -> Truth:
    """Start, planned end and actual end are not one day. An end that is missing is another day."""
    start, planned, ended = aim.LearnStartDate, aim.LearnPlanEndDate, aim.LearnActEndDate
    return planned.isnull() | (planned != start) | ended.isnull() | (ended != start)


@ilr.rule(
    "AimType_07",
    until="2020/21",
    reads=("AimType", "ProgType", "LearnStartDate", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Change the aim type, or the source of funding.",
)
def core_aim_paid_as_adult_skills_2020(aim: Rows, fam: Rows) -> Truth:
    """The aim is a core aim of 16 to 19 study, but is paid for as adult skills.

    Core aims belong to 16 to 19 funding (source 107). Starts before August 2017 and traineeships are exempt.
    """
    return (
        (aim.AimType == 5)
        & is_not(aim.ProgType, 24)
        & has(fam, "SOF", "105")
        & (aim.LearnStartDate >= date(2017, 8, 1))
    )


@ilr.rule(
    "AimType_07",
    since="2025/26",
    reads=("AimType", "LearnStartDate", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Change the aim type, or the source of funding.",
)
def core_aim_paid_as_adult_skills(aim: Rows, fam: Rows) -> Truth:
    """The aim is a core aim of 16 to 19 study, but is paid for as adult skills.

    Core aims belong to 16 to 19 funding (source 107). Starts before August 2017 are exempt.
    """
    return (aim.AimType == 5) & has(fam, "SOF", "105") & (aim.LearnStartDate >= date(2017, 8, 1))


@ilr.rule(
    "AimType_08",
    until="2020/21",
    reads=("LearnAimRef", "AimType", "ProgType"),
    next="Use aim type 5 for the technical qualification.",
)
def technical_qualification_not_core_2020(aim: Rows, lars_delivery: Rows) -> Truth:
    """The technical qualification of a T Level is not the core aim."""
    qualification = is_of_type(lars_delivery, T_LEVEL_QUALIFICATION)
    return (aim.ProgType == 31) & is_not(aim.AimType, 5) & qualification


@ilr.rule(
    "AimType_08", since="2025/26", reads=("LearnAimRef", "AimType"), next="Use aim type 5 for the foundation year aim."
)
def foundation_year_not_core(aim: Rows) -> Truth:
    """The aim of a T Level foundation year is not the core aim.

    Until 2020/21 this code stood for the technical qualification, now under AimType_09.
    """
    return aim.LearnAimRef.startswith(FOUNDATION_YEAR) & is_not(aim.AimType, 5)


@ilr.rule(
    "AimType_09", until="2020/21", reads=("LearnAimRef", "AimType"), next="Use aim type 5 for the transition aim."
)
def transition_aim_not_core_2020(aim: Rows) -> Truth:
    """The aim of a T Level transition programme is not the core aim."""
    return aim.LearnAimRef.startswith(FOUNDATION_YEAR) & is_not(aim.AimType, 5)


@ilr.rule(
    "AimType_09",
    since="2025/26",
    reads=("LearnAimRef", "AimType"),
    next="Use aim type 5 for the technical qualification.",
)
def technical_qualification_not_core(aim: Rows, lars_delivery: Rows) -> Truth:
    """The technical qualification of a T Level is not the core aim.

    The printed text repeats AimType_08; its summary names the technical qualification, and that is what the rule asks.
    """
    return is_of_type(lars_delivery, T_LEVEL_QUALIFICATION) & is_not(aim.AimType, 5)


@ilr.rule(
    "LearnAimRef_29",
    until="2020/21",
    reads=("LearnAimRef", "FundModel"),
    next="Use the funding model of the European Social Fund (70), or another aim code.",
)
def social_fund_start_with_other_funding(aim: Rows) -> Truth:
    """The aim stands for the start of European Social Fund support, but has another funding model."""
    return (aim.LearnAimRef == "ZESF0001") & is_not(aim.FundModel, 70)


@ilr.rule(
    "LearnAimRef_55",
    until="2020/21",
    reads=("LearnAimRef", "FundModel", "ProgType", "AimType"),
    next="Use aim type 5 for the work experience.",
)
def trainee_work_experience_not_core(aim: Rows) -> Truth:
    """The work experience of a 16 to 19 traineeship is not the core aim."""
    traineeship = (aim.FundModel == 25) & (aim.ProgType == 24)
    return traineeship & aim.LearnAimRef.isin(WORK_EXPERIENCE) & is_not(aim.AimType, 5)


@ilr.rule(
    "LearnAimRef_86",
    until="2020/21",
    reads=("LearnAimRef", "FundModel", "ProgType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Take out the work experience aim, or add the traineeship.",
)
def adult_work_experience_outside_a_traineeship(aim: Rows, fam: Rows) -> Truth:
    """The adult learner has work experience outside a traineeship.

    Learning that steel workers were offered when they lost their work (LDM 347) is exempt.
    """
    placement = aim.LearnAimRef.isin(["ZWRKX001", "ZWRKX002", "ZWRKX003"])
    return (aim.FundModel == 35) & is_not(aim.ProgType, 24) & placement & ~has(fam, "LDM", "347")


@ilr.rule(
    "LearnAimRef_87",
    until="2020/21",
    reads=("LearnAimRef", "LearnStartDate"),
    next="Use the aim's own code from the list of learning aims.",
)
def group_code_after_2017(aim: Rows) -> Truth:
    """The aim has a code for a whole group of aims, which may not be used for starts since August 2017."""
    code = aim.LearnAimRef
    group = code.startswith("ZVOC") | code.startswith("Z9OPE") | code.startswith("ZUXA")
    return (aim.LearnStartDate >= date(2017, 8, 1)) & group


@ilr.rule(
    "LearnAimRef_90",
    reads=("LearnAimRef", "ProgType"),
    next="Use the code for T Level industry placements (ZWRKX003).",
)
def study_programme_work_experience_in_a_t_level(aim: Rows) -> Truth:
    """The aim belongs to a T Level, but is work experience of a study programme."""
    return (aim.ProgType == 31) & aim.LearnAimRef.isin([*WORK_EXPERIENCE, "Z0002347", "ZWRKX002"])


@ilr.rule(
    "LearnAimRef_126",
    since="2025/26",
    reads=("LearnAimRef", "LearnStartDate", "LearnPlanEndDate", "LearnActEndDate"),
    next="Give start, planned end and actual end the same day.",
)
def one_day_activity_on_different_days(aim: Rows) -> Truth:
    """The aim stands for an event of one day, but its dates differ."""
    return aim.LearnAimRef.isin(["Z0059747", "Z0059748", "Z0059749"]) & _on_different_days(aim)


@ilr.rule(
    "LearnAimRef_154",
    since="2025/26",
    reads=("LearnAimRef", "ProgType", "LearnStartDate", "LearnPlanEndDate", "LearnActEndDate"),
    next="Give start, planned end and actual end the same day.",
)
def bootcamp_event_on_different_days(aim: Rows) -> Truth:
    """The aim stands for an event of one day in a Skills Bootcamp, but its dates differ."""
    events = ["Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443"]
    bootcamp = (aim.ProgType == 32) & (aim.LearnStartDate >= date(2024, 8, 1))
    return bootcamp & aim.LearnAimRef.isin(events) & _on_different_days(aim)
