"""`alder reference`: the reference data that rules and variables look into."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option, store_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.engine.reference import Edition
    from alder.sources.reference.add import AddReport

_SHOWN = 5


@click.group(invoke_without_command=True)
@store_option
@click.pass_context
def reference(context: click.Context, folder: Path) -> None:
    """Reference data that rules and variables look into: aims (LARS), postcodes, deprivation, providers and others.

    Without a subcommand: which tables are not held, what each would let you do, and which file to fetch from whose
    page. Alder fetches nothing itself.
    """
    if context.invoked_subcommand is None:
        from alder.engine.reference import editions
        from alder.sources.ilr.submissions import open_store

        held = editions(open_store(folder))
        for line in _to_fetch({e.table for e in held}):
            click.echo(line)


@reference.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option("--edition", help="What to call this edition.  [default: the name of each file]")
@click.option("--table", metavar="NAME", help="Which table FILE holds, where its columns fit several.")
@click.option("--replace", is_flag=True, help="Put FILE in the place of the rows that are held of its table.")
@click.option("--made-up", is_flag=True, help="Instead of files: small tables about places that do not exist.")
@click.option("--mix-made-up", "mix", is_flag=True, help="With --made-up: also where the store holds other returns.")
@store_option
def add(
    files: tuple[str, ...],
    edition: str | None,
    table: str | None,
    replace: bool,
    made_up: bool,
    mix: bool,
    folder: Path,
) -> None:
    """Add reference data as it is published.

    FILE is a CSV, plain or gzipped, a ZIP of CSVs such as the download of LARS, boundaries as GeoJSON, or a folder of
    these. Which table a
    file holds is known by the names of its columns; a list of one column, such as learner numbers, is taken for no
    table unless --table says so. All files are added, or none.

    Where rows of a table are held already, those of FILE are added to them if they have the same columns and none is
    about the same postcode, aim or provider. Else FILE is refused, with how many rows would go: a newer edition takes
    their place with --replace. The edition before stays, and counts again if the new one is removed.

    --made-up adds tables that fit the returns of `alder synth`, to try Alder out without any real data. A store that
    holds other returns refuses them without --mix-made-up, and figures that look into them are partly made up then.

    Exit status: 0 all is added; 2 no such table, 11 a file cannot be used, 13 one was hostile.
    """
    from alder.cli.progress import counting
    from alder.engine.reference import editions
    from alder.files.archive import gather
    from alder.sources.ilr.submissions import open_store
    from alder.sources.reference.add import MADE_UP
    from alder.sources.reference.add import add as add_files

    if made_up == bool(files):
        raise click.UsageError("Name files to add, or give --made-up alone.")
    store = open_store(folder)
    if made_up:
        from alder.look.words import counted, listed
        from alder.sources.miniature.made_up_edition import load, tables

        real = [e for e in editions(store) if e.table in tables() and e.edition != MADE_UP]
        if real and not replace:
            raise UsageError(
                f"{counted(sum(e.rows for e in real), 'row')} of {listed(sorted({e.table for e in real}))} would go: "
                "made-up tables would count in their place",
                next="Use a store of its own:  --store trial   or, to put them in their place:  --replace",
            )
        added = load(store, mix_made_up=mix)
        click.echo(f"{len(added)} made-up tables added. They count until others are added.")
        click.echo("")
        click.echo("See what is held:  alder reference list")
        return
    size = sum(p.stat().st_size for p in gather(files) if p.is_file())
    with counting("Reading", size, "bytes") as progress:
        report = add_files(store, files, edition=edition, table=table, replace=replace, progress=progress)
    for line in _added(report):
        click.echo(line)


@reference.command("list")
@format_option
@store_option
def list_(format: str, folder: Path) -> None:
    """List the reference tables that are held, with their editions."""
    from alder.engine.reference import editions
    from alder.sources.ilr.submissions import open_store

    held = editions(open_store(folder))
    for line in [_as_json(held)] if format == "json" else _listed(held):
        click.echo(line)


@reference.command()
@click.argument("name", required=False)
def show(name: str | None) -> None:
    """Show the columns by which a file is known to hold the table NAME.

    Without NAME: every table, with what is in it. Names of columns may stand in any order and among any others; a point
    in one stands for any digit.
    """
    for line in _columns(name) if name else _tables():
        click.echo(line)


@reference.command()
@click.argument("name")
@click.option("--edition", help="Remove only this edition; the one added before it then counts again.")
@store_option
def remove(name: str, edition: str | None, folder: Path) -> None:
    """Remove a reference table. Rules that need it are then unavailable."""
    from alder.engine.reference import editions
    from alder.sources.ilr.submissions import open_store
    from alder.sources.reference.add import remove as remove_table

    store = open_store(folder)
    for gone in remove_table(store, name, edition):
        click.echo(f"Removed {gone.table}, edition {gone.edition or 'not named'}.")
    left = [e for e in editions(store) if e.table == name]
    if left:
        click.echo(f"Edition {left[-1].edition or 'not named'} counts now.")
    click.echo("")
    click.echo("See what is held:  alder reference list")


@reference.command()
@click.argument("into", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@store_option
def boundaries(into: Path, folder: Path) -> None:
    """Write the boundaries that are held into DIR as GeoJSON, for programs that draw maps.

    There is a file for each level and year of codes, with the properties that the Open Geography portal gives: LAD23CD
    and LAD23NM, say. Degrees are those of WGS84.
    """
    from alder.engine.reference import get
    from alder.errors import NothingHeld
    from alder.look.words import counted
    from alder.sources.ilr.submissions import open_store
    from alder.sources.reference.boundaries import TABLE, write

    held = get(open_store(folder), TABLE)
    if held is None:
        raise NothingHeld("no boundaries are held", next="Where to fetch them:  alder reference")
    written = write(held, into)
    click.echo(f"{counted(len(written), 'file')} written into {into}:")
    for file in written:
        click.echo(f"  {file.name}")


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
        if added.beside:
            yield f"{indent}added to the {counted(added.beside, 'row')} that were held, which stay"
        elif added.instead is not None:
            was = added.instead
            yield f"{indent}in place of {counted(was.rows, 'row')} of edition {was.edition or 'not named'}"
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
        yield f"{counted(len(report.passed_over), 'other file')} there hold no table that Alder takes."
    yield ""
    yield "See what is held:  alder reference list"


def _tables() -> Iterator[str]:
    from alder.sources.reference.table_catalogue import tables

    width = max(map(len, tables()))
    for name, known in tables().items():
        yield from _wrapped(known.title, first=f"  {name:<{width}}  ")
    yield ""
    yield "The columns of one:  alder reference show NAME"


def _columns(name: str) -> Iterator[str]:
    from alder.sources.reference.table_catalogue import columns_of, table

    known, columns = table(name), columns_of(name)
    yield f"{name}: {known.title}"
    yield ""
    width, types = max(len(c.name) for c in columns), max(len(c.type) for c in columns)
    for column in columns:
        also = f"published as {', '.join(column.published_as)}" if column.published_as else ""
        words = ", ".join(filter(None, (also, "may be missing" if column.may_be_missing else "")))
        first = f"  {column.name:<{width}}  {column.type:<{types}}  "
        yield from _wrapped(words, first=first) or [first.rstrip()]
    yield ""
    yield "Where its file is fetched:  alder reference"


def _listed(held: Sequence[Edition]) -> Iterator[str]:
    from alder.look.text_table import aligned
    from alder.look.words import counted, short_day
    from alder.sources.reference.table_catalogue import tables

    if not held:
        yield "No reference data yet, so rules that need some do not run, and variables from it are not there."
        yield ""
        yield "What there is, and where to fetch it:  alder reference"
        yield "Add some:                              alder reference add FILE..."
        return
    current = {e.table: e for e in held}
    heads = ("table", "edition", "rows", "left out", "days from", "to", "")
    lines: list[tuple[str, ...]] = [heads]
    for e in sorted(held, key=lambda e: (e.table, held.index(e))):
        days = [short_day(d) if d else "" for d in (e.first, e.last)]
        counts = "" if current[e.table] is e else "earlier"
        lines.append((e.table, e.edition, f"{e.rows:,}", f"{e.unusable:,}" if e.unusable else "", *days, counts))
    yield from aligned(lines, right=(2, 3))
    yield ""
    yield "What they let you do"
    doing: dict[str, list[str]] = {}
    for name in sorted(current):
        doing.setdefault(tables()[name].enables if name in tables() else "kept by the store itself", []).append(name)
    for lets, names in doing.items():
        yield from _wrapped(f"{', '.join(names)}: {lets}", "  ")
    missing = sorted(name for name in tables() if name not in current)
    yield ""
    said = f"{counted(len(current), 'table')} held."
    yield from _wrapped(f"{said} Not held: {', '.join(missing)}." if missing else said)
    if missing:
        yield ""
        yield "Where to fetch them:  alder reference"


def _to_fetch(held: set[str]) -> Iterator[str]:
    from alder.look.words import counted
    from alder.sources.reference.table_catalogue import files_to_fetch as missing
    from alder.sources.reference.table_catalogue import tables

    lacking = [name for name in tables() if name not in held]
    if not lacking:
        yield "Every reference table is held."
        yield ""
        yield "See what is held:  alder reference list"
        return
    yield f"{counted(len(lacking), 'reference table')} not held."
    yield "Fetch the files below on any computer that has internet, and bring them here."
    for fetch in missing(held):
        yield ""
        yield from _wrapped(f"{fetch.publisher}{': ' if fetch.page else ''}{fetch.page}")
        for origin, known in fetch.files:
            yield from _wrapped(origin.file, "  ", "* ")
            if origin.search:
                yield from _wrapped(f"search for: {origin.search}", "    ")
            if origin.note:
                yield from _wrapped(origin.note, "    ")
            lets = "; ".join(dict.fromkeys(k.enables for k in known if k.enables))
            yield from _wrapped(f"fills {', '.join(k.name for k in known)}: {lets}", "    ")
    yield ""
    yield "Then:  alder reference add FILE..."


def _wrapped(text: str, indent: str = "", first: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        100,
        initial_indent=indent + first,
        subsequent_indent=indent + " " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _as_json(held: Sequence[Edition]) -> str:
    import json

    from alder.sources.reference.table_catalogue import tables

    current = {e.table: e for e in held}
    rows = [
        {
            "table": e.table,
            "edition": e.edition,
            "lets": tables()[e.table].enables if e.table in tables() else "",
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
