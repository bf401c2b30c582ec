"""`alder demo`: everything at once, on data about nobody."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--out",
    default="demo",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to.",
)
def demo(out: Path) -> None:
    """A fictitious college group, from its returns to a report, in under a minute.

    Makes returns of five providers over four years, checks one that came with errors, keeps them all in a store, and
    writes protected tables and a report. All people, providers and places are made up.
    """
    from alder.demo import run
    from alder.demo.steps import say_begun, say_done

    click.echo("A college group in Mereshire. All people, providers and places are made up.\n")
    made = run(out, began=say_begun, done=say_done)
    seconds = sum(step.seconds for step in made.steps)
    click.echo(f"\nDone in {seconds:.0f} seconds. Open these in a browser:\n")
    click.echo(f"  {made.report}     the statistics")
    click.echo(f"  {made.findings}   what the checks found, for the provider's eyes")
    click.echo(f"\nOr see the statistics on a site, until you stop it:  alder serve --demo {out}")
    click.echo("\nThen try:\n")
    store = f"--store {made.store}"
    for command in (
        f"alder check {made.faulty}",
        f"alder returns --year 2020/21 {store}",
        f"alder table achievement_rate --by sex,age_band --year 2020/21 {store}",
        "alder explain achievement_rate",
        f"alder synth returns --year 2025/26 --learners 2000 --out {out / 'more'}",
    ):
        click.echo(f"  {command}")
