"""`alder screen`: whether a data file and its meta file keep to the open-data standard."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import click

from alder.cli.options import format_option
from alder.errors import NotPublishable


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
    from alder.cli.progress import counting
    from alder.publishing.screener import NO_LISTS, read_lists, screener
    from alder.publishing.screener import screen as screened
    from alder.publishing.standard import read_pair
    from alder.publishing.standard.plain import check_plain

    lists = read_lists(folder) if folder else NO_LISTS
    with counting("Screening", len(screener), "checks") as progress:
        began = time.perf_counter()
        pair = read_pair(data, meta)
        screening = screened(pair, lists=lists, accept=accept, progress=progress, began=began)
    if format == "json":
        import json

        click.echo(json.dumps(screening.as_object(), indent=1, ensure_ascii=False))
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        click.echo(screening.summary(colour=colour, every=every))
    try:
        check_plain(pair)
    except NotPublishable as error:
        if not screening.exit_code:
            raise
        click.echo(f"\nAnd it would be refused after that: {error}", err=format == "json")
    sys.exit(screening.exit_code)
