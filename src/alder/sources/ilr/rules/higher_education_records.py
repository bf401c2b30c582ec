"""Rules about which learners and aims have a higher education record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_at_level
from alder.sources.ilr.rules.terms import has, is_apprenticeship

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

HIGHER = ("4", "5", "6", "7", "8", "H")
FAM = ("LearnDelFAMType", "LearnDelFAMCode")
ADD = "Add the higher education record."
TAKE_OUT = "Take out the higher education record, or check the aim code."

PUBLICLY_FUNDED = (
    *("USFC", "USDC", "USAH", "USAD", "UGFE", "UHEO"),
    *("ULEA", "ULAD", "USCL", "LAFB", "UFES", "SSPS"),
)
"""Legal types of colleges and of providers with a grant."""


def is_college(provider: Rows) -> Truth:
    """The provider is a college, or has a grant (DD27). A provider that is not on the list is none."""
    return provider.any(provider.LegalOrgType.isin(PUBLICLY_FUNDED))


def is_university(provider: Rows) -> Truth:
    """The provider is a higher education organisation, which has returns of its own for its students."""
    return provider.any(provider.LegalOrgType == "UHEO")


def is_registered(file: Rows, ofs_register: Rows) -> Truth:
    """The provider was on the register of higher education providers when the file was made."""
    day, listed = file.FilePreparationDate, ofs_register.of(file)
    begun = ofs_register.EffectiveFrom.isnull() | (ofs_register.EffectiveFrom <= day)
    return listed.any(begun & (ofs_register.EffectiveTo.isnull() | (day <= ofs_register.EffectiveTo)))


def is_prescribed(lars_delivery: Rows) -> Truth:
    """The aim counts as higher education in England."""
    return lars_delivery.any(lars_delivery.EnglPrscID.isin([1, 2]))


@ilr.rule("LearnerHE_02", reads=("UCASPERID", "TTACCOM"), next="Add the record of the aim, or take out the learner's.")
def student_without_a_higher_aim(learner_he: Rows, aim_he: Rows) -> Truth:
    """The learner has a higher education record, but none of the aims has one."""
    return aim_he.none()


@ilr.rule("LearningDeliveryHE_02", until="2020/21", reads=("FundModel", "UKPRN", *FAM), next=ADD)
def funded_without_a_record_2020(aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows) -> Truth:
    """The higher education funder pays for the aim, but it has no higher education record.

    Aims returned by a partner are left out, and universities.
    """
    funded = (aim.FundModel == 99) & has(fam, "SOF", "1") & ~has(fam, "LDM", "352")
    return funded & aim_he.none() & ~is_university(provider.of(file))


@ilr.rule("LearningDeliveryHE_02", since="2025/26", reads=("FundModel", *FAM), next=ADD)
def funded_without_a_record(aim: Rows, fam: Rows, aim_he: Rows) -> Truth:
    """The higher education funder pays for the aim, but it has no higher education record."""
    return (aim.FundModel == 99) & has(fam, "SOF", "1") & aim_he.none()


@ilr.rule(
    "LearningDeliveryHE_03",
    until="2020/21",
    reads=("FundModel", "ProgType", "LearnAimRef", "UKPRN", *FAM),
    next=ADD,
)
def level_4_without_a_record_2020(
    aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows, lars_delivery: Rows, year: AcademicYear
) -> Truth:
    """A college teaches the aim at level 4 or above, but it has no higher education record.

    Apprenticeships are left out, and aims returned by a partner, and universities.
    """
    exempt = has(fam, "LDM", "352") | is_apprenticeship(aim, year).fill_null(False) | is_university(provider.of(file))
    high = aim.FundModel.isin([25, 35, 99]) & is_at_level(lars_delivery, *HIGHER)
    return high & is_college(provider.of(file)) & aim_he.none() & ~exempt


@ilr.rule(
    "LearningDeliveryHE_03",
    since="2025/26",
    reads=("FundModel", "ProgType", "LearnAimRef", "UKPRN", "FilePreparationDate", *FAM),
    next=ADD,
)
def level_4_without_a_record(
    aim: Rows,
    fam: Rows,
    aim_he: Rows,
    file: Rows,
    provider: Rows,
    ofs_register: Rows,
    lars_delivery: Rows,
    year: AcademicYear,
) -> Truth:
    """A registered college teaches the aim at level 4 or above, but it has no higher education record.

    Apprenticeships are left out, and aims returned by a partner, and universities.
    """
    exempt = has(fam, "LDM", "352") | is_apprenticeship(aim, year).fill_null(False) | is_university(provider.of(file))
    high = aim.FundModel.isin([25, 35, 38, 99]) & is_at_level(lars_delivery, *HIGHER)
    return high & is_college(provider.of(file)) & is_registered(file, ofs_register) & aim_he.none() & ~exempt


@ilr.rule("LearningDeliveryHE_06", until="2020/21", reads=("FundModel", "LearnAimRef"), next=TAKE_OUT)
def record_of_a_lower_aim_2020(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """An aim of community learning or of the European Social Fund has a higher education record.

    Aims at level 4 or above are left out.
    """
    return aim.FundModel.isin([10, 70]) & ~is_at_level(lars_delivery.of(aim), *HIGHER)


@ilr.rule("LearningDeliveryHE_06", since="2025/26", reads=("FundModel", "LearnAimRef"), next=TAKE_OUT)
def record_of_community_learning(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """An aim of community learning has a higher education record.

    Aims at level 4 or above are left out.
    """
    return (aim.FundModel == 10) & ~is_at_level(lars_delivery.of(aim), *HIGHER)


@ilr.rule("LearningDeliveryHE_09", since="2025/26", reads=("FundModel", "LearnAimRef"), next=TAKE_OUT)
def record_of_tailored_learning(aim_he: Rows, aim: Rows, lars_delivery: Rows) -> Truth:
    """An aim of tailored learning has a higher education record.

    Aims at level 4 or above are left out.
    """
    return (aim.FundModel == 11) & ~is_at_level(lars_delivery.of(aim), *HIGHER)


@ilr.rule("LearningDeliveryHE_07", until="2020/21", reads=("ProgType", "LearnAimRef", "UKPRN", *FAM), next=ADD)
def higher_apprenticeship_without_a_record_2020(
    aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows, lars_delivery: Rows
) -> Truth:
    """A college teaches higher education in an apprenticeship, but the aim has no higher education record.

    Aims returned by a partner are left out, and universities.
    """
    higher = aim.ProgType.isin([20, 21, 22, 23, 25]) & is_prescribed(lars_delivery)
    exempt = has(fam, "LDM", "352") | is_university(provider.of(file))
    return higher & is_college(provider.of(file)) & aim_he.none() & ~exempt


@ilr.rule(
    "LearningDeliveryHE_07",
    since="2025/26",
    reads=("ProgType", "LearnAimRef", "UKPRN", "FilePreparationDate", *FAM),
    next=ADD,
)
def higher_apprenticeship_without_a_record(
    aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows, ofs_register: Rows, lars_delivery: Rows
) -> Truth:
    """A registered college teaches higher education in an apprenticeship, but the aim has no higher education record.

    Aims returned by a partner are left out, and universities.
    """
    higher = (aim.ProgType == 25) & is_prescribed(lars_delivery)
    exempt = has(fam, "LDM", "352") | is_university(provider.of(file))
    return higher & is_college(provider.of(file)) & is_registered(file, ofs_register) & aim_he.none() & ~exempt


@ilr.rule("LearningDeliveryHE_08", until="2020/21", reads=("LearnAimRef", "UKPRN", *FAM), next=ADD)
def independent_provider_without_a_record_2020(
    aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows, lars_delivery: Rows
) -> Truth:
    """An independent provider teaches higher education, but the aim has no higher education record.

    Aims returned by a partner are left out.
    """
    independent = ~is_college(provider.of(file)) & ~has(fam, "LDM", "352")
    return is_prescribed(lars_delivery) & independent & aim_he.none()


@ilr.rule(
    "LearningDeliveryHE_08",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("LearnAimRef", "UKPRN", "FilePreparationDate", *FAM),
    next=ADD,
)
def independent_provider_without_a_record(
    aim: Rows, fam: Rows, aim_he: Rows, file: Rows, provider: Rows, ofs_register: Rows, lars_delivery: Rows
) -> Truth:
    """A registered independent provider teaches higher education, but the aim has no higher education record.

    Aims returned by a partner are left out.
    """
    independent = ~is_college(provider.of(file)) & ~has(fam, "LDM", "352")
    return is_prescribed(lars_delivery) & independent & is_registered(file, ofs_register) & aim_he.none()


@ilr.rule("LearningDeliveryHE_10", since="2025/26", reads=("LearnStartDate", "AimType"), next=TAKE_OUT)
def record_of_a_programme_aim(aim_he: Rows, aim: Rows) -> Truth:
    """A programme aim has a higher education record; only the aims within the programme may have one.

    For starts from August 2025.
    """
    return (aim.LearnStartDate >= date(2025, 8, 1)) & (aim.AimType == 1)
