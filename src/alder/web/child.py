"""A process of its own for a file that is made of a whole table in memory: a workbook, a cube.

It takes seconds of a processor and hundreds of megabytes. In a process of the server, pages would wait for their turns
at Python meanwhile, and the memory would stay with the server. Here both end with the file. Whoever asked waits in a
thread for files (`alder.web.connections`) and has its turn (`alder.web.files`), so that few of these run at a time.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO

from alder.engine.data_sets import DataSetFolder
from alder.publishing.contents import Contents
from alder.publishing.tables.choice import VersionRows
from alder.publishing.tables.chosen_table import reordered, table
from alder.publishing.tables.frozen import thawed
from alder.publishing.tables.table_files import file_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from alder.publishing.tables.choice import Choice
    from alder.show.notes import Orders, TableSource

SECONDS = 60
"""How long a file may take: as long as proxies commonly wait for an answer. A workbook of the most cells takes ten."""
_TOO_LONG = 3
"""How the process ends when a question to the store took too long."""
_BEGINNING = (
    "from alder.process_settings import settle; settle(); from alder.web import child; raise SystemExit(child.main())"
)
"""What the process does first: it is settled before this module is imported, since imports already make use of it."""
_LOW = 5
"""Pages go first, where both want a processor."""


class ChildFailed(Exception):
    """The process ended without the file. It has told the log why."""


def write_in_a_child(write: Callable[[BinaryIO], None], out: BinaryIO, *, seconds: int = SECONDS) -> None:
    """Have another process write this. `write` is a function of a module that needs no settings, with its arguments.

    TimeoutError where that takes longer than it may.
    """
    # Not `multiprocessing`: the server's own processes are daemons to it, and those may have no children.
    # The folder one happens to be in is no place to import from (-P).
    command = [sys.executable, "-P", "-c", _BEGINNING, str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        if child.stdin is None or child.stdout is None:
            raise TypeError("a process without the pipes that were asked for")
        try:
            with suppress(BrokenPipeError):  # it has ended, and its status says how
                pickle.dump(write, child.stdin)
                child.stdin.close()
            shutil.copyfileobj(child.stdout, out, 256 * 1024)
        except BaseException:
            child.kill()
            raise
    if child.returncode in (_TOO_LONG, -signal.SIGALRM):
        raise TimeoutError
    if child.returncode:
        raise ChildFailed


def write_choice(  # pragma: no cover  # in a process that a test starts
    kind: str,
    data_sets: Path,
    version: UUID,
    choice: Choice,
    orders: Orders,
    facts: TableSource,
    name: str,
    seconds: float,
    out: BinaryIO,
) -> None:
    """A file of the table of a choice from a version in the folder of data sets."""
    store = DataSetFolder(data_sets)
    data = VersionRows(version, Contents.from_json(store.contents(version)), store)
    chosen = reordered(table(choice, data, seconds=seconds), orders)
    out.write(file_of(kind, chosen, facts, name))


def write_frozen(  # pragma: no cover  # in a process that a test starts
    kind: str, text: str, facts: TableSource, name: str, out: BinaryIO
) -> None:
    """A file of a frozen table, with the facts that it has by now."""
    out.write(file_of(kind, thawed(text)[0], facts, name))


def main() -> int:  # pragma: no cover  # in a process that a test starts
    signal.alarm(int(sys.argv[1]))  # the system ends it then, whatever it is at, and also where nobody waits any more
    os.nice(_LOW)
    try:
        pickle.load(sys.stdin.buffer)(sys.stdout.buffer)  # from the process that started this one
        sys.stdout.buffer.flush()
    except TimeoutError:
        return _TOO_LONG
    except BrokenPipeError:
        return 1
    except Exception:
        _tell()
        return 1
    return 0


def _tell() -> None:  # pragma: no cover  # in a process that a test starts
    """The line of the log of a fault, as the server writes it."""
    import logging

    from alder.web.request_log import JsonLines

    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], force=True)
    logging.getLogger("alder.web.child").exception("fault")
