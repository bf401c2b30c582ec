"""Rules about destinations beside the learners they belong to. Destinations left the return after 2020/21."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_not, months_after

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

ENDED = ("FundModel", "CompStatus", "ProgType", "LearnActEndDate", "OutStartDate")


@ilr.rule(
    "R71",
    until="2020/21",
    reads=("LearnRefNumber",),
    alike="LearnRefNumber",
    next="Put all outcomes into one destination record.",
)
def two_destination_records(destination: Rows) -> Truth:
    """Another destination record in the file has the same learner reference."""
    return destination.LearnRefNumber.notnull() & (destination.copies("LearnRefNumber") > 1)


@ilr.rule("R85", until="2020/21", reads=("LearnRefNumber", "ULN"), next="Give both the same learner number.")
def destination_with_another_learner_number(destination: Rows, learner: Rows) -> Truth:
    """The learner number with the destination differs from that of the learner with this reference."""
    return learner.any(learner.ULN != destination.ULN)


def _left_without_a_destination(aims: Rows, destination: Rows, outcome: Rows) -> Truth:
    ended = aims.greatest("LearnActEndDate")
    known = destination.any(outcome.of(destination).greatest("OutStartDate") >= ended)
    closed = aims.any(aims.FundModel.isin([25, 35, 70, 81])) & aims.all(aims.LearnActEndDate.notnull())
    return closed & aims.latest("LearnActEndDate").any(is_not(aims.CompStatus, 6)) & ~known


@ilr.rule(
    "R107",
    until="2020/21",
    severity=Severity.WARNING,
    reads=ENDED,
    next="Add what the learner went on to do.",
)
def left_without_a_destination(learner: Rows, aims: Rows, destination: Rows, outcome: Rows) -> Truth:
    """The learner's aims have all ended, and there is no word of what they went on to do since.

    Learners on a break, and those with an apprenticeship standard or a traineeship, are left out.
    """
    others = aims.any(aims.ProgType.isin([24, 25]))
    return _left_without_a_destination(aims, destination, outcome) & ~others


@ilr.rule(
    "R108",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(*ENDED, "FilePreparationDate"),
    next="Add what the learner went on to do.",
)
def left_two_months_ago_without_a_destination(
    learner: Rows, aims: Rows, destination: Rows, outcome: Rows, file: Rows
) -> Truth:
    """The learner's aims have all ended two months ago or longer, and there is no word of what they did since.

    Learners on a break, and those who have only apprenticeship standards or traineeships, are left out.
    """
    some = aims.any(is_not(aims.ProgType, 24, 25))
    two_months = file.FilePreparationDate >= months_after(aims.greatest("LearnActEndDate"), 2)
    return _left_without_a_destination(aims, destination, outcome) & some & two_months
