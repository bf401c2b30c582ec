"""`python -m alder.demo build`: the made-up nation, built once and packed as one file for demos to unpack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from alder.demo.nation_build import PEOPLE, NationBuild, NationSettings
from alder.demo.steps import say_begun, say_done
from alder.errors import AlderError
from alder.process_settings import settle


@click.group()
def main() -> None:
    """The demo of Alder, for those who make it."""


@main.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to build in.")
@click.option(
    "--people",
    default=PEOPLE,
    show_default=True,
    type=click.IntRange(1),
    help="People of the nation. Of the default some 200,000 are in a year's returns.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same bytes.")
@click.option("--region", default="", help="Only this region: its people and its providers.")
@click.option("--publication", "titles", multiple=True, help="Only this publication. May be repeated.")
def build(out: Path, people: int, seed: int, region: str, titles: tuple[str, ...]) -> None:
    """Build the made-up nation in a folder, and pack what its site publishes as nation.tar.xz there.

    Stopped and begun again with the same settings it goes on where it was.
    """
    try:
        settings = NationSettings(people, seed, region, *((titles,) if titles else ()))
        steps = NationBuild(out, settings).run(began=say_begun, done=say_done)
    except AlderError as error:
        click.echo(f"alder: {error}", err=True)
        sys.exit(error.exit_code)
    click.echo(f"\n{sum(step.seconds for step in steps):.0f} seconds in all.")


if __name__ == "__main__":
    settle()
    main()
