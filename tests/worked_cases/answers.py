"""What a case tells about reference data, as rows of the reference tables that rules look into.

A case names the question that the service was asked, and the answer it was given. Each answer is turned into rows that
make a rule come to the same answer. Where a case tells nothing the tables are empty: the answer is "none".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from alder.rules.record_tables import ReferenceTable

Row = tuple[str, dict[str, Any]]
"""The name under which a reference table is loaded, and values of one row."""

ANY = "<any>"
"""The case gave this answer whatever was asked about."""

UNKNOWN = "<object>"
"""The case gave an answer whose content was not written down."""

EARLY = "1990-01-01"

STAND_INS = {"LearnAimRef": "ZANY0001", "ConRefNumber": "ZANY-0001"}
"""Stands for the aim or contract that an answer is about, where it is about any and the record names none."""


class Untold(Exception):
    """The answer cannot be turned into rows. Its text says why."""


Answer = Callable[[dict[str, Any], list[Any], Any], Iterator[Row]]

ANSWERS: dict[str, Answer] = {}


def answers(*members: str) -> Callable[[Answer], Answer]:
    """The function tells the rows for these questions."""

    def register(function: Answer) -> Answer:
        ANSWERS.update(dict.fromkeys(members, function))
        return function

    return register


def tables(
    case: dict[str, Any], needed: Iterable[str], references: dict[str, ReferenceTable]
) -> dict[str, list[dict[str, Any]]]:
    """The needed tables as far as the case tells them, by the name under which they are loaded."""
    schemas = {r.loaded_as: r.schema for r in references.values()}
    known: dict[str, list[dict[str, Any]]] = {n: [] for n in needed}
    if not known:
        return known
    for answer in case["reference"]:
        member, service, told = answer.get("member"), answer.get("service"), answer.get("returns")
        if member is None or service == "LOOKUPS":
            continue
        if member not in ANSWERS:
            raise Untold(f"an answer of another kind: {service} {member}")
        if UNKNOWN in (told, *(told if isinstance(told, list) else ())):
            raise Untold(f"an answer whose content is not told: {service} {member}")
        for table, row in ANSWERS[member](case, answer.get("args") or [], told):
            if table in known:
                known[table].append({k: _typed(v, schemas[table].field(k).type) for k, v in row.items()})
    return known


def _typed(value: Any, type: pa.DataType) -> Any:
    if value is None:
        return None
    if pa.types.is_date(type):
        return date.fromisoformat(str(value)[:10])
    if pa.types.is_decimal(type):
        return Decimal(str(value))
    if pa.types.is_integer(type):
        return int(value)
    return str(value) if pa.types.is_string(type) else value


# What answers have in common ---------------------------------------------------------------------------------------


def aims_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The aims of the record, or of all its learners."""
    held = case["record"].get("LearningDelivery") or [
        a for learner in _list(case["record"].get("Learner")) for a in _list(learner.get("LearningDelivery"))
    ]
    return _list(held)


def asked_about(case: dict[str, Any], asked: Any, field: str = "LearnAimRef") -> list[Any]:
    """The values asked about: the one named, or all that the record holds, or else one that stands for any."""
    if asked != ANY:
        return [asked]
    held = [v for v in dict.fromkeys(a.get(field) for a in aims_of(case)) if v is not None]
    return held or ([STAND_INS[field]] if field in STAND_INS else [])


def kept(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    """The columns of an answer that rules look into."""
    return {c: row[c] for c in columns if c in row}


def _list(value: Any) -> list[dict[str, Any]]:
    return [v for v in (value if isinstance(value, list) else [value]) if isinstance(v, dict)]
