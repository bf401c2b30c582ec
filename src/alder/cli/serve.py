"""`alder serve`: the site and the public API."""

from __future__ import annotations

import os
import signal
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click

from alder.cli.options import store_option
from alder.errors import StoreError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option(
    "--processes", default=2, show_default=True, type=click.IntRange(1), help="Processes that share the port."
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Requests at a time, in each.")
@click.option(
    "--demo",
    is_flag=False,
    flag_value="demo",
    type=click.Path(file_okay=False, path_type=Path),
    help="Serve the fictitious college group of `alder demo` from this folder, or `demo`. It is made where it is not.",
)
@click.option("--worker/--no-worker", default=True, help="Work in the background too, as `alder worker` does.")
@click.option("--check", is_flag=True, help="See that the home page answers, and stop.")
@store_option
def serve(
    host: str, port: int, processes: int, threads: int, demo: Path | None, worker: bool, check: bool, folder: Path
) -> None:
    """Serve what is published: the site, and the public API under /v1 and /statistics/v1.

    Data sets come from `alder publish import`. The database is a file in the store, or PostgreSQL where DATABASE_URL
    names it. Names other than localhost that it answers to are set in ALDER_HOSTS, with commas between them.
    """
    from alder.web.server import serve as run

    if demo:
        folder = _show(demo)

    look = FirstLook()

    def ready(address: str) -> None:
        click.echo(f"Alder is at {address}")
        if check:
            look.begin(address)
        elif sys.stdout.isatty():  # pragma: no cover  # nobody types at a test
            click.echo("Press Ctrl-C to stop it.")

    try:
        run(folder, host, port, threads=threads, processes=processes, worker=worker, ready=ready)
    except KeyboardInterrupt:  # pragma: no cover  # nobody types at a test
        click.echo("\nStopped.")
    finally:
        look.end()


def _show(folder: Path) -> Path:
    """The store of the demo in this folder, with its tables published. A demo that is not there is made first."""
    from alder.demo import Demo, run

    made = Demo(folder)
    if not made.report.is_file():
        click.echo("Making the demo. It takes about a minute.", err=True)
        made = run(folder)
    from alder.web.setup import set_up

    set_up(made.store)
    from alder.demo.site import introduce, show_demo

    show_demo(made.tables)
    for line in introduce(made):
        click.echo(line, err=True)
    return made.store


_SECONDS = 180


class FirstLook:
    """Asks for the home page once, and then has the server stop."""

    def __init__(self) -> None:
        self.failed = ""
        names = os.environ.get("ALDER_HOSTS", "").split(",")
        self._host = next((name.strip() for name in names if name.strip()[:1] not in ("", ".", "*")), "")
        """A name that the site has: it refuses others, and then its address too."""

    def begin(self, address: str) -> Thread:
        thread = Thread(target=self._look, args=(address,), daemon=True)
        thread.start()
        return thread

    def _look(self, address: str) -> None:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=_SECONDS)
        try:
            connection.request("GET", "/", headers={"Host": self._host} if self._host else {})
            reply = connection.getresponse()
            reply.read()
            # Behind a proxy that does the https, the answer to plain http is where the page is.
            if reply.status != 200 and not reply.getheader("Location", "").startswith("https://"):
                self.failed = f"It answered {reply.status} {reply.reason}."
        except (HTTPException, OSError) as error:
            self.failed = str(error)
        finally:
            connection.close()
        os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        """Say it where the page did not answer."""
        if self.failed:
            raise StoreError(
                "the site started, but its home page did not answer",
                where=self.failed,
                next="Start it without --check, and read what it writes to the terminal.",
            )
