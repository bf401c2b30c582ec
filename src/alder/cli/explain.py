"""`alder explain`: what a rule, a field, a variable or a measure is."""

from __future__ import annotations

import shutil

import click


@click.command()
@click.argument("name")
def explain(name: str) -> None:
    """Read about a rule, a field, a variable or a measure.

    NAME is its name, or one of the lists: measures, variables, rules, fields.
    """
    import alder

    click.echo(alder.explain(name).text(shutil.get_terminal_size().columns))
