"""Whom a request concerns is told that something happened to it, without what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance.table_request import MOVES, RequestAction
from alder.web.accounts.notices import notify
from alder.web.table_requests.answerers import answerers_of

if TYPE_CHECKING:
    from alder.web.accounts.models import Person
    from alder.web.table_requests.models import RequestRecord


_TELLS = frozenset(move.action for move in MOVES if "notify" in move.effects)
_TELLS_TAKER = frozenset({RequestAction.REPLY, RequestAction.AGREE, RequestAction.DECLINE, RequestAction.GIVE_BACK})


def tell(row: RequestRecord, action: RequestAction) -> None:
    """Whoever has the turn after an act that its process says is told, in the transaction of the act."""
    if action not in _TELLS:
        return
    if action is RequestAction.GIVE_BACK and row.is_answered:
        tell_who_ran(row)
        return
    if action in _TELLS_TAKER:
        tell_taker(row)
        return
    if row.asker is not None:
        notify([row.asker], f"request {row.pk}", reverse("your-request", args=[row.key]))
    if action in (RequestAction.HAND_ON, RequestAction.RECALL):
        tell_statisticians(row)


def tell_who_ran(row: RequestRecord) -> None:
    """Whoever had it counted again on newer data; nobody where that was by command, which says so itself."""
    last = row.answers.select_related("by").order_by("-n").first()
    if last is not None and last.by is not None:
        notify([last.by], f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))


def tell_taker(row: RequestRecord) -> None:
    """Whoever works on it; all statisticians where nobody does."""
    if row.taken_by is not None:
        notify([row.taken_by], f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))
    else:
        tell_statisticians(row)


def tell_author(row: RequestRecord, author: Person) -> None:
    """Whoever made a table for it by hand that is no answer to it any more."""
    notify([author], f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))


def tell_statisticians(row: RequestRecord) -> None:
    notify(answerers_of(row), f"request {row.pk}", reverse("requests-desk-one", args=[row.key]))
