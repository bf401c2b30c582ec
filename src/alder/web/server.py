"""The server that comes with Alder: a few processes that share a port, each with threads of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.web.balance import Shares, memory, share_out
from alder.web.place import set_up
from alder.web.work.process import Companion

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.context import SpawnProcess
    from pathlib import Path
    from types import FrameType

_CONTEXT = multiprocessing.get_context("spawn")
_MOST_CONNECTIONS = 400
"""Of a process at once. Each is an open file."""
_SENT_AT_ONCE = 256 * 1024
"""Bytes that the system takes of a file before the server turns to the next connection; it is the same for all that are
accepted. By default it takes megabytes, and while it does no other connection of the process is heard."""
_IDLE = 60
"""Seconds after which a connection is closed on which nothing comes."""


def serve(  # pragma: no cover  # in a process that a test starts
    store: Path, host: str, port: int, *, threads: int, processes: int, worker: bool, ready: Callable[[str], None]
) -> None:
    """Serve until the process is told to stop. `ready` is told the address when connections are taken."""
    set_up(store)
    with _listening(host, port) as listening:
        signal.signal(signal.SIGTERM, _stop)
        said = memory(_CONTEXT, processes)
        others = [_start(store, listening, threads, Shares(said, n)) for n in range(1, processes)]
        companion = Companion(store) if worker else None
        ready(f"http://{host}:{listening.getsockname()[1]}")
        try:
            _answer(listening, threads, Shares(said, 0))
        finally:
            for other in others:
                other.terminate()
            if companion:
                companion.stop()
            for other in others:
                other.join(10)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SENT_AT_ONCE)
    try:
        listening.bind((host, port))
    except OSError as refused:
        listening.close()
        where = f"{host}, port {port}: {refused.strerror}."
        raise UsageError("the server cannot listen there", where=where, next="Give another --port.") from None
    listening.listen(1024)
    return listening


def _stop(  # pragma: no cover  # in a process that a test starts
    _: int, __: FrameType | None
) -> None:
    sys.exit(0)


def _start(  # pragma: no cover  # in a process that a test starts
    store: Path, listening: socket.socket, threads: int, shares: Shares
) -> SpawnProcess:
    """Another process on the same socket. It ends with this one, whatever happens."""
    started = _CONTEXT.Process(target=_run, args=(store, listening, threads, shares), daemon=True)
    started.start()
    return started


def _run(  # pragma: no cover  # in a process that a test starts
    store: Path, listening: socket.socket, threads: int, shares: Shares
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it too, and ends this one
    signal.signal(signal.SIGTERM, _stop)
    end_with_the_first()
    set_up(store)
    _answer(listening, threads, shares)


def end_with_the_first() -> None:  # pragma: no cover  # in a process that a test starts
    """A process that the first one started does not outlive it."""
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:  # pragma: no cover  # in a process that a test starts
    """End when the first process ends, even if that had no time to say so."""
    if first := multiprocessing.parent_process():
        wait([first.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


def _answer(  # pragma: no cover  # in a process that a test starts
    listening: socket.socket, threads: int, shares: Shares
) -> None:
    import waitress
    from django.conf import settings

    from alder.web.lanes import Lanes
    from alder.web.warm import warm
    from alder.web.wsgi import application

    Thread(target=warm, name="warm", daemon=True).start()
    most = (settings.ALDER_UPLOAD_MB + 1) * 1024 * 1024
    server = waitress.create_server(
        application,
        sockets=[listening],
        _dispatcher=Lanes(threads),
        ident="Alder",
        max_request_body_size=most,
        connection_limit=_MOST_CONNECTIONS,
        channel_timeout=_IDLE,
        asyncore_use_poll=True,
    )
    share_out(server, shares)
    server.run()
