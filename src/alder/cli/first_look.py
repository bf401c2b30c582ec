"""A first look at the site that was just started: does its home page answer? For machines that nobody watches."""

from __future__ import annotations

import os
import signal
from http.client import HTTPConnection, HTTPException
from threading import Thread
from urllib.parse import urlsplit

from alder.errors import StoreError

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
