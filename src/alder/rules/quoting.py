"""The question what reference tables hold for the records that break a rule, so that a finding can quote it.

A rule that says "the aim is closed for new starts" has looked into a list: here is what the list says about that aim.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

from alder.model import expr
from alder.rules.findings import ROW_BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.model.expr import Table, Truth
    from alder.rules.language import Questions
    from alder.rules.shape import Shape


@dataclass(frozen=True)
class LookedUp:
    """That a rule looks its record, or one above it, up in a reference table."""

    reference: str
    anchor: str
    link: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]


def looked_up(truth: Truth, judged: str, questions: Questions, shape: Shape) -> list[LookedUp]:
    """The reference tables in which a rule looks up the record that it judges, and the columns that it reads there.

    Where a rule asks no more than whether there is a row, there is nothing to quote.
    """
    found: dict[tuple[str, str, tuple[tuple[str, str], ...]], set[str]] = {}
    seen: set[int] = set()
    waiting = [truth]
    while waiting:
        numbers = {int(owner.split("@")[0]) for owner, _ in expr.fields(waiting.pop()) if "@" in owner} - seen
        seen |= numbers
        for question in (questions.list[n] for n in sorted(numbers)):
            waiting.append(question.asked)
            own = question.anchor == judged or shape.tables[judged].is_below(shape.tables[question.anchor])
            if question.child in shape.references and own:
                read = {column for owner, column in expr.fields(question.asked) if owner == question.child}
                found.setdefault((question.child, question.anchor, question.link), set()).update(read)
    told = []
    for (child, anchor, link), read in found.items():
        told_by = read - {column for _, column in link}
        columns = tuple(c for c in shape.references[child].schema.names if c in told_by)
        told += [LookedUp(child, anchor, link, columns)] if columns else []
    return told


def held(records: Table, keys: Sequence[str], asked: Sequence[str], rows: Table, to: LookedUp) -> Table:
    """For each of some records its keys and what the table holds for it. `asked` are the columns of its link."""
    links = [(a, f"r__{c}") for a, (_, c) in zip(asked, to.link, strict=True)]
    listed = rows.select(**{f"r__{c}": rows[c] for c in {*to.columns, *(c for _, c in to.link)}})
    joined = records.inner_join(listed, links)
    texts = [expr.coalesce(joined[f"r__{c}"].cast("string"), "empty") for c in to.columns]
    line = reduce(lambda one, other: one + ", " + other, texts)
    return joined.group_by(list(keys)).aggregate(held=line.collect(distinct=True).sort().join(ROW_BREAK))
