"""Rules about what the contracts of the European Social Fund pay for, which ended in 2023."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.derived_data import FIRST_AIM, contract_start
from alder.sources.ilr.rules.terms import is_not

if TYPE_CHECKING:
    from alder.model.expr import Truth, Value
    from alder.rules.language import Rows

READS = ("LearnAimRef", "FundModel", "ConRefNumber")

LEVELS = ("E", "1", "1.5", "2", "3", "4", "5", "6", "7", "8")
"""Levels in order, the entry level first. Mixed and other levels have no place in it."""


def _is_paid_by_the_fund(aim: Rows) -> Truth:
    """The aim belongs to a contract of the fund, and is not its first aim."""
    return (aim.FundModel == 70) & is_not(aim.LearnAimRef, FIRST_AIM)


def _in_order(level: Value) -> Value:
    from alder.model import expr

    return expr.cases(*((level == text, place) for place, text in enumerate(LEVELS)), else_=expr.null("int64"))


def _limits_levels(contract_sector: Rows) -> Truth:
    return contract_sector.MinLevelCode.notnull() | contract_sector.MaxLevelCode.notnull()


def _fits_level(contract_sector: Rows, level: Value) -> Truth:
    """The level is within the limits of the contract. A level that has no place in the order fits."""
    low, high = _in_order(contract_sector.MinLevelCode), _in_order(contract_sector.MaxLevelCode)
    above = low.isnull() | (level >= low)
    below = high.isnull() | (level <= high)
    return level.isnull() | (above & below)


def _fits_sector(contract_sector: Rows, lars_delivery: Rows) -> Truth:
    area = contract_sector.SectorSubjectAreaCode
    broad, detailed = (lars_delivery.greatest(f"SectorSubjectAreaTier{tier}") for tier in (1, 2))
    return (area == broad).fill_null(False) | (area == detailed).fill_null(False)


@ilr.rule(
    "LearnAimRef_71",
    until="2020/21",
    reads=READS,
    next="Check the aim code, and what the contract pays for.",
)
def aim_of_a_sector_outside_the_contract(aim: Rows, contract_sector: Rows, lars_delivery: Rows) -> Truth:
    """The aim is of a sector that the contract does not pay for."""
    sectors = contract_sector.where(contract_sector.SectorSubjectAreaCode.notnull() & ~_limits_levels(contract_sector))
    return _is_paid_by_the_fund(aim) & sectors.any() & sectors.none(_fits_sector(contract_sector, lars_delivery))


@ilr.rule(
    "LearnAimRef_72",
    until="2020/21",
    reads=READS,
    next="Check the aim code, and what the contract pays for.",
)
def aim_of_a_level_outside_the_contract(aim: Rows, contract_sector: Rows, lars_delivery: Rows) -> Truth:
    """The aim is at a level that the contract does not pay for, or is not in the list of learning aims.

    Aims of mixed or other levels are exempt.
    """
    limits = contract_sector.where(contract_sector.SectorSubjectAreaCode.isnull() & _limits_levels(contract_sector))
    level = _in_order(lars_delivery.greatest("NotionalNVQLevelv2"))
    outside = lars_delivery.none() | limits.none(_fits_level(contract_sector, level))
    return _is_paid_by_the_fund(aim) & limits.any() & outside


@ilr.rule(
    "LearnAimRef_73",
    until="2020/21",
    reads=READS,
    next="Check the aim code, and what the contract pays for.",
)
def aim_of_a_sector_and_level_outside_the_contract(aim: Rows, contract_sector: Rows, lars_delivery: Rows) -> Truth:
    """The aim is of a sector, or at a level in it, that the contract does not pay for.

    In contracts that say for each sector which levels they pay for. Aims of mixed or other levels need only be of a
    sector of the contract.
    """
    limits = contract_sector.where(contract_sector.SectorSubjectAreaCode.notnull() & _limits_levels(contract_sector))
    level = _in_order(lars_delivery.greatest("NotionalNVQLevelv2"))
    fits = _fits_sector(contract_sector, lars_delivery) & _fits_level(contract_sector, level)
    return _is_paid_by_the_fund(aim) & limits.any() & limits.none(fits)


@ilr.rule(
    "LearnStartDate_15",
    until="2020/21",
    reads=(*READS, "LearnStartDate", "CompStatus"),
    next="Check the start dates of this aim and of the contract's first aim.",
)
def started_before_the_first_aim(aim: Rows, aims: Rows) -> Truth:
    """The aim started before the first aim of its contract."""
    return (aim.FundModel == 70) & (aim.LearnStartDate < contract_start(aim, aims))


@ilr.rule(
    "LearnStartDate_16",
    until="2020/21",
    reads=(*READS, "LearnStartDate"),
    next="Check the start date, and the contract's number.",
)
def first_aim_before_the_contract(aim: Rows, contract: Rows) -> Truth:
    """The first aim of the contract started before the contract did, or the contract is not known."""
    first = (aim.FundModel == 70) & (aim.LearnAimRef == FIRST_AIM) & aim.LearnStartDate.notnull()
    return first & contract.none(contract.StartDate <= aim.LearnStartDate)
