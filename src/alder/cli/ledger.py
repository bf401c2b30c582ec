"""`alder ledger`: what was let out, and what new tables are therefore compared with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alder.disclosure.ledger import Ledger


@click.group(invoke_without_command=True)
@store_option
@click.pass_context
def ledger(context: click.Context, folder: Path) -> None:
    """List every protected table that was let out, the oldest first, and those that were made to stay inside.

    A new table is attacked together with all of the same records that are out. The ledger knows of each which cells
    were shown and which records stand behind them; it stays in the store.
    """
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
