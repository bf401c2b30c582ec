"""Rules about the postcodes of an aim: where it is delivered, and where the learner lived when it started."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.model.ids import Postcode
from alder.rules.findings import Severity
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import FIRST_AIM, contract_start, is_no_postcode
from alder.sources.ilr.rules.list_of_aims import lasts_on
from alder.sources.ilr.rules.terms import has, is_apprenticeship, is_devolved, is_not

if TYPE_CHECKING:
    from alder.model.expr import Text, Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

NOWHERE = Postcode.UNKNOWN
"""Stands for a postcode that is not known, or for no single place."""
CUSTODY = ("LearnDelFAMType", "LearnDelFAMCode")
NEXT = "Check the postcode. ZZ99 9ZZ stands for one that is not known, or for no single place."


# Where the aim is delivered ----------------------------------------------------------------------------------------


@ilr.rule("DelLocPostCode_11", until="2020/21", reads=("DelLocPostCode",), next=NEXT)
def delivery_postcode_missing_or_malformed_2020(aim: Rows) -> Truth:
    """The postcode of the delivery is missing, or not written as postcodes are."""
    return aim.DelLocPostCode.isnull() | is_no_postcode(aim.DelLocPostCode)


@ilr.rule("DelLocPostCode_11", since="2025/26", reads=("DelLocPostCode", *CUSTODY), next=NEXT)
def delivery_postcode_malformed(aim: Rows, fam: Rows) -> Truth:
    """The postcode of the delivery is not written as postcodes are.

    Learners in custody are left out.
    """
    return is_no_postcode(aim.DelLocPostCode) & ~has(fam, "LDM", "034")


@ilr.rule(
    "DelLocPostCode_03",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("FundModel", "DelLocPostCode", *CUSTODY),
    next=NEXT,
)
def delivery_postcode_not_on_the_list_2020(aim: Rows, fam: Rows, delivery_postcode: Rows) -> Truth:
    """The postcode of the delivery does not exist.

    Learners in custody are left out, and the European Social Fund, which has the rule DelLocPostCode_16.
    """
    somewhere = is_not(aim.DelLocPostCode, NOWHERE) & is_not(aim.FundModel, 70)
    return somewhere & delivery_postcode.none() & ~has(fam, "LDM", "034")


@ilr.rule("DelLocPostCode_03", since="2025/26", reads=("DelLocPostCode", *CUSTODY), next=NEXT)
def delivery_postcode_not_on_the_list(aim: Rows, fam: Rows, delivery_postcode: Rows) -> Truth:
    """The postcode of the delivery does not exist.

    Learners in custody are left out.
    """
    return is_not(aim.DelLocPostCode, NOWHERE) & delivery_postcode.none() & ~has(fam, "LDM", "034")


@ilr.rule("DelLocPostCode_16", until="2020/21", reads=("FundModel", "DelLocPostCode"), next=NEXT)
def social_fund_postcode_not_on_the_list(aim: Rows, delivery_postcode: Rows) -> Truth:
    """The postcode of the delivery does not exist; the European Social Fund pays for the aim."""
    return (aim.FundModel == 70) & is_not(aim.DelLocPostCode, NOWHERE) & delivery_postcode.none()


CONTRACT = ("FundModel", "LearnStartDate", "LearnAimRef", "CompStatus", "ConRefNumber", "DelLocPostCode")
ELSEWHERE = "Check the postcode of the delivery and the contract reference."
LINE = "\n"


def _is_among(area: Text, areas: Text) -> Truth:
    """The area is one of several, which are written one in a line."""
    from alder.model import expr

    return (expr.literal(LINE) + areas + LINE).contains(expr.literal(LINE) + area + LINE)


# For starts to July 2017 (rules 14 and 15) the service of 2020/21 asked two things apart: is any row of the postcode in
# force that day, and does any row lie inside? So a row of long ago could vouch for one of today. For later starts (17
# and 18) it asked both of one row, which is the sense of all four. There it also looked at no aim after one whose
# contract has no limits; here each aim is looked at. A postcode that is not on the list breaks DelLocPostCode_16 alone,
# and a contract without limits breaks none: a worked case of rule 15 says so.


def _outside_authorities(aim: Rows, aims: Rows, delivery_postcode: Rows, contract_local_authority: Rows) -> Truth:
    """On the day the contract started for the learner, the postcode lay in none of its local authorities."""
    areas, day = contract_local_authority.together("Code"), contract_start(aim, aims)
    lay = lasts_on(day, delivery_postcode.EffectiveFrom, delivery_postcode.EffectiveTo)
    inside = delivery_postcode.any(lay & _is_among(delivery_postcode.laua, areas))
    return (aim.FundModel == 70) & areas.notnull() & day.notnull() & delivery_postcode.any() & ~inside


def _outside_partnerships(
    aim: Rows, aims: Rows, delivery_postcode: Rows, contract_enterprise_partnership: Rows
) -> Truth:
    """On the day the contract started for the learner, the postcode lay in none of its enterprise partnerships."""
    areas, day = contract_enterprise_partnership.together("Code"), contract_start(aim, aims)
    lay = lasts_on(day, delivery_postcode.EffectiveFrom, delivery_postcode.EffectiveTo)
    either = _is_among(delivery_postcode.lep1, areas).fill_null(False) | _is_among(delivery_postcode.lep2, areas)
    inside = delivery_postcode.any(lay & either)
    return (aim.FundModel == 70) & areas.notnull() & day.notnull() & delivery_postcode.any() & ~inside


@ilr.rule("DelLocPostCode_14", until="2020/21", reads=CONTRACT, next=ELSEWHERE)
def outside_the_authorities_of_the_contract_to_2017(
    aim: Rows, aims: Rows, delivery_postcode: Rows, contract_local_authority: Rows
) -> Truth:
    """The aim started before August 2017 and is delivered outside the local authorities of its contract.

    The European Social Fund pays for it. First aims of a contract are left out, and aims without a single place.
    """
    asked = (aim.LearnStartDate <= date(2017, 7, 31)) & is_not(aim.LearnAimRef, FIRST_AIM)
    outside = _outside_authorities(aim, aims, delivery_postcode, contract_local_authority)
    return asked & (aim.DelLocPostCode != NOWHERE) & outside


@ilr.rule("DelLocPostCode_15", until="2020/21", reads=CONTRACT, next=ELSEWHERE)
def outside_the_partnerships_of_the_contract_to_2017(
    aim: Rows, aims: Rows, delivery_postcode: Rows, contract_enterprise_partnership: Rows
) -> Truth:
    """The aim started before August 2017 and is delivered outside the enterprise partnerships of its contract.

    The European Social Fund pays for it. First aims of a contract are left out, and aims without a single place.
    """
    asked = (aim.LearnStartDate <= date(2017, 7, 31)) & is_not(aim.LearnAimRef, FIRST_AIM)
    outside = _outside_partnerships(aim, aims, delivery_postcode, contract_enterprise_partnership)
    return asked & (aim.DelLocPostCode != NOWHERE) & outside


@ilr.rule("DelLocPostCode_17", until="2020/21", reads=CONTRACT, next=ELSEWHERE)
def outside_the_authorities_of_the_contract(
    aim: Rows, aims: Rows, delivery_postcode: Rows, contract_local_authority: Rows
) -> Truth:
    """The aim started in August 2017 or later and is delivered outside the local authorities of its contract.

    The European Social Fund pays for it.
    """
    outside = _outside_authorities(aim, aims, delivery_postcode, contract_local_authority)
    return (aim.LearnStartDate >= date(2017, 8, 1)) & outside


@ilr.rule("DelLocPostCode_18", until="2020/21", reads=CONTRACT, next=ELSEWHERE)
def outside_the_partnerships_of_the_contract(
    aim: Rows, aims: Rows, delivery_postcode: Rows, contract_enterprise_partnership: Rows
) -> Truth:
    """The aim started in August 2017 or later and is delivered outside the enterprise partnerships of its contract.

    The European Social Fund pays for it.
    """
    outside = _outside_partnerships(aim, aims, delivery_postcode, contract_enterprise_partnership)
    return (aim.LearnStartDate >= date(2017, 8, 1)) & outside


# Where the learner lived when it started ---------------------------------------------------------------------------

LIVED = ("LSDPostcode", "LearnStartDate", "FundModel")


@ilr.rule("LSDPostcode_03", reads=("LSDPostcode",), next=NEXT)
def start_postcode_malformed(aim: Rows) -> Truth:
    """The learner's postcode at the start is not written as postcodes are."""
    return is_no_postcode(aim.LSDPostcode)


@ilr.rule("LSDPostcode_01", until="2020/21", reads=(*LIVED, "ProgType", *CUSTODY), next=NEXT)
def start_postcode_not_on_the_list_2020(aim: Rows, fam: Rows, start_postcode: Rows) -> Truth:
    """The learner's postcode at the start of the adult aim is missing or does not exist.

    Asked of starts since August 2019. Programmes and learners in custody are left out.
    """
    asked = aim.FundModel.isin([10, 35]) & (aim.LearnStartDate >= date(2019, 8, 1)) & aim.ProgType.isnull()
    return asked & is_not(aim.start_postcode, NOWHERE) & start_postcode.none() & ~has(fam, "LDM", "034")


@ilr.rule("LSDPostcode_01", since="2025/26", reads=(*LIVED, "ProgType", "AimType"), next=NEXT)
def start_postcode_not_on_the_list_to_2024(aim: Rows, start_postcode: Rows, year: AcademicYear) -> Truth:
    """The learner's postcode at the start of the adult aim is missing or does not exist.

    Asked of starts between August 2019 and July 2024. Apprenticeships, traineeships and parts of programmes are left
    out.
    """
    asked = aim.FundModel.isin([10, 35]) & aim.LearnStartDate.between(date(2019, 8, 1), date(2024, 7, 31))
    programme = (aim.ProgType == 24) | is_apprenticeship(aim, year) | (aim.AimType == 3)
    somewhere = is_not(aim.start_postcode, NOWHERE)
    return asked & somewhere & start_postcode.none() & ~programme.fill_null(False)


@ilr.rule("LSDPostcode_05", since="2025/26", reads=(*LIVED, "AimType"), next=NEXT)
def start_postcode_not_on_the_list(aim: Rows, start_postcode: Rows) -> Truth:
    """The learner's postcode at the start of the adult aim is missing or does not exist.

    Asked of starts since August 2024. Parts of programmes are left out.
    """
    asked = aim.FundModel.isin([11, 38]) & (aim.LearnStartDate >= date(2024, 8, 1)) & is_not(aim.AimType, 3)
    return asked & is_not(aim.start_postcode, NOWHERE) & start_postcode.none()


SOURCE = (*LIVED, *CUSTODY)
AREA = "Check the postcode and the source of funding. DAM 001 marks aims that need not agree."


def _source(fam: Rows) -> Text:
    """The code of who pays. LearnDelFAMType_18 reports aims with two."""
    return fam.where(fam.LearnDelFAMType == "SOF").greatest("LearnDelFAMCode")


def _is_left_out(aim: Rows, fam: Rows) -> Truth:
    marked = has(fam, "RES") | has(fam, "DAM", "001")
    return marked | (aim.start_postcode == NOWHERE).fill_null(False)


@ilr.rule("LSDPostcode_02", until="2020/21", reads=(*SOURCE, "ProgType", "UKPRN"), next=AREA)
def lived_outside_the_devolved_area_2020(
    aim: Rows, fam: Rows, file: Rows, devolved_postcode: Rows, provider: Rows, year: AcademicYear
) -> Truth:
    """The learner lived outside the area of the authority that pays, or inside that of one that does not.

    Asked of adult starts since August 2019. Programmes, restarts, learners in custody and long-term residential
    providers are left out.
    """
    asked = aim.FundModel.isin([10, 35]) & (aim.LearnStartDate >= date(2019, 8, 1)) & aim.ProgType.isnull()
    residential = provider.of(file).any(provider.LongTermResid)
    listed = (devolved_postcode.SourceOfFunding == _source(fam)) & lasts_on(
        aim.LearnStartDate, devolved_postcode.EffectiveFrom, devolved_postcode.EffectiveTo
    )
    in_question = has(fam, "SOF") & (devolved_postcode.any() | is_devolved(fam, year))
    exempt = _is_left_out(aim, fam) | has(fam, "LDM", "034") | residential
    return asked & in_question & devolved_postcode.none(listed) & ~exempt


@ilr.rule("LSDPostcode_02", since="2025/26", reads=(*SOURCE, "ProgType", "UKPRN"), next=AREA)
def lived_outside_the_devolved_area_to_2021(
    aim: Rows, fam: Rows, file: Rows, devolved_postcode: Rows, provider: Rows, year: AcademicYear
) -> Truth:
    """The learner did not live in the area of the authority that pays.

    Asked of adult starts between August 2019 and July 2021. Programmes, restarts, learners in custody and long-term
    residential providers are left out.
    """
    asked = aim.FundModel.isin([10, 35]) & aim.LearnStartDate.between(date(2019, 8, 1), date(2021, 7, 31))
    residential = provider.of(file).any(provider.LongTermResid)
    listed = (devolved_postcode.SourceOfFunding == _source(fam)) & lasts_on(
        aim.LearnStartDate, devolved_postcode.EffectiveFrom, devolved_postcode.EffectiveTo
    )
    exempt = _is_left_out(aim, fam) | has(fam, "LDM", "034") | residential
    devolved = aim.ProgType.isnull() & is_devolved(fam, year)
    return asked & devolved & devolved_postcode.none(listed) & ~exempt


def _outside_the_area(aim: Rows, fam: Rows, devolved_postcode: Rows, year: AcademicYear) -> Truth:
    """The postcode is not listed for the authority that pays, or is listed for another than pays.

    Read to the letter, the text would want a row of the devolved areas for aims that are paid for nationally too, and
    would report every learner outside them. So national aims break it only where the postcode lies in a devolved area,
    as in 2020/21.
    """
    in_force = lasts_on(aim.LearnStartDate, devolved_postcode.EffectiveFrom, devolved_postcode.EffectiveTo)
    own = (devolved_postcode.SourceOfFunding == _source(fam)) & in_force
    devolved = is_devolved(fam, year) | has(fam, "SOF", "121", "122", "123")
    in_question = has(fam, "SOF") & (devolved_postcode.any(in_force) | devolved)
    return in_question & devolved_postcode.none(own) & ~_is_left_out(aim, fam)


@ilr.rule("LSDPostcode_04", since="2025/26", reads=SOURCE, next=AREA)
def lived_outside_the_devolved_area_to_2024(aim: Rows, fam: Rows, devolved_postcode: Rows, year: AcademicYear) -> Truth:
    """The learner lived outside the area of the authority that pays, or inside that of one that does not.

    Asked of adult starts between August 2021 and July 2024. Restarts are left out.
    """
    asked = aim.FundModel.isin([10, 35]) & aim.LearnStartDate.between(date(2021, 8, 1), date(2024, 7, 31))
    return asked & _outside_the_area(aim, fam, devolved_postcode, year)


@ilr.rule("LSDPostcode_06", since="2025/26", reads=SOURCE, next=AREA)
def lived_outside_the_devolved_area(aim: Rows, fam: Rows, devolved_postcode: Rows, year: AcademicYear) -> Truth:
    """The learner lived outside the area of the authority that pays, or inside that of one that does not.

    Asked of adult starts since August 2024. Restarts are left out.
    """
    asked = aim.FundModel.isin([11, 38]) & (aim.LearnStartDate >= date(2024, 8, 1))
    return asked & _outside_the_area(aim, fam, devolved_postcode, year)
