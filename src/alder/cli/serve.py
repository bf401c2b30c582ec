"""`alder serve`: the site and the public API."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import nullcontext
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from alder.cli.options import store_option
from alder.errors import StoreError, UsageError
from alder.look.words import counted

if TYPE_CHECKING:
    from alder.demo import Demo
    from alder.engine.locks import Lock
    from alder.publishing.packed_publications import PackedPublications


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
    help="Serve the made-up nation, and the college group of `alder demo` from this folder, or `demo`, which is made "
    "where it is not.",
)
@click.option(
    "--nation",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --demo: the made-up nation of this file, as `python -m alder.demo build` packs it, not that of Alder.",
)
@click.option("--no-nation", is_flag=True, help="With --demo: the college group alone, which begins sooner.")
@click.option("--reset", is_flag=True, help="With --demo: remove that demo first, and make it anew.")
@click.option("--worker/--no-worker", default=True, help="Work in the background too, as `alder worker` does.")
@click.option("--check", is_flag=True, help="See that the home page answers, and stop.")
@store_option
def serve(
    host: str,
    port: int,
    processes: int,
    threads: int,
    demo: Path | None,
    nation: Path | None,
    no_nation: bool,
    reset: bool,
    worker: bool,
    check: bool,
    folder: Path,
) -> None:
    """Serve what is published: the site, and the public API under /v1 and /statistics/v1.

    Data sets come from `alder publish import`. The database is a file in the store, or PostgreSQL where DATABASE_URL
    names it. Names other than localhost that it answers to are set in ALDER_HOSTS, with commas between them.
    """
    from alder.web.server import serve as run

    if reset and not demo:
        raise UsageError("--reset removes a demo, and nothing else", next="Name the demo:  alder serve --demo --reset")
    if (nation or no_nation) and not demo:
        raise UsageError("a nation is published beside a demo", next="Name the demo:  alder serve --demo --nation FILE")
    if nation and no_nation:
        raise UsageError("--no-nation publishes none, and --nation one", next="Leave one of them out.")
    shown = None
    if demo:
        folder, shown = _show(demo, None if no_nation else nation or _nation_of_alder(), reset=reset)

    from alder.web.setup import database_left_aside

    if said := database_left_aside(folder):
        click.echo(said, err=True)
    look = FirstLook()

    def ready(address: str) -> None:
        click.echo(f"Alder is at {address}")
        if check:
            look.begin(address)
        elif sys.stdout.isatty():  # pragma: no cover  # nobody types at a test
            click.echo("Press Ctrl-C to stop it.")

    if demo:
        click.echo("Making the index of the search.", err=True)
    try:
        run(folder, host, port, threads=threads, processes=processes, worker=worker, ready=ready)
    except KeyboardInterrupt:  # pragma: no cover  # nobody types at a test
        click.echo("\nStopped.")
    finally:
        if shown is not None:
            shown.release()
        look.end()


def _nation_of_alder() -> Path | None:
    """The packed nation that comes with Alder; it is said where it does not."""
    from alder.demo.nation_publications import packed_nation

    nation = packed_nation()
    if not nation.is_file():
        click.echo(
            f"The made-up nation is not there ({nation}), so the college group is served alone. "
            "To build it:  python -m alder.demo build --out nation",
            err=True,
        )
        return None
    return nation


def _show(folder: Path, nation: Path | None, *, reset: bool) -> tuple[Path, Lock]:
    """The store of the demo in this folder, with its tables published and its people at work, and what says that it is
    served. A demo that is not there is made first; who comes meanwhile waits for it. A nation is published beside it.
    """
    from alder.demo import Demo, demo_folder
    from alder.publishing.packed_publications import packed_publications

    made = Demo(folder)
    with packed_publications(nation) if nation else nullcontext() as packed:
        if packed and (reset or not made.report.is_file()):
            packed.unpacked()  # what cannot be published is refused before anything is removed or made
        waits = "Somebody else makes this demo now: waiting for that."
        with demo_folder.alone(folder, lambda: click.echo(waits, err=True)):
            return _show_alone(made, packed, reset=reset)


def _show_alone(made: Demo, packed: PackedPublications | None, *, reset: bool) -> tuple[Path, Lock]:
    """The same, while nobody else makes this demo."""
    from alder.demo import demo_folder, run

    is_new = reset or not made.report.is_file()
    if reset:
        demo_folder.clear(made.folder)
    if is_new:
        click.echo("Making the demo. It takes about a minute.", err=True)
        made = run(made.folder)
    from alder.web.setup import set_up

    set_up(made.store, own_database=True)
    from alder.web.pages.tour import has_tour

    if not has_tour():
        click.echo("Opening the demo. The first time it takes about 15 seconds.", err=True)
    from alder.demo.site import show_demo

    began = time.monotonic()
    lines = show_demo(made, lambda doing: click.echo(f"{time.monotonic() - began:5.0f} s  {doing}", err=True))
    if packed:
        _publish(packed)
    for line in lines:
        click.echo(line, err=True)
    return made.store, demo_folder.served(made.folder)


def _publish(packed: PackedPublications) -> None:
    """Publish what is packed, if that was not done before."""
    from alder.web.statistics.publication_archive import is_published, unpack

    if is_published(packed):
        return
    began = time.monotonic()
    click.echo(f"Publishing {packed.manifest['name']}, made up as a whole.", err=True)
    told = began

    def tell(versions: int, of: int) -> None:
        nonlocal told
        if (now := time.monotonic()) - told > _TELL:
            told = now
            click.echo(f"{now - began:5.0f} s  {versions} of {of} versions of data sets", err=True)

    made = unpack(packed, tell)
    click.echo(
        f"{time.monotonic() - began:5.0f} s  {counted(made.publications, 'publication')}, "
        f"{counted(made.versions, 'version')} of data sets, {counted(made.rows, 'row')}",
        err=True,
    )


_TELL = 5.0
"""Seconds after which it is said how far the publishing is."""
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
