"""Rules about loans, bursaries, full funding, learning support and purposes of community learning."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.rule import ByBook
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PAIR = ("LearnDelFAMType", "LearnDelFAMCode")
FUNDED = ("FundModel", *PAIR)


# Community and tailored learning -----------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_03", until="2020/21", reads=FUNDED, next="Record the kind of community learning.")
def no_kind_of_community_learning(aim: Rows, fam: Rows) -> Truth:
    """The kind of community learning is not recorded.

    Aims with the code LDM 340 are left out.
    """
    return (aim.FundModel == 10) & ~has(fam, "ASL") & ~has(fam, "LDM", "340")


@ilr.rule("LearnDelFAMType_27", until="2020/21", reads=FUNDED, next="Take out the kind of community learning.")
def kind_of_community_learning_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """A kind of community learning is recorded for an aim with another kind of funding."""
    return aim.FundModel.isin([25, 35, 36, 70, 81, 82]) & has(fam, "ASL")


@ilr.rule(
    "LearnDelFAMType_119",
    since="2025/26",
    reads=(*FUNDED, "LearnStartDate"),
    next="Record the purpose of the learning (ACL).",
)
def no_purpose_of_community_learning(aim: Rows, fam: Rows) -> Truth:
    """The purpose of the community learning is not recorded.

    Asked of starts since August 2023.
    """
    return (aim.FundModel == 10) & (aim.LearnStartDate >= date(2023, 8, 1)) & ~has(fam, "ACL")


@ilr.rule(
    "LearnDelFAMType_126",
    since="2025/26",
    reads=(*FUNDED, "LearnStartDate"),
    next="Record the purpose of the learning (ACL).",
)
def no_purpose_of_tailored_learning(aim: Rows, fam: Rows) -> Truth:
    """The purpose of the tailored learning is not recorded.

    Asked of starts since August 2024.
    """
    return (aim.FundModel == 11) & (aim.LearnStartDate >= date(2024, 8, 1)) & ~has(fam, "ACL")


@ilr.rule(
    "LearnDelFAMType_131",
    since="2025/26",
    reads=(*FUNDED, "LearnStartDate"),
    next="Record one of the codes LDM 399, 400 and 401.",
)
def not_said_how_tailored_learning_is_funded(aim: Rows, fam: Rows) -> Truth:
    """The tailored learning does not say how it is funded.

    Asked of starts since August 2025.
    """
    asked = (aim.FundModel == 11) & (aim.LearnStartDate >= date(2025, 8, 1))
    return asked & ~has(fam, "LDM", "399", "400", "401")


PAYS_FOR_FAMILIES = ByBook({"2020/21": (35,), "2025/26": (35, 38)})


@ilr.rule(
    "LearnDelFAMType_46",
    books=PAYS_FOR_FAMILIES.books,
    reads=FUNDED,
    next="Take out the record, or check the funding model.",
)
def family_learning_elsewhere(aim: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """Family English, maths or language is recorded for an aim outside adult funding."""
    return has(fam, "FLN") & is_not(aim.FundModel, *PAYS_FOR_FAMILIES[book])


# Full and co-funding -----------------------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_22", until="2020/21", reads=FUNDED, next="Take out full or co-funding.")
def full_or_co_funding_elsewhere_2020(aim: Rows, fam: Rows) -> Truth:
    """The aim is recorded as fully funded or co-funded, but is not in adult skills or other adult funding."""
    return has(fam, "FFI") & is_not(aim.FundModel, 35, 81)


@ilr.rule("LearnDelFAMType_22", since="2025/26", reads=FUNDED, next="Take out full or co-funding.")
def full_or_co_funding_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """The aim is recorded as fully funded or co-funded, but has a kind of funding that does not ask."""
    return has(fam, "FFI") & is_not(aim.FundModel, 10, 11, 35, 37, 38, 81)


@ilr.rule("LearnDelFAMType_111", since="2025/26", reads=("ProgType", *PAIR), next="Record full or co-funding.")
def bootcamp_not_said_if_fully_funded(aim: Rows, fam: Rows) -> Truth:
    """The Skills Bootcamp does not say whether it is fully funded or co-funded."""
    return (aim.ProgType == 32) & ~has(fam, "FFI")


# Loans -------------------------------------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_35", reads=FUNDED, next="Use funding model 99, or take out the loan.")
def loan_recorded_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """A loan is recorded for an aim that is funded otherwise.

    FundModel_03 says the same from the side of the funding model.
    """
    return has(fam, "ADL") & is_not(aim.FundModel, 99)


@ilr.rule("LearnDelFAMType_36", until="2020/21", reads=PAIR, next="Record the loan, or take out the bursary.")
def bursary_without_a_loan_2020(aim: Rows, fam: Rows) -> Truth:
    """There is a loans bursary, but no loan.

    The career learning pilot (LDM 359) is left out.
    """
    return has(fam, "ALB") & ~has(fam, "ADL") & ~has(fam, "LDM", "359")


@ilr.rule("LearnDelFAMType_36", since="2025/26", reads=PAIR, next="Record the loan, or take out the bursary.")
def bursary_without_a_loan(aim: Rows, fam: Rows) -> Truth:
    """There is a loans bursary, but no loan."""
    return has(fam, "ALB") & ~has(fam, "ADL")


@ilr.rule("LearnDelFAMType_38", until="2020/21", reads=FUNDED, next="Use funding model 99, or take out the bursary.")
def bursary_recorded_elsewhere_2020(aim: Rows, fam: Rows) -> Truth:
    """A loans bursary is recorded for an aim that is funded otherwise.

    The career learning pilot (LDM 359) is left out.
    """
    return has(fam, "ALB") & is_not(aim.FundModel, 99) & ~has(fam, "LDM", "359")


@ilr.rule("LearnDelFAMType_38", since="2025/26", reads=FUNDED, next="Use funding model 99, or take out the bursary.")
def bursary_recorded_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """A loans bursary is recorded for an aim that is funded otherwise."""
    return has(fam, "ALB") & is_not(aim.FundModel, 99)


@ilr.rule("LearnDelFAMType_40", reads=("ProgType", *FUNDED), next="Take out the loan.")
def loan_for_an_apprenticeship(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """A loan is recorded for an apprenticeship. Apprentices do not pay for their training."""
    return (aim.FundModel == 99) & is_apprenticeship(aim, year) & has(fam, "ADL")


@ilr.rule("LearnDelFAMType_72", until="2020/21", reads=FUNDED, next="Record the loan.")
def career_learning_pilot_without_a_loan(aim: Rows, fam: Rows) -> Truth:
    """The aim belongs to the career learning pilot and is not funded, but no loan is recorded."""
    return (aim.FundModel == 99) & has(fam, "LDM", "359") & ~has(fam, "ADL", "1")


# Learning support --------------------------------------------------------------------------------------------------


PAYS_NO_SUPPORT = ByBook({"2020/21": [10, 25, 70, 82, 99], "2025/26": [10, 25, 82, 99]})


@ilr.rule("LearnDelFAMType_50", books=PAYS_NO_SUPPORT.books, reads=FUNDED, next="Take out the learning support.")
def learning_support_elsewhere(aim: Rows, fam: Rows, book: AcademicYear) -> Truth:
    """Learning support is recorded for an aim whose funding does not pay for it."""
    return has(fam, "LSF") & aim.FundModel.isin(PAYS_NO_SUPPORT[book])


# Apprenticeships ---------------------------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_14", reads=("ProgType", *FUNDED), next="Take out the extended funding.")
def extended_funding_elsewhere(aim: Rows, fam: Rows, year: AcademicYear) -> Truth:
    """Extended apprenticeship funding is recorded for an aim that is not a funded apprenticeship."""
    apprenticeship = aim.FundModel.isin([35, 36, 81]) & is_apprenticeship(aim, year)
    return has(fam, "EEF") & ~apprenticeship.fill_null(False)


@ilr.rule("LearnDelFAMType_54", reads=("ProgType", *FUNDED), next="Record the aim as fully funded.")
def young_apprentice_co_funded(aim: Rows, fam: Rows) -> Truth:
    """The apprentice is funded like one aged 16 to 18, but the aim is recorded as co-funded.

    Standards and apprenticeships since May 2017 are left out.
    """
    older = is_not(aim.ProgType, 25) & is_not(aim.FundModel, 36)
    return has(fam, "EEF", "2") & has(fam, "FFI", "2") & older


@ilr.rule(
    "LearnDelFAMType_92",
    reads=("LearnStartDate", "AimType", *PAIR),
    next="Record a contract with the employer, or mark the aim as a restart.",
)
def contract_with_the_agency_after_they_ended(aim: Rows, fam: Rows) -> Truth:
    """The apprenticeship started in April 2021 or later with a contract with the agency. There are no more of them.

    Restarts are left out.
    """
    late = (aim.LearnStartDate >= date(2021, 4, 1)) & (aim.AimType == 1)
    return late & has(fam, "ACT", "2") & ~has(fam, "RES")


# Skills Bootcamps --------------------------------------------------------------------------------------------------


@ilr.rule("LearnDelFAMType_132", since="2025/26", reads=("ProgType", *PAIR), next="Take out the event.")
def event_outside_bootcamps(aim: Rows, fam: Rows) -> Truth:
    """The event of a Skills Bootcamp is recorded for an aim of another programme."""
    return has(fam, "EVI") & is_not(aim.ProgType, 32)


@ilr.rule("LearnDelFAMType_133", since="2025/26", reads=("AimType", *PAIR), next="Move the event to the programme aim.")
def event_outside_the_programme_aim(aim: Rows, fam: Rows) -> Truth:
    """The event of a Skills Bootcamp is not recorded with the programme aim."""
    return has(fam, "EVI") & is_not(aim.AimType, 1)
