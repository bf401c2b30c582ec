"""`alder project retain`, `destroy`, `certificate`: the end of a workspace, with proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from alder.cli.options import project_option
from alder.look.words import counted, file_size

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@click.command()
@project_option
@click.option("--until", required=True, metavar="DAY", type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--why", required=True, metavar="TEXT", help="Why nobody uses it any more.")
def retain(project_folder: Path, until: datetime, why: str) -> None:
    """Keep a workspace that nobody may use any more, until a day on which it can be destroyed.

    It is frozen, and is not thawed again.
    """
    from alder.look.words import day
    from alder.workspaces.destruction import retain as keep
    from alder.workspaces.project_folder import open_project

    opened = open_project(project_folder)
    keep(opened, until.date(), why)
    click.echo(f"{opened.name} is frozen, and kept until {day(until.date())}.")
    click.echo(f"After that:  alder project destroy --project {project_folder} --why TEXT")


@click.command()
@project_option
@click.option("--why", metavar="TEXT", help="Why. For the first of the two who destroy it.")
def destroy(project_folder: Path, why: str | None) -> None:
    """Destroy a workspace, with a certificate of what was in it. It takes two accounts.

    The first says why: all that is there is listed. The second gives the same command without a reason, and all is
    overwritten and removed, if it is still what was listed. What a power cut stops goes on by the same command.
    """
    from alder.workspaces.destruction import Destruction, agree_to_destruction, ask_destruction, carry_on
    from alder.workspaces.project_extract import MANIFEST, read_extract
    from alder.workspaces.project_folder import EXTRACT, open_project

    begun = Destruction(project_folder.resolve())
    if begun.is_begun:
        _tell(carry_on(begun), begun.certificate)
        return
    opened = open_project(project_folder)
    if why is not None:
        listed = ask_destruction(opened, why)
        click.echo(f"{opened.name} holds {counted(listed.files, 'file')}, {file_size(listed.bytes)}:\n")
        click.echo(f"  The list of them has the SHA-256 {listed.sha256}.\n")
        click.echo(f"Another account agrees with:  alder project destroy --project {project_folder}")
        return
    has_extract = (opened.folder / EXTRACT / MANIFEST).exists()
    agreement = read_extract(opened.folder / EXTRACT).agreement if has_extract else ""
    _tell(agree_to_destruction(opened, agreement), begun.certificate)


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def certificate(file: Path) -> None:
    """See whether a certificate of destruction is as it was written, and what it says."""
    from alder.workspaces.destruction import read_certificate

    _tell(read_certificate(file), file)


def _tell(said: Mapping[str, Any], where: Path) -> None:
    click.echo(f"{said['project']} is destroyed: {counted(said['files'], 'file')}, {file_size(said['bytes'])}.\n")
    click.echo(f"  Certificate  {where}")
    click.echo(f"  Its SHA-256  {said['sha256']}")
    click.echo(f"  When         {said['begun']} to {said['ended']}")
    if said["interrupted"]:
        click.echo(f"  Interrupted  {counted(said['interrupted'], 'time')}, and gone on with")
    click.echo(f"  How          {said['method']}")
    for sentence in said["not promised"]:
        click.echo(f"  No promise   {sentence}")
