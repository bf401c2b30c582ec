"""`alder screen`: whether a data file and its meta file keep to the open-data standard."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from alder.cli.options import format_option


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

    Exit status: 0 no check failed (advice allowed), 1 a check failed, 10 and up a file could not be read.
    """
    from alder.cli.progress import counting
    from alder.publishing.screener import NO_LISTS, read_lists, screen_files, screener

    lists = read_lists(folder) if folder else NO_LISTS
    with counting("Screening", len(screener), "checks") as progress:
        screening = screen_files(data, meta, lists=lists, accept=accept, progress=progress)
    if format == "json":
        import json

        click.echo(json.dumps(screening.as_object(), indent=1, ensure_ascii=False))
    else:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        click.echo(screening.summary(colour=colour, every=every))
    sys.exit(screening.exit_code)
