"""`alder applications`: prepare an application for learner-level data."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from alder.cli.options import format_option


@click.group()
def applications() -> None:
    """Prepare an application for learner-level data.

    The form can be read and filled in here before anybody has an account. Nothing is sent.
    """


@applications.command("form")
@click.argument("section", required=False, default="", metavar="[SECTION]")
@click.option(
    "--template", metavar="FILE.toml", type=click.Path(path_type=Path), help="Write a blank file of answers to fill in."
)
def form_(section: str, template: Path | None) -> None:
    """What is asked, from A to M.

    With a SECTION, as G, that one alone.
    """
    from alder.applications import preparation

    if template is not None:
        preparation.write_template(template)
        click.echo(f"Wrote {template}. Fill it in, then: alder applications check {template}")
    else:
        click.echo("\n".join(preparation.form_lines(section.upper())).rstrip())


@applications.command()
@click.argument("file", type=click.Path(path_type=Path))
@format_option
def check(file: Path, format: str) -> None:
    """Is a file of answers ready to be sent?

    Says of each section how far it is, of each answer what is wrong with it, and what the fields that are asked for
    could do to people: how many of some made-up learners would be alone in them, and which field in a coarser form
    would spare most. The file is TOML or JSON; `alder applications form --template FILE.toml` writes a blank one.

    Exit status: 0 it could be sent, 1 something is missing or wrong, 2 wrong usage, 11 the file cannot be read.
    """
    from datetime import date

    from alder.applications.preparation import prepared, read_answers

    found = prepared(read_answers(file), date.today())
    if format == "json":
        import json

        click.echo(json.dumps(found.as_object, indent=1, ensure_ascii=False))
    else:
        click.echo("\n".join(found.lines))
    sys.exit(1 if found.stops else 0)
