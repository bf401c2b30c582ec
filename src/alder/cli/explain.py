"""`alder explain`: what a rule, a field, a variable or a measure is."""

from __future__ import annotations

import json
import shutil

import click

from alder.cli.options import format_option
from alder.errors import UsageError


@click.command()
@click.argument("name")
@click.option("--sql", is_flag=True, help="Show the SQL of a rule, too.")
@format_option
def explain(name: str, sql: bool, format: str) -> None:
    """Read about a rule, a field, a variable or a measure.

    NAME is its name, or one of the lists: measures, variables, rules, fields. Of a rule you see what is wrong, what it
    reads, how to put it right, an example that breaks it and one that keeps it.
    """
    import alder

    found = alder.explain(name)
    text = _sql(found.name, found.kind) if sql else ""
    if format == "json":
        click.echo(json.dumps({**found.as_object(), **({"sql": text} if sql else {})}, indent=1, ensure_ascii=False))
        return
    click.echo(found.text(shutil.get_terminal_size().columns))
    if sql:
        click.echo()
        click.echo(text)


def _sql(name: str, kind: str) -> str:
    """The statements that judge a rule, as it holds in the latest year whose book is full."""
    from alder.rules.sql import statements
    from alder.sources.ilr.rules import ilr

    if kind != "rule":
        raise UsageError(f"{name} is no rule of the book, so no SQL judges it", next="Leave --sql out.")
    rule = ilr.versions(name)[-1]
    return statements(rule, ilr, max(y for y in ilr.full if rule.holds_in(y)))
