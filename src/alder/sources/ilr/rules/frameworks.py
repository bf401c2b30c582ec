"""Rules about apprenticeship frameworks, which took no new starts after July 2020."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import programme_start
from alder.sources.ilr.rules.list_of_aims import is_open_on, listed_for, teaches
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_not, same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


def _is_framework(aim: Rows, year: AcademicYear) -> Truth:
    """The aim belongs to an apprenticeship framework, not to a standard."""
    return is_apprenticeship(aim, year) & is_not(aim.ProgType, 25)


def _in_its_framework(aim: Rows, lars_framework_aim: Rows) -> Rows:
    """What the list of frameworks says about the aim as part of its own framework. Missing codes equal missing ones."""
    rows = lars_framework_aim
    own = same(rows.ProgType, aim.ProgType) & same(rows.FworkCode, aim.FworkCode) & same(rows.PwayCode, aim.PwayCode)
    return rows.where(own)


@ilr.rule("FworkCode_01", until="2020/21", reads=("ProgType", "FworkCode"), next="Add the code of the framework.")
def framework_without_a_code(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship follows a framework, but its code is missing."""
    return _is_framework(aim, year) & aim.FworkCode.isnull()


@ilr.rule(
    "FworkCode_02",
    until="2020/21",
    reads=("FworkCode", "ProgType"),
    next="Take out the framework code, or check the programme type.",
)
def framework_code_outside_a_framework(aim: Rows) -> Truth:
    """The aim has a framework code, but belongs to no framework."""
    return aim.FworkCode.notnull() & (aim.ProgType.isnull() | aim.ProgType.isin([24, 25]))


@ilr.rule(
    "FworkCode_05",
    until="2020/21",
    reads=("LearnAimRef", "AimType", "ProgType", "FworkCode", "PwayCode"),
    next="Check the aim code, and the codes of the framework.",
)
def aim_is_no_part_of_the_framework(
    aim: Rows, lars_framework_aim: Rows, lars_delivery: Rows, lars_framework_component: Rows, year: AcademicYear
) -> Truth:
    """The aim is not part of the apprenticeship framework.

    Aims that stand for a component common to all frameworks, such as functional skills, count as part of it.
    """
    component = lars_delivery.greatest("FrameworkCommonComponent")
    common = lars_framework_component.any(lars_framework_component.CommonComponent == component)
    part = (aim.AimType == 3) & _is_framework(aim, year)
    return part & _in_its_framework(aim, lars_framework_aim).none() & ~common


@ilr.rule(
    "PwayCode_02",
    until="2020/21",
    reads=("PwayCode", "ProgType"),
    next="Take out the pathway, or check the programme type.",
)
def pathway_outside_a_framework(aim: Rows, year: AcademicYear) -> Truth:
    """The aim has a pathway, but belongs to no apprenticeship framework."""
    return aim.PwayCode.notnull() & ~_is_framework(aim, year).fill_null(False)


@ilr.rule("PwayCode_03", until="2020/21", reads=("PwayCode", "ProgType"), next="Add the pathway of the framework.")
def framework_without_a_pathway(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship follows a framework, but its pathway is missing."""
    return _is_framework(aim, year) & aim.PwayCode.isnull()


@ilr.rule(
    "LearnStartDate_06",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(
        *("LearnStartDate", "AimType", "ProgType", "FworkCode", "PwayCode"),
        *("LearnDelFAMType", "LearnDelFAMCode"),
    ),
    next="Check the start date, and the codes of the framework.",
)
def framework_closed_at_the_start(aim: Rows, fam: Rows, lars_framework: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship started after its framework was closed. Restarts are exempt."""
    closed = lars_framework.any(lars_framework.EffectiveTo < aim.LearnStartDate)
    return (aim.AimType == 1) & _is_framework(aim, year) & closed & ~has(fam, "RES")


@ilr.rule(
    "LearnStartDate_07",
    until="2020/21",
    reads=(
        *("LearnAimRef", "LearnStartDate", "AimType", "ProgType", "FworkCode", "PwayCode"),
        *("LearnDelFAMType", "LearnDelFAMCode"),
    ),
    next="Check the aim code, and the codes of the framework.",
)
def aim_left_the_framework_before_the_start(
    aim: Rows, aims: Rows, fam: Rows, lars_framework_aim: Rows, lars_delivery: Rows, year: AcademicYear
) -> Truth:
    """The aim was no longer part of the framework when the apprenticeship started.

    Restarts are exempt, and components common to all frameworks.
    """
    rows = _in_its_framework(aim, lars_framework_aim)
    started = programme_start(aim, aims)
    left = (rows.greatest("EffectiveTo") < started) & rows.none(lars_framework_aim.EffectiveTo.isnull())
    # Less than one stands for none, or for not known.
    common = lars_delivery.any(lars_delivery.FrameworkCommonComponent > 0)
    return (aim.AimType == 3) & _is_framework(aim, year) & left & ~common & ~has(fam, "RES")


@ilr.rule(
    "OrigLearnStartDate_05",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("LearnAimRef", "OrigLearnStartDate", "FundModel", "AimType", "ProgType"),
    next="Check the first start date, and the aim code.",
)
def restarted_part_not_open_at_first(aim: Rows, lars_validity: Rows, year: AcademicYear) -> Truth:
    """The restarted part of a framework was not open to apprentices when it first started."""
    part = aim.FundModel.isin([35, 36]) & (aim.AimType == 3) & _is_framework(aim, year)
    listed = listed_for(lars_validity, "APPRENTICESHIPS")
    return part & aim.OrigLearnStartDate.notnull() & ~is_open_on(listed, aim.OrigLearnStartDate)


@ilr.rule(
    "ProgType_12",
    until="2020/21",
    reads=(
        *("LearnAimRef", "LearnStartDate", "FundModel", "AimType", "ProgType", "FworkCode", "PwayCode"),
        *("LearnDelFAMType", "LearnDelFAMCode"),
    ),
    next="Check the aim code: this framework takes certain English and maths aims only.",
)
def other_skills_in_framework_445(
    aim: Rows, aims: Rows, fam: Rows, lars_annual_value: Rows, lars_framework_aim: Rows
) -> Truth:
    """The aim is neither a component of this framework, nor English or maths of a kind that it takes.

    Concerns the advanced framework 445, pathway 1, started since September 2014. Restarts are exempt.
    """
    framework = (aim.ProgType == 2) & (aim.FworkCode == 445) & (aim.PwayCode == 1)
    part = aim.FundModel.isin([35, 36]) & (aim.AimType == 3) & framework
    skills = teaches(lars_annual_value, 11, 12, 19, 20, 33, 34)
    component = lars_framework_aim.any(lars_framework_aim.FrameworkComponentType.isin([1, 2, 3]))
    late = programme_start(aim, aims) >= date(2014, 9, 1)
    return part & late & ~skills & ~component & ~has(fam, "RES")
