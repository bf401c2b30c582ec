"""`alder store`: look after the store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option

if TYPE_CHECKING:
    from pathlib import Path


@click.group()
def store() -> None:
    """Look after the store."""


@store.command()
@store_option
def optimise(folder: Path) -> None:
    """Join many small files into few large ones, so that reading stays fast.

    Nothing that the store holds changes. Others may read and load meanwhile.
    """
    import alder
    from alder.engine.compaction import optimise
    from alder.look.words import counted

    done = optimise(alder.open(folder).store)
    click.echo(f"{counted(done.before, 'file')} before, {done.after:,} now.")
    if done.removed is None:
        click.echo("Somebody is reading, so the old files stay for now. They go the next time.")
    click.echo("")
    click.echo("See what is held:  alder returns")


@store.command()
@store_option
def measure(folder: Path) -> None:
    """Measure the returns that an earlier release loaded without measuring, for alder quality.

    It adds to what the store says of a return, and changes nothing else. Others may read and load meanwhile.
    """
    import alder
    from alder.cli.progress import counting
    from alder.look.words import counted
    from alder.sources.ilr.profile.again import not_measured

    environment = alder.open(folder)
    with counting("Measuring", not_measured(environment.store).num_rows, "returns") as progress:
        done = environment.measure(progress)
    click.echo(f"{counted(done, 'return')} measured." if done else "Every return is measured.")
    click.echo("")
    click.echo("How the fields are filled:  alder quality")


@store.command()
@store_option
def check(folder: Path) -> None:
    """See that every submission has all the rows that it was accepted with.

    Exit status: 0 the store is whole; 14 it is not.
    """
    import alder
    from alder.engine.inspection import inspect
    from alder.look.words import counted

    found = inspect(alder.open(folder).store)
    click.echo(
        f"{counted(found.submissions, 'submission')}, {counted(found.rows, 'row')} in {counted(found.files, 'file')}."
    )
    for fault in found.faults:
        click.echo(f"  {fault}")
    if found.faults:
        click.echo("")
        click.echo("Put these files back from a copy of the store, then check again.")
        sys.exit(14)
    click.echo("The store is whole.")
