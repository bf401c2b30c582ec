"""What a worker does for followers, each time that it looks: what the queue did not, because someone was stopped."""

from __future__ import annotations

import time

from alder.web.following.mails import forget_sent, lay_out_news, send_due
from alder.web.following.subscriptions import forget_refused, forget_requests, forget_unconfirmed

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
    forget_requests()
    forget_sent()
    lay_out_news()
