"""`alder worker`: what the site does in the background."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # click reads the annotation

import click

from alder.cli.options import store_option
from alder.cli.publish import set_up_site


@click.command()
@click.option("--once", is_flag=True, help="Do what is to be done now, then end: for a scheduler of your own.")
@store_option
def worker(once: bool, folder: Path) -> None:
    """Publish what is scheduled at its minute, and do what pages hand on, such as screening an upload.

    `alder serve` runs one inside; with --no-worker it leaves the work to this command, here or on another machine.
    Any number may run at once, and any may be killed: another takes up what it left.
    """
    set_up_site(folder)
    from alder.web.work.worker import work_once

    if once:
        work_once()
        return
    from alder.web.work.process import run

    run(folder)
