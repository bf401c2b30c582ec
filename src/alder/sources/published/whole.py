"""What can only be said of a table once all of it is there: rows that stand twice, and what contradicts itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.errors import UnreadableFile
from alder.look.words import counted, listed
from alder.sources.published import repeated
from alder.sources.published.known import Contradiction
from alder.sources.published.read import LISTED
from alder.sources.published.stream import AS_PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.engine.incoming import Incoming
    from alder.sources.published.read import ReadTable

SMALL = 500_000
"""Rows that stand twice are taken out of tables up to this size; of larger ones the file is refused."""


def judged(parts: Sequence[ReadTable], incoming: Incoming) -> ReadTable:
    """One table from the parts of it that files held. Raises where what they say together cannot be so."""
    table = _joined(parts, incoming)
    known, piece = table.known, table.piece
    try:
        if known.settle is not None:
            settled = known.settle(piece.read())
            piece.replace(settled.rows.cast(known.schema))
            table.notices += settled.notices
        if known.unique:
            _once(table, of_several=len(parts) > 1)
        if known.check is not None:
            table.notices += known.check(piece.blocks)
    except Contradiction as error:
        raise UnreadableFile(str(error), where=table.source.where, next=AS_PUBLISHED) from None
    return table


def _joined(parts: Sequence[ReadTable], incoming: Incoming) -> ReadTable:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    days = [d for p in parts for d in (p.first, p.last) if d is not None]
    return replace(
        first,
        source=replace(first.source, name=f"{counted(len(parts), 'file')}", where=_where(parts)),
        piece=incoming.joined([p.piece for p in parts]),
        unusable=sum(p.unusable for p in parts),
        told=[u for p in parts for u in p.told][:LISTED],
        notices=list(dict.fromkeys(n for p in parts for n in p.notices)),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _where(parts: Sequence[ReadTable]) -> str:
    names = [p.source.where for p in parts]
    return listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1:,} more files"


def _once(table: ReadTable, *, of_several: bool) -> None:
    """Rows that are the same in everything are kept once. Rows that only share what tells rows apart contradict."""
    known, piece = table.known, table.piece
    different = repeated.different(piece, known.unique)
    twice = piece.rows - different
    if not twice:
        return
    if piece.rows <= SMALL:
        rows = piece.read()
        once = rows.group_by(rows.schema.names, use_threads=False).aggregate([]).select(rows.schema.names)
        said = f"{counted(twice, 'row')} stood there twice, and counts once."
        if once.num_rows > different and of_several and known.worth is not None:
            once = _best(once, known.unique, known.worth(once))
            said = f"{counted(twice, 'row')} stood in two files. The row that says more, of a live place, counts."
        if once.num_rows == different:
            piece.replace(once.cast(known.schema))
            table.notices.append(said)
            return
    columns = listed([known.shown(c) for c in known.unique])
    raise Contradiction(
        f"{counted(twice, 'row')} of this file {'repeats' if twice == 1 else 'repeat'} the {columns} of another row"
    )


def _best(rows: pa.Table, unique: Sequence[str], worth: pa.Array) -> pa.Table:
    """Of rows that share what should tell them apart, the first of the highest worth."""
    places = pa.array(range(rows.num_rows), pa.int64())
    order = rows.select(list(unique)).append_column("worth", worth).append_column("place", places)
    order = order.sort_by([("worth", "descending"), ("place", "ascending")])
    first = order.group_by(list(unique), use_threads=False).aggregate([("place", "first")])
    return rows.take(first["place_first"].sort())
