"""A finding: one broken rule on one record, and what reference tables hold for that record."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Severity(StrEnum):
    """What a finding means for the learner: an error keeps the learner from counting, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One broken rule on one record of one file.

    `fields` holds what the file says, for the provider's own report only: a finding is never logged, and a finding
    that leaves the provider's report carries no fields. `held` is what reference tables hold for the record, a line for
    each row. `message` says what is wrong without any value. Compared with an earlier return, `since` says what it was
    there, and `aim_before` the number of its aim then, if that changed.
    """

    rule: str
    severity: Severity
    message: str
    entity: str = "Learner"
    learner_ref: str | None = None
    aim_seq: int | None = None
    line: int | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    learner: int | None = None
    aim: int | None = None
    next: str = ""
    since: str | None = None
    aim_before: int | None = None
    held: Mapping[str, str | None] = field(default_factory=dict)


_PAIRS = pa.list_(pa.struct([("name", pa.string()), ("value", pa.string())]))

FINDINGS = pa.schema(
    [
        pa.field("rule", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("message", pa.string()),
        pa.field("next", pa.string()),
        pa.field("entity", pa.string()),
        pa.field("learner_ref", pa.string()),
        pa.field("aim_seq", pa.int64()),
        pa.field("line", pa.int32()),
        pa.field("learner", pa.int64()),
        pa.field("aim", pa.int64()),
        pa.field("since", pa.string()),
        pa.field("aim_before", pa.int64()),
        pa.field("fields", _PAIRS),
        pa.field("held", _PAIRS),
    ]
)
"""Findings as a table, for files that have very many."""


def as_table(findings: Iterable[Finding]) -> pa.Table:
    rows = [
        {f.name: getattr(finding, f.name) for f in FINDINGS if f.type != _PAIRS}
        | {"severity": str(finding.severity)}
        | {n: [{"name": k, "value": v} for k, v in getattr(finding, n).items()] for n in ("fields", "held")}
        for finding in findings
    ]
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def from_table(table: pa.Table) -> Iterator[Finding]:
    """The findings of a table, one by one, without holding them all."""
    for batch in table.to_batches(max_chunksize=10_000):
        for row in batch.to_pylist():
            pairs = {n: {pair["name"]: pair["value"] for pair in row[n] or ()} for n in ("fields", "held")}
            yield Finding(**row | pairs | {"severity": Severity(row["severity"])})


ROW_BREAK = "\n"
"""What stands between the rows of a table that a record finds there."""

MOST_ROWS = 10
"""So many rows of a table are shown; a report says how many more there are."""


@dataclass(frozen=True)
class QuotedRows:
    """The rows of a reference table that the broken records of one rule name.

    `columns` are those that the rule read. `rows` has, for each record with a row in the table, the record's keys and
    `held`: the values of those columns, a line for each row of the table. A record without a row is not among them.
    """

    rule: str
    reference: str
    columns: tuple[str, ...]
    rows: pa.Table


def shown_rows(text: str | None) -> list[str]:
    """The rows of a table as a report shows them."""
    if text is None:
        return ["no row for this record"]
    rows = text.split(ROW_BREAK)
    more = len(rows) - MOST_ROWS
    return rows if more <= 0 else [*rows[:MOST_ROWS], f"and {more:,} more"]
