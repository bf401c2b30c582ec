"""A case's partial record, as rows of the tables that rules judge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from alder.model.field import Entity, FieldKind
from alder.model.period import AcademicYear
from alder.rules.record_tables import FILE
from alder.sources.ilr import schema
from tests.worked_cases.answers import STAND_INS

Rows = dict[str, list[dict[str, Any]]]

TOPS = {"Learner": "Learner", "DP": "LearnerDestinationandProgression"}
"""The element that a case's record is, by its level. At the level Message the record holds both."""

ABSENT: dict[str, dict[str, Any]] = {
    "learning_delivery": {
        "FundModel": 0,
        "AimType": 0,
        "CompStatus": 0,
        "AimSeqNumber": 0,
        "LearnStartDate": date(1, 1, 1),
        "LearnPlanEndDate": date(1, 1, 1),
    },
    "learner_employment_status": {"EmpStat": 0, "DateEmpStatApp": date(1, 1, 1)},
}
"""What the service's own tests held where a record says nothing."""


class Odd(Exception):
    """The record cannot be put into tables. Its text says why."""


def flatten(case: dict[str, Any], submission: int, year: AcademicYear, told: Rows) -> Rows:
    """The rows of one case, which is a submission of its own. `told` are its rows of reference tables."""
    record, context = case["record"], case["context"]
    header = _one(_one(record.get("Header")).get("Source"))
    rows: Rows = {
        FILE: [
            {
                "submission": submission,
                "collection_year": year.label,
                "UKPRN": _typed(context.get("File.UKPRN", header.get("UKPRN")), FieldKind.WHOLE, "UKPRN"),
                "LearningProviderUKPRN": _one(record.get("LearningProvider")).get("UKPRN"),
                "FilePreparationDate": _typed(context.get("File.FilePreparationDate"), FieldKind.DATE, "file date"),
                "ReturnNumber": _return(context),
            }
        ]
    }
    for element, one in _tops(case):
        entity = next(e for e in schema.tree(year).children if e.element == element)
        _rows(entity, one, {"submission": submission}, rows)
    _stand_in(rows, told)
    return rows


def _tops(case: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    record = case["record"]
    if case["level"] in TOPS:
        yield TOPS[case["level"]], record
        return
    for element in TOPS.values():
        yield from ((element, r) for r in _many(record.get(element)))


def _return(context: dict[str, Any]) -> str | None:
    period = context.get("AcademicYear.ReturnPeriod")
    return f"R{int(period):02}" if period else None


def _rows(entity: Entity, record: dict[str, Any], keys: dict[str, int], rows: Rows) -> None:
    beside = rows.setdefault(entity.table, [])
    mine = [r for r in beside if all(r.get(k) == v for k, v in keys.items())]
    made: dict[str, Any] = dict(keys) | {entity.key: len(mine) + 1, "line": 1} | ABSENT.get(entity.table, {})
    fields = {f.name: f for f in entity.fields}
    for name, value in record.items():
        if name in fields:
            if value is not None:
                made[name] = _typed(value, fields[name].kind, name)
        elif name not in {c.element for c in entity.children}:
            raise Odd(f"a field that {entity.element} does not have that year: {name}")
    beside.append(made)
    below = keys if entity.key == "row" else keys | {entity.key: made[entity.key]}
    for child in entity.children:
        for one in _many(record.get(child.element)):
            _rows(child, one, below, rows)


def _stand_in(rows: Rows, told: Rows) -> None:
    """Name the aim or contract that an answer about any is about, where no aim of the record names one."""
    values = {v for some in told.values() for row in some for v in row.values() if isinstance(v, str)}
    for field, stand_in in STAND_INS.items():
        if stand_in in values:
            for aim in rows.get("learning_delivery", []):
                aim.setdefault(field, stand_in)


def _one(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _many(value: Any) -> list[dict[str, Any]]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]


def _typed(value: Any, kind: FieldKind, field: str) -> Any:
    if value is None:
        return None
    try:
        if kind is FieldKind.DATE:
            return date.fromisoformat(str(value)[:10])
        if kind in (FieldKind.WHOLE, FieldKind.LONG):
            if int(value) != float(value):
                raise ValueError
            return int(value)
        if kind is FieldKind.DECIMAL:
            return Decimal(str(value))
    except (ArithmeticError, TypeError, ValueError):
        raise Odd(f"a value that {field} cannot hold") from None
    return str(value) if kind is FieldKind.TEXT else value
