"""Rules about programmes beside their parts: funding, ends, and what a programme must hold.

How the aims of a T Level fit together stands at the end.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import (
    ENGLISH_AND_MATHS,
    T_LEVEL_QUALIFICATION,
    is_english_or_maths,
    is_of_type,
    lasts_on,
    teaches,
)
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_not, same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

FRAMEWORK = ("ProgType", "FworkCode", "PwayCode", "StdCode")
"""What told programmes apart until frameworks ended."""

STANDARD = ("ProgType", "StdCode")


def _same_programme(a: Rows, b: Rows, *fields: str) -> Truth:
    alike = same(getattr(a, fields[0]), getattr(b, fields[0]))
    for field in fields[1:]:
        alike = alike & same(getattr(a, field), getattr(b, field))
    return alike


# Funding ---------------------------------------------------------------------------------------------------------


@ilr.rule(
    "R56",
    until="2020/21",
    reads=("AimType", "FundModel", "LearnActEndDate", *FRAMEWORK),
    next="Give the programme and its parts the same funding.",
)
def paid_part_of_an_unpaid_programme_2020(aim: Rows, others: Rows) -> Truth:
    """The aim is paid for, but is part of a programme that is not and goes on."""
    unpaid = (others.AimType == 1) & (others.FundModel == 99) & others.LearnActEndDate.isnull()
    programme = others.any(unpaid & _same_programme(others, aim, *FRAMEWORK))
    return (aim.AimType == 3) & is_not(aim.FundModel, 99) & programme


@ilr.rule(
    "R56",
    since="2025/26",
    reads=("AimType", "FundModel", "LearnActEndDate", *STANDARD),
    next="Give the programme and its parts the same funding.",
)
def unpaid_programme_with_a_paid_part(aim: Rows, others: Rows) -> Truth:
    """The programme is not paid for and goes on, but an aim that is part of it is paid for."""
    unpaid = (aim.AimType == 1) & (aim.FundModel == 99) & aim.LearnActEndDate.isnull()
    paid = (others.AimType == 3) & is_not(others.FundModel, 99)
    return unpaid & others.any(paid & _same_programme(others, aim, *STANDARD))


@ilr.rule(
    "R66",
    until="2020/21",
    reads=("AimType", "FundModel", *FRAMEWORK),
    next="Add the programme aim, or check the funding and the programme of this part.",
)
def part_without_a_programme_of_its_funding_2020(aim: Rows, others: Rows) -> Truth:
    """The aim is part of a programme, but the learner has no such programme in the same funding."""
    programme = (others.AimType == 1) & _same_programme(others, aim, "FundModel", *FRAMEWORK)
    return (aim.AimType == 3) & is_not(aim.FundModel, 99) & others.none(programme)


@ilr.rule(
    "R66",
    since="2025/26",
    reads=("AimType", "FundModel", *STANDARD),
    next="Add the programme aim, or check the funding and the programme of this part.",
)
def part_without_a_programme_of_its_funding(aim: Rows, others: Rows) -> Truth:
    """The aim is part of a programme, but the learner has no such programme in the same funding."""
    programme = (others.AimType == 1) & _same_programme(others, aim, "FundModel", *STANDARD)
    return (aim.AimType == 3) & is_not(aim.FundModel, 99) & others.none(programme)


@ilr.rule("R63", until="2020/21", reads=("FundModel", "AimType"), next="Mark one aim as the core aim.")
def no_core_aim_2020(learner: Rows, aims: Rows) -> Truth:
    """The learner is in 16 to 19 funding, but none of the aims is the core aim."""
    return aims.any(aims.FundModel == 25) & aims.none((aims.FundModel == 25) & (aims.AimType == 5))


@ilr.rule(
    "R63",
    since="2025/26",
    reads=("FundModel", "AimType", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Mark one aim as the core aim.",
)
def no_core_aim(learner: Rows, aims: Rows, fam: Rows) -> Truth:
    """The learner is in 16 to 19 funding, but none of the aims is the core aim.

    Aims that the adult budget pays for (SOF 105) need none.
    """
    # The exemption is asked of each aim, not of the learner: it is a record of an aim, and by AimType_07 an aim with
    # SOF 105 cannot be the core aim. A learner with another aim in 16 to 19 funding needs a core aim all the same.
    needs_one = (aims.FundModel == 25) & ~has(fam.of(aims), "SOF", "105")
    return aims.any(needs_one) & aims.none((aims.FundModel == 25) & (aims.AimType == 5))


# Ends ------------------------------------------------------------------------------------------------------------


@ilr.rule(
    "R99",
    until="2020/21",
    reads=("AimType", "LearnActEndDate"),
    next="End one programme before the next begins.",
)
def two_programmes_go_on(learner: Rows, aims: Rows) -> Truth:
    """Two programmes of the learner go on side by side."""
    return aims.count((aims.AimType == 1) & aims.LearnActEndDate.isnull()) > 1


def _is_last_programme(aim: Rows, others: Rows) -> Truth:
    """The programme has ended, and no other began later. Of two that began on one day it is the first in the file."""
    later = others.LearnStartDate > aim.LearnStartDate
    before_it = (others.LearnStartDate == aim.LearnStartDate) & (others.aim < aim.aim)
    return (aim.AimType == 1) & aim.LearnActEndDate.notnull() & others.none((others.AimType == 1) & (later | before_it))


def _is_vocational_part(others: Rows, lars_annual_value: Rows) -> Truth:
    return (others.AimType == 3) & ~teaches(lars_annual_value.of(others), *ENGLISH_AND_MATHS)


@ilr.rule(
    "R89",
    until="2020/21",
    reads=("AimType", "LearnStartDate", "LearnActEndDate", "LearnAimRef", *FRAMEWORK),
    next="Let the programme end when its last part does.",
)
def part_outlasts_the_programme_2020(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """The programme ended before an aim that is part of it. English and maths may last longer."""
    part = _is_vocational_part(others, lars_annual_value) & _same_programme(others, aim, *FRAMEWORK)
    return _is_last_programme(aim, others) & others.any(part & (others.LearnActEndDate > aim.LearnActEndDate))


@ilr.rule(
    "R89",
    since="2025/26",
    reads=("AimType", "LearnStartDate", "LearnActEndDate", "LearnAimRef", *STANDARD),
    next="Let the programme end when its last part does.",
)
def part_outlasts_the_programme(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """The programme ended before an aim that is part of it. English and maths may last longer."""
    part = _is_vocational_part(others, lars_annual_value) & _same_programme(others, aim, *STANDARD)
    return _is_last_programme(aim, others) & others.any(part & (others.LearnActEndDate > aim.LearnActEndDate))


@ilr.rule(
    "R90",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("AimType", "LearnStartDate", "LearnActEndDate", "LearnAimRef", *FRAMEWORK),
    next="End the parts of the programme, or take out its end.",
)
def part_goes_on_after_the_programme_2020(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """The programme has ended, but an aim that is part of it goes on. English and maths may."""
    part = _is_vocational_part(others, lars_annual_value) & _same_programme(others, aim, *FRAMEWORK)
    return _is_last_programme(aim, others) & others.any(part & others.LearnActEndDate.isnull())


@ilr.rule(
    "R90",
    since="2025/26",
    reads=("AimType", "LearnStartDate", "LearnActEndDate", "LearnAimRef", *STANDARD),
    next="End the parts of the programme, or take out its end.",
)
def part_goes_on_after_the_programme(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """The programme has ended, but an aim that is part of it goes on. English and maths may."""
    part = _is_vocational_part(others, lars_annual_value) & _same_programme(others, aim, *STANDARD)
    return _is_last_programme(aim, others) & others.any(part & others.LearnActEndDate.isnull())


# Components of frameworks, English and maths ---------------------------------------------------------------------


MAIN_COMPONENTS = (1, 3)
"""The kinds of parts of a framework that are its competence, or its knowledge and competence in one."""


def _is_main_component_then(aims: Rows, lars_framework_aim: Rows) -> Truth:
    """When the aim started, the list of frameworks had it as the competence of its own framework."""
    rows = lars_framework_aim.of(aims)
    its_own = _same_programme(rows, aims, "ProgType", "FworkCode", "PwayCode")
    listed = lasts_on(aims.LearnStartDate, rows.EffectiveFrom, rows.EffectiveTo)
    return (aims.AimType == 3) & rows.any(its_own & listed & rows.FrameworkComponentType.isin(MAIN_COMPONENTS))


def _is_main_component(aims: Rows, lars_framework_aim: Rows) -> Truth:
    """The list of frameworks has the aim as the competence of one of them, at whatever time."""
    rows = lars_framework_aim.of(aims)
    return (aims.AimType == 3) & rows.any(rows.FrameworkComponentType.isin(MAIN_COMPONENTS))


@ilr.rule(
    "R20",
    until="2020/21",
    reads=("ProgType", "AimType", "FworkCode", "PwayCode", "LearnAimRef", "LearnStartDate", "LearnActEndDate"),
    next="End one competence aim before the next begins.",
)
def main_components_overlap(learner: Rows, aims: Rows, lars_framework_aim: Rows, year: AcademicYear) -> Truth:
    """Two competence aims of the learner's framework overlap."""
    framework = is_apprenticeship(aims, year) & (aims.ProgType != 25)
    parts = aims.where(framework & _is_main_component_then(aims, lars_framework_aim))
    next_start = parts.following("LearnStartDate", by="LearnStartDate")
    goes_on = aims.LearnActEndDate.isnull() | (next_start < aims.LearnActEndDate)
    return parts.any(next_start.notnull() & goes_on)


@ilr.rule(
    "R64",
    until="2020/21",
    reads=("AimType", "FundModel", "ProgType", "CompStatus", "Outcome", "FworkCode", "PwayCode", "LearnAimRef"),
    next="Check the outcomes. A framework has one competence aim.",
)
def main_component_achieved_twice(learner: Rows, aims: Rows, lars_framework_aim: Rows) -> Truth:
    """The learner achieved two competence aims of one framework.

    An aim counts that is the competence of any framework on the list: the service asked no more in this rule.
    """
    achieved = (aims.CompStatus == 2) & (aims.Outcome == 1) & aims.FundModel.isin([35, 36]) & is_not(aims.ProgType, 25)
    parts = aims.where(achieved & _is_main_component(aims, lars_framework_aim))
    return parts.any(parts.copies("ProgType", "FworkCode", "PwayCode", "FundModel") > 1)


def _adult_skills_beside_an_apprenticeship(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    apprenticeship = (others.AimType == 1) & (others.FundModel == 36) & others.LearnActEndDate.isnull()
    adult = (aim.FundModel == 35) & is_english_or_maths(lars_annual_value, aim.LearnStartDate)
    return adult & others.any(apprenticeship & (others.LearnStartDate <= aim.LearnStartDate))


BESIDE = ("AimType", "FundModel", "LearnAimRef", "LearnStartDate", "LearnActEndDate")


@ilr.rule("R114", until="2020/21", reads=BESIDE, next="Pay for the aim as part of the apprenticeship.")
def adult_skills_beside_an_apprenticeship_2020(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """An adult English or maths aim started during the learner's apprenticeship, which goes on."""
    return _adult_skills_beside_an_apprenticeship(aim, others, lars_annual_value)


@ilr.rule("R114", since="2025/26", reads=BESIDE, next="Pay for the aim as part of the apprenticeship.")
def adult_skills_beside_an_apprenticeship(aim: Rows, others: Rows, lars_annual_value: Rows) -> Truth:
    """An adult English or maths aim started during the learner's apprenticeship, which goes on.

    Asked of starts up to July 2024. Later ones have R146, under the Adult Skills Fund.
    """
    early = aim.LearnStartDate <= date(2024, 7, 31)
    return early & _adult_skills_beside_an_apprenticeship(aim, others, lars_annual_value)


SPECIALISM = "ZTLOS"
"""How the codes of occupational specialisms begin."""


@ilr.rule(
    "R129",
    since="2025/26",
    reads=("AimType", "ProgType", "LearnAimRef"),
    next="Add the programme aim.",
)
def core_without_its_programme(aim: Rows, others: Rows, lars_delivery: Rows) -> Truth:
    """The core of a T Level has no programme aim beside it."""
    core = (aim.AimType == 5) & is_of_type(lars_delivery, T_LEVEL_QUALIFICATION)
    return core & others.none((others.AimType == 1) & same(others.ProgType, aim.ProgType))


@ilr.rule(
    "R130",
    since="2025/26",
    reads=("FundModel", "ProgType", "PlanLearnHours", "PlanEEPHours"),
    next="Take the hours out: those of a T Level follow from its programme.",
)
def hours_of_a_t_level_learner(learner: Rows, aims: Rows) -> Truth:
    """All aims are part of a T Level, but planned hours are given."""
    given = learner.PlanLearnHours.notnull() | learner.PlanEEPHours.notnull()
    return given & aims.any() & aims.all((aims.FundModel == 25) & (aims.ProgType == 31))


@ilr.rule(
    "R137",
    since="2025/26",
    reads=("ProgType", "LearnAimRef"),
    next="Add an occupational specialism, ZTLOS and three digits.",
)
def t_level_without_a_specialism(learner: Rows, aims: Rows) -> Truth:
    """The learner takes a T Level, but none of the aims is an occupational specialism."""
    return aims.any(aims.ProgType == 31) & aims.none(aims.LearnAimRef.startswith(SPECIALISM))


@ilr.rule(
    "R147",
    since="2025/26",
    reads=("LearnAimRef", "LearnActEndDate"),
    next="Check both aim codes: the specialism must be one of the core's pathway.",
)
def specialism_of_another_pathway(aim: Rows, others: Rows, lars_delivery: Rows, lars_framework_aim: Rows) -> Truth:
    """The occupational specialism is not of the same T Level pathway as the core that the learner takes.

    Both go on. Pathways are those of the list of learning aims.
    """
    pathway = lars_framework_aim.FworkCode.cast("string") + " " + lars_framework_aim.PwayCode.cast("string")
    is_core = is_of_type(lars_delivery.of(others), T_LEVEL_QUALIFICATION)
    cores = others.where(others.LearnActEndDate.isnull() & is_core)
    open_to = cores.together(lars_framework_aim.of(others).together("FworkCode", "PwayCode"))
    shared = ("\n" + open_to + "\n").contains("\n" + pathway + "\n")
    specialism = aim.LearnAimRef.startswith(SPECIALISM) & aim.LearnActEndDate.isnull()
    return specialism & cores.any() & lars_framework_aim.none(shared)
