"""`alder explain`: what a rule, a field, a variable or a measure is."""

from __future__ import annotations

import shutil

import click


@click.command()
@click.argument("name")
@click.option("--sql", is_flag=True, help="Show the SQL of a rule, too.")
def explain(name: str, sql: bool) -> None:
    """Read about a rule, a field, a variable or a measure.

    NAME is its name, or one of the lists: measures, variables, rules, fields.
    """
    import alder

    click.echo(alder.explain(name).text(shutil.get_terminal_size().columns))
    if sql:
        click.echo()
        click.echo(_sql(name))


def _sql(name: str) -> str:
    """The statements that judge a rule, as it holds in the latest year whose book is full."""
    from alder.rules.sql import statements
    from alder.sources.ilr.rules import ilr

    rule = ilr.versions(name)[-1]
    return statements(rule, ilr, max(y for y in ilr.full if rule.holds_in(y)))
