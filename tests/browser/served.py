"""A site in processes of its own: a program of this folder makes what is in it, and `alder serve` serves that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def made_by(program: str, folder: Path, *options: str) -> Any:
    """What `python -m tests.browser.PROGRAM FOLDER` says of what it made there."""
    command = [sys.executable, "-m", f"tests.browser.{program}", str(folder), *options]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return json.loads(said.splitlines()[-1])


@contextmanager
def serving(store: Path, *options: str, database: str = "", port: int = 0, **variables: str) -> Iterator[str]:
    """The address of `alder serve` on a store, and on a database where one is named; it ends with this."""
    command = [sys.executable, "-m", "alder", "serve", "--port", str(port), "--processes", "1", "--store", str(store)]
    env = os.environ | ({"DATABASE_URL": database} if database else {}) | variables
    log = store.parent / "serve.log"
    with (
        log.open("a") as errors,
        subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=errors, text=True, env=env) as server,
    ):
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            if not said:
                raise NotServed(f"alder serve ended before it served at port {port}")
            yield said[-1]
        finally:
            if server.poll() is not None:  # else whoever reads of a refused connection does not know why
                print(f"alder serve has ended by itself:\n{log.read_text()[-4000:]}", file=sys.stderr)
            server.terminate()


class NotServed(Exception):
    """The server did not start."""
