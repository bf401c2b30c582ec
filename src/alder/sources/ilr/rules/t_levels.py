"""Rules about how the aims of a T Level fit together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import T_LEVEL_QUALIFICATION, is_of_type
from alder.sources.ilr.rules.terms import same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

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
