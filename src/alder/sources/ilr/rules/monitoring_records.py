"""Rules about the dates and the number of an aim's funding and monitoring records.

Those that last for a while, learning support and contract types of apprenticeships, end when something else does.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import aim_records, has, is_not, same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
FROM, TO = (*PAIR, "LearnDelFAMDateFrom"), (*PAIR, "LearnDelFAMDateTo")


@ilr.rule("LearnDelFAMDateFrom_03", until="2020/21", reads=FROM, next="Take out the first date, or check the type.")
def first_date_of_a_record_that_has_none_2020(fam: Rows) -> Truth:
    """A funding and monitoring record has a first date, but records of its type have none.

    Only learning support, loans bursaries and contract types have dates. The service took a type in small letters for
    another type; letter case does not count here.
    """
    return fam.LearnDelFAMDateFrom.notnull() & is_not(fam.LearnDelFAMType, "LSF", "ACT", "ALB")


@ilr.rule("LearnDelFAMDateFrom_03", since="2025/26", reads=FROM, next="Take out the first date, or check the type.")
def first_date_of_a_record_that_has_none(fam: Rows) -> Truth:
    """A funding and monitoring record has a first date, but records of its type have none.

    Only learning support, loans bursaries, contract types and the events of Skills Bootcamps have dates.
    """
    return fam.LearnDelFAMDateFrom.notnull() & is_not(fam.LearnDelFAMType, "LSF", "ACT", "ALB", "EVI")


@ilr.rule("LearnDelFAMDateFrom_04", reads=FROM, next="Add the day from which the contract type applies.")
def contract_type_without_a_first_date(fam: Rows) -> Truth:
    """The contract type of the apprenticeship has no first date."""
    return (fam.LearnDelFAMType == "ACT") & fam.LearnDelFAMDateFrom.isnull()


@ilr.rule("LearnDelFAMDateFrom_05", since="2025/26", reads=FROM, next="Add the day of the event.")
def event_without_a_date(fam: Rows) -> Truth:
    """The event of a Skills Bootcamp has no date."""
    return (fam.LearnDelFAMType == "EVI") & fam.LearnDelFAMDateFrom.isnull()


@ilr.rule("LearnDelFAMDateFrom_06", since="2025/26", reads=FROM, next="Check the day of the event.")
def event_before_events_were_recorded(fam: Rows) -> Truth:
    """The event of a Skills Bootcamp lies before August 2025, from when events are recorded."""
    return (fam.LearnDelFAMType == "EVI") & (fam.LearnDelFAMDateFrom < date(2025, 8, 1))


@ilr.rule(
    "LearnDelFAMDateFrom_07",
    since="2025/26",
    reads=(*FROM, "AimType", "LearnStartDate", "LearnActEndDate"),
    next="Check the day of the event and the dates of the aim.",
)
def event_outside_the_aim(fam: Rows, aim: Rows) -> Truth:
    """The event of a Skills Bootcamp lies before the start or after the end of the programme aim."""
    day = fam.LearnDelFAMDateFrom
    outside = (day < aim.LearnStartDate) | (day > aim.LearnActEndDate).fill_null(False)
    return (aim.AimType == 1) & (fam.LearnDelFAMType == "EVI") & outside


@ilr.rule(
    "LearnDelFAMDateTo_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=(*TO, "LearnPlanEndDate"),
    next="Check the last date of the record and the planned end of the aim.",
)
def record_outlasts_the_plan_2020(fam: Rows, aim: Rows) -> Truth:
    """A funding and monitoring record ends after the planned end of the aim."""
    return fam.LearnDelFAMDateTo > aim.LearnPlanEndDate


@ilr.rule(
    "LearnDelFAMDateTo_02",
    since="2025/26",
    severity=Severity.WARNING,
    reads=(*TO, "LearnPlanEndDate", "AimType", "AchDate"),
    next="Check the last date of the record and the planned end of the aim.",
)
def record_outlasts_the_plan(fam: Rows, aim: Rows) -> Truth:
    """A funding and monitoring record ends after the planned end of the aim.

    The contract type of an apprenticeship that is achieved may last until then.
    """
    # The exemption names the programme aim. It is the aim of the record itself: the guidance speaks of an aim that is
    # an achieved programme, and this is no cross-record rule. So parts of an achieved programme are not exempt.
    achieved = (fam.LearnDelFAMType == "ACT") & (aim.AimType == 1) & aim.AchDate.notnull()
    return (fam.LearnDelFAMDateTo > aim.LearnPlanEndDate) & ~achieved.fill_null(False)


RECORDS_END = ByBook({"2020/21": [35, 36, 81, 99], "2025/26": [35, 36, 38, 81, 99]})


@ilr.rule(
    "LearnDelFAMDateTo_03",
    books=RECORDS_END.books,
    reads=(*TO, "FundModel", "LearnActEndDate"),
    next="Let the record end on the last day of the aim or before.",
)
def record_outlasts_the_aim(fam: Rows, aim: Rows, book: AcademicYear) -> Truth:
    """A funding and monitoring record ends after the aim did.

    Contract types are left out. They have the rule LearnDelFAMDateTo_05.
    """
    later = fam.LearnDelFAMDateTo > aim.LearnActEndDate
    return aim.FundModel.isin(RECORDS_END[book]) & is_not(fam.LearnDelFAMType, "ACT") & later


@ilr.rule("LearnDelFAMDateTo_04", reads=TO, next="Take out the last date, or check the type.")
def last_date_of_a_record_that_has_none(fam: Rows) -> Truth:
    """A funding and monitoring record has a last date, but records of its type have none.

    Only learning support, loans bursaries and contract types have one. The service of 2020/21 took a type in small
    letters for another type; letter case does not count here.
    """
    return fam.LearnDelFAMDateTo.notnull() & is_not(fam.LearnDelFAMType, "LSF", "ACT", "ALB")


def _twice(fam: Rows, *types: str) -> Truth:
    """The aim has two records of one of these types."""
    return fam.any(fam.LearnDelFAMType.isin(types) & (fam.copies("LearnDelFAMType") > 1))


SINGLE = ByBook(
    {
        "2020/21": ("SOF", "FFI", "EEF", "RES", "ADL", "ASL", "SPP", "FLN"),
        "2025/26": ("SOF", "FFI", "EEF", "RES", "ADL", "ACL", "AFL", "ASL", "FLN"),
    }
)


@ilr.rule("LearnDelFAMType_18", books=SINGLE.books, reads=PAIR, next="Take out the records that do not apply.")
def two_records_of_a_single_type(aim: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """The aim has two funding and monitoring records of a type that it may have only once.

    Such types are source of funding, full or co-funding, extended funding, restart, loan, kind of community learning
    and family English or maths.
    """
    return _twice(fam, *SINGLE[book])


@ilr.rule("LearnDelFAMType_31", reads=PAIR, next="Keep the six codes that matter most.")
def seven_national_codes(aim: Rows, fam: Rows) -> Truth:
    """The aim has more than six national monitoring codes (LDM)."""
    return fam.count(fam.LearnDelFAMType == "LDM") > 6


@ilr.rule("LearnDelFAMType_77", reads=PAIR, next="Keep the six codes that matter most.")
def seven_devolved_codes(aim: Rows, fam: Rows) -> Truth:
    """The aim has more than six devolved monitoring codes (DAM)."""
    return fam.count(fam.LearnDelFAMType == "DAM") > 6


@ilr.rule(
    "LearnDelFAMType_44",
    until="2020/21",
    reads=(*PAIR, "FundModel", "LearnStartDate", "AimType", "ProgType"),
    next="Record the household of the learner. Code 98 stands for one who withholds it.",
)
def household_not_recorded(aim: Rows, fam: Rows) -> Truth:
    """The household of the adult learner is not recorded.

    Parts of programmes, apprenticeship standards and learners in custody are left out.
    """
    adult = aim.FundModel.isin([35, 70, 81]) & (aim.LearnStartDate >= date(2015, 8, 1))
    whole = is_not(aim.AimType, 3, 5) & is_not(aim.ProgType, 25)
    custody = (fam.LearnDelFAMType == "LDM") & (fam.LearnDelFAMCode == "034")
    return adult & whole & fam.none((fam.LearnDelFAMType == "HHS") | custody)


@ilr.rule("LearnDelFAMType_45", until="2020/21", reads=PAIR, next="Keep two household records at most.")
def three_household_records(aim: Rows, fam: Rows) -> Truth:
    """The aim has more than two records of the learner's household."""
    return fam.count(fam.LearnDelFAMType == "HHS") > 2


@ilr.rule("LearnDelFAMType_48", until="2020/21", reads=PAIR, next="Keep the record that says most.")
def household_records_that_do_not_go_together(aim: Rows, fam: Rows) -> Truth:
    """The aim has two household records, which may only be that no one works and that one adult lives with children."""
    household = fam.LearnDelFAMType == "HHS"
    return (aim_records(fam, "HHS") == 2) & fam.any(household & is_not(fam.LearnDelFAMCode, "1", "3"))


FAM = ("LearnDelFAMType", "LearnDelFAMDateFrom", "LearnDelFAMDateTo")
STANDARD = ("FundModel", "ProgType")
CHECK = "Check the end of the last contract type."


def _of_a_standard(aim: Rows) -> Truth:
    return (aim.FundModel == 36) & (aim.ProgType == 25)


def _the_last(fam: Rows, condition: Truth) -> Truth:
    """`condition` holds for the contract type that begins last. Those without a beginning count as the first."""
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    undated = contracts.none(fam.LearnDelFAMDateFrom.notnull()) & contracts.earliest("row").any(condition)
    return contracts.latest("LearnDelFAMDateFrom").any(condition) | undated


@ilr.rule("R121", until="2020/21", reads=(*STANDARD, "AchDate", *FAM), next=CHECK)
def contract_type_does_not_end_with_the_achievement_2020(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship is achieved, but its last contract type ends on another day."""
    last = fam.where(fam.LearnDelFAMType == "ACT").latest("LearnDelFAMDateFrom")
    return _of_a_standard(aim) & last.any(fam.LearnDelFAMDateTo != aim.AchDate)


@ilr.rule("R121", since="2025/26", reads=(*STANDARD, "AchDate", *FAM), next=CHECK)
def contract_type_does_not_end_with_the_achievement(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship is achieved, but its last contract type ends on another day, or not at all.

    The service of 2020/21 was silent where there was no end.
    """
    differs = aim.AchDate.notnull() & ~same(fam.LearnDelFAMDateTo, aim.AchDate)
    return _of_a_standard(aim) & _the_last(fam, differs)


@ilr.rule(
    "R122",
    reads=(*STANDARD, "CompStatus", "AchDate", "LearnActEndDate", *FAM),
    next=CHECK,
)
def contract_type_does_not_end_with_the_learning(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship has ended without an achievement, but its last contract type ends on another day."""
    differs = ~same(fam.LearnDelFAMDateTo, aim.LearnActEndDate)
    ended = _of_a_standard(aim) & is_not(aim.CompStatus, 1) & aim.AchDate.isnull()
    return ended & has(fam, "ACT") & _the_last(fam, differs)


@ilr.rule("R123", reads=(*STANDARD, "CompStatus", *FAM), next="Take out the end, or check the completion status.")
def contract_type_ends_while_learning_goes_on(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship goes on, but its last contract type has an end."""
    goes_on = _of_a_standard(aim) & (aim.CompStatus == 1)
    return goes_on & _the_last(fam, fam.LearnDelFAMDateTo.notnull())


PERIOD = ("LearnDelFAMType", "LearnDelFAMCode", "LearnDelFAMDateFrom", "LearnDelFAMDateTo")

OPEN = date(9999, 12, 31)


@ilr.rule("R105", reads=PERIOD, next="End one contract type before the other begins, over all aims of the learner.")
def two_contract_types_on_one_day(learner: Rows, fam: Rows) -> Truth:
    """The learner has both contract types, with the employer and with the agency, on one day.

    A record without an end goes on. All records count, whichever aim they belong to. The service of 2020/21 compared
    each with the next only, and overlooked one that a record of its own kind had come between; the 2025/26 text asks
    of any two. Contract types other than 1 and 2 are left to the code list.
    """
    from alder.model import expr

    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    end = expr.coalesce(fam.LearnDelFAMDateTo, expr.literal(OPEN))

    def overlaps(code: str, other: str) -> Truth:
        ends_of_other = (fam.LearnDelFAMCode == other).ifelse(end, expr.null("date"))
        latest = contracts.so_far(ends_of_other, by="LearnDelFAMDateFrom")
        return contracts.any((fam.LearnDelFAMCode == code) & (latest >= fam.LearnDelFAMDateFrom))

    return overlaps("1", "2") | overlaps("2", "1")


@ilr.rule("R106", reads=PERIOD, next="Let learning support of one aim end before that of the next begins.")
def learning_support_twice_on_one_day(learner: Rows, fam: Rows) -> Truth:
    """The learner has learning support twice on one day. Asked of support since August 2016."""
    support = fam.where((fam.LearnDelFAMType == "LSF") & (fam.LearnDelFAMDateFrom >= date(2016, 8, 1)))
    next_start = support.following("LearnDelFAMDateFrom", by="LearnDelFAMDateFrom")
    goes_on = fam.LearnDelFAMDateTo.isnull() | (fam.LearnDelFAMDateTo >= next_start)
    return support.any(next_start.notnull() & goes_on)


def _last_contract_type(fam: Rows, condition: Truth) -> Truth:
    """It is so of the last of the aim's contract types. Only where none has a first date, one without counts."""
    contracts = fam.where(fam.LearnDelFAMType == "ACT")
    undated = contracts.none(fam.LearnDelFAMDateFrom.notnull()) & contracts.any(condition)
    return contracts.latest("LearnDelFAMDateFrom").any(condition) | undated


@ilr.rule(
    "R112",
    until="2020/21",
    reads=("FundModel", "ProgType", "LearnActEndDate", *PERIOD),
    next="End the last contract type on the day on which learning ended.",
)
def contract_type_does_not_end_with_learning(aim: Rows, fam: Rows) -> Truth:
    """The framework apprenticeship has ended, but its last contract type did not end on that day."""
    another_day = fam.LearnDelFAMDateTo.isnull() | (fam.LearnDelFAMDateTo != aim.LearnActEndDate)
    ended = (aim.FundModel == 36) & is_not(aim.ProgType, 25) & aim.LearnActEndDate.notnull()
    return ended & _last_contract_type(fam, another_day)


@ilr.rule(
    "R113",
    until="2020/21",
    reads=("FundModel", "ProgType", "LearnActEndDate", *PERIOD),
    next="Take out the end of the last contract type, or add the date on which learning ended.",
)
def contract_type_of_a_framework_ends_while_learning_goes_on(aim: Rows, fam: Rows) -> Truth:
    """The framework apprenticeship goes on, but its last contract type has ended."""
    goes_on = (aim.FundModel == 36) & is_not(aim.ProgType, 25) & aim.LearnActEndDate.isnull()
    return goes_on & _last_contract_type(fam, fam.LearnDelFAMDateTo.notnull())
