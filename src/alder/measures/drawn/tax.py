"""Spells of work and of benefits, and income by tax year, of each person in the tables of tax and benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import NothingHeld
from alder.measures.drawn.drawing import Records, fields_of
from alder.measures.drawn.people import tax_keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from alder.measures.drawn.desk import Desk
    from alder.measures.drawn.drawing import Years
    from alder.model.expr import Table

EMPLOYMENT = Records(
    "leo",
    "employment",
    "spells in work, those with a guessed start or end too",
    "spells up to the last month looked at",
)
BENEFITS = Records("leo", "benefits", "claims of benefits", "claims up to the last month looked at")

EMPLOYMENT_FIELDS = fields_of("leo", "employment", "EduKey", "StartDate", "EndDate")
BENEFIT_FIELDS = fields_of("leo", "benefits", "EduKey", "StartDate", "EndDate", "Out_of_work_benefit")
OWN_INCOME_FIELDS = fields_of(
    "leo", "self_assessment", "EduKey", "TaxYear", "Self_Employed", "EARNINGS_SELF_EMPLOYMENT"
)
EARNINGS_FIELDS = fields_of("leo", "earnings", "EduKey", "TaxYear", "Earnings")


FIRST_OWN_INCOME = 2013
"""The first tax year of which there are returns of self-assessment."""

NOT_YET = "Nobody is seen in self-employment: returns of it begin with the tax year 2013/14."


def self_assessment(said: str, years: Years) -> Records:
    """Returns of self-assessment, which are not needed for tax years that have none."""

    def of_years(year: int, settings: Mapping[str, Any]) -> tuple[int, ...] | None:
        return tuple(y for y in years(year, settings) or () if y >= FIRST_OWN_INCOME) or None

    return Records("leo", "self_assessment", "income from self-employment", f"{said}, from 2013/14", of_years)


def earnings(said: str, years: Years) -> Records:
    return Records("leo", "earnings", "pay from employers", said, years)


def in_work(desk: Desk, last: date) -> Table:
    """Spells in work: `key`, `start`, `end`. Raises where no spell that is held reaches the last month looked at."""
    spells = desk.records("leo", "employment")
    _check_reach(desk, spells, EMPLOYMENT, last)
    return _of_people(desk, spells)


def all_claims(desk: Desk, last: date) -> Table:
    """Claims of any benefit, in the same form."""
    claims = desk.records("leo", "benefits")
    _check_reach(desk, claims, BENEFITS, last)
    return _of_people(desk, claims)


def out_of_work(desk: Desk, last: date) -> Table:
    """Claims of benefits that count as out of work, in the same form."""
    claims = desk.records("leo", "benefits")
    _check_reach(desk, claims, BENEFITS, last)
    return _of_people(desk, claims.filter((claims.Out_of_work_benefit == 1).fill_null(False)))


def self_employed(desk: Desk, year: int) -> Table:
    """People with income from self-employment in a tax year: `key`, and the sum of what they declared as `own_pay`.

    The return says that they were self-employed, or has a profit.
    """
    if year < FIRST_OWN_INCOME:
        desk.notes.append(NOT_YET)
    rows = desk.records("leo", "self_assessment")
    rows = rows.filter(rows.start_year == year).select("Self_Employed", "EARNINGS_SELF_EMPLOYMENT", edukey="EduKey")
    t = rows.join(tax_keys(desk), "edukey")
    t = t.filter(((t.Self_Employed == 1) | (t.EARNINGS_SELF_EMPLOYMENT > 0)).fill_null(False))
    return t.group_by("key").aggregate(own_pay=t.EARNINGS_SELF_EMPLOYMENT.sum().cast("float64"))


def paid(desk: Desk, year: int) -> Table:
    """People with pay from employers in a tax year: `key` and `pay`, over all of a person's keys."""
    rows = desk.records("leo", "earnings")
    rows = rows.filter(rows.start_year == year).select("Earnings", edukey="EduKey")
    t = rows.join(tax_keys(desk), "edukey")
    return t.group_by("key").aggregate(pay=t.Earnings.sum().cast("float64"))


def _of_people(desk: Desk, spells: Table) -> Table:
    rows = spells.select(edukey="EduKey", start="StartDate", end="EndDate")
    return rows.join(tax_keys(desk), "edukey").select("key", "start", "end")


def _check_reach(desk: Desk, spells: Table, records: Records, last: date) -> None:
    """Months after the last spell of an extract are not without work: they are not in it."""
    found = desk.run(lambda: spells.aggregate(start=spells.StartDate.max(), end=spells.EndDate.max())).to_pylist()[0]
    known = [d for d in found.values() if d is not None]
    if known and max(known) < last.replace(day=1):
        raise NothingHeld(
            f"the delivery of {records.published} that is held does not reach {last:%B %Y}",
            where=f"Its last spell starts or ends in {max(known):%B %Y}.",
            next=f"Load one that does:  alder load --source {records.source} FILE",
        )
