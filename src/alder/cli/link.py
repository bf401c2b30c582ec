"""`alder link`: link learners, or a table, with another table by identifier."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import YearType, format_option, store_option, writing
from alder.errors import UsageError

if TYPE_CHECKING:
    from alder.environment import Environment
    from alder.linkage import LinkReport, Links
    from alder.model.period import AcademicYear

ILR = "ilr"
_FORMATS = (".parquet", ".csv")
_SIZE = re.compile(r"[0-9]+(\.[0-9]+)? ?([KMGT]i?)?B", re.IGNORECASE)


@click.command()
@click.argument("left")
@click.argument("right", required=False, type=click.Path(path_type=Path))
@click.option("--by", default="", metavar="A,B", help="Show the match rate by these, for example sex,ethnicity,age.")
@click.option("--year", "years", type=YearType(), multiple=True, help="Returns of this year; else of all years held.")
@click.option("--project", metavar="NAME", help="The project whose keys stand for people.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=ULN",
    help="What a column of RIGHT holds, where its name does not say it.",
)
@click.option(
    "--expect",
    type=click.Choice(["one-to-one", "many-to-one", "one-to-many", "many-to-many"]),
    default="many-to-one",
    show_default=True,
    help="How many rows of RIGHT a row of LEFT may have, and the other way round.",
)
@click.option("--encoding", default="", metavar="NAME", help="How the text of RIGHT is encoded, for example latin-1.")
@click.option("--left-encoding", default="", metavar="NAME", help="The same of LEFT, where it is a CSV file.")
@click.option("--memory", default="2GB", show_default=True, metavar="SIZE", help="What is held in memory at most.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write linked rows to .parquet or .csv.")
@click.option(
    "--conflicts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the list of conflicts to .parquet or .csv.",
)
@click.option(
    "--protect", "protected", metavar="POLICY", help="Show the rate by --by as it may leave, e.g. srs-output."
)
@format_option
@store_option
def link(
    left: str,
    right: Path | None,
    by: str,
    years: tuple[AcademicYear, ...],
    project: str | None,
    columns: tuple[str, ...],
    expect: str,
    encoding: str,
    left_encoding: str,
    memory: str,
    out: Path | None,
    conflicts: Path | None,
    protected: str | None,
    format: str,
    folder: Path,
) -> None:
    """Link LEFT with RIGHT by identifier, and report how many were linked, by pass and by subgroup.

    LEFT is `ilr`, the learners of the store, or a file; RIGHT is a file (.csv, .parquet) with a ULN, pupil matching
    reference or the like. Without RIGHT: which records of the store's learners are the same person's, over years.

    The report is for whoever holds the data, and is not protected; --protect shows what may leave. With --out the
    linked rows are written under keys of --project, without numbers, names, dates of birth or postcodes; with
    --conflicts the pairs that speak against each other, by the numbers of their rows. Files may be larger than memory.
    """
    import alder

    if (right is None and left != ILR) or (right is None and (out or project)):
        raise UsageError("there is nothing to link with", next="Name a file:  alder link ilr FILE")
    for file in (out, conflicts):
        if file and file.suffix.lower() not in _FORMATS:
            raise UsageError(
                f"{file.name} does not say in which format to save", where=f"End it in {', '.join(_FORMATS)}."
            )
    if not _SIZE.fullmatch(memory):
        raise UsageError(f"{memory} is no size of memory", where="Write it as 2GB or 500MB.")
    store = alder.open(folder)
    if right is None:
        report = _people(store, by, years, conflicts)
    else:
        links = alder.link(
            store if left == ILR else Path(left),
            right,
            by=by,
            project=project,
            store=store,
            years=years,
            expect=expect,
            columns=_columns(columns),
            encoding=encoding,
            left_encoding=left_encoding,
            memory=memory,
        )
        report = links.report
        if out:
            _save(links, out)
        if conflicts:
            _list(links, conflicts)
    if protected:
        for split in report.by:
            click.echo(alder.protect(report.counts(split.name), protected).text(_width()))
        return
    click.echo(report.to_json() if format == "json" else report.text(_width()))


def _width() -> int:
    return min(100, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


def _columns(said: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in said:
        name, equals, kind = text.rpartition("=")
        if not equals or not name:
            raise UsageError(f"--column {text} does not say what a column holds", where="Write it as NAME=ULN.")
        found[name] = kind
    return found


def _people(store: Environment, by: str, years: tuple[AcademicYear, ...], conflicts: Path | None) -> LinkReport:
    from alder.linkage.learners import people

    with writing(conflicts):
        return people(store, by=by, years=years, conflicts=conflicts)


def _save(links: Links, out: Path) -> None:
    with writing(out):
        rows = links.write(out)
    click.echo(f"Written: {out}, {rows:,} linked rows under keys of {links.report.project}", err=True)


def _list(links: Links, file: Path) -> None:
    with writing(file):
        rows = links.write_conflicts(file)
    click.echo(f"Written: {file}, {rows:,} pairs in conflict", err=True)
