"""Adding published files to a store: all that were named, or none of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from dataclasses import replace as update
from pathlib import Path
from typing import TYPE_CHECKING

from alder.engine import reference
from alder.engine.incoming import Incoming
from alder.engine.reference import Edition
from alder.errors import UnreadableFile, UsageError, present
from alder.look.words import counted, listed
from alder.sources.published import whole
from alder.sources.published.container import NOTHING, Source, gather, sources
from alder.sources.published.header import Header, check_columns_stand_once, read_header
from alder.sources.published.read import read
from alder.sources.published.recognise import by_one_column, is_published_as, nearest, recognise, stem
from alder.sources.published.tables import forms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.engine.incoming import Piece
    from alder.engine.store import Store
    from alder.sources.published.known import Known
    from alder.sources.published.read import ReadTable, Unusable

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
class _File:
    """A file and the tables that it holds."""

    path: Path
    source: Source
    header: Header
    tables: list[Known] = field(default_factory=list)


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
    wanted = forms_of(table) if table is not None else ()
    files, passed_over = _recognised(list(named), wanted)
    called = {name: edition or _called(of) for name, of in _by_table(files).items()}
    with Incoming(store) as incoming:
        parts: dict[str, list[ReadTable]] = {}
        for file in files:
            pieces: list[tuple[Known, Piece]] = [
                (known, incoming.piece(known.name, called[known.name], known.schema)) for known in file.tables
            ]
            for part in read(file.source, file.header, pieces, progress):
                parts.setdefault(part.known.name, []).append(part)
        hashes = {path: _digest(path) for path in dict.fromkeys(f.path for f in files)}
        tables = [whole.judged(of, incoming) for of in parts.values()]
        digests = {name: _together([hashes[f.path] for f in of]) for name, of in _by_table(files).items()}
        before = reference.current(store) if store.folder.exists() else {}
        entered = [
            _beside(store, incoming, t, _edition(t, called, digests), before.get(t.known.name), replace) for t in tables
        ]
        incoming.keep([(edition, [piece]) for edition, piece, _ in entered])
    held = reference.current(store)
    return AddReport(
        tuple(
            Added(
                held[t.known.name],
                t.known.title,
                t.source.name,
                tuple(t.told),
                tuple(t.notices),
                beside,
                None if beside else _real(before.get(t.known.name), digests[t.known.name]),
            )
            for t, (_, _, beside) in zip(tables, entered, strict=True)
        ),
        tuple(passed_over),
    )


def _real(held: Edition | None, digest: str) -> Edition | None:
    """The edition that counted before, where it is another file's and was not made up."""
    return held if held is not None and held.file_hash != digest and held.edition != MADE_UP else None


def _beside(
    store: Store, incoming: Incoming, table: ReadTable, edition: Edition, held: Edition | None, replace: bool
) -> tuple[Edition, Piece, int]:
    """A table as it is to be held: alone, or together with the rows held before, and how many those are."""
    before = _real(held, edition.file_hash)
    if before is None or replace:
        return edition, table.piece, 0
    old = present(reference.get(store, table.known.name), f"{table.known.name} is listed, and has no rows")
    own = list(table.known.unique or [k for k in table.known.keys if k not in _NO_KEYS])
    filled = [name for name in old.schema.names if old[name].null_count < old.num_rows]
    lacking = [name for name in filled if name in table.known.schema.names and name not in _columns(table)]
    new = table.piece.read(own).group_by(own, use_threads=False).aggregate([])
    has_keys = bool(own) and set(own) <= set(old.schema.names)
    same = old.select(own).cast(new.schema).join(new, own, join_type="left semi").num_rows if has_keys else 0
    if same or lacking or not has_keys or old.schema.names != table.known.schema.names:
        raise _would_go(table, before, old.num_rows, same, lacking)
    both = f"{before.edition or 'not named'} + {edition.edition}"
    joined = incoming.piece(table.known.name, both, table.known.schema)
    joined.write(old.cast(table.known.schema))
    for rows in table.piece.blocks():
        joined.write(rows)
    days = [day for one in (before, edition) for day in (one.first, one.last) if day is not None]
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


def _columns(table: ReadTable) -> set[str]:
    """The columns of the table that the file fills."""
    return {name for name in table.known.schema.names if table.known.make is not None or name not in table.absent}


def _would_go(table: ReadTable, before: Edition, rows: int, same: int, lacking: Sequence[str]) -> UsageError:
    """The refusal of a file in whose place rows that are held would vanish, and how many."""
    name = table.known.name
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
        where=f"{table.source.where}\n  {why} Held: edition {before.edition or 'not named'}.",
        next=f"{NOTHING} To put it in their place:  --replace",
    )


_NO_KEYS = ("name",)
"""Columns that every row has and that tell no two apart: two names of one provider are about the same provider."""
MADE_UP = "made up"
"""The edition of tables about places that do not exist, which count until others are added."""


def _recognised(named: list[str | Path], wanted: Sequence[Known]) -> tuple[list[_File], list[str]]:
    found: list[_File] = []
    passed_over: list[str] = []
    alone = [Path(n) for n in named]
    for path in gather(named):
        members = sources(path)
        by_itself = path in alone and len(members) == 1
        for source in members:
            try:
                header = read_header(source)
            except UnreadableFile:
                if by_itself or not source.name.lower().endswith(".txt"):
                    raise
                passed_over.append(source.where)  # a licence or a read-me
                continue
            fitting = tuple(filter(None, (f.in_file(header.names) for f in wanted)))
            known = fitting if wanted else recognise(header.names, source.name)
            if not known:
                near = min(wanted, key=lambda f: len(f.lacks(header.names))) if wanted else nearest(header.names)
                if by_itself or (near is not None and is_published_as(source.name, near)):
                    raise _unknown(source, header, near)
                passed_over.append(source.where)
                continue
            for one in known:
                check_columns_stand_once(header, one, source)
            found.append(_File(path, source, header, list(known)))
    if not found:
        files_there = "none of the files" if len(passed_over) > 1 else "no file"
        raise UnreadableFile(
            f"{files_there} there holds a table that Alder takes",
            where=listed([Path(n).name for n in named]),
            next=f"{NOTHING} The tables and their columns:  alder reference show",
        )
    for name, of in _by_table(found).items():
        _choose(name, of)
    return [f for f in found if f.tables], passed_over


def _by_table(files: Sequence[_File]) -> dict[str, list[_File]]:
    tables: dict[str, list[_File]] = {}
    for file in files:
        for known in file.tables:
            tables.setdefault(known.name, []).append(file)
    return tables


def _choose(name: str, files: Sequence[_File]) -> None:
    """Where several files have a table's columns: the one with its published name, or all that make it up."""
    if len(files) == 1:
        return
    known = {id(f): next(k for k in f.tables if k.name == name) for f in files}
    published = [f for f in files if is_published_as(f.source.name, known[id(f)])]
    if len(published) == 1:
        for file in files:
            if file is not published[0]:
                file.tables.remove(known[id(file)])
    elif not all(k.joins for k in known.values()):
        raise UnreadableFile(
            f"{counted(len(files), 'file')} hold {known[id(files[0])].title}",
            where=listed([f.source.where for f in files[:5]]),
            next=f"{NOTHING} Add the one file that has all rows.",
        )


def _unknown(source: Source, header: Header, near: Known | None) -> UnreadableFile:
    if near is None and (one := by_one_column(header.names)) is not None:
        alone = len(header.names) == 1
        return UnreadableFile(
            f"of {one.title} this file has the column {one.shown(one.keys[0])} {'alone' if alone else 'among others'}, "
            "so it may be about something else",
            where=f"{source.where}, line 1",
            next=f"{NOTHING} If it is that table, say so:  --table {one.name}",
        )
    if near is None:
        return UnreadableFile(
            "this file holds no table that Alder takes: its columns are those of none",
            where=f"{source.where}, line 1",
            next=f"{NOTHING} The tables and their columns:  alder reference show",
        )
    lacks = near.lacks(header.names)
    has_not = f"has no {'column' if len(lacks) == 1 else 'columns'} {listed(lacks)}" if lacks else "lacks its columns"
    return UnreadableFile(
        f"this looks like {near.title}, but {has_not}",
        where=f"{source.where}, line 1",
        next=f"{NOTHING} Take the file as it was published, with all its columns.",
    )


def _called(files: Sequence[_File]) -> str:
    """What an edition is called by itself: the names of its files, each once."""
    names = list(dict.fromkeys(stem(f.path.name) for f in files))
    if len(names) > _NAMED:
        return f"{names[0]} and {len(names) - 1} more"
    return listed(names)


def _edition(table: ReadTable, called: Mapping[str, str], digests: Mapping[str, str]) -> Edition:
    return Edition(
        table.known.name,
        called[table.known.name],
        file=table.source.where,
        file_hash=digests[table.known.name],
        unusable=table.unusable,
        first=table.first,
        last=table.last,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _together(digests: Sequence[str]) -> str:
    """One hash for the files of a table; that of the file where there is one."""
    each = list(dict.fromkeys(digests))
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()
