"""Rules that add up prices and payments of one apprenticeship standard, over all aims of the learner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.prices import is_payment, is_price
from alder.sources.ilr.rules.terms import is_apprenticeship, is_standard_programme

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

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
