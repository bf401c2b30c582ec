"""`alder store`: look after the store."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option
from alder.errors import UsageError

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
@click.option("--rights", "of_rights", is_flag=True, help="See who may read the files of the store instead.")
@click.option("--mend", is_flag=True, help="With --rights: give every file and folder the rights that it should have.")
@store_option
def check(folder: Path, of_rights: bool, mend: bool) -> None:
    """See that every submission has all the rows that it was accepted with.

    With --rights, see that nobody but the owner, and the group that ALDER_GROUP names, may read what is in the store.

    Exit status: 0 the store is whole; 14 it is not; with --rights, 1 others have rights that they should not have.
    """
    if mend and not of_rights:
        raise UsageError("--mend goes with --rights", next="What it would change:  alder store check --rights")
    if of_rights:
        _check_rights(folder, mend)
        return
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


_SHOWN = 10
"""How many files and folders whose rights are wrong are listed one by one."""


def _check_rights(folder: Path, mend: bool) -> None:
    import alder
    from alder.look.words import counted
    from alder.rights import mend as put_right
    from alder.rights import wrong

    store = alder.open(folder).store
    store.tables()  # which says in words where there is no store
    found = wrong(store.folder)
    if not found:
        click.echo("Only those who should may read the store.")
        return
    if mend:
        for one in found:
            put_right(one)
        click.echo(f"{counted(len(found), 'file or folder', 'files and folders')} put right.")
        return
    for one in found[:_SHOWN]:
        does = "is open to others" if one.is_wide else "is shut to the group"
        where = one.path.relative_to(store.folder.parent)
        click.echo(f"  {where}   {one.mode & 0o777:04o}, should be {one.wanted & 0o777:04o}: {does}")
    if len(found) > _SHOWN:
        click.echo(f"  and {len(found) - _SHOWN:,} others")
    click.echo("")
    click.echo(f"Put all {len(found):,} right:  alder store check --rights --mend --store {folder}")
    sys.exit(1)
