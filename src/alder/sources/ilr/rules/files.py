"""Rules about the file as a whole, and about learners and records that stand in it twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import NO_ULN

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows


@ilr.rule(
    "UKPRN_03",
    since="2016/17",
    reads=("UKPRN", "LearningProviderUKPRN"),
    next="Give both the same provider number.",
)
def two_providers(file: Rows) -> Truth:
    """The provider in the header differs from the provider of the learners."""
    return file.LearningProviderUKPRN != file.UKPRN


@ilr.rule(
    "R06",
    since="2016/17",
    reads=("LearnRefNumber",),
    alike="LearnRefNumber",
    next="Give each learner one record, with all of their aims.",
)
def same_reference_twice(learner: Rows) -> Truth:
    """Another learner in the file has the same reference.

    Letter case and blanks around the reference do not count, as in the 2025/26 text. The service of 2020/21 minded
    blanks, and took two learners without a reference for the same; a missing one is left to the form of the field.
    """
    return learner.LearnRefNumber.notnull() & (learner.copies("LearnRefNumber") > 1)


@ilr.rule(
    "R59",
    since="2016/17",
    reads=("ULN",),
    alike="ULN",
    next="Find out whether this is one learner with two records, or a number typed wrongly.",
    severities={"2020/21": Severity.WARNING},
)
def same_learner_number_twice(learner: Rows) -> Truth:
    """Another learner in the file has the same learner number."""
    return (learner.ULN != NO_ULN) & (learner.copies("ULN") > 1)


@ilr.rule(
    "Filename_3",
    since="2025/26",
    reads=("UKPRN",),
    next="Check the provider number in the header and in the name of the file.",
)
def provider_not_known(file: Rows, provider: Rows) -> Truth:
    """The provider is not on the list of organisations.

    The published rule reads the number in the file's name. That is the number in the header, or Header_3 is broken.
    """
    return provider.none()


@ilr.rule("R43", reads=("DateEmpStatApp",), next="Keep one record for each day, or correct a date.")
def two_employment_records_from_one_day(learner: Rows, employment: Rows) -> Truth:
    """Two employment records of the learner apply from the same day."""
    return employment.any(employment.copies("DateEmpStatApp") > 1)


@ilr.rule("R47", until="2020/21", reads=("ContPrefType", "ContPrefCode"), next="Take out one of the records.")
def same_contact_preference_twice(learner: Rows, preference: Rows) -> Truth:
    """The learner has the same contact preference twice."""
    return preference.any(preference.copies("ContPrefType", "ContPrefCode") > 1)


@ilr.rule("R49", reads=("ProvSpecLearnMonOccur",), next="Use A for one and B for the other.")
def same_place_for_two_marks_of_a_learner(learner: Rows, learner_mark: Rows) -> Truth:
    """Two of the provider's own codes for the learner are given the same letter."""
    return learner_mark.any(learner_mark.copies("ProvSpecLearnMonOccur") > 1)


@ilr.rule("R50", reads=("ProvSpecDelMonOccur",), next="Use each of the letters A to D once.")
def same_place_for_two_marks_of_an_aim(aim: Rows, aim_mark: Rows) -> Truth:
    """Two of the provider's own codes for the aim are given the same letter."""
    return aim_mark.any(aim_mark.copies("ProvSpecDelMonOccur") > 1)


ASSESSMENT = "ZESF0001"
"""The aim that stands for the start and assessment of a learner of the European Social Fund."""


@ilr.rule(
    "R91",
    until="2020/21",
    reads=("FundModel", "LearnAimRef", "CompStatus"),
    next="Add the assessment (ZESF0001), or mark it as completed.",
)
def social_fund_without_an_assessment(learner: Rows, aims: Rows) -> Truth:
    """The learner has aims of the European Social Fund, but no completed assessment."""
    fund = aims.FundModel == 70
    assessed = fund & (aims.LearnAimRef == ASSESSMENT) & (aims.CompStatus == 2)
    return aims.any(fund) & aims.none(assessed)


@ilr.rule(
    "R92",
    until="2020/21",
    reads=("LearnAimRef", "ConRefNumber"),
    next="Keep one assessment (ZESF0001) for each contract.",
)
def assessed_twice_for_one_contract(learner: Rows, aims: Rows) -> Truth:
    """The learner was assessed twice for one contract of the European Social Fund."""
    assessments = aims.where(aims.LearnAimRef == ASSESSMENT)
    return assessments.any(assessments.copies("ConRefNumber") > 1)
