"""Adding published files to a store: all that were named, or none of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from dataclasses import replace as update
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import reference
from alder.engine.disk import checksum
from alder.engine.reference import Edition
from alder.engine.staging import Staging
from alder.errors import UnreadableFile, UsageError, present, unknown_name
from alder.files.archive import NOTHING, OtherContents, gather, packed_files
from alder.files.delimited import AS_PUBLISHED
from alder.look.words import counted, listed
from alder.sources.reference.reference_rows import LISTED, check_columns_stand_once, fill_tables, open_published
from alder.sources.reference.table_catalogue import (
    by_one_column,
    is_published_as,
    layouts_of,
    nearest,
    recognise,
    stem,
    unpackers,
)
from alder.sources.reference.table_layout import Contradiction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.engine.staging import StagedTable
    from alder.engine.store import Store
    from alder.files.delimited import DelimitedFile
    from alder.sources.reference.reference_rows import FilledTable, Unusable
    from alder.sources.reference.table_layout import TableLayout

_NAMED = 3
"""An edition made up of more files than this is called by the first and how many more there are."""


@dataclass(frozen=True)
class Added:
    """One table that was added: its edition, what of the file could not be used, and what is worth knowing."""

    edition: Edition
    title: str
    file: str
    told: tuple[Unusable, ...]
    notices: tuple[str, ...]
    beside: int = 0
    """How many rows that were held before are in it too."""
    instead: Edition | None = None
    """The edition that counted before, in whose place it stands."""


@dataclass(frozen=True)
class AddReport:
    """What became of the files. `passed_over` are files in a ZIP or a folder that hold no table which Alder takes."""

    tables: tuple[Added, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True)
class _Recognised:
    """A file and the tables that it holds."""

    file: DelimitedFile
    tables: list[TableLayout] = field(default_factory=list)


def add(
    store: Store,
    named: Iterable[str | Path],
    *,
    edition: str | None = None,
    table: str | None = None,
    replace: bool = False,
    progress: Callable[[int], None] | None = None,
) -> AddReport:
    """Read the files and hold their tables as `edition`, by itself the name of each file without its ending.

    `table` says which table a file holds where its columns do not. To the rows that are held of a table those of a file
    are added where no two are about the same; else, so that nothing vanishes, it is refused unless it is to `replace`
    them. A file that was added before, and tables that were made up, make way by themselves.
    """
    wanted = layouts_of(table) if table is not None else ()
    files, passed_over = _recognised(list(named), wanted)
    called = {name: edition or _called(of) for name, of in _by_table(files).items()}
    with Staging(store) as incoming:
        parts: dict[str, list[FilledTable]] = {}
        for file in files:
            pieces: list[tuple[TableLayout, StagedTable]] = [
                (known, incoming.table(known.name, called[known.name], known.schema)) for known in file.tables
            ]
            for part in fill_tables(file.file, pieces, progress):
                parts.setdefault(part.layout.name, []).append(part)
        hashes = {path: checksum(path) for path in dict.fromkeys(f.file.path for f in files)}
        tables = [finish_table(of, incoming) for of in parts.values()]
        digests = {name: _together([hashes[f.file.path] for f in of]) for name, of in _by_table(files).items()}
        before = reference.current(store) if store.folder.exists() else {}
        entered = [
            _beside(store, incoming, t, _edition(t, called, digests), before.get(t.layout.name), replace)
            for t in tables
        ]
        incoming.keep([(edition, [piece]) for edition, piece, _ in entered])
    held = reference.current(store)
    return AddReport(
        tuple(
            Added(
                held[t.layout.name],
                t.layout.title,
                t.name,
                tuple(t.told),
                tuple(t.notices),
                beside,
                None if beside else _real(before.get(t.layout.name), digests[t.layout.name]),
            )
            for t, (_, _, beside) in zip(tables, entered, strict=True)
        ),
        tuple(passed_over),
    )


def _real(held: Edition | None, digest: str) -> Edition | None:
    """The edition that counted before, where it is another file's and was not made up."""
    return held if held is not None and held.file_hash != digest and held.edition != MADE_UP else None


def _beside(
    store: Store, incoming: Staging, table: FilledTable, edition: Edition, held: Edition | None, replace: bool
) -> tuple[Edition, StagedTable, int]:
    """A table as it is to be held: alone, or together with the rows held before, and how many those are."""
    before = _real(held, edition.file_hash)
    if before is None or replace:
        return edition, table.piece, 0
    old = present(reference.get(store, table.layout.name), f"{table.layout.name} is listed, and has no rows")
    own = list(table.layout.unique or [k for k in table.layout.keys if k not in _NO_KEYS])
    filled = [name for name in old.schema.names if old[name].null_count < old.num_rows]
    lacking = [name for name in filled if name in table.layout.schema.names and name not in _columns(table)]
    new = table.piece.read(own).group_by(own, use_threads=False).aggregate([])
    has_keys = bool(own) and set(own) <= set(old.schema.names)
    same = old.select(own).cast(new.schema).join(new, own, join_type="left semi").num_rows if has_keys else 0
    if same or lacking or not has_keys or old.schema.names != table.layout.schema.names:
        raise _would_go(table, before, old.num_rows, same, lacking)
    both = f"{before.edition or 'not named'} + {edition.edition}"
    joined = incoming.table(table.layout.name, both, table.layout.schema)
    joined.write(old.cast(table.layout.schema))
    for rows in table.piece.blocks():
        joined.write(rows)
    days = [day for period in (before, edition) for day in (period.first, period.last) if day is not None]
    return (
        update(
            edition,
            edition=both,
            file=f"{before.file}; {edition.file}",
            file_hash=_together([before.file_hash, edition.file_hash]),
            unusable=before.unusable + edition.unusable,
            first=min(days, default=None),
            last=max(days, default=None),
        ),
        joined,
        old.num_rows,
    )


def _columns(table: FilledTable) -> set[str]:
    """The columns of the table that the file fills."""
    return {name for name in table.layout.schema.names if table.layout.derive is not None or name not in table.absent}


def _would_go(table: FilledTable, before: Edition, rows: int, same: int, lacking: Sequence[str]) -> UsageError:
    """The refusal of a file in whose place rows that are held would vanish, and how many."""
    name = table.layout.name
    if lacking:
        why = f"It has no {listed(lacking)}, which the rows held have."
    elif same:
        why = f"{same:,} of the rows held {'is' if same == 1 else 'are'} about the same as rows of the file."
    else:
        why = "Its columns are not those of the rows held."
    if rows == same:
        what = (
            f"{counted(rows, 'row')} of {name} that {'is' if rows == 1 else 'are'} held would be replaced, and none go"
        )
    else:
        what = f"{rows - same:,} of the {rows:,} rows of {name} that are held would go"
    return UsageError(
        f"{what}: this file of {counted(table.piece.rows, 'row')} cannot be added to them",
        where=f"{table.where}\n  {why} Held: edition {before.edition or 'not named'}.",
        next=f"{NOTHING} To put it in their place:  --replace",
    )


_NO_KEYS = ("name",)
"""Columns that every row has and that tell no two apart: two names of one provider are about the same provider."""
MADE_UP = "made up"
"""The edition of tables about places that do not exist, which count until others are added."""


def _recognised(named: list[str | Path], wanted: Sequence[TableLayout]) -> tuple[list[_Recognised], list[str]]:
    files: list[_Recognised] = []
    passed_over: list[str] = []
    alone = [Path(n) for n in named]
    for path in gather(named):
        members = packed_files(path, unpackers())
        by_itself = path in alone and len(members) == 1
        for source in members:
            try:
                file = open_published(path, source)
            except UnreadableFile as error:
                is_of_another_kind = isinstance(error, OtherContents) or source.name.lower().endswith(".txt")
                if by_itself or not is_of_another_kind:
                    raise
                passed_over.append(source.where)  # a licence or a read-me, say
                continue
            fitting = tuple(filter(None, (f.in_file(file.names) for f in wanted)))
            known = fitting if wanted else recognise(file.names, source.name)
            if not known:
                near = min(wanted, key=lambda f: len(f.lacks(file.names))) if wanted else nearest(file.names)
                if by_itself or (near is not None and is_published_as(source.name, near)):
                    raise _unknown(file, near)
                passed_over.append(source.where)
                continue
            for layout in known:
                check_columns_stand_once(file, layout)
            files.append(_Recognised(file, list(known)))
    if not files:
        files_there = "none of the files" if len(passed_over) > 1 else "no file"
        raise UnreadableFile(
            f"{files_there} there holds a table that Alder takes",
            where=listed([Path(n).name for n in named]),
            next=f"{NOTHING} The tables and their columns:  alder reference show",
        )
    for name, of in _by_table(files).items():
        _choose(name, of)
    return [f for f in files if f.tables], passed_over


def _by_table(files: Sequence[_Recognised]) -> dict[str, list[_Recognised]]:
    tables: dict[str, list[_Recognised]] = {}
    for file in files:
        for known in file.tables:
            tables.setdefault(known.name, []).append(file)
    return tables


def _choose(name: str, files: Sequence[_Recognised]) -> None:
    """Where several files have a table's columns: the one with its published name, or all that make it up."""
    if len(files) == 1:
        return
    known = {id(f): next(k for k in f.tables if k.name == name) for f in files}
    published = [f for f in files if is_published_as(f.file.name, known[id(f)])]
    if len(published) == 1:
        for file in files:
            if file is not published[0]:
                file.tables.remove(known[id(file)])
    elif not all(k.joins for k in known.values()):
        raise UnreadableFile(
            f"{counted(len(files), 'file')} hold {known[id(files[0])].title}",
            where=listed([f.file.where for f in files[:5]]),
            next=f"{NOTHING} Add the one file that has all rows.",
        )


def _unknown(file: DelimitedFile, near: TableLayout | None) -> UnreadableFile:
    if near is None and (layout := by_one_column(file.names)) is not None:
        beside = "alone" if len(file.names) == 1 else "among others"
        return UnreadableFile(
            f"of {layout.title} this file has the column {layout.shown(layout.keys[0])} {beside}, "
            "so it may be about something else",
            where=f"{file.where}, line 1",
            next=f"{NOTHING} If it is that table, say so:  --table {layout.name}",
        )
    if near is None:
        return UnreadableFile(
            "this file holds no table that Alder takes: its columns are those of none",
            where=f"{file.where}, line 1",
            next=f"{NOTHING} The tables and their columns:  alder reference show",
        )
    lacks = near.lacks(file.names)
    has_not = f"has no {'column' if len(lacks) == 1 else 'columns'} {listed(lacks)}" if lacks else "lacks its columns"
    return UnreadableFile(
        f"this looks like {near.title}, but {has_not}",
        where=f"{file.where}, line 1",
        next=f"{NOTHING} Take the file as it was published, with all its columns.",
    )


def _called(files: Sequence[_Recognised]) -> str:
    """What an edition is called by itself: the names of its files, each once."""
    names = list(dict.fromkeys(stem(f.file.path.name) for f in files))
    if len(names) > _NAMED:
        return f"{names[0]} and {len(names) - 1} more"
    return listed(names)


def _edition(table: FilledTable, called: Mapping[str, str], digests: Mapping[str, str]) -> Edition:
    return Edition(
        table.layout.name,
        called[table.layout.name],
        file=table.where,
        file_hash=digests[table.layout.name],
        unusable=table.unusable,
        first=table.first,
        last=table.last,
    )


def _together(digests: Sequence[str]) -> str:
    """One hash for the files of a table; that of the file where there is one."""
    each = list(dict.fromkeys(digests))
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()


SMALL = 500_000
"""Rows that stand twice are taken out of tables up to this size; of larger ones the file is refused."""


def finish_table(parts: Sequence[FilledTable], incoming: Staging) -> FilledTable:
    """One table from the parts of it that files held. Raises where what they say together cannot be so."""
    table = _joined(parts, incoming)
    known, piece = table.layout, table.piece
    try:
        if known.finish is not None:
            settled = known.finish(piece.read())
            piece.replace(settled.rows.cast(known.schema))
            table.notices += settled.notices
        if known.unique:
            _once(table, of_several=len(parts) > 1)
        if known.check is not None:
            table.notices += known.check(piece.blocks)
    except Contradiction as error:
        raise UnreadableFile(str(error), where=table.where, next=AS_PUBLISHED) from None
    return table


def _joined(parts: Sequence[FilledTable], incoming: Staging) -> FilledTable:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    days = [d for p in parts for d in (p.first, p.last) if d is not None]
    return update(
        first,
        name=counted(len(parts), "file"),
        where=_where(parts),
        piece=incoming.joined([p.piece for p in parts]),
        unusable=sum(p.unusable for p in parts),
        told=[u for p in parts for u in p.told][:LISTED],
        notices=list(dict.fromkeys(n for p in parts for n in p.notices)),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def _where(parts: Sequence[FilledTable]) -> str:
    names = [p.where for p in parts]
    return listed(names) if len(names) <= 3 else f"{names[0]} and {len(names) - 1:,} more files"


def _once(table: FilledTable, *, of_several: bool) -> None:
    """Rows that are the same in everything are kept once. Rows that only share what tells rows apart contradict."""
    known, piece = table.layout, table.piece
    different = piece.count_different(known.unique)
    twice = piece.rows - different
    if not twice:
        return
    if piece.rows <= SMALL:
        rows = piece.read()
        once = rows.group_by(rows.schema.names, use_threads=False).aggregate([]).select(rows.schema.names)
        note = f"{counted(twice, 'row')} stood there twice, and counts once."
        if once.num_rows > different and of_several and known.rank is not None:
            once = _best(once, known.unique, known.rank(once))
            note = f"{counted(twice, 'row')} stood in two files. The row that says more, of a live place, counts."
        if once.num_rows == different:
            piece.replace(once.cast(known.schema))
            table.notices.append(note)
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


def remove(store: Store, table: str, edition: str | None = None) -> tuple[Edition, ...]:
    """Remove a table, or one edition of it. Raises where it is not held."""
    held = reference.editions(store)
    if table not in {e.table for e in held}:
        raise unknown_name(
            "reference table in the store", table, {e.table for e in held}, next="What is held: alder reference list"
        )
    of_table = {e.edition for e in held if e.table == table}
    if edition is not None and edition not in of_table:
        raise unknown_name(f"edition of {table}", edition, of_table, next="What is held: alder reference list")
    return reference.remove(store, table, edition)
