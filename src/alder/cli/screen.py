"""`alder screen`: whether a data file and its meta file keep to the open-data standard."""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option
from alder.errors import NotPublishable
from alder.look.words import listed

if TYPE_CHECKING:
    from alder.publishing.standard import DataSetFiles

NATIONAL = "National"


@click.command()
@click.argument("data", metavar="DATA.csv", type=click.Path(path_type=Path))
@click.argument("meta", required=False, metavar="[META.csv]", type=click.Path(path_type=Path))
@click.option(
    "--lists",
    "folder",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    envvar="ALDER_LISTS",
    show_envvar=True,
    help="The folder with lists of places, agreed names and the data dictionary.",
)
@click.option("--accept", multiple=True, metavar="CHECK", help="Go on after a failure of this check. May be repeated.")
@click.option("--all", "every", is_flag=True, help="List everything that a check found, not the first three alone.")
@format_option
def screen(
    data: Path, meta: Path | None, folder: Path | None, accept: tuple[str, ...], every: bool, format: str
) -> None:
    """Does a data set keep to the open-data standard?

    DATA.csv is a data file, plain or packed with gzip; its meta file is DATA.meta.csv beside it, where none is named.
    Checks are run in stages; after a stage with a failure, the later ones are not run. Some checks rest on lists that
    Alder does not bring: without them they are told as not run.

    Beside what the department's checks ask, formulas, signs that nobody sees and figures that are none are refused, as
    they are when it is published.

    Exit status: 0 no check failed (advice allowed), 1 a check failed, 10 and up a file could not be read, 18 no check
    failed, and it is refused nevertheless.
    """
    from alder.cli.progress import counting, takes_colour
    from alder.publishing.screener import NO_LISTS, read_lists, screener
    from alder.publishing.screener import screen as screen_pair
    from alder.publishing.standard import read_pair
    from alder.publishing.standard.plain import check_plain

    lists = read_lists(folder) if folder else NO_LISTS
    with counting("Screening", len(screener), "checks") as progress:
        began = time.perf_counter()
        pair = read_pair(data, meta)
        screening = screen_pair(pair, lists=lists, accept=accept, progress=progress, began=began)
    about = _about(pair, data)
    if format == "json":
        import json

        click.echo(json.dumps({**screening.as_object(), "about": about or None}, indent=1, ensure_ascii=False))
    else:
        click.echo(screening.summary(colour=takes_colour(), every=every))
        if about:
            click.echo(f"\n{textwrap.fill(about, 100)}")
    try:
        check_plain(pair)
    except NotPublishable as error:
        if not screening.exit_code:
            raise
        click.echo(f"\nAnd it would be refused after that: {error}", err=format == "json")
    sys.exit(screening.exit_code)


def _about(pair: DataSetFiles, data: Path) -> str:
    """What a screener cannot know of rows about a nation: whether they are about all of it. Its notes may say."""
    from alder.show.notes import notes_beside

    levels = pair.data["geographic_level"].to_pylist() if "geographic_level" in pair.data.column_names else []
    if NATIONAL not in levels:
        return ""
    names = pair.data["country_name"].to_pylist() if "country_name" in pair.data.column_names else []
    named = dict.fromkeys(name for name, level in zip(names, levels, strict=False) if level == NATIONAL)
    said = f"It says that figures are about {listed(list(named)) or 'a nation'} (National). No check can know that."
    notes = [line for line in notes_beside(data).splitlines() if line.startswith("Totals ")]
    return f"{said} Its notes say: {' '.join(notes)}" if notes else f"{said} Nothing beside the file proves it."
