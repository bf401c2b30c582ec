"""What waits for somebody, over all areas of the site, in one list. Each area says its part: see `ALDER_WAITS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.http import answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

MOST = 50
"""So many things of each kind are listed: whoever has more works through the list of that kind."""


@dataclass(frozen=True)
class WaitingThing:
    """One thing that waits for somebody."""

    about: str
    """What it is, for a reader: `Application 12: Do they stay?`."""
    what: str
    """What they have to do, as a link says it."""
    address: str
    since: datetime
    due: date | None = None
    """The day that was promised to somebody else, where one was."""


def waiting_for(person: Person) -> list[WaitingThing]:
    """Everything, what is promised first before all else, then what has waited longest."""
    found: list[WaitingThing] = []
    for name in settings.ALDER_WAITS:
        said: Callable[[Person], list[WaitingThing]] = import_string(name)
        found += said(person)
    return sorted(found, key=lambda one: (one.due is None, one.due or one.since.date(), one.since))


@answers("GET")
@for_people
def your_turn(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits for whoever is signed in."""
    found = waiting_for(person)
    return page_for(request, person, "alder.web.accounts:templates/turn.html.j2", at="your-turn", waiting=found)
