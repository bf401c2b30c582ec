"""What was approved for an extract: `plan.toml`, part of what an agreement signs by its hash.

An extract is built of what the plan names, and of nothing else. What names or numbers a person never goes into one,
whatever a plan says: records come with keys of the project.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.errors import UsageError, unknown_name
from alder.measures.condition import Condition
from alder.model.field import FieldKind
from alder.model.layout import Identifies
from alder.model.period import AcademicYear
from alder.sources.ilr.layout import layout

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from alder.model.layout import SourceField

FORM = 1
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_RECORDS = ("learner", "learning_delivery")
"""The records whose fields an extract of aims can have: of both there is one for each aim."""


class DateBand(StrEnum):
    """How much of a date is left."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class ExtractPlan:
    """The aims of learner returns that a project may have, and what of them."""

    agreement: str
    project: str
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
    sha256: str
    """Of the file: what the agreement signs."""


def read_plan(path: Path) -> ExtractPlan:
    """The plan in a file. Raises `UsageError` where anything in it is unknown, or cannot be had by anybody."""
    try:
        data = path.read_bytes()
        said = tomllib.loads(data.decode("utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path} is not there", next="Name the plan that was approved.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read as a plan", where=str(error)) from None
    known = {"form", "agreement", "project", "source", "years", "return", "where", "variables", "fields", "dates"}
    for key in said:
        if key not in known:
            raise unknown_name(
                "part of a plan", key, known, next="Nothing was built: what is not understood is refused."
            )
    if said.get("form") != FORM:
        raise UsageError(f"{path} is no plan of the form {FORM}")
    if said.get("source") != "ilr":
        raise UsageError("extracts are built of learner returns alone so far", where='source = "ilr"')
    plan = ExtractPlan(
        agreement=_text(said, "agreement"),
        project=_text(said, "project"),
        years=tuple(AcademicYear.parse(year) for year in _texts(said, "years")),
        return_number=said.get("return"),
        condition=Condition.read(said["where"], "enrolments") if said.get("where") else None,
        variables=_texts(said, "variables"),
        fields=_texts(said, "fields"),
        dates=_dates(said.get("dates", {})),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    _check(plan)
    return plan


def _check(plan: ExtractPlan) -> None:
    if not plan.agreement or not plan.years or not (plan.variables or plan.fields or plan.dates):
        raise UsageError("a plan names an agreement, years, and what of the records is in the extract")
    if not _NAME.fullmatch(plan.project):
        raise UsageError("the project has no name", next='Small letters, digits and hyphens: project = "leavers"')
    for name in plan.variables:
        if name not in variables:
            raise unknown_name(
                "variable", name, [one.name for one in variables], next="List them:  alder explain variables"
            )
    has = fields_of_aims()
    for name in plan.dates:
        if name in has and has[name].kind is not FieldKind.DATE:
            raise UsageError(f"{name} is no date, of which a month or year could be left")
    for name in (*plan.fields, *plan.dates):
        if name not in has:
            raise unknown_name("field of an aim or its learner", name, has)
        if has[name].identifies in (Identifies.DIRECT, Identifies.PSEUDONYM):
            raise UsageError(
                f"{name} never goes into an extract",
                where="It names or numbers a person.",
                next="Keys of the project stand in its place: learner_key, person_key and provider_key.",
            )
    twice = sorted({name for name in plan.fields if name in plan.dates or plan.fields.count(name) > 1})
    if twice:
        raise UsageError(f"{twice[0]} is named twice in the plan")
    if plan.condition is not None:
        asked = {one.name for one in plan.condition.named}
        if plan.condition.records or not asked <= {one.name for one in variables} | set(has):
            raise UsageError(
                "the condition of a plan asks about variables, and fields of the aim or its learner, alone",
                where=plan.condition.text,
            )


@cache
def fields_of_aims() -> dict[str, SourceField]:
    """The fields that an aim and its learner's record have in any year, as the catalogue has them."""
    return {field.name: field for record in layout() if record.name in _RECORDS for field in record.fields}


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


def _dates(said: Any) -> dict[str, DateBand]:
    if not isinstance(said, dict) or not all(band in set(DateBand) for band in said.values()):
        raise UsageError("dates of a plan are left with their month or year", where='dates = { DateOfBirth = "month" }')
    return {name: DateBand(band) for name, band in said.items()}
