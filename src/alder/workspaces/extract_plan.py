"""What was approved for an extract: `plan.toml`, part of what an agreement signs by its hash.

An extract is built of what the plan names, and of nothing else. What names or numbers a person never goes into one,
whatever a plan says: records come with keys of the project.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.errors import UsageError, unknown_name
from alder.governance.roles import Denied
from alder.linkage.identifying_columns import COLUMNS, NUMBERS_OF_PEOPLE
from alder.look.words import listed
from alder.measures.condition import Condition
from alder.model.field import FieldKind
from alder.model.layout import Identifies, Sensitivity
from alder.model.period import AcademicYear
from alder.model.source import Holds
from alder.sources import catalogue
from alder.sources.extracts.column_plan import year_field
from alder.sources.extracts.delivery_load import table_of
from alder.sources.ilr.layout import layout
from alder.sources.ilr.schema import entities
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from alder.derive import Variable
    from alder.governance.agreement import Agreement
    from alder.model.layout import SourceEntity, SourceField
    from alder.model.source import Source

FORM = 1
UNDATED = "undated"
"""In the place of years: the rows of a kind of record that is of no year, such as spells of work."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_RECORDS = ("learner", "learning_delivery")
"""The records whose fields an extract of aims can have: of both there is one for each aim."""
_POSTCODE = re.compile(r"post_?code|pstcode|[a-z]pcode$", re.IGNORECASE)
_BODIES = {
    "campid": "campid",
    "conrefnumber": "conrefnumber",
    "main_enterprise": "enterprise",
    "entkey": "enterprise",
    "accountlegalentityid": "legal entity",
    "transfersenderid": "transfer sender",
    "employerref": "employer reference",
    "providerref": "provider reference",
    "previousprovider": "previous provider",
    "epaorgid": "assessment organisation",
    "empname": "employer name",
    "courseid": "course",
    "qualid": "qualification of a course",
    "modid": "module",
}
"""Further fields that number or name a school, provider or business, or what only one of them teaches, by what they
stand for: not by their names alone.
"""
_KNOWN = {
    "plan": {
        *("form", "agreement", "project", "starts", "ends", "years", "link", "through", "tables"),
        *("source", "return", "where", "variables", "fields", "dates"),
    },
    "table of a plan": {
        *("source", "record", "years", "where", "variables", "fields", "keys", "dates", "bands"),
    },
}
_CODED_ALIKE = ("DateOfBirth", "Postcode", "UKPRN")
"""Facts that every source writes as the ILR does, so that what is worked out of them means the same of any."""


class DateBand(StrEnum):
    """How much of a date is left."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class TablePlan:
    """The records of one kind that a project may have of a source's deliveries, and what of them."""

    source: Source
    record: SourceEntity
    years: tuple[AcademicYear, ...]
    """None for rows that are of no year."""
    condition: Condition | None
    variables: tuple[str, ...]
    fields: tuple[str, ...]
    keys: tuple[str, ...]
    """Numbers of records and bodies, for which keys of the project stand."""
    dates: Mapping[str, DateBand]
    bands: Mapping[str, int]
    """Numbers of which the next lower multiple is left."""

    @property
    def name(self) -> str:
        """What the table is called in the store and in the extract."""
        return table_of(self.source.id, self.record.name)

    @property
    def collected(self) -> tuple[str, ...]:
        """Every field that is read for what the plan names, by its own name."""
        asked = [one for condition in (self.condition,) if condition for one in condition.reads]
        return tuple(dict.fromkeys((*self.fields, *self.keys, *self.coarser, *asked)))

    @property
    def coarser(self) -> tuple[str, ...]:
        """The fields of which a band is left, or what is worked out of them."""
        worked_out = [self.holding(fact) for name in self.variables for fact in variables[name].reads]
        return tuple(dict.fromkeys((*self.dates, *self.bands, *worked_out)))

    def holding(self, fact: str) -> str:
        """The field that holds what the ILR calls so; nothing where none does."""
        return next((one.name for one in self.record.fields if fact in (one.same_as, one.name)), "")


@dataclass(frozen=True, kw_only=True)
class ExtractPlan:
    """What a project may have: the aims of learner returns, records of deliveries, and how they may be linked."""

    agreement: str
    project: str
    starts: date | None
    ends: date | None
    """The days from and until which the plan holds, where it says them."""
    source: str
    """`ilr` where aims of learner returns are in it."""
    years: tuple[AcademicYear, ...]
    return_number: str | None
    condition: Condition | None
    """Which aims: nothing for all."""
    variables: tuple[str, ...]
    """Variables that Alder works out: areas, ages, distances in the place of what they are worked out of."""
    fields: tuple[str, ...]
    """Fields as they were collected."""
    dates: Mapping[str, DateBand]
    """Dates of which the month or the year is left."""
    tables: tuple[TablePlan, ...]
    link: tuple[str, ...]
    """The numbers by which people of different tables are told to be the same; none, and every table has keys alone."""
    through: tuple[tuple[str, str], ...]
    """Kinds of records, by source and name, that tell which numbers are one person's. Nothing of them is in it."""
    sha256: str
    """Of the file: what the agreement signs."""

    def check_holds(self, at: datetime, agreement: Agreement | None = None) -> None:
        """Raise `Denied` unless the plan may be built at a moment, under the agreement where it is at hand.

        What an agreement allows is a plan by its hash: one that an amendment would allow is another until the agreement
        is varied, and nothing more is built meanwhile.
        """
        today = at.astimezone(LONDON).date()
        if self.starts is not None and today < self.starts:
            raise Denied(f"The plan holds from {self.starts:%d %B %Y} on, and nothing is built by it before.")
        if self.ends is not None and today > self.ends:
            raise Denied(f"The plan ended with {self.ends:%d %B %Y}, and nothing is built by it any more.")
        if agreement is None:
            return
        if agreement.id != self.agreement:
            raise Denied(f"The plan is that of agreement {self.agreement}, and this is {agreement.id}.")
        if not agreement.is_in_force(at):
            raise Denied(f"Agreement {agreement.id} is not in force ({agreement.state}), so nothing is built under it.")
        if agreement.scope != self.sha256:
            raise Denied(
                f"Agreement {agreement.id} does not allow this plan, but another. "
                "What an amendment asks for is built once it is in force."
            )


def read_plan(path: Path) -> ExtractPlan:
    """The plan in a file. Raises `UsageError` where anything in it is unknown, or cannot be had by anybody."""
    try:
        data = path.read_bytes()
        said = tomllib.loads(data.decode("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path} is not there", next="Name the plan that was approved.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as a plan", where=str(error)) from None
    _check_known(said, "plan")
    if said.get("form") != FORM:
        raise UsageError(f"{path} is no plan of the form {FORM}")
    if said.get("source", "ilr") != "ilr":
        raise UsageError(
            "records of other sources than learner returns are tables of a plan",
            next=f'[[tables]]\nsource = "{said["source"]}"',
        )
    years = tuple(AcademicYear.parse(year) for year in _texts(said, "years"))
    plan = ExtractPlan(
        agreement=_text(said, "agreement"),
        project=_text(said, "project"),
        starts=_day(said, "starts"),
        ends=_day(said, "ends"),
        source=_text(said, "source"),
        years=years,
        return_number=said.get("return"),
        condition=Condition.read(said["where"], "enrolments") if said.get("where") else None,
        variables=_texts(said, "variables"),
        fields=_texts(said, "fields"),
        dates=_dates(said.get("dates", {})),
        tables=tuple(_table(one, years) for one in _tables(said)),
        link=_texts(said, "link"),
        through=tuple(_record(name) for name in _texts(said, "through")),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    _check(plan)
    return plan


def _check(plan: ExtractPlan) -> None:
    of_aims = (*plan.variables, *plan.fields, *plan.dates, *([plan.condition] if plan.condition else []))
    of_records = plan.years and (plan.variables or plan.fields or plan.dates) if plan.source else of_aims or plan.tables
    if not plan.agreement or not of_records:
        raise UsageError("a plan names an agreement, years, and what of the records is in the extract")
    if of_aims and not plan.source:
        raise UsageError(
            "variables, fields and a condition outside of a table are about aims",
            next='Say whose:  source = "ilr"',
        )
    if not _NAME.fullmatch(plan.project):
        raise UsageError("the project has no name", next='Small letters, digits and hyphens: project = "leavers"')
    for name in plan.link:
        if name not in NUMBERS_OF_PEOPLE:
            raise unknown_name("number by which people are linked", name, NUMBERS_OF_PEOPLE)
    if plan.through and not plan.link:
        raise UsageError("records are linked through others by numbers that the plan names", next='link = ["ULN"]')
    for years in (plan.years, *(one.years for one in plan.tables)):
        if twice_named := sorted({str(year) for year in years if years.count(year) > 1}):
            raise UsageError(f"{twice_named[0]} is named twice among the years of the plan")
    names = [one.name for one in plan.tables]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UsageError(f"{twice[0]} is two tables of the plan", next="Put its fields and years together.")
    if plan.source:
        _check_aims(plan)


def _check_aims(plan: ExtractPlan) -> None:
    for name in plan.variables:
        _check_variable(name)
    has = fields_of_aims()
    for name in (*plan.fields, *plan.dates):
        if name not in has:
            raise unknown_name("field of an aim or its learner", name, has)
    _check_fields(has, plan.fields, plan.dates, {})
    if plan.condition is not None:
        asked = {one.name for one in plan.condition.named}
        if plan.condition.records or not asked <= {one.name for one in variables} | set(has):
            raise UsageError(
                "the condition of a plan asks about variables, and fields of the aim or its learner, alone",
                where=plan.condition.text,
            )


def _check_variable(name: str) -> Variable:
    if name not in variables:
        raise unknown_name(
            "variable", name, [one.name for one in variables], next="List them:  alder explain variables"
        )
    return variables[name]


def _check_fields(
    has: Mapping[str, SourceField],
    fields: Iterable[str],
    dates: Mapping[str, DateBand],
    bands: Mapping[str, int],
) -> None:
    """Raise where a field may not be had in the form that is asked for, or is asked for twice."""
    for name in dates:
        if has[name].kind not in (FieldKind.DATE, FieldKind.MOMENT):
            raise UsageError(f"{name} is no date, of which a month or year could be left")
    for name in bands:
        if has[name].kind not in (FieldKind.WHOLE, FieldKind.LONG, FieldKind.NUMBER):
            raise UsageError(f"{name} is no number, of which a band could be left")
    named = [*fields, *dates, *bands]
    for name in named:
        field = has[name]
        if field.sensitivity is Sensitivity.A:
            raise UsageError(f"{name} never goes into an extract", where="It never leaves the department.")
        if field.identifies in (Identifies.DIRECT, Identifies.PSEUDONYM):
            raise UsageError(
                f"{name} never goes into an extract",
                where="It names or numbers a person.",
                next="Keys of the project stand in its place: learner_key, person_key and provider_key; for what "
                "numbers a record of a delivery:  keys = [...]",
            )
        if is_postcode(field):
            raise UsageError(
                f"{name} never goes into an extract",
                where="It is a postcode.",
                next="Ask for an area, its deprivation or a distance among the variables.",
            )
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise UsageError(f"{twice[0]} is named twice in the plan")
    for name in fields:
        if "DateOfBirth" in (has[name].name, has[name].same_as):
            raise UsageError(
                f"{name} never goes into an extract",
                where="It is a date of birth.",
                next=f'Ask for an age among the variables, or:  dates = {{ {name} = "month" }}',
            )


def is_postcode(field: SourceField) -> bool:
    """Whether a field holds postcodes."""
    return bool(_POSTCODE.search(field.name))


def body_of(field: SourceField) -> str:
    """The kind of body, a school, provider or business, that a field tells; nothing for any other field."""
    name = field.name.casefold()
    if field.same_as == "UKPRN" or "ukprn" in name.removesuffix("_anon"):
        return "UKPRN" if not name.endswith("_anon") else name
    return name if name.endswith("_anon") else _BODIES.get(name, "")


@cache
def fields_of_aims() -> dict[str, SourceField]:
    """The fields that an aim and its learner's record have in any year, as the catalogue has them."""
    return {field.name: field for record in layout() if record.name in _RECORDS for field in record.fields}


def _tables(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = said.get("tables", [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UsageError("tables of a plan stand each under a heading of its own", next="[[tables]]")
    return found


def _table(said: Mapping[str, Any], of_plan: tuple[AcademicYear, ...]) -> TablePlan:
    """One table of a plan, of deliveries."""
    _check_known(said, "table of a plan")
    source, record = _kind(_text(said, "source"), _text(said, "record"))
    undated = said.get("years") == UNDATED
    if undated and (says := year_field(record)):
        raise UsageError(
            f"rows of {table_of(source.id, record.name)} say of which year they are ({says})",
            next='Name the years:  years = ["2019/20"]',
        )
    planned = TablePlan(
        source=source,
        record=record,
        years=() if undated else tuple(AcademicYear.parse(one) for one in _texts(said, "years")) or of_plan,
        condition=Condition.of_records(said["where"], record) if said.get("where") else None,
        variables=_texts(said, "variables"),
        fields=_texts(said, "fields"),
        keys=_texts(said, "keys"),
        dates=_dates(said.get("dates", {})),
        bands=_bands(said.get("bands", {})),
    )
    if not planned.years and not undated:
        raise UsageError(f"of which years {planned.name} is wanted is not said", next='years = ["2019/20"]')
    if not (planned.variables or planned.fields or planned.keys or planned.dates or planned.bands):
        raise UsageError(f"nothing of {planned.name} is named", next='fields = ["..."]')
    has = {field.name: field for field in record.fields}
    for name in (*planned.fields, *planned.keys, *planned.dates, *planned.bands):
        if name not in has:
            raise unknown_name(f"field of {planned.name}", name, has)
        if planned.years and not any(year in has[name].years for year in planned.years):
            raise UsageError(f"{name} is in no {planned.name} of the years of the plan", where=str(has[name].years))
    _check_fields(has, planned.fields, planned.dates, planned.bands)
    for name in planned.keys:
        _check_key(has[name])
    for name in planned.variables:
        _check_worked_out(planned, _check_variable(name))
    return planned


def _check_key(field: SourceField) -> None:
    """Raise unless a field numbers a record or a body, and neither a person nor nothing."""
    if field.identifies is not Identifies.PSEUDONYM or numbers_a_person(field):
        raise UsageError(
            f"{field.name} is no number of a record, for which a key could stand",
            next="person_key stands for people; what numbers nothing is one of the fields.",
        )


def numbers_a_person(field: SourceField) -> bool:
    """Whether people are told apart, or linked, by a field."""
    return column_of(field) in NUMBERS_OF_PEOPLE or field.name.casefold() in OWN_NUMBERS


OWN_NUMBERS = ("graduatekey", "external_id", "learner_id", "ilrkey", "fepusid")
"""Fields that number the people of one source alone, by their names in small letters."""


def column_of(field: SourceField) -> str:
    """What linking calls the column of a field; nothing where people are not recognised by it."""
    if field.same_as in COLUMNS:
        return field.same_as
    name = field.name.casefold()
    return next((known for known, kind in COLUMNS.items() if name in map(str.casefold, kind.names)), "")


def _check_worked_out(planned: TablePlan, variable: Variable) -> None:
    """Raise unless a variable can be worked out of the fields of a delivered record."""
    if not set(variable.reads) <= set(_CODED_ALIKE) or not all(planned.holding(fact) for fact in variable.reads):
        fit = [
            one.name
            for one in variables
            if set(one.reads) <= set(_CODED_ALIKE) and one.reads and all(planned.holding(fact) for fact in one.reads)
        ]
        raise UsageError(
            f"{variable.name} cannot be worked out of {planned.name}",
            where=f"It reads {listed(list(variable.reads))}, as learner returns have it.",
            next=f"What can: {listed(fit)}" if fit else "Nothing can, of this record.",
        )


def _kind(source: str, record: str) -> tuple[Source, SourceEntity]:
    """A kind of record of people, by its source and its name, which a source with one kind need not say."""
    found = catalogue.source(source)
    of_returns = set(entities()) if found.id == "ilr" else set()
    kinds = [one for one in found.entities if one.name not in of_returns]
    if found.holds is not Holds.PEOPLE or not kinds:
        raise UsageError(
            f"no extract can be built of {found.id}",
            where=found.no_layout or f"It holds {found.holds.value}.",
        )
    if not record and len(kinds) == 1:
        return found, kinds[0]
    for one in kinds:
        if record == one.name:
            return found, one
    raise unknown_name(f"record of {found.id}", record, [one.name for one in kinds])


def _record(name: str) -> tuple[str, str]:
    source, _, record = name.partition(".")
    found, kind = _kind(source, record)
    return found.id, kind.name


def _check_known(said: Mapping[str, Any], what: str) -> None:
    for key in said:
        if key not in _KNOWN[what]:
            raise unknown_name(
                f"part of a {what}", key, _KNOWN[what], next="Nothing was built: what is not understood is refused."
            )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key, "")
    if not isinstance(value, str):
        raise UsageError(f"{key} is a text in a plan")
    return value


def _texts(said: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = said.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{key} is a list of texts in a plan")
    return tuple(value)


def _day(said: Mapping[str, Any], key: str) -> date | None:
    value = said.get(key)
    if value is not None and type(value) is not date:
        raise UsageError(f"{key} is a day in a plan", where=f"{key} = 2027-03-31")
    return value


def _dates(said: Any) -> dict[str, DateBand]:
    if not isinstance(said, dict) or not all(band in set(DateBand) for band in said.values()):
        raise UsageError("dates of a plan are left with their month or year", where='dates = { DateOfBirth = "month" }')
    return {name: DateBand(band) for name, band in said.items()}


def _bands(said: Any) -> dict[str, int]:
    if not isinstance(said, dict) or not all(type(one) is int and one > 1 for one in said.values()):
        raise UsageError("bands of a plan are whole numbers above 1", where="bands = { Earnings = 1000 }")
    return dict(said)
