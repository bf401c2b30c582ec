"""`alder reference`: the reference data that rules look into."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option, store_option

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.engine.reference import Edition
    from alder.sources.published.add import AddReport

_SHOWN = 5


@click.group()
def reference() -> None:
    """Reference data that rules look into: the list of aims (LARS), postcodes, organisations and others."""


@reference.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--edition", help="What to call this edition.  [default: the name of each file]")
@click.option("--table", metavar="NAME", help="Which table FILE holds, where its columns fit several.")
@store_option
def add(files: tuple[str, ...], edition: str | None, table: str | None, folder: Path) -> None:
    """Add reference data as it is published.

    FILE is a CSV, plain or gzipped, a ZIP of CSVs such as the download of LARS, or a folder of these. Which table a
    file holds is known by the names of its columns. All files are added, or none. The edition that was added last is
    the one that rules look into.

    Exit status: 0 all is added; 2 no such table, 11 a file cannot be used, 13 one was hostile.
    """
    import alder
    from alder.cli.progress import counting
    from alder.sources.published.container import gather

    size = sum(p.stat().st_size for p in gather(files) if p.is_file())
    with counting("Reading", size, "bytes") as progress:
        report = alder.open(folder).add_reference(*files, edition=edition, table=table, progress=progress)
    for line in _added(report):
        click.echo(line)


@reference.command("list")
@format_option
@store_option
def list_(format: str, folder: Path) -> None:
    """List the reference tables that are held, with their editions."""
    import alder

    held = alder.open(folder).references()
    for line in [_as_json(held)] if format == "json" else _listed(held):
        click.echo(line)


@reference.command()
@click.argument("name")
@click.option("--edition", help="Remove only this edition; the one added before it then counts again.")
@store_option
def remove(name: str, edition: str | None, folder: Path) -> None:
    """Remove a reference table. Rules that need it are then unavailable."""
    import alder

    environment = alder.open(folder)
    for gone in environment.remove_reference(name, edition):
        click.echo(f"Removed {gone.table}, edition {gone.edition or 'not named'}.")
    left = [e for e in environment.references() if e.table == name]
    if left:
        click.echo(f"Edition {left[-1].edition or 'not named'} counts now.")
    click.echo("")
    click.echo("See what is held:  alder reference list")


def _added(report: AddReport) -> Iterator[str]:
    from alder.look.words import counted

    width = max(len(a.edition.table) for a in report.tables)
    rows = max(len(f"{a.edition.rows:,}") for a in report.tables)
    yield f"{counted(len(report.tables), 'table')} added."
    yield ""
    for added in report.tables:
        edition = added.edition
        yield f"  {edition.table:<{width}}  {edition.rows:>{rows},} rows   {added.title}"
        indent = " " * (width + 4)
        for notice in added.notices:
            yield f"{indent}note: {added.file}: {notice}"
        if edition.unusable:
            yield f"{indent}{counted(edition.unusable, 'row')} left out:"
            for one in added.told[:_SHOWN]:
                yield f"{indent}  {f'line {one.line:,}' if one.line else 'a row'}: {one.why}"
            if edition.unusable > _SHOWN:
                yield f"{indent}  and {edition.unusable - min(_SHOWN, len(added.told)):,} more"
    if report.passed_over:
        yield ""
        yield f"{counted(len(report.passed_over), 'other file')} there hold no table that rules use."
    yield ""
    yield "See what is held:  alder reference list"


def _listed(held: Sequence[Edition]) -> Iterator[str]:
    from alder.look.words import counted, short_day
    from alder.sources.published.tables import tables

    if not held:
        yield "No reference data yet, so rules that need some do not run."
        yield ""
        yield "Add some:  alder reference add FILE..."
        return
    current = {e.table: e for e in held}
    heads = ("table", "edition", "rows", "left out", "days from", "to", "")
    lines: list[tuple[str, ...]] = [heads]
    for e in sorted(held, key=lambda e: (e.table, held.index(e))):
        days = [short_day(d) if d else "" for d in (e.first, e.last)]
        counts = "" if current[e.table] is e else "earlier"
        lines.append((e.table, e.edition, f"{e.rows:,}", f"{e.unusable:,}" if e.unusable else "", *days, counts))
    widths = [max(len(line[i]) for line in lines) for i in range(len(heads))]
    for line in lines:
        cells = [c.rjust(w) if i in (2, 3) else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True))]
        yield "   ".join(cells).rstrip()
    missing = sorted(name for name in tables() if name not in current)
    yield ""
    said = f"{counted(len(current), 'table')} held."
    yield from textwrap.wrap(f"{said} Not held: {', '.join(missing)}." if missing else said, 100)


def _as_json(held: Sequence[Edition]) -> str:
    import json

    current = {e.table: e for e in held}
    rows = [
        {
            "table": e.table,
            "edition": e.edition,
            "counts": current[e.table] is e,
            "file": e.file,
            "sha256": e.file_hash,
            "rows": e.rows,
            "rows_left_out": e.unusable,
            "first_day": e.first.isoformat() if e.first else None,
            "last_day": e.last.isoformat() if e.last else None,
            "added": e.added.isoformat(timespec="seconds") + "Z" if e.added else None,
        }
        for e in held
    ]
    return json.dumps(rows, indent=1, ensure_ascii=False)
