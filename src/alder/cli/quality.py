"""`alder quality`: how the fields of the returns that are held are filled."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import click

from alder.cli.options import ReturnType, YearType, store_option

if TYPE_CHECKING:
    from pathlib import Path

    from alder.model.period import AcademicYear, ReturnNumber


@click.command()
@click.argument("field", required=False)
@click.option("--year", type=YearType(), help="Only this academic year.")
@click.option("--return", "return_number", type=ReturnType(), help="This return; else the current ones.")
@click.option("--ukprn", type=click.IntRange(10_000_000, 99_999_999), help="Only this provider.")
@click.option("--by", default="", metavar="A,B", help="Split one field by provider, return or year.")
@click.option(
    "--format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Lines for people, or JSON or CSV for programs.",
)
@store_option
def quality(
    field: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    ukprn: int | None,
    by: str,
    format: str,
    folder: Path,
) -> None:
    """How FIELD is filled, or every field, worst first: blank, not known, off its list, rules broken, heaps of dates.

    It was measured when each return was loaded. Counts are not protected: they are for whoever looks after the data.
    With --by return, every return that is held counts, not the current one alone.
    """
    import alder

    split = [name.strip() for name in by.split(",") if name.strip()]
    found = alder.open(folder).quality(field, year=year, return_number=return_number, ukprn=ukprn, by=split)
    if format == "json":
        click.echo(found.to_json())
        return
    if format == "csv":
        click.echo(found.to_csv(), nl=False)
        return
    width = min(100, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100
    click.echo(found.text(width))
