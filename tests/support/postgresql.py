"""A PostgreSQL of our own, on a socket in a folder: started for a run of tests and gone after it.

`python -m pytest --postgresql tests/integration/api` runs tests of the site on it instead of SQLite; each site gets a
database of its own. It needs the programs of PostgreSQL (Debian: apt-get install postgresql).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

SOCKET = "ALDER_TEST_POSTGRESQL"
"""The folder with the socket of the running server, for the processes of this run."""


def programs() -> Path | None:
    """The folder with the newest programs of PostgreSQL; None where there are none."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


@contextmanager
def running() -> Iterator[None]:
    """A server on an empty cluster. It trusts whoever reaches its socket, and writes nothing for good."""
    bin = programs()
    assert bin
    folder = Path(tempfile.mkdtemp(prefix="alder-pg-"))  # short: a socket's path has at most 107 letters
    try:
        _as_its_user("chown", folder)
        data = folder / "data"
        _run(bin / "initdb", "-D", data, "-U", "alder", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        quick = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        _run(bin / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", f"{quick} -k {folder}", "start")
        try:
            os.environ[SOCKET] = str(folder)
            yield
        finally:
            os.environ.pop(SOCKET, None)
            _run(bin / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def database_of(store: Path) -> str | None:
    """The URL of a database of its own for this store; None where the run has no server."""
    if not (folder := os.environ.get(SOCKET)):
        return None
    import psycopg

    name = f"site_{uuid4().hex}"
    with psycopg.connect(host=folder, user="alder", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return f"postgresql://alder@/{name}?host={folder}"


def _as_its_user(program: str, *arguments: Path) -> None:
    if os.geteuid() == 0:
        subprocess.run([program, "postgres", *map(str, arguments)], check=True)


def _run(*command: object) -> None:
    """PostgreSQL refuses to run as root, so there it runs as its own user."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["runuser", "-u", "postgres", "--", *words]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
