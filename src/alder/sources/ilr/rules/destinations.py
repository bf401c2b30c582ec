"""Rules about what learners went on to do. Destinations left the return after 2020/21 and before 2025/26."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_unknown_pair

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows


@ilr.rule("OutType_01", until="2020/21", reads=("OutType", "OutCode"), next="Check the type and the code.")
def unknown_destination(outcome: Rows, year: AcademicYear) -> Truth:
    """The destination is not on the code list."""
    return is_unknown_pair(outcome.OutType, outcome.OutCode, codes.destination.outcome, year)


@ilr.rule(
    "OutCollDate_01",
    since="2016/17",
    until="2020/21",
    reads=("OutCollDate", "FilePreparationDate"),
    next="Check the date of collection.",
)
def collected_after_the_file_was_made(outcome: Rows, file: Rows) -> Truth:
    """The destination was collected after the day on which the file was made."""
    return outcome.OutCollDate > file.FilePreparationDate


@ilr.rule(
    "OutEndDate_01", since="2016/17", until="2020/21", reads=("OutStartDate", "OutEndDate"), next="Check both dates."
)
def destination_ends_before_it_starts(outcome: Rows) -> Truth:
    """The destination ends before it starts."""
    return outcome.OutEndDate < outcome.OutStartDate


@ilr.rule(
    "R69",
    since="2016/17",
    until="2020/21",
    reads=("OutType", "OutCode", "OutStartDate"),
    next="Take out one of the records.",
)
def same_destination_twice(destination: Rows, outcome: Rows) -> Truth:
    """The learner has the same destination twice."""
    return outcome.any(outcome.copies("OutType", "OutCode", "OutStartDate") > 1)
