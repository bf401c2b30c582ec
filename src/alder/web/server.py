"""The server that comes with Alder: threads of one process, which is enough for a department's published statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.place import set_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def serve(store: Path, host: str, port: int, *, threads: int, ready: Callable[[str], None]) -> None:
    """Serve until the process is told to stop. `ready` is told the address when connections are taken."""
    set_up(store)
    import waitress

    from alder.web.wsgi import application

    server = waitress.create_server(application, host=host, port=port, threads=threads, ident="Alder")
    ready(f"http://{host}:{server.effective_port}")
    server.run()
