"""Rules about the numbers of learners, of their campus, and of providers they were with before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import NO_ULN, days_from, has, is_not

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

FAM = ("LearnDelFAMType", "LearnDelFAMCode")
LEARNING = ("LearnStartDate", "LearnPlanEndDate", "LearnActEndDate")
LOOK_UP = "Look the learner up in the Learning Records Service."


def _first_of_january(year: AcademicYear) -> date:
    return date(year.start + 1, 1, 1)


def _lasts_five_days(aim: Rows) -> Truth:
    """By its plan, or by what came of it."""
    return (days_from(aim.LearnStartDate, aim.LearnPlanEndDate) >= 5) | (
        days_from(aim.LearnStartDate, aim.LearnActEndDate) >= 5
    )


def _days_since_the_start(aim: Rows, made: Day) -> Truth:
    return days_from(aim.LearnStartDate, made)


def _is_temporary(learner: Rows) -> Truth:
    return learner.ULN == NO_ULN


# Before January --------------------------------------------------------------------------------------------------


@ilr.rule(
    "ULN_03",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("ULN", "FilePreparationDate", "FundModel", *FAM),
    next=LOOK_UP,
)
def no_number_before_january_2020(learner: Rows, file: Rows, aims: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A funded learner still has a temporary learner number, which must be replaced from January.

    Apprentices with a contract with an employer must have one at once (ULN_12), and are left out.
    """
    funded = aims.any(aims.FundModel.isin([25, 35, 36, 70, 81, 82]))
    early = file.FilePreparationDate < _first_of_january(year)
    return _is_temporary(learner) & early & funded & ~has(fam, "ACT", "1")


@ilr.rule(
    "ULN_03",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("ULN", "FilePreparationDate", *FAM),
    next=LOOK_UP,
)
def no_number_before_january(aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """The learner still has a temporary learner number, which must be replaced from January.

    Apprentices with a contract with an employer must have one at once (ULN_12), and are left out.
    """
    early = file.FilePreparationDate < _first_of_january(year)
    return _is_temporary(learner) & early & ~has(fam, "ACT", "1")


# From January ----------------------------------------------------------------------------------------------------

FROM_JANUARY = ("ULN", "FilePreparationDate", *LEARNING, "FundModel", *FAM)


def _needs_a_number(
    aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear, funded: tuple[int, ...]
) -> Truth:
    """From January, in funded learning or with a loan, of five days or more."""
    paid = aim.FundModel.isin(funded) | ((aim.FundModel == 99) & has(fam, "ADL", "1"))
    exempt = has(fam, "LDM", "034") | has(fam, "ACT", "1")
    from_january = file.FilePreparationDate >= _first_of_january(year)
    return _is_temporary(learner) & from_january & paid & _lasts_five_days(aim) & ~exempt


ASKS_FOR_NUMBERS = ByBook({"2020/21": (25, 35, 36, 70, 81, 82), "2025/26": (25, 35, 36, 37, 38, 81, 82)})


@ilr.rule("ULN_06", books=ASKS_FOR_NUMBERS.books, severity=Severity.WARNING, reads=FROM_JANUARY, next=LOOK_UP)
def no_number_in_sixty_days(
    aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear, book: AcademicYear
) -> Truth:
    """A funded learner still has a temporary learner number, which must be replaced within sixty days of the start.

    Learners in custody (LDM 034) and apprentices with a contract with an employer are left out.
    """
    due = _days_since_the_start(aim, file.FilePreparationDate) <= 60
    return _needs_a_number(aim, learner, file, fam, year, ASKS_FOR_NUMBERS[book]) & due


@ilr.rule("ULN_07", until="2020/21", reads=FROM_JANUARY, next=LOOK_UP)
def no_number_after_sixty_days_2020(aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A funded learner still has a temporary learner number, more than sixty days after the start.

    Learners in custody (LDM 034) and apprentices with a contract with an employer are left out. The service stopped
    looking at a learner's aims when it met such an exempt one; here each aim is judged by itself.
    """
    late = _days_since_the_start(aim, file.FilePreparationDate) > 60
    return _needs_a_number(aim, learner, file, fam, year, (25, 35, 36, 70, 81, 82)) & late


@ilr.rule("ULN_07", since="2025/26", reads=FROM_JANUARY, next=LOOK_UP)
def no_number_after_sixty_days(aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A funded learner still has a temporary learner number, more than sixty days after the start.

    Learners in custody (LDM 034) and apprentices with a contract with an employer are left out.
    """
    late = _days_since_the_start(aim, file.FilePreparationDate) > 60
    return _needs_a_number(aim, learner, file, fam, year, (25, 35, 36, 37, 38, 70, 81, 82)) & late


@ilr.rule("ULN_09", severity=Severity.WARNING, reads=("ULN", "FilePreparationDate", *FAM), next=LOOK_UP)
def no_number_in_custody(aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A learner in custody still has a temporary learner number after the new year."""
    from_january = file.FilePreparationDate >= _first_of_january(year)
    return _is_temporary(learner) & from_january & has(fam, "LDM", "034")


def _higher_education(aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear) -> Truth:
    from_january = file.FilePreparationDate >= _first_of_january(year)
    return _is_temporary(learner) & from_january & (aim.FundModel == 99) & has(fam, "SOF", "1")


@ilr.rule("ULN_10", until="2020/21", severity=Severity.WARNING, reads=FROM_JANUARY, next=LOOK_UP)
def no_number_in_higher_education_warned_of_late_2020(
    aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear
) -> Truth:
    """A learner in higher education still has a temporary learner number, more than sixty days after the start.

    Learners in custody (LDM 034) are left out. The service of 2020/21 warned after sixty days, mostly beside the error
    ULN_11, and not before: its own tests say so. The published text of 2025/26 warns up to the sixtieth day.
    """
    late = _days_since_the_start(aim, file.FilePreparationDate) > 60
    return _higher_education(aim, learner, file, fam, year) & _lasts_five_days(aim) & late & ~has(fam, "LDM", "034")


@ilr.rule("ULN_10", since="2025/26", severity=Severity.WARNING, reads=FROM_JANUARY, next=LOOK_UP)
def no_number_in_higher_education_in_sixty_days(
    aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear
) -> Truth:
    """A learner in higher education still has a temporary learner number, which must be replaced within sixty days.

    Learners in custody (LDM 034) are left out.
    """
    due = _days_since_the_start(aim, file.FilePreparationDate) <= 60
    return _higher_education(aim, learner, file, fam, year) & _lasts_five_days(aim) & due & ~has(fam, "LDM", "034")


@ilr.rule("ULN_11", until="2020/21", reads=FROM_JANUARY, next=LOOK_UP)
def no_number_in_higher_education_after_sixty_days_2020(
    aim: Rows, learner: Rows, file: Rows, aims: Rows, fam: Rows, year: AcademicYear
) -> Truth:
    """A learner in higher education still has a temporary learner number, more than sixty days after the start.

    Both the plan and what came of it must be five days or more. Learners with any aim in custody (LDM 034) are left
    out.
    """
    late = _days_since_the_start(aim, file.FilePreparationDate) > 60
    stayed = aim.LearnActEndDate.isnull() | (days_from(aim.LearnStartDate, aim.LearnActEndDate) >= 5)
    lasts = (days_from(aim.LearnStartDate, aim.LearnPlanEndDate) >= 5) & stayed
    in_custody = aims.any(has(fam.of(aims), "LDM", "034"))
    return _higher_education(aim, learner, file, fam, year) & lasts & late & ~in_custody


@ilr.rule("ULN_11", since="2025/26", reads=FROM_JANUARY, next=LOOK_UP)
def no_number_in_higher_education_after_sixty_days(
    aim: Rows, learner: Rows, file: Rows, fam: Rows, year: AcademicYear
) -> Truth:
    """A learner in higher education still has a temporary learner number, more than sixty days after the start.

    Learners in custody (LDM 034) are left out.
    """
    late = _days_since_the_start(aim, file.FilePreparationDate) > 60
    return _higher_education(aim, learner, file, fam, year) & _lasts_five_days(aim) & late & ~has(fam, "LDM", "034")


# Registers -------------------------------------------------------------------------------------------------------


@ilr.rule("ULN_05", severities={"2020/21": Severity.WARNING}, reads=("ULN",), next=LOOK_UP)
def unknown_number(learner: Rows, learner_register: Rows, learner_series: Rows) -> Truth:
    """The learner number is missing or not in the register.

    A register may hold series of numbers: three digits stand for all numbers that begin with them.
    """
    return is_not(learner.ULN, NO_ULN) & learner_register.none() & learner_series.none()


@ilr.rule(
    "CampID_01",
    severities={"2020/21": Severity.WARNING},
    reads=("CampId",),
    next="Check the campus identifier.",
)
def unknown_campus(learner: Rows, campus: Rows) -> Truth:
    """The campus identifier is not on the list."""
    return learner.CampId.notnull() & campus.none()


@ilr.rule(
    "CampID_02",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("CampId", "LearningProviderUKPRN"),
    next="Check the campus identifier.",
)
def campus_of_another_provider_2020(learner: Rows, file: Rows, campus: Rows) -> Truth:
    """The campus identifier is not one of this provider's."""
    return learner.CampId.notnull() & campus.none(campus.MasterUKPRN == file.LearningProviderUKPRN)


@ilr.rule(
    "CampID_02",
    since="2025/26",
    reads=("CampId", "LearningProviderUKPRN"),
    next="Check the campus identifier.",
)
def campus_of_another_provider(learner: Rows, file: Rows, campus: Rows) -> Truth:
    """The campus identifier is on the list, but belongs to another provider."""
    return campus.any() & campus.none(campus.MasterUKPRN == file.LearningProviderUKPRN)


@ilr.rule("PMUKPRN_01", until="2020/21", reads=("PMUKPRN",), next="Check the UKPRN of the provider before the merger.")
def unknown_provider_before_merger_2020(learner: Rows, provider_before_merger: Rows) -> Truth:
    """The provider before the merger is not one that may be named as a partner."""
    return learner.PMUKPRN.notnull() & provider_before_merger.none(provider_before_merger.PartnerUKPRN)


@ilr.rule("PMUKPRN_01", since="2025/26", reads=("PMUKPRN",), next="Check the UKPRN of the provider before the merger.")
def unknown_provider_before_merger(learner: Rows, provider_before_merger: Rows) -> Truth:
    """The provider before the merger is not on the list of organisations."""
    return learner.PMUKPRN.notnull() & provider_before_merger.none()


@ilr.rule("PrevUKPRN_01", until="2020/21", reads=("PrevUKPRN",), next="Check the UKPRN of the earlier provider.")
def unknown_earlier_provider_2020(learner: Rows, earlier_provider: Rows) -> Truth:
    """The earlier provider is not one that may be named as a partner."""
    return learner.PrevUKPRN.notnull() & earlier_provider.none(earlier_provider.PartnerUKPRN)


@ilr.rule("PrevUKPRN_01", since="2025/26", reads=("PrevUKPRN",), next="Check the UKPRN of the earlier provider.")
def unknown_earlier_provider(learner: Rows, earlier_provider: Rows) -> Truth:
    """The earlier provider is not on the list of organisations."""
    return learner.PrevUKPRN.notnull() & earlier_provider.none()


@ilr.rule("ProvSpecLearnMonOccur_01", reads=("ProvSpecLearnMonOccur",), next="Use A or B.")
def unknown_place_of_a_mark(learner_mark: Rows) -> Truth:
    """The provider's own mark of the learner is in a place other than A or B."""
    return ~learner_mark.ProvSpecLearnMonOccur.isin(["A", "B"])
