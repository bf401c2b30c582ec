"""Rules about which prices and payments an apprenticeship has, and what they add up to over its aims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.rules.findings import Severity
from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_apprenticeship, is_not, is_standard_programme, is_unknown_pair

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PRICES = ("AFinType", "AFinCode")


def is_price(finance: Rows, *numbers: int) -> Truth:
    """The record is a price agreed (for 1 training, 2 assessment; 3 and 4 what is left of them)."""
    return _is("TNP", finance, numbers)


def has_price(finance: Rows, *numbers: int) -> Truth:
    """A price of one of these kinds was agreed."""
    return finance.any(is_price(finance, *numbers))


def is_payment(finance: Rows, *numbers: int) -> Truth:
    """The record is a payment (1 for training, 2 for assessment, 3 back to the employer)."""
    return _is("PMR", finance, numbers)


def _is(type: str, finance: Rows, numbers: tuple[int, ...]) -> Truth:
    of_type: Truth = finance.AFinType == type
    return of_type & finance.AFinCode.isin(numbers) if numbers else of_type


@ilr.rule(
    "AFinType_01",
    reads=("FundModel", "ProgType", "AimType", *PRICES),
    next="Add the price agreed for training.",
)
def standard_without_a_price_of_training(aim: Rows, finance: Rows) -> Truth:
    """The apprenticeship of other adult funding has no price agreed for training."""
    return is_standard_programme(aim) & (aim.FundModel == 81) & finance.none(is_price(finance, 1))


@ilr.rule("AFinType_02", reads=PRICES, next="Check the type and the code.")
def unknown_price_or_payment(finance: Rows, year: AcademicYear) -> Truth:
    """The kind of price or payment is not on the code list."""
    return is_unknown_pair(finance.AFinType, finance.AFinCode, codes.aim.financial_record, year)


@ilr.rule(
    "AFinType_04",
    reads=("FundModel", "ProgType", "AimType", "AFinType"),
    next="Return prices and payments with the programme aim only.",
)
def price_of_another_aim(aim: Rows, finance: Rows) -> Truth:
    """The aim has prices or payments, but is not the programme aim of an apprenticeship."""
    of_old = is_standard_programme(aim) & (aim.FundModel == 81)
    of_new = (aim.FundModel == 36) & (aim.AimType == 1)
    return finance.any() & ~(of_old | of_new).fill_null(False)


@ilr.rule(
    "AFinType_07",
    reads=("AimType", "ProgType", *PRICES),
    next="Add the price agreed for the assessment.",
)
def assessment_paid_without_a_price(aim: Rows, finance: Rows) -> Truth:
    """The assessment of the apprenticeship was paid for, but no price was agreed for it.

    The 2025/26 text speaks of a price for assessment as what calls for one. A payment is meant, as in 2020/21.
    """
    paid, agreed = finance.any(is_payment(finance, 2)), finance.any(is_price(finance, 2, 4))
    return is_standard_programme(aim) & paid & ~agreed


@ilr.rule(
    "AFinType_08",
    reads=("FundModel", *PRICES),
    next="Use the prices for training and assessment, not what is left of them.",
)
def price_left_in_other_funding(aim: Rows, finance: Rows) -> Truth:
    """The aim has a price for what is left of training or assessment, but not the funding that knows of it."""
    return has_price(finance, 3, 4) & is_not(aim.FundModel, 36)


@ilr.rule(
    "AFinType_10",
    until="2020/21",
    severity=Severity.WARNING,
    reads=("AimType", "ProgType", "FundModel", *PRICES),
    next="Add the price agreed for the assessment.",
)
def no_price_of_assessment_2020(aim: Rows, finance: Rows) -> Truth:
    """No price was agreed for the assessment of the apprenticeship. Asked of those who are paid for."""
    agreed = finance.any(is_price(finance, 2, 4))
    return is_standard_programme(aim) & is_not(aim.FundModel, 99) & ~agreed


@ilr.rule(
    "AFinType_10",
    since="2025/26",
    severity=Severity.WARNING,
    reads=("AimType", "ProgType", *PRICES),
    next="Add the price agreed for the assessment.",
)
def no_price_of_assessment(aim: Rows, finance: Rows) -> Truth:
    """No price was agreed for the assessment of the apprenticeship."""
    return is_standard_programme(aim) & finance.none(is_price(finance, 2, 4))


@ilr.rule(
    "AFinType_11",
    reads=("FundModel", "ProgType", *PRICES),
    next="Take out prices of assessment and payments for it: frameworks have none.",
)
def assessment_of_a_framework(aim: Rows, finance: Rows) -> Truth:
    """The apprenticeship is on a framework, but has a price of assessment or a payment for it."""
    assessment = finance.any(finance.AFinCode.isin([2, 4]))
    return (aim.FundModel == 36) & is_not(aim.ProgType, 25) & assessment


@ilr.rule("AFinType_12", reads=("FundModel", "AimType", *PRICES), next="Add the prices agreed with the employer.")
def apprenticeship_without_a_price(aim: Rows, finance: Rows) -> Truth:
    """No price was agreed for the apprenticeship."""
    return (aim.FundModel == 36) & (aim.AimType == 1) & finance.none(is_price(finance))


@ilr.rule(
    "AFinType_13",
    reads=("FundModel", "AimType", "LearnStartDate", "AFinType", "AFinDate"),
    next="Let the first price apply from the start date.",
)
def no_price_from_the_start(aim: Rows, finance: Rows) -> Truth:
    """No price of the apprenticeship applies from its start date."""
    from_start = is_price(finance) & (finance.AFinDate == aim.LearnStartDate)
    return (aim.FundModel == 36) & (aim.AimType == 1) & finance.none(from_start)


@ilr.rule("AFinType_14", reads=("AimType", *PRICES), next="Add the price agreed for training.")
def training_paid_without_a_price(aim: Rows, finance: Rows) -> Truth:
    """Training was paid for, but no price was agreed for it."""
    paid, agreed = finance.any(is_payment(finance, 1)), finance.any(is_price(finance, 1, 3))
    return (aim.AimType == 1) & paid & ~agreed


RECORD = ("AFinType", "AFinCode", "AFinDate")


@ilr.rule(
    "R68",
    until="2020/21",
    reads=("FundModel", "AimType", "ProgType", "StdCode", "FworkCode", *RECORD),
    next="Take out one of the records, or correct its date.",
)
def same_price_twice_2020(learner: Rows, finance: Rows, aim: Rows, year: AcademicYear) -> Truth:
    """The learner has two prices or payments of one kind and day for one standard, or for one framework."""
    programme = (aim.FundModel == 36) & (aim.AimType == 1) & is_apprenticeship(aim, year)
    of_standard = finance.where(programme & aim.StdCode.notnull())
    of_framework = finance.where(programme & aim.FworkCode.notnull())
    return of_standard.any(of_standard.copies(*RECORD, aim.StdCode) > 1) | of_framework.any(
        of_framework.copies(*RECORD, aim.FworkCode) > 1
    )


@ilr.rule(
    "R68",
    since="2025/26",
    reads=("FundModel", "AimType", "ProgType", "StdCode", *RECORD),
    next="Take out one of the records, or correct its date.",
)
def same_price_twice(learner: Rows, finance: Rows, aim: Rows) -> Truth:
    """The learner has two prices or payments of one kind and day for one standard."""
    records = finance.where((aim.FundModel == 36) & is_standard_programme(aim) & aim.StdCode.notnull())
    return records.any(records.copies(*RECORD, aim.StdCode) > 1)


# Who pays for a standard of other adult funding ------------------------------------------------------------------
#
# The state pays two thirds of the price, up to a limit; the employer pays the rest.

PAID_FOR = (
    *("StdCode", "FundModel", "ProgType", "AimType", "LearnStartDate", "OrigLearnStartDate"),
    *("AFinType", "AFinCode", "AFinDate", "AFinAmount"),
)


def _is_paid_by_employers(aim: Rows) -> Truth:
    return is_standard_programme(aim) & (aim.FundModel == 81)


def _of_its_standard(aim: Rows, aims: Rows) -> Rows:
    return aims.where(_is_paid_by_employers(aims) & (aims.StdCode == aim.StdCode))


def _price(aim: Rows, aims: Rows, finance: Rows) -> Value:
    """The prices agreed for training and assessment, each the latest of its aim, added up over the aims."""
    records, group = finance.of(aims), _of_its_standard(aim, aims)
    training = records.where(is_price(finance, 1)).latest("AFinDate").total("AFinAmount")
    return group.total(training + records.where(is_price(finance, 2)).latest("AFinDate").total("AFinAmount"))


def _paid(aim: Rows, aims: Rows, finance: Rows) -> Value:
    """What employers paid, less what they got back."""
    records, group = finance.of(aims), _of_its_standard(aim, aims)
    paid = records.where(is_payment(finance, 1, 2)).total("AFinAmount")
    return group.total(paid - records.where(is_payment(finance, 3)).total("AFinAmount"))


def _limit(aim: Rows, aims: Rows, lars_standard_funding: Rows) -> Value:
    """The most that the state pays for the standard, on the first day on which the learner was on it."""
    from alder.model import expr

    first = _of_its_standard(aim, aims).smallest(
        expr.least(aims.LearnStartDate, expr.coalesce(aims.OrigLearnStartDate, aims.LearnStartDate))
    )
    rows = lars_standard_funding
    begun = rows.EffectiveFrom <= first
    # Of several rows in force one without an end counts first, as in the service, then the one that ends first.
    open = rows.where(begun & rows.EffectiveTo.isnull())
    ending = rows.where(begun & (first <= rows.EffectiveTo)).earliest("EffectiveTo")
    of_open, of_ending = open.greatest("CoreGovContributionCap"), ending.greatest("CoreGovContributionCap")
    return open.any().ifelse(of_open, of_ending)


def _exceeds_the_limit(price: Value, limit: Value) -> Truth:
    """Two thirds of the price are more than the state pays (DD17). Where no limit is known they are not."""
    return (price // 3 * 2 > limit).fill_null(False)


@ilr.rule(
    "R72",
    reads=PAID_FOR,
    next="Check the payments. The employer pays one third of the price.",
)
def paid_more_than_a_third(aim: Rows, aims: Rows, finance: Rows, lars_standard_funding: Rows) -> Truth:
    """The employer paid more than one third of the price of the standard.

    Asked where the state's two thirds are within its limit. Prices and payments of all aims on the standard count.
    """
    price, limit = _price(aim, aims, finance), _limit(aim, aims, lars_standard_funding)
    within = _is_paid_by_employers(aim) & aim.StdCode.notnull() & ~_exceeds_the_limit(price, limit)
    return within & (_paid(aim, aims, finance) > price // 3)


@ilr.rule(
    "R73",
    reads=PAID_FOR,
    next="Check the payments. The employer pays the price less what the state pays at most.",
)
def paid_more_than_the_rest(aim: Rows, aims: Rows, finance: Rows, lars_standard_funding: Rows) -> Truth:
    """The employer paid more than the state left to pay of the price of the standard.

    Asked where two thirds of the price are over the state's limit. The 2025/26 text repeats that of R72; this reading
    is that of the service of 2020/21.
    """
    price, limit = _price(aim, aims, finance), _limit(aim, aims, lars_standard_funding)
    over = _is_paid_by_employers(aim) & aim.StdCode.notnull() & _exceeds_the_limit(price, limit)
    return over & (_paid(aim, aims, finance) > price - limit)
