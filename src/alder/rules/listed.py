"""Rows of reference tables, as statements read them: all of a table, or those that the records judged name.

A list of millions of postcodes is read once for all statements that ask it, however many fields hold a postcode.
"""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.model import expr
from alder.rules.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alder.model.expr import Table
    from alder.rules.language import Question
    from alder.rules.shape import Reference, Shape

NAMED = "named__"


def listed(reference: Reference, schema: pa.Schema | None = None) -> Table:
    """A reference table, its texts as those of prepared tables and in capitals.

    They are cleaned as they lie: once joined, each would be cleaned for every record and every question again.
    """
    columns = schema or reference.schema
    raw = expr.table(reference.loaded_as, columns)
    return raw.select(**{c: clean(raw[c], folded=True) for c in columns.names})


def named(
    groups: Iterable[Question], shape: Shape, prepared: Callable[[str], Table]
) -> Iterator[tuple[str, Table, tuple[str, ...]]]:
    """For each table that several statements look records up in: a name, the rows that records name, who calls it so.

    `groups` has one question for each statement. The third part are the names under which rules know the table.
    """
    asking: dict[tuple[str, tuple[str, ...]], list[Question]] = defaultdict(list)
    for question in groups:
        if question.child in shape.references:
            looked_up = shape.references[question.child].loaded_as, tuple(c for _, c in question.link)
            asking[looked_up].append(question)
    for (table, columns), questions in asking.items():
        if len(questions) == 1:
            continue
        references = [shape.references[q.child] for q in questions]
        schema = pa.unify_schemas([r.schema for r in references])
        rows = listed(references[0], schema)
        keys = [_keys(prepared(q.anchor), q.link) for q in {(q.anchor, q.link): q for q in questions}.values()]
        asked = reduce(lambda one, other: one.union(other), keys).distinct()
        held = rows.semi_join(asked, [(c, f"asked__{c}") for c in columns])
        yield f"{NAMED}{table}__{'__'.join(columns)}", held, tuple(dict.fromkeys(r.name for r in references))


def _keys(records: Table, link: Iterable[tuple[str, str]]) -> Table:
    return records.select(**{f"asked__{c}": records[a] for a, c in link}).distinct()
