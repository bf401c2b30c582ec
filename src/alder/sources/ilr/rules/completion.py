"""Rules about completion and outcome that hang on the kind of programme, and about what comes with them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import (
    has,
    is_apprenticeship,
    is_bootcamp,
    is_not,
    is_standard_programme,
    is_unknown,
    months_after,
)

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

WORK_PLACEMENT_IN_A_T_LEVEL = "ZWRKX002"

STEPS_OF_A_BOOTCAMP = ("Z0059747", "Z0059748", "Z0059749")

HYPHENED = "[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"


# Completion status -----------------------------------------------------------------------------------------------


@ilr.rule(
    "CompStatus_05",
    until="2020/21",
    reads=("Outcome", "CompStatus", "FundModel", "ProgType"),
    next="Take out the outcome, or say how the learning ended.",
)
def outcome_while_continuing_2020(aim: Rows) -> Truth:
    """The aim has an outcome, but is marked as continuing.

    Apprenticeships on standards are left out: their learning can be achieved while the assessment goes on.
    """
    standard = ((aim.FundModel == 36) & (aim.ProgType == 25)).fill_null(False)
    return aim.Outcome.notnull() & (aim.CompStatus == 1) & ~standard


@ilr.rule(
    "CompStatus_05",
    since="2025/26",
    reads=("Outcome", "CompStatus", "FundModel", "ProgType"),
    next="Take out the outcome, or say how the learning ended.",
)
def outcome_while_continuing(aim: Rows) -> Truth:
    """The aim has an outcome, but is marked as continuing.

    Apprenticeships are left out, since their assessment goes on after learning, and so are Skills Bootcamps.
    """
    apprenticeship = (aim.FundModel.isin([36, 99]) & (aim.ProgType == 25)).fill_null(False)
    return aim.Outcome.notnull() & (aim.CompStatus == 1) & ~apprenticeship & ~is_bootcamp(aim)


def _left_but_achieved(aim: Rows) -> Truth:
    return aim.CompStatus.isin([3, 6]) & aim.Outcome.isin([1, 8])


@ilr.rule("CompStatus_06", until="2020/21", reads=("CompStatus", "Outcome"), next="Check the outcome.")
def left_but_achieved_2020(aim: Rows) -> Truth:
    """The learner withdrew or is on a break, but the aim is achieved or awaits its outcome."""
    return _left_but_achieved(aim)


@ilr.rule(
    "CompStatus_06",
    since="2025/26",
    reads=("CompStatus", "Outcome", "FundModel", "ProgType"),
    next="Check the outcome.",
)
def left_but_achieved(aim: Rows) -> Truth:
    """The learner withdrew or is on a break, but the aim is achieved or awaits its outcome.

    Skills Bootcamps are left out: who leaves early for a job has achieved.
    """
    return _left_but_achieved(aim) & ~is_bootcamp(aim)


@ilr.rule(
    "CompStatus_07",
    reads=("AimType", "FundModel", "ProgType", "LearnActEndDate", "AchDate", "CompStatus"),
    next="Mark the apprenticeship as completed, or take out the achievement date.",
)
def apprenticeship_achieved_but_not_completed(aim: Rows) -> Truth:
    """The apprenticeship has an achievement date, but is not marked as completed.

    Asked of those whose learning ended in August 2019 or later.
    """
    ended = aim.LearnActEndDate >= date(2019, 8, 1)
    achieved = is_standard_programme(aim) & (aim.FundModel == 36) & aim.AchDate.notnull()
    return achieved & ended & is_not(aim.CompStatus, 2)


@ilr.rule(
    "CompStatus_08",
    since="2025/26",
    reads=("AimType", "FundModel", "ProgType", "AchDate", "CompStatus"),
    next="Mark the bootcamp as completed, or take out the achievement date.",
)
def bootcamp_achieved_but_not_completed(aim: Rows) -> Truth:
    """The Skills Bootcamp has an achievement date, but is not marked as completed."""
    return (aim.AimType == 1) & is_bootcamp(aim) & aim.AchDate.notnull() & is_not(aim.CompStatus, 2)


@ilr.rule(
    "CompStatus_09",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("LearnAimRef", "CompStatus"),
    next="Check the completion status.",
)
def progress_not_completed(aim: Rows) -> Truth:
    """The aim stands for a step reached in a Skills Bootcamp, but is not marked as completed.

    The aims Z0059747, Z0059748 and Z0059749 last one day, and are returned when they are done.
    """
    return aim.LearnAimRef.isin(STEPS_OF_A_BOOTCAMP) & is_not(aim.CompStatus, 2)


# Outcome ---------------------------------------------------------------------------------------------------------


@ilr.rule(
    "Outcome_04",
    reads=("AchDate", "Outcome", "FundModel", "ProgType"),
    next="Mark the aim as achieved, or take out the achievement date.",
)
def achievement_date_but_not_achieved(aim: Rows) -> Truth:
    """The aim has an achievement date, but is not marked as achieved.

    Apprenticeships on standards are left out: they have the date of their assessment, whatever its result.
    """
    standard = ((aim.FundModel == 36) & (aim.ProgType == 25)).fill_null(False)
    return aim.AchDate.notnull() & is_not(aim.Outcome, 1) & ~standard


@ilr.rule(
    "Outcome_07",
    until="2020/21",
    reads=("AimType", "ProgType", "Outcome"),
    next="Add what the learner went on to do.",
)
def traineeship_ended_without_a_destination(aim: Rows, learner: Rows, destination: Rows, outcome: Rows) -> Truth:
    """The traineeship was not achieved, and there is no word of what the learner went on to do."""
    known = destination.of(learner).any(outcome.of(destination).any())
    return (aim.AimType == 1) & (aim.ProgType == 24) & aim.Outcome.isin([2, 3]) & ~known


@ilr.rule(
    "Outcome_08",
    until="2020/21",
    reads=("LearnStartDate", "LearnActEndDate", "AimType", "ProgType", "Outcome", "OutType", "OutCode", "OutStartDate"),
    next="Add the job, apprenticeship or course that the learner went on to, or check the outcome.",
)
def traineeship_achieved_without_progress(aim: Rows, learner: Rows, destination: Rows, outcome: Rows) -> Truth:
    """The traineeship is achieved, but the learner did not go on to work or learning within six months.

    Jobs (EMP 1 and 4), apprenticeships and further study (EDU 2, 4 and 5) count. Asked of starts in August 2015 or
    later. While the traineeship has no end date the six months have not begun, and the rule is silent.
    """
    progress = ((outcome.OutType == "EMP") & outcome.OutCode.isin([1, 4])) | (
        (outcome.OutType == "EDU") & outcome.OutCode.isin([2, 4, 5])
    )
    first = destination.of(learner).smallest(outcome.of(destination).where(progress).smallest("OutStartDate"))
    achieved = (aim.AimType == 1) & (aim.ProgType == 24) & (aim.Outcome == 1)
    too_late = aim.LearnActEndDate.notnull() & (first.isnull() | (first >= months_after(aim.LearnActEndDate, 6)))
    return achieved & (aim.LearnStartDate >= date(2015, 8, 1)) & too_late


@ilr.rule(
    "Outcome_10",
    reads=("Outcome", "CompStatus"),
    next="Say how the learning ended, or take out the outcome.",
)
def not_achieved_while_continuing(aim: Rows) -> Truth:
    """The aim is marked as not achieved, but also as continuing."""
    return (aim.Outcome == 3) & (aim.CompStatus == 1)


@ilr.rule(
    "Outcome_11",
    since="2025/26",
    reads=("Outcome", "LearnActEndDate", "FundModel", "ProgType"),
    next="Add the date on which learning ended, or take out the outcome.",
)
def outcome_without_an_end(aim: Rows) -> Truth:
    """The aim has an outcome, but no end date. Skills Bootcamps are left out."""
    return aim.Outcome.notnull() & aim.LearnActEndDate.isnull() & ~is_bootcamp(aim)


# What the learner gained -----------------------------------------------------------------------------------------


@ilr.rule("EmpOutcome_01", until="2020/21", reads=("EmpOutcome", "FundModel"), next="Take out the employment outcome.")
def employment_outcome_not_collected(aim: Rows) -> Truth:
    """The aim has an employment outcome, but its kind of funding collects none."""
    return aim.EmpOutcome.notnull() & aim.FundModel.isin([10, 25, 82, 99])


@ilr.rule("EmpOutcome_02", until="2020/21", reads=("EmpOutcome",), next="Use code 1 or 2.")
def unknown_employment_outcome(aim: Rows, year: AcademicYear) -> Truth:
    """The employment outcome is not on the code list."""
    return is_unknown(aim.EmpOutcome, codes.aim.emp_outcome, year)


@ilr.rule("EmpOutcome_03", until="2020/21", reads=("EmpOutcome", "ProgType"), next="Take out the employment outcome.")
def employment_outcome_of_an_apprenticeship(aim: Rows, year: AcademicYear) -> Truth:
    """The apprenticeship has an employment outcome, but apprentices are in work anyway."""
    return aim.EmpOutcome.notnull() & is_apprenticeship(aim, year)


@ilr.rule(
    "Tlout_01",
    since="2025/26",
    reads=("FundModel", "CompStatus", "TLOut"),
    next="Say what the learner gained; code 11 where it was none of the others.",
)
def tailored_learning_without_an_outcome(aim: Rows) -> Truth:
    """The learner completed or left tailored learning, and nothing says what they gained."""
    return (aim.FundModel == 11) & aim.CompStatus.isin([2, 3]) & aim.TLOut.isnull()


@ilr.rule("Tlout_02", since="2025/26", reads=("TLOut",), next="Use one of the codes 1 to 11.")
def unknown_outcome_of_tailored_learning(aim: Rows, year: AcademicYear) -> Truth:
    """What the learner gained from tailored learning is not on the code list."""
    return is_unknown(aim.TLOut, codes.aim.tailored_outcome, year)


# Reasons and identifiers -----------------------------------------------------------------------------------------


@ilr.rule(
    "WithdrawReason_05",
    reads=("WithdrawReason", "LearnDelFAMType", "LearnDelFAMCode"),
    next="Check the reason, or mark the aim as learning in custody (LDM 034).",
)
def left_custody_without_being_in_it(aim: Rows, fam: Rows) -> Truth:
    """The reason for leaving belongs to learners in custody, but the aim is not marked as learning in custody."""
    return (aim.WithdrawReason == 28) & ~has(fam, "LDM", "034")


@ilr.rule(
    "WithdrawReason_06",
    until="2020/21",
    reads=("CompStatus", "WithdrawReason", "LearnAimRef"),
    next="Check the reason. Code 48 is for the industry placement of a T Level (ZWRKX002).",
)
def reason_of_a_placement_2020(aim: Rows) -> Truth:
    """The learner withdrew for a reason that only fits the industry placement of a T Level."""
    other = is_not(aim.LearnAimRef, WORK_PLACEMENT_IN_A_T_LEVEL)
    return (aim.CompStatus == 3) & (aim.WithdrawReason == 48) & other


@ilr.rule(
    "WithdrawReason_06",
    since="2025/26",
    reads=("WithdrawReason", "LearnAimRef"),
    next="Check the reason. Code 48 is for the industry placement of a T Level (ZWRKX002).",
)
def reason_of_a_placement(aim: Rows) -> Truth:
    """The reason for leaving only fits the industry placement of a T Level."""
    return (aim.WithdrawReason == 48) & is_not(aim.LearnAimRef, WORK_PLACEMENT_IN_A_T_LEVEL)


@ilr.rule(
    "SWSupAimId_01",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("SWSupAimId",),
    next="Let the software write a UUID, or leave the field out.",
)
def identifier_of_another_form_2020(aim: Rows) -> Truth:
    """The identifier that the software gave the aim is not a UUID.

    With or without hyphens, in brackets or bare: any usual way to write one will do. All noughts is none.
    """
    text = aim.SWSupAimId.upper()
    hex_parts = r"\{0X[0-9A-F]{1,8}(,0X[0-9A-F]{1,4}){2},\{0X[0-9A-F]{1,2}(,0X[0-9A-F]{1,2}){7}\}\}"
    forms = rf"^([0-9A-F]{{32}}|{HYPHENED}|\{{{HYPHENED}\}}|\({HYPHENED}\)|{hex_parts})$"
    digits = text.re_replace("0X|[^0-9A-F]", "")
    return ~text.re_search(forms) | digits.re_search("^0+$")


@ilr.rule(
    "SWSupAimId_01",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("SWSupAimId",),
    next="Let the software write a UUID with hyphens, or leave the field out.",
)
def identifier_of_another_form(aim: Rows) -> Truth:
    """The identifier that the software gave the aim is not a UUID with hyphens."""
    return ~aim.SWSupAimId.upper().re_search(f"^{HYPHENED}$")
