"""Rules about partners, contract references, adjustments of funding and the provider's own marks of an aim."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import has, is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.rules.language import Rows

NUMBER = ("FundModel", "ConRefNumber")


@ilr.rule("ConRefNumber_01", until="2020/21", reads=NUMBER, next="Check the contract reference.")
def unknown_contract(aim: Rows, contract: Rows) -> Truth:
    """The aim is paid for by the European Social Fund, but its contract is missing or not known."""
    return (aim.FundModel == 70) & contract.none()


@ilr.rule("ConRefNumber_03", until="2020/21", reads=NUMBER, next="Take out the contract reference.")
def contract_reference_elsewhere_2020(aim: Rows) -> Truth:
    """The aim has a contract reference, but is not paid for by the European Social Fund."""
    return aim.ConRefNumber.notnull() & aim.FundModel.isin([10, 25, 35, 36, 81, 82, 99])


@ilr.rule("ConRefNumber_03", since="2025/26", reads=NUMBER, next="Take out the contract reference.")
def contract_reference_elsewhere(aim: Rows) -> Truth:
    """The aim has a contract reference, but its kind of funding has none.

    Apprenticeships are left out, and Skills Bootcamps, which need one.
    """
    return aim.ConRefNumber.notnull() & aim.FundModel.isin([10, 11, 25, 35, 38, 81, 82, 99])


@ilr.rule("PartnerUKPRN_01", until="2020/21", reads=("PartnerUKPRN",), next="Check the UKPRN of the partner.")
def unknown_partner_2020(aim: Rows, partner: Rows) -> Truth:
    """The partner is not on the list of organisations that may be partners."""
    return aim.PartnerUKPRN.notnull() & partner.none(partner.PartnerUKPRN)


@ilr.rule("PartnerUKPRN_01", since="2025/26", reads=("PartnerUKPRN",), next="Check the UKPRN of the partner.")
def unknown_partner(aim: Rows, partner: Rows) -> Truth:
    """The partner is not on the list of organisations."""
    return aim.PartnerUKPRN.notnull() & partner.none()


@ilr.rule("PartnerUKPRN_02", reads=("AimType", "PartnerUKPRN"), next="Record partners with the parts of the programme.")
def partner_on_a_programme_aim(aim: Rows) -> Truth:
    """A partner is recorded with a programme aim, which no one teaches as such."""
    return (aim.AimType == 1) & aim.PartnerUKPRN.notnull()


@ilr.rule("PartnerUKPRN_03", reads=("PartnerUKPRN", "LearningProviderUKPRN"), next="Take out the partner.")
def own_partner(aim: Rows, file: Rows) -> Truth:
    """The provider is recorded as its own partner."""
    return aim.PartnerUKPRN == file.LearningProviderUKPRN


@ilr.rule("OtherFundAdj_01", until="2020/21", reads=("FundModel", "OtherFundAdj"), next="Take out the adjustment.")
def other_adjustment_elsewhere_2020(aim: Rows) -> Truth:
    """An adjustment of funding is recorded for an aim whose funding has none.

    The service reported only the first such aim of a learner; each is reported here.
    """
    return aim.OtherFundAdj.notnull() & aim.FundModel.isin([10, 25, 70, 82])


@ilr.rule("OtherFundAdj_01", since="2025/26", reads=("FundModel", "OtherFundAdj"), next="Take out the adjustment.")
def other_adjustment_elsewhere(aim: Rows) -> Truth:
    """An adjustment of funding is recorded for an aim whose funding has none."""
    return aim.OtherFundAdj.notnull() & aim.FundModel.isin([10, 25, 82])


ADJUSTED = ("FundModel", "PriorLearnFundAdj", "LearnDelFAMType", "LearnDelFAMCode")


@ilr.rule("PriorLearnFundAdj_01", until="2020/21", reads=ADJUSTED, next="Take out the adjustment.")
def prior_learning_adjusted_elsewhere_2020(aim: Rows, fam: Rows) -> Truth:
    """An adjustment for prior learning is recorded for an aim whose funding has none.

    Aims paid for with a loan may have one. The service reported only the first such aim of a learner.
    """
    return aim.PriorLearnFundAdj.notnull() & aim.FundModel.isin([10, 25, 70, 82, 99]) & ~has(fam, "ADL")


@ilr.rule("PriorLearnFundAdj_01", since="2025/26", reads=ADJUSTED, next="Take out the adjustment.")
def prior_learning_adjusted_elsewhere(aim: Rows, fam: Rows) -> Truth:
    """An adjustment for prior learning is recorded for an aim whose funding has none.

    Aims paid for with a loan may have one.
    """
    return aim.PriorLearnFundAdj.notnull() & aim.FundModel.isin([10, 25, 82, 99]) & ~has(fam, "ADL")


@ilr.rule("ProvSpecDelMonOccur_01", reads=("ProvSpecDelMonOccur",), next="Use A, B, C or D, each once.")
def unknown_place_of_an_own_mark(aim_mark: Rows) -> Truth:
    """The provider's own mark of the aim stands in none of the places A to D."""
    return aim_mark.ProvSpecDelMonOccur.notnull() & is_not(aim_mark.ProvSpecDelMonOccur, "A", "B", "C", "D")
