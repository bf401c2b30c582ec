"""`alder persons`: the table of persons over all sources of a store."""

from __future__ import annotations

from pathlib import Path

import click

from alder.cli.options import format_option, store_option
from alder.errors import UsageError


@click.group(invoke_without_command=True)
@store_option
@click.pass_context
def persons(context: click.Context, folder: Path) -> None:
    """Who is who over all sources of a store.

    Without a subcommand: which sources are linked, and whether returns or deliveries came since.
    """
    if context.invoked_subcommand is None:
        from alder.linkage.person_spine import spine_standing
        from alder.look.words import counted, listed
        from alder.sources.ilr.submissions import open_store

        found = spine_standing(open_store(folder))
        if found is None:
            click.echo("The sources of this store are not linked. Link them:  alder persons link")
            return
        click.echo(f"{counted(found.people, 'person', 'people')} of {listed(found.sources)}.")
        if found.waiting or found.gone:
            again = " ".join(found.sources)
            click.echo(f"Returns or deliveries came since. Bring it up to date:  alder persons link {again}")
        else:
            click.echo("Nothing came since.")


@persons.command()
@click.argument("sources", nargs=-1)
@click.option("--by", default="", metavar="A,B", help="Show rates by these: sex, ethnicity, age, free_meals, homes.")
@click.option(
    "--truth",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Of made-up people: a folder that alder synth leo or npd wrote.",
)
@format_option
@store_option
def link(sources: tuple[str, ...], by: str, truth: tuple[Path, ...], format: str, folder: Path) -> None:
    """Link the sources that the store holds to one table of persons, which stays in it.

    SOURCES are names such as ilr, npd, hesa and leo; without any, all that are held. People are linked by the numbers
    that stand together in a record (ULN, UPN, PupilMatchingRefAnonymous, SID) and by the look-ups of LEO. A number that
    leads to two persons is joined to none, and told as a conflict. The table is made whole each time: do it again after
    a new return or delivery.

    The report is for whoever holds the data, and is not protected. With --truth it says how many links between made-up
    people are true, and how many of those in both sources were linked.
    """
    import alder

    report = alder.open(folder).link(*sources, by=by, truth=truth)
    click.echo(report.to_json() if format == "json" else report.text())


@persons.command()
@store_option
def remove(folder: Path) -> None:
    """Take the table of persons out of the store. The records stay as they are."""
    from alder.linkage.person_spine import remove_spine
    from alder.sources.ilr.submissions import open_store

    if not remove_spine(open_store(folder)):
        raise UsageError("no sources of this store are linked", where=str(folder))
    click.echo("The table of persons is removed. The records stay as they are.")
