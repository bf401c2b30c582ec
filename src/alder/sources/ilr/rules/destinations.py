"""Rules about what learners went on to do, by itself and beside the learners it belongs to.

Destinations left the return after 2020/21 and before 2025/26.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import is_mistyped_learner_number
from alder.sources.ilr.rules.terms import NO_ULN, is_closed, is_not, is_unknown_pair, key, months_after

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


# Dates -----------------------------------------------------------------------------------------------------------


@ilr.rule("OutCollDate_02", until="2020/21", reads=("OutCollDate",), next="Check the date of collection.")
def collected_ten_years_ago(outcome: Rows, year: AcademicYear) -> Truth:
    """The destination was collected more than ten years before the teaching year."""
    return outcome.OutCollDate < (year - 10).first_day


@ilr.rule("OutStartDate_01", until="2020/21", reads=("OutStartDate",), next="Check the start date.")
def destination_started_ten_years_ago(outcome: Rows, year: AcademicYear) -> Truth:
    """The destination started more than ten years before the teaching year."""
    return outcome.OutStartDate < (year - 10).first_day


@ilr.rule("OutStartDate_02", until="2020/21", reads=("OutStartDate",), next="Check the start date.")
def destination_starts_in_a_year(outcome: Rows, year: AcademicYear) -> Truth:
    """The destination starts more than a year after the end of the teaching year."""
    return outcome.OutStartDate > (year + 1).last_day


# Destinations of one day -----------------------------------------------------------------------------------------

OF_ONE_DAY = ("OutType", "OutStartDate")


@ilr.rule("OutType_02", until="2020/21", reads=OF_ONE_DAY, next="Keep one of the records.")
def two_of_one_type(destination: Rows, outcome: Rows) -> Truth:
    """Two destinations of one type start on the same day.

    Education may be recorded twice (OutType_03).
    """
    single = outcome.where(outcome.OutType.isin(["EMP", "GAP", "NPE", "OTH", "SDE", "VOL"]))
    return single.any(single.copies("OutType", "OutStartDate") > 1)


@ilr.rule("OutType_03", until="2020/21", reads=OF_ONE_DAY, next="Keep two of the records.")
def three_in_education(destination: Rows, outcome: Rows) -> Truth:
    """More than two destinations in education start on the same day."""
    education = outcome.where(outcome.OutType == "EDU")
    return education.any(education.copies("OutStartDate") > 2)


@ilr.rule("OutType_04", until="2020/21", reads=OF_ONE_DAY, next="Keep one of the records.")
def working_and_not_working(outcome: Rows, outcomes: Rows) -> Truth:
    """The learner starts both in paid work and out of paid work on the same day."""
    not_working = (outcomes.OutType == "NPE") & (outcomes.OutStartDate == outcome.OutStartDate)
    return (outcome.OutType == "EMP") & outcomes.any(not_working)


@ilr.rule(
    "OutType_05",
    until="2020/21",
    reads=("OutType", "OutCode", "OutStartDate"),
    next="Use a code that was open when the destination started.",
)
def destination_closed(outcome: Rows, year: AcademicYear) -> Truth:
    """The destination's code was closed when it started.

    As in the service, a code that is on no list counts as closed where its type is known. A type that is not known is
    left to OutType_01.
    """
    closed = is_closed(key(outcome.OutType, outcome.OutCode), outcome.OutStartDate, codes.destination.outcome)
    unknown = is_unknown_pair(outcome.OutType, outcome.OutCode, codes.destination.outcome, year)
    of_a_type = outcome.OutType.isin(codes.destination.outcome.types)
    return closed | (of_a_type & unknown & outcome.OutStartDate.notnull())


# Learner numbers -------------------------------------------------------------------------------------------------


@ilr.rule("OutULN_01", until="2020/21", reads=("ULN",), next="Copy the number from the Learning Records Service again.")
def wrong_check_digit(destination: Rows) -> Truth:
    """The learner number of the destination is mistyped: its last digit does not fit the others."""
    return (destination.ULN != NO_ULN) & is_mistyped_learner_number(destination.ULN)


@ilr.rule(
    "OutULN_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("ULN",),
    next="Look the learner up in the Learning Records Service.",
)
def unknown_number(destination: Rows, learner_register: Rows, learner_series: Rows) -> Truth:
    """The learner number of the destination is not in the register, which may hold series of numbers."""
    return (destination.ULN != NO_ULN) & learner_register.none() & learner_series.none()


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
