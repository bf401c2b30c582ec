"""`alder link`: link learners, or a table, with another table by identifier."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import YearType, format_option, store_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from alder.linkage import Links
    from alder.model.period import AcademicYear

ILR = "ilr"
_FORMATS = (".parquet", ".csv")


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
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write linked rows to .parquet or .csv.")
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
    out: Path | None,
    protected: str | None,
    format: str,
    folder: Path,
) -> None:
    """Link LEFT with RIGHT by identifier, and report how many were linked, by pass and by subgroup.

    LEFT is `ilr`, the learners of the store, or a file; RIGHT is a file (.csv, .parquet) with a ULN, pupil matching
    reference or the like. Without RIGHT: which records of the store's learners are the same person's, over years.

    The report is for whoever holds the data, and is not protected; --protect shows what may leave. With --out the
    linked rows are written under keys of --project, without numbers, names, dates of birth or postcodes.
    """
    import alder
    from alder.linking import people

    if (right is None and left != ILR) or (right is None and (out or project)):
        raise UsageError("there is nothing to link with", next="Name a file:  alder link ilr FILE")
    if out and out.suffix.lower() not in _FORMATS:
        raise UsageError(f"{out.name} does not say in which format to save", where=f"End it in {', '.join(_FORMATS)}.")
    store = alder.open(folder)
    if right is None:
        report = people(store, by=by, years=years)
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
        )
        report = links.report
        if out:
            _save(links, out)
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


def _save(links: Links, out: Path) -> None:
    from pyarrow import csv, parquet

    rows = links.extract()
    try:
        if out.suffix.lower() == ".csv":
            csv.write_csv(rows, out)
        else:
            parquet.write_table(rows, out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written", where=str(error.strerror or error)) from None
    click.echo(f"Written: {out}, {rows.num_rows:,} linked rows under keys of {links.report.project}", err=True)
