"""The server that comes with Alder: a few processes that share a port, each with threads of its own."""

from __future__ import annotations

import atexit
import gc
import logging
import multiprocessing
import signal
import socket
import sys
import time
from threading import Thread
from typing import TYPE_CHECKING, Any

from alder.errors import StoreError, UsageError
from alder.process_settings import settle
from alder.web.setup import set_up
from alder.web.work.process import Companion, end_with_the_first

if TYPE_CHECKING:
    from collections.abc import Callable, MutableSequence
    from multiprocessing.context import SpawnContext, SpawnProcess
    from pathlib import Path
    from types import FrameType

_CONTEXT = multiprocessing.get_context("spawn")
_SENT_AT_ONCE = 256 * 1024
"""Bytes that the system takes of a file before the server turns to the next connection; it is the same for all that are
accepted. By default it takes megabytes, and while it does no other connection of the process is heard."""


def serve(  # pragma: no cover  # in a process that a test starts
    store: Path, host: str, port: int, *, threads: int, processes: int, worker: bool, ready: Callable[[str], None]
) -> None:
    """Serve until the process is told to stop. `ready` is told the address once the index of the search is there."""
    set_up(store)
    _insist_on_a_proxy()
    with _listening(host, port) as listening:
        signal.signal(signal.SIGTERM, _stop)
        said = memory(_CONTEXT, processes)
        others = [_start(store, listening, threads, Shares(said, n)) for n in range(1, processes)]
        companion = Companion(store) if worker else None
        warm()
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


def _insist_on_a_proxy() -> None:
    """This server speaks plain http: where pages insist on https, something else has to do that."""
    from django.conf import settings

    if settings.SECURE_SSL_REDIRECT and not settings.ALDER_BEHIND_PROXY:
        raise UsageError(
            "every page would send its readers to https, which this server does not speak",
            where="ALDER_HTTPS is on, and ALDER_BEHIND_PROXY names no proxy.",
            next="Set ALDER_BEHIND_PROXY to the address of the proxy that does (`on` for this machine).",
        )


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
    settle()
    set_up(store)
    warm()
    _answer(listening, threads, shares)


def _answer(  # pragma: no cover  # in a process that a test starts
    listening: socket.socket, threads: int, shares: Shares
) -> None:
    from django.conf import settings

    from alder.web.connections import Lanes, Server
    from alder.web.wsgi import application

    warming = Thread(target=warm_aims, name="warm", daemon=True)
    warming.start()
    most = (settings.ALDER_UPLOAD_MB + 1) * 1024 * 1024  # the form around the files takes a little
    server = Server(
        application,
        listening,
        settings.ALDER_BEHIND_PROXY,
        dispatcher=Lanes(threads),
        ident="Alder",
        max_request_body_size=most,
    )
    share_out(server, shares)
    try:
        server.run()
    finally:
        warming.join(10)  # a thread that reads a store when the process ends would end it with a fault of memory


_SILENT = 2.5
"""A process that has said nothing for so many seconds is not waited for. Each says something more often."""
_LOOKS = 0.02
"""How many seconds pass until a process looks again whether the others have as many as it: as long as a browser that
opens several connections at once may have to wait for each."""
_EVEN_ENOUGH = 8
"""Up to so many connections processes have equally many. Of more, one in so many is no reason to wait: where hundreds
come at once, each process takes what it can."""


class Shares:
    """How many connections each process has, in memory that they share: a count, and when it was last said.

    Connections that last are shared out evenly: a process takes a new one only while no other process has fewer.
    Programs keep a connection for many requests. Without this, whichever process wakes first takes it, and those who
    come to the process with most connections wait longest.
    """

    def __init__(self, said: MutableSequence[float], own: int) -> None:
        self._said, self._own = said, 2 * own

    @property
    def are_many(self) -> bool:
        return len(self._said) > 2

    def may_take(self, mine: int, now: float) -> bool:
        """Say how many connections this process has; whether it may take one more."""
        self._said[self._own], self._said[self._own + 1] = mine, now
        others = [n for n in range(0, len(self._said), 2) if n != self._own]
        fewest = mine - mine // _EVEN_ENOUGH
        return all(fewest <= self._said[n] for n in others if now - self._said[n + 1] < _SILENT)


def memory(context: SpawnContext, processes: int) -> MutableSequence[float]:
    """Shared memory for so many processes."""
    shared: Any = context.RawArray("d", 2 * processes)
    return shared  # type: ignore[no-any-return]


def share_out(server: Any, shares: Shares) -> None:  # pragma: no cover  # in a process that a test starts
    """Have this server of waitress leave a connection to the others when they have fewer."""
    listens = server.readable

    def readable() -> bool:
        may = shares.may_take(len(server.active_channels), time.monotonic())
        return bool(listens()) and may

    server.readable = readable
    if shares.are_many:
        server.adj.asyncore_loop_timeout = _LOOKS


_log = logging.getLogger(__name__)


def warm() -> None:  # pragma: no cover  # in a process that a test starts
    """Make the index of the search before the first connection is taken, so that nobody waits for it."""
    from django.db import connections

    try:
        from alder.web.search.results import index

        index()
        gc.collect()
        gc.freeze()  # a third of a million objects that stay: no request waits until they are looked through again
        atexit.register(gc.unfreeze)  # else a library (DuckDB) that finds them at the end prints each as a leak
    except Exception:
        _log.exception("fault")  # whoever asks for a page is told; the server goes on
    finally:
        connections.close_all()


def warm_aims() -> None:  # pragma: no cover  # in a process that a test starts
    """Read the list of aims. It may be long, so that is done beside the first answers."""
    from django.db import connections

    try:
        from alder.engine.store_sign import SIGN
        from alder.sources.aims import aims_of
        from alder.web.aims.services import store_of_aims

        try:
            aims = aims_of(store_of_aims())
        except StoreError:
            if (store_of_aims().folder / SIGN).is_file():  # there is a store, and something is wrong with it
                raise
            aims = None
        if aims:
            for made_when_first_asked in ("titles", "by_title", "by_reference", "places"):
                getattr(aims, made_when_first_asked)
    except Exception:
        _log.exception("fault")
    finally:
        connections.close_all()
