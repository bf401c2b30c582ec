"""Reference tables as rules look into them: their rows cleaned, those that records name, and what a report quotes.

A list of millions of postcodes is read once for all statements that ask it, however many fields hold a postcode. A rule
that says "the aim is closed for new starts" has looked into a list: a report says what the list has about that aim.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.model import expr
from alder.rules.findings import ROW_BREAK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.model.expr import Table, Truth, Value
    from alder.rules.language import Aggregate, Aggregates
    from alder.rules.record_tables import RecordTables, ReferenceTable

NAMED = "named__"


def cleaned_reference(reference: ReferenceTable, schema: pa.Schema | None = None) -> Table:
    """A reference table, its texts as those of prepared tables and in capitals.

    They are cleaned as they lie: once joined, each would be cleaned for every record and every question again.
    """
    columns = schema or reference.schema
    raw = expr.table(reference.loaded_as, columns)
    return raw.select(**{c: clean(raw[c], folded=True) for c in columns.names})


def named_rows(
    groups: Iterable[Aggregate], shape: RecordTables, prepared: Callable[[str], Table]
) -> Iterator[tuple[str, Table, tuple[str, ...]]]:
    """For each table that several statements look records up in: a name, the rows that records name, who calls it so.

    `groups` has one aggregate for each statement. The third part are the names under which rules know the table.
    """
    asking: dict[tuple[str, tuple[str, ...]], list[Aggregate]] = defaultdict(list)
    for aggregate in groups:
        if aggregate.child.table in shape.references:
            looked_up = shape.references[aggregate.child.table].loaded_as, tuple(c for _, c in aggregate.link)
            asking[looked_up].append(aggregate)
    for (table, columns), aggregates in asking.items():
        if len(aggregates) == 1:
            continue
        references = [shape.references[a.child.table] for a in aggregates]
        schema = pa.unify_schemas([r.schema for r in references])
        rows = cleaned_reference(references[0], schema)
        keys = [_keys(prepared(q.anchor), q.link) for q in {(a.anchor, a.link): a for a in aggregates}.values()]
        asked = reduce(lambda one, other: one.union(other), keys).distinct()
        held = rows.semi_join(asked, [(c, f"asked__{c}") for c in columns])
        yield f"{NAMED}{table}__{'__'.join(columns)}", held, tuple(dict.fromkeys(r.name for r in references))


def _keys(records: Table, link: Iterable[tuple[str, str]]) -> Table:
    return records.select(**{f"asked__{c}": records[a] for a, c in link}).distinct()


@dataclass(frozen=True)
class QuotedLookup:
    """That a rule looks its record, or one above it, up in a reference table."""

    reference: str
    anchor: str
    link: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


def looked_up(truth: Truth, judged: str, aggregates: Aggregates, shape: RecordTables) -> list[QuotedLookup]:
    """The reference tables in which a rule looks up the record that it judges, and the columns that it reads there.

    Where a rule asks no more than whether there is a row, there is nothing to quote.
    """
    columns_read: dict[tuple[str, str, tuple[tuple[str, str], ...]], set[str]] = {}
    for aggregate in aggregates.asked_in(truth):
        child = aggregate.child.table
        own = aggregate.anchor == judged or shape.tables[judged].is_below(shape.tables[aggregate.anchor])
        if child in shape.references and own:
            read = {column for owner, column in expr.fields(aggregate.value) if owner == child}
            columns_read.setdefault((child, aggregate.anchor, aggregate.link), set()).update(read)
    lookups = []
    for (child, anchor, link), read in columns_read.items():
        quotable = read - {column for _, column in link}
        columns = tuple(c for c in shape.references[child].schema.names if c in quotable)
        lookups += [QuotedLookup(child, anchor, link, columns)] if columns else []
    return lookups


def quoted_rows(records: Table, keys: Sequence[str], asked: Sequence[str], rows: Table, to: QuotedLookup) -> Table:
    """For each of some records its keys and what the table holds for it. `asked` are the columns of its link."""
    links = [(a, f"r__{c}") for a, (_, c) in zip(asked, to.link, strict=True)]
    # In one order in every process, so that a plan has one text.
    read = dict.fromkeys((*to.columns, *(c for _, c in to.link)))
    listed = rows.select(**{f"r__{c}": rows[c] for c in read})
    joined = records.inner_join(listed, links)
    texts = [expr.coalesce(joined[f"r__{c}"].cast("string"), "empty") for c in to.columns]
    line = reduce(lambda one, other: one + ", " + other, texts)
    return joined.group_by(list(keys)).aggregate(held=line.collect(distinct=True).sort().join(ROW_BREAK))


def clean(column: Value, folded: bool) -> Value:
    """A text without outer blanks, missing where nothing else is there, and in capitals where it is folded."""
    if not column.type().is_string():
        return column
    # Stripping costs far more than looking whether there is anything to strip: every blank sorts before "!".
    blank_outside = (column < "!") | (column.right(1) < "!")
    text = blank_outside.ifelse(column.strip().nullif(""), column)
    return text.upper() if folded else text
