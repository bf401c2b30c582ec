"""`alder quality`: how the fields of the returns that are held are filled."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import ReturnType, YearType, store_option
from alder.errors import UsageError

if TYPE_CHECKING:
    from alder.model.period import AcademicYear, ReturnNumber


@click.command()
@click.argument("subject", required=False, metavar="[FIELD | SOURCE | FILE]")
@click.option("--year", type=YearType(), help="Only this academic year.")
@click.option("--return", "return_number", type=ReturnType(), help="This return; else the current ones.")
@click.option("--ukprn", type=click.IntRange(10_000_000, 99_999_999), help="Only this provider.")
@click.option("--by", default="", metavar="A,B", help="Split one field by provider, return or year.")
@click.option("--publish", is_flag=True, help="Put on the site what may be told of a year.")
@click.option("--policy", default="srs-output", show_default=True, help="With --publish: what may be told.")
@click.option(
    "--format",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Lines for people, or JSON or CSV for programs.",
)
@store_option
def quality(
    subject: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    ukprn: int | None,
    by: str,
    publish: bool,
    policy: str,
    format: str,
    folder: Path,
) -> None:
    """How FIELD is filled, or every field, worst first: blank, not known, off its list, rules broken, heaps of dates.

    It was measured when each return was loaded. Counts are not protected: they are for whoever looks after the data.
    With --by return, every return that is held counts, not the current one alone.

    Of a SOURCE (ilr, plams) you see its grade, strengths, weaknesses, gaps and breaks. Of a FILE that alder table wrote
    you see what it says of its own quality.

    With --publish, the shares of the current returns of a year go beside what is published, in whole per cent of many
    records and nothing else, and the pages of fields show them.
    """
    if publish:
        if subject or by or ukprn or return_number or format != "text":
            raise UsageError("--publish goes with --year and --policy alone", next="Leave the others out.")
        _publish(folder, year, policy)
        return

    if subject is not None and (said := _of_another(subject, format)) is not None:
        if year or return_number or ukprn or by:
            raise UsageError(
                "only fields are split or told by year, return and provider", where=f"{subject} is no field."
            )
        click.echo(said, nl=False)
        return
    split = [name.strip() for name in by.split(",") if name.strip()]
    from alder.quality.measurements import measured
    from alder.sources.ilr.submissions import open_store

    found = measured(open_store(folder), subject, year=year, return_number=return_number, ukprn=ukprn, by=split)
    if format == "json":
        click.echo(found.to_json())
        return
    if format == "csv":
        click.echo(found.to_csv(), nl=False)
        return
    width = min(100, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100
    click.echo(found.text(width))


def _publish(folder: Path, year: AcademicYear | None, policy: str) -> None:
    """Turn what was measured to words under a policy, and keep these beside what is published."""
    from datetime import date

    from alder.disclosure import field_profile
    from alder.model.period import AcademicYear
    from alder.quality.measurements import measured
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    held = sorted(set(measured(store).used["collection_year"].to_pylist()))
    found = measured(store, year=year or (AcademicYear.parse(held[-1]) if held else None))
    told = field_profile.profile(found, policy, made=date.today())
    file = field_profile.write(told, folder / "published")
    telling = sum(one.is_telling for one in told.fields)
    click.echo(f"Written: {file}")
    click.echo(f"{telling} of {len(told.fields)} fields of {told.year} have a share that may be told.")


def _of_another(subject: str, format: str) -> str | None:
    """What is said of a file or of a source; None where the subject is neither, and so a field."""
    from alder.show.notes import ENDINGS, quality_of_file
    from alder.sources.catalogue import ids

    if Path(subject).suffix.lower() in ENDINGS:
        return quality_of_file(Path(subject))
    if subject.casefold() not in ids():
        return None
    from alder.quality.grades import source_quality
    from alder.sources import source

    found = source_quality(source(subject))
    return (json.dumps(found.as_object(), indent=1, ensure_ascii=False) if format == "json" else found.text()) + "\n"
