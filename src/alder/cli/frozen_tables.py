"""`alder publish take-away`: frozen tables whose figures must no longer be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option
from alder.look.words import counted

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID


@click.command("take-away")
@click.argument("data_set", type=click.UUID)
@click.argument("version")
@click.option("--reason", required=True, help="Why, for those who cited them. Everyone can read it.")
@store_option
def take_away(data_set: UUID, version: str, reason: str, folder: Path) -> None:
    """Take away the frozen tables of a VERSION of DATA_SET, which otherwise stay when it is withdrawn.

    For figures that nobody may see, such as those that could tell of a person. Their pages give the reason.
    """
    from alder.web.setup import set_up

    set_up(folder)
    from alder.web.permanent.kept import take_away as taken_away

    click.echo(f"{counted(taken_away(data_set, version, reason), 'frozen table')} taken away")
