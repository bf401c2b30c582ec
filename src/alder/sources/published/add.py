"""Adding published files to a store: all that were named, or none of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import reference
from alder.engine.reference import Edition
from alder.errors import UnreadableFile
from alder.look.words import counted, listed
from alder.sources.published import tables
from alder.sources.published.container import NOTHING, Source, gather, sources
from alder.sources.published.header import Header, check_columns_stand_once, read_header
from alder.sources.published.read import ReadTable, read
from alder.sources.published.recognise import is_published_as, nearest, recognise, stem
from alder.sources.published.values import OPEN_END

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alder.engine.store import Store
    from alder.sources.published.read import Unusable
    from alder.sources.published.tables import Known


@dataclass(frozen=True)
class Added:
    """One table that was added: its edition, what of the file could not be used, and what is worth knowing."""

    edition: Edition
    title: str
    file: str
    told: tuple[Unusable, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True)
class AddReport:
    """What became of the files. `passed_over` are files in a ZIP or a folder that hold no table which rules use."""

    tables: tuple[Added, ...]
    passed_over: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    path: Path
    source: Source
    header: Header
    known: Known


def add(
    store: Store,
    named: Iterable[str | Path],
    *,
    edition: str | None = None,
    table: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> AddReport:
    """Read the files and hold their tables as `edition`, by itself the name of each file without its ending.

    `table` says which table a file holds where its columns do not.
    """
    wanted = tables.table(table) if table is not None else None
    files = list(named)
    found, passed_over = _recognised(files, wanted)
    added = [(f, read(f.source, f.header, f.known, progress)) for f in found]
    hashes = {f.path: _digest(f.path) for f in found}
    incoming = [(_edition(f, r, edition, hashes[f.path]), r) for f, r in added]
    reference.add(store, [(e, r.rows) for e, r in incoming])
    held = reference.current(store)
    return AddReport(
        tuple(Added(held[e.table], r.known.title, r.source.name, tuple(r.told), tuple(r.notices)) for e, r in incoming),
        tuple(passed_over),
    )


def _recognised(named: list[str | Path], wanted: Known | None) -> tuple[list[_Found], list[str]]:
    by_table: dict[str, list[_Found]] = {}
    passed_over: list[str] = []
    alone = [Path(n) for n in named]
    for path in gather(named):
        members = sources(path)
        by_itself = path in alone and len(members) == 1
        for source in members:
            header = read_header(source)
            known = (wanted,) if wanted else recognise(header.names, source.name)
            lacks = wanted.lacks(header.names) if wanted else ()
            if lacks or not known:
                near = wanted or nearest(header.names)
                if by_itself or (near is not None and is_published_as(source.name, near)):
                    raise _unknown(source, header, near)
                passed_over.append(source.where)
            else:
                for one in known:
                    check_columns_stand_once(header, one.schema.names, source)
                    by_table.setdefault(one.name, []).append(_Found(path, source, header, one))
    if not by_table:
        files_there = "none of the files" if len(passed_over) > 1 else "no file"
        raise UnreadableFile(
            f"{files_there} there holds a table that rules use",
            where=listed([Path(n).name for n in named]),
            next=f"{NOTHING} The tables and their columns are in docs/reference/reference-tables.md.",
        )
    return [_the_one(found) for found in by_table.values()], passed_over


def _the_one(found: list[_Found]) -> _Found:
    """The file of a table. Where several have its columns, the one with its published name."""
    if len(found) > 1:
        named = [f for f in found if is_published_as(f.source.name, f.known)]
        if len(named) != 1:
            raise UnreadableFile(
                f"{counted(len(found), 'file')} hold {found[0].known.title}",
                where=listed([f.source.where for f in found[:5]]),
                next=f"{NOTHING} Add the one file that has all rows.",
            )
        return named[0]
    return found[0]


def _unknown(source: Source, header: Header, near: Known | None) -> UnreadableFile:
    if near is None:
        return UnreadableFile(
            "this file holds no table that rules use: its columns are those of none",
            where=f"{source.where}, line 1",
            next=f"{NOTHING} The tables and their columns are in docs/reference/reference-tables.md.",
        )
    lacks = near.lacks(header.names)
    return UnreadableFile(
        f"this looks like {near.title}, but has no {'column' if len(lacks) == 1 else 'columns'} {listed(lacks)}",
        where=f"{source.where}, line 1",
        next=f"{NOTHING} Take the file as it was published, with all its columns.",
    )


def _edition(found: _Found, table: ReadTable, edition: str | None, digest: str) -> Edition:
    first, last = _span(table.rows)
    return Edition(
        found.known.name,
        edition or stem(found.path.name),
        file=found.source.where,
        file_hash=digest,
        unusable=table.unusable,
        first=first,
        last=last,
    )


def _span(rows: pa.Table) -> tuple[pa.Scalar, pa.Scalar] | tuple[None, None]:
    """The earliest and the latest day that a table names, leaving out ends that mean there is none."""
    spans = []
    for column in rows.columns:
        if pa.types.is_date(column.type):
            known = column.filter(pc.less(pc.year(column), OPEN_END))
            if len(known.drop_null()):
                spans.append(pc.min_max(known).as_py())
    if not spans:
        return None, None
    return min(s["min"] for s in spans), max(s["max"] for s in spans)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
