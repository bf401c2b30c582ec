"""`alder project ingress`: code and data that are brought into a workspace, in quarantine until they are let in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import project_option
from alder.look.words import counted, file_size

if TYPE_CHECKING:
    from alder.workspaces.quarantine import BroughtFolder

_NUMBER = click.argument("number", metavar="NUMBER")


@click.group()
def ingress() -> None:
    """Bring code or data of your own into a workspace.

    They lie in quarantine until they were scanned and somebody who did not bring them let them in. Analyses find them
    where ALDER_BROUGHT says. Where no scanner is installed that is said, and what is no plain text waits for one.
    """


@ingress.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@project_option
@click.option("--data", "is_data", is_flag=True, help="They are data. Default: code.")
@click.option("--purpose", required=True, metavar="TEXT", help="What they are for.")
@click.option("--source", required=True, metavar="TEXT", help="Where they are from.")
@click.option("--licence", required=True, metavar="TEXT", help="Under which licence you may use them.")
@click.option("--personal/--not-personal", required=True, help="Whether they are about people.")
def add(
    files: tuple[Path, ...],
    project_folder: Path,
    is_data: bool,
    purpose: str,
    source: str,
    licence: str,
    personal: bool,
) -> None:
    """Put FILEs into quarantine and have them scanned.

    Exit status: 0 let in or waiting for a person, 1 blocked, or no scanner was there, 2 wrong usage.
    """
    from alder.governance.ingress import IngressState
    from alder.workspaces.project_folder import open_project
    from alder.workspaces.quarantine import bring

    said = {"purpose": purpose, "source": source, "licence": licence, "personal": personal}
    brought = bring(open_project(project_folder), files, {**said, "brings": "data" if is_data else "code"})
    _tell(brought)
    sys.exit(1 if brought.ingress.state in (IngressState.BLOCKED, IngressState.UNSCANNED) else 0)


@ingress.command("list")
@project_option
def list_(project_folder: Path) -> None:
    """List all that was brought, the newest first."""
    from alder.workspaces.project_folder import open_project
    from alder.workspaces.quarantine import all_brought

    for one in all_brought(open_project(project_folder)):
        thing = one.ingress
        size = file_size(sum(file.bytes for file in thing.files))
        click.echo(f"{one.number}  {thing.kind:<5} {counted(len(thing.files), 'file'):<9} {size:>9}  {thing.state}")


@ingress.command()
@_NUMBER
@project_option
def scan(number: str, project_folder: Path) -> None:
    """Scan what is in quarantine once more: a scanner may be there by now.

    Exit status: 0 let in or waiting for a person, 1 blocked, or no scanner was there.
    """
    from alder.governance.ingress import IngressState
    from alder.workspaces.project_folder import open_project
    from alder.workspaces.quarantine import brought_folder

    brought = brought_folder(open_project(project_folder), number)
    brought.look()
    _tell(brought)
    sys.exit(1 if brought.ingress.state in (IngressState.BLOCKED, IngressState.UNSCANNED) else 0)


@ingress.command("let-in")
@_NUMBER
@project_option
@click.option("--as", "agreed_as", default="", metavar="TEXT", help="What of the application the data are.")
@click.option("--looked-at", "reason", default="", metavar="TEXT", help="What you looked at, where no scanner did.")
def let_in(number: str, project_folder: Path, agreed_as: str, reason: str) -> None:
    """Let something in: for whoever looks after the workspace, and did not bring it."""
    from alder.governance.ingress import IngressAction
    from alder.workspaces.project_folder import open_project
    from alder.workspaces.quarantine import brought_folder

    brought = brought_folder(open_project(project_folder), number)
    brought.act(IngressAction.LET_IN, {"is_outside": True, "agreed_as": agreed_as, "reason": reason})
    brought.deliver()
    _tell(brought)


@ingress.command()
@_NUMBER
@project_option
@click.option("--why", required=True, metavar="TEXT", help="The reason, which whoever brought it is told.")
def refuse(number: str, project_folder: Path, why: str) -> None:
    """Let something not in, for good. It stays in quarantine until the workspace is destroyed."""
    from alder.governance.ingress import IngressAction
    from alder.workspaces.project_folder import open_project
    from alder.workspaces.quarantine import brought_folder

    brought = brought_folder(open_project(project_folder), number)
    brought.act(IngressAction.REFUSE, {"is_outside": True, "reason": why})
    _tell(brought)


def _tell(brought: BroughtFolder) -> None:
    """Where it is, what looked at it, and what follows."""
    thing = brought.ingress
    click.echo(f"{brought.number} of {brought.project.name} is {thing.state}.\n")
    for file in thing.files:
        click.echo(f"  {file.sha256[:16]}  {file_size(file.bytes):>9}  {file.name}")
    click.echo(f"\n  Scanned by  {thing.scanner or 'nothing'}")
    for remark in brought.remarks:
        click.echo(f"  Look at     {remark}")
    if thing.reason:
        click.echo(f"  Reason      {thing.reason}")
