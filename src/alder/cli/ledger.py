"""`alder ledger`: what was let out, and what new tables are therefore compared with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.ledger import Ledger


@click.group(invoke_without_command=True)
@store_option
@click.pass_context
def ledger(context: click.Context, folder: Path) -> None:
    """List every protected table that was let out, the oldest first, and those that were made to stay inside.

    A new table is attacked together with all of the same people that are out, whatever they count and of whichever
    year. The ledger knows of each which cells were shown and which records stand behind them; it stays in the store.
    """
    from alder.disclosure.ledger import not_here

    context.obj = of_store(folder)
    if context.invoked_subcommand is not None:
        return
    found = context.obj.releases()
    for release in found:
        click.echo(release.name if release.binds else f"{release.name} (stays inside)")
    for line in context.obj.forgotten():
        click.echo(f"{line['id']}: forgotten {line['when'][:10]} by {line['by']}: {line['reason']}")
    for line in context.obj.unremembered():
        click.echo(
            f"unremembered: {line['title']}, {line['file']}, {line['when'][:10]}, by {line['by']}: {line['reason']}"
        )
    if elsewhere := context.obj.elsewhere():
        click.echo(f"\n{not_here(elsewhere)}")
        for line in elsewhere:
            click.echo(f"elsewhere: {line['title']}, {line['policy']}")
    click.echo("\nOne of them:  alder ledger show ID" if found else "No table was let out yet.")


@ledger.command()
@click.argument("id")
@click.pass_obj
def show(ledger: Ledger, id: str) -> None:
    """Show one release: what was asked, about whom, under which policy. No figure, no value and no record."""
    facts = ledger.facts(id)
    click.echo(facts.name)
    policy = f"{facts.policy}, version {facts.version}, counts below {facts.threshold} are small"
    cells = f"{facts.shown:,} shown, {facts.hidden:,} hidden"
    values = {"made of": ", ".join(facts.values)} if facts.values else {}
    said = values | {"made": facts.when, "by": facts.by, "population": "; ".join(facts.population), "policy": policy}
    for name, value in (*said.items(), ("cells", cells), ("query", json.dumps(facts.query, ensure_ascii=False))):
        click.echo(f"  {name:<12}{value}")
    for act in facts.acts:
        click.echo(f"  {act.when[:10]:<12}{act.what}, by {act.by}{f': {act.of}' if act.of else ''}")


@ledger.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def find(ledger: Ledger, file: Path) -> None:
    """Say which tables of the ledger a FILE holds: CSV, Parquet, a page, a workbook (.xlsx, .ods) or JSON.

    They are known by their figures and what these are about, however the file was saved. Of a file from elsewhere,
    whose figures no table of the ledger has, nothing is known.
    """
    from alder.disclosure.ledger import digest_of
    from alder.disclosure.ledger.file_content import content_of

    content = content_of(file)
    found = ledger.in_file(content, digest_of(file))
    for facts in found:
        click.echo(facts.name if facts.binds else f"{facts.name} (stays inside)")
    if not found:
        click.echo("No table of the ledger has these figures.")


@ledger.command()
@click.argument("id")
@click.option("--reason", required=True, help="Why it need not be remembered: it is written down, with your name.")
@click.pass_obj
def forget(ledger: Ledger, id: str, reason: str) -> None:
    """Forget a release that nobody saw. Only whoever asked for it may; that it was there stays written.

    Never forget a table that anybody has: the next ones are then no longer safe beside it. What was published, approved
    for it or shown before it cannot be forgotten.
    """
    facts = ledger.forget(id, reason=reason)
    click.echo(f"Forgotten: {facts.name}")


def of_store(folder: Path, tell: Callable[[str], None] = lambda _: None) -> Ledger:
    """The ledger of the store in a folder, that tells what it is doing."""
    import alder

    return alder.open(folder).ledger().telling(tell)
