"""How fast one address may ask the API."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from alder.web.address import address_of
from alder.web.buckets import Buckets

if TYPE_CHECKING:
    from django.http import HttpRequest

_buckets = Buckets()


def seconds_to_wait(request: HttpRequest) -> float:
    """How long whoever asks has to wait; 0 where the request may be answered at once."""
    a_minute = settings.ALDER_REQUESTS_A_MINUTE
    if a_minute <= 0:
        return 0.0
    return _buckets.wait(address_of(request), a_minute, time.monotonic())
