"""A first look at the site that was just started: does its home page answer? For machines that nobody watches."""

from __future__ import annotations

import os
import signal
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from alder.errors import StoreError

_SECONDS = 180


class FirstLook:
    """Asks for the home page once, and then has the server stop."""

    def __init__(self) -> None:
        self.failed = ""

    def begin(self, address: str) -> Thread:
        thread = Thread(target=self._look, args=(address,), daemon=True)
        thread.start()
        return thread

    def _look(self, address: str) -> None:
        try:
            with urlopen(f"{address}/", timeout=_SECONDS) as page:
                page.read()
        except (URLError, OSError) as error:
            self.failed = str(getattr(error, "reason", error))
        os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        """Say it where the page did not answer."""
        if self.failed:
            raise StoreError(
                "the site started, but its home page did not answer",
                where=self.failed,
                next="Start it without --check, and read what it writes to the terminal.",
            )
