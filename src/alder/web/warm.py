"""What takes a second the first time is done beside the first answers of a server, so that nobody waits for it."""

from __future__ import annotations

import logging

from alder.errors import StoreError
from alder.web import later

_log = logging.getLogger(__name__)


def warm() -> None:  # pragma: no cover  # in a process that a test starts
    """Load the pages that know every measure, make the index of the search, and read the list of aims."""
    from django.db import connections

    try:
        later.load()
        from alder.engine.place import SIGN
        from alder.sources.aims import aims_of
        from alder.web.aims.held import store
        from alder.web.search.index import index

        index()
        try:
            found = aims_of(store())
        except StoreError:
            if (store().folder / SIGN).is_file():  # there is a store, and something is wrong with it
                raise
            found = None
        if found:
            for made_when_first_asked in ("titles", "by_title", "by_reference", "places"):
                getattr(found, made_when_first_asked)
    except Exception:
        _log.exception("fault")  # whoever asks for a page is told; the server goes on
    finally:
        connections.close_all()
