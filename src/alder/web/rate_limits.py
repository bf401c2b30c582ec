"""How fast one address may ask for pages, ask the API and freeze tables: a bucket of requests for each.

A bucket fills at a steady rate. What does not fit waits.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from alder.web.client_address import LOOPBACK, address_of, is_one_of
from alder.web.error_replies import too_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_ADDRESSES = 10_000
"""How many addresses are remembered; the one that was heard longest ago is forgotten first."""
_BURST = 0.25
"""The part of a minute's requests that may come at once."""


class Buckets:
    """How many requests each address has left."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, a_minute: float, now: float) -> float:
        """Takes one request from the bucket; 0, or the seconds after which there is room for it."""
        most = max(a_minute * _BURST, 1.0)
        with self._lock:
            left, then = self._left.pop(address, (most, now))
            left = min(most, left + (now - then) * a_minute / 60)
            allowed = left >= 1
            self._left[address] = (left - 1 if allowed else left, now)
            if len(self._left) > _ADDRESSES:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) * 60 / a_minute


class PageLimit:
    """How many pages one address may ask for. The API has a limit of its own, and the site's files cost next to none.

    Who asks from this machine looks after it; and a proxy that nobody named is not taken for one reader.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._buckets = Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., object], *_: object) -> HttpResponseBase | None:
        a_minute = settings.ALDER_PAGES_A_MINUTE
        sees_to_itself = getattr(view, "methods", None) == ()
        if a_minute <= 0 or sees_to_itself or request.path_info.startswith("/assets/"):
            return None
        if is_one_of(str(request.META.get("REMOTE_ADDR", "")), LOOPBACK):
            return None
        if wait := self._buckets.wait(address_of(request), a_minute, time.monotonic()):
            return too_many(request, math.ceil(wait))
        return None


_of_api, _of_frozen_tables, _of_large_files, _of_tokens = Buckets(), Buckets(), Buckets(), Buckets()


def wait_for_api(request: HttpRequest) -> float:
    """How many seconds whoever asks the API has to wait; 0 where the request may be answered at once."""
    return _wait(_of_api, request, settings.ALDER_REQUESTS_A_MINUTE)


def wait_for_token(token: str) -> float:
    """The same of a program with an access token, by its number, from wherever it comes."""
    a_minute = settings.ALDER_TOKEN_REQUESTS_A_MINUTE
    return _of_tokens.wait(token, a_minute, time.monotonic()) if a_minute > 0 else 0.0


def wait_for_freezing(request: HttpRequest) -> float:
    """The same of whoever freezes a table."""
    return _wait(_of_frozen_tables, request, settings.ALDER_FROZEN_TABLES_A_MINUTE)


def wait_for_large_file(request: HttpRequest) -> float:
    """The same of whoever has a large file made. One on this machine may stand for everybody."""
    if _is_loopback(address_of(request)):
        return 0.0
    return _wait(_of_large_files, request, settings.ALDER_LARGE_FILES_A_MINUTE)


def _wait(buckets: Buckets, request: HttpRequest, a_minute: float) -> float:
    return buckets.wait(address_of(request), a_minute, time.monotonic()) if a_minute > 0 else 0.0


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
