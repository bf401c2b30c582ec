"""What a worker does for followers, each time that it looks: what the queue did not, because someone was stopped."""

from __future__ import annotations

import time

from alder.web.following.sending import forget_sent, send_due
from alder.web.following.subscribing import forget_refused, forget_unconfirmed
from alder.web.following.telling import tell
from alder.web.following.throttle import forget

_EVERY = 60.0
_last = float("-inf")


def tell_and_send() -> None:
    """Send what is due. Once a minute also look for news that nobody noticed, and forget what is not to be kept."""
    global _last
    now = time.monotonic()
    if now - _last >= _EVERY:
        _last = now
        keep_house()
    send_due()


def keep_house() -> None:
    forget_unconfirmed()
    forget_refused()
    forget()
    forget_sent()
    tell()
