"""`alder serve`: the site and the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from alder.cli.options import store_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1), help="Processes that share the port."
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Requests at a time, in each.")
@store_option
def serve(host: str, port: int, processes: int, threads: int, folder: Path) -> None:
    """Serve what is published: the public API under /v1 and /statistics/v1.

    Data sets come from `alder publish import`. The database is a file in the store, or PostgreSQL where DATABASE_URL
    names it. Names other than localhost that it answers to are set in ALDER_HOSTS, with commas between them.
    """
    from alder.web.server import serve as run

    def ready(address: str) -> None:
        click.echo(f"Alder is at {address}")

    run(folder, host, port, threads=threads, processes=processes, ready=ready)
