"""Pages for auditors, who read all events and change nothing; that they look is an event. And heads for everybody.

What stands in an event was written by anybody: signs that steer a screen are shown as escapes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from alder.engine.trail import ELSEWHERE, StoreTrail
from alder.governance import Role
from alder.model.event import printable
from alder.wall_clock import LONDON
from alder.web.accounts.models import Person
from alder.web.accounts.person_page import page_for
from alder.web.accounts.rights import source_titles
from alder.web.accounts.sessions import for_roles
from alder.web.forms import day_typed
from alder.web.frame import page, query
from alder.web.http import answers
from alder.web.trail import verification
from alder.web.trail.events import record_read
from alder.web.trail.models import TrailEvent
from alder.web.trail.protection import protection
from alder.web.trail.selection import PAGE, EventPlace, Selection, actions
from alder.web.trail_pages.audited_things import events_for, sources_audited

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.model.event import Event

_HERE = "alder.web.trail_pages:templates/"
_FIELDS = ("person", "thing", "action", "first", "last")
_SHOWN = 90
"""Heads on the page that everybody may read: a quarter of a year. The file has all."""
MOST = 100_000
"""Events of one download: some 40 MB, which take some seconds. The next goes on after it."""


_DETAIL = 60
"""Signs of what was said that a list has room for; the event's page has all."""


@dataclass(frozen=True)
class EventRow:
    """An event as a list shows it."""

    event: Event
    who: str
    """The name of the person; empty for commands, the clock and visitors."""
    thing: str

    @property
    def state(self) -> str:
        states = [one for one in (self.event.from_state, self.event.to_state) if one]
        return printable(" to ".join(dict.fromkeys(states)))

    @property
    def action(self) -> str:
        return printable(self.event.action)

    @property
    def detail(self) -> str:
        """The first of what was said, where one word says little: what was read or wanted, or a note."""
        said = next((self.event.said[name] for name in ("what", "wanted", "note") if self.event.said.get(name)), "")
        text = printable(str(said))
        return text if len(text) <= _DETAIL else f"{text[:_DETAIL]}…"

    @property
    def role(self) -> str:
        return printable(self.event.role)


@for_roles(Role.AUDITOR, anywhere=True)
def events(request: HttpRequest, person: Person) -> HttpResponseBase:
    """All events that are the auditor's to read, the newest first, or some of them; whether the chain was found whole.

    An auditor for a source is not told whether there is somebody with an e-mail address.
    """
    own = sources_audited(person)
    given = {name: request.GET.get(name, "").strip()[:254] for name in _FIELDS}
    errors: dict[str, str] = {}
    chosen = _selection(given, errors, is_whole=own is None)
    record_read(person, "trail", "events", asked={name: value for name, value in given.items() if value})
    after = EventPlace.read(request.GET.get("after", ""))
    rows, following = chosen.page(after, events_for(person)) if not errors else ((), None)
    asked = [(name, given[name]) for name in _FIELDS]
    return page_for(
        request,
        person,
        f"{_HERE}trail.html.j2",
        at="trail",
        given=given,
        errors=errors,
        rows=_rows(one.event for one in rows),
        actions=[("", "Any"), *((one, printable(one)) for one in actions())],
        following=reverse("trail") + query(*asked, ("after", following)) if following else "",
        is_narrowed=any(given.values()),
        is_first="after" not in request.GET,
        is_whole=own is None,
        sources=source_titles(own or frozenset()),
        narrowed=lambda name, value: reverse("trail") + query((name, value)),
        head=verification.head(),
        store=StoreTrail(settings.ALDER_PUBLISHED.parent).head(),
        state=verification.check_state(),
        protection=protection(),
        parts=range(0, verification.head().events, MOST),
        most=MOST,
    )


@dataclass(frozen=True)
class StoreRow:
    """An event of the store as a page shows it."""

    event: Event
    hash: str
    before: str
    """The hash of the event before it, where that is on the page."""

    @property
    def is_right(self) -> bool:
        return self.event.hash == self.hash and self.before in ("", self.event.previous)

    @property
    def action(self) -> str:
        return printable(self.event.action)

    @property
    def who(self) -> str:
        """The account of the machine, or the person at the site, and by what command."""
        said = self.event.said
        named = [str(said[name]) for name in ("account", "person", "command") if said.get(name)]
        return printable(", ".join(dict.fromkeys(named))) or "not said"

    @property
    def said(self) -> list[tuple[str, str]]:
        told = {"account", "person", "command"}
        return [(printable(name), _shown(value)) for name, value in sorted(self.event.said.items()) if name not in told]


@for_roles(Role.AUDITOR)
def store_events(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Who opened the store's records and who changed it, the newest first: its own trail, which commands write too."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else None
    record_read(person, "trail", "events of the store", before=before or 0)
    trail = StoreTrail(settings.ALDER_PUBLISHED.parent)
    trouble = ""
    found: list[tuple[Event, str]] = []
    following: int | None = None
    try:
        found, following = trail.latest(PAGE, before)
    except OSError as error:
        trouble = f"The trail of the store cannot be read here ({error.strerror})."
    except ValueError:
        trouble = "A line of the trail of the store is no event: it was altered. Verify it with the command."
    return page_for(
        request,
        person,
        f"{_HERE}store.html.j2",
        at="trail",
        rows=[
            StoreRow(event, hash, before)
            for (event, hash), before in zip(found, [*(hash for _, hash in found[1:]), ""], strict=False)
        ],
        is_first=before is None,
        following=reverse("trail-store") + query(("before", following)) if following else "",
        trouble=trouble,
        elsewhere=ELSEWHERE,
    )


def _selection(given: Mapping[str, str], errors: dict[str, str], *, is_whole: bool) -> Selection:
    first, last = (_day(given[name], name, errors) for name in ("first", "last"))
    if first and last and last < first:
        errors["last"] = "The last day is before the first one"
    return Selection(
        actor=_actor(given["person"], errors if is_whole else {}),
        thing=given["thing"],
        action=given["action"],
        first=_midnight(first) if first else None,
        end=_midnight(last + timedelta(days=1)) if last else None,
    )


def _day(text: str, field: str, errors: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(day_typed(text))
        _midnight(found + timedelta(days=1))
    except (ValueError, OverflowError):
        errors[field] = "Write the day in numbers, for example 30 11 2026"
        return None
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


def _actor(text: str, errors: dict[str, str]) -> str:
    """The number of the person whom an e-mail address, or the number itself, names."""
    if not text:
        return ""
    try:
        return str(UUID(text))
    except ValueError:
        found = Person.objects.filter(email=text.casefold()).values_list("pk", flat=True).first()
        if found is None:
            errors["person"] = "There is nobody with that e-mail address. It may be the number of a person, too"
        return str(found or "nobody")


def _rows(found: Iterable[Event]) -> list[EventRow]:
    """With the names of people, asked for once."""
    all_events = list(found)
    named = {number for one in all_events for number in (one.actor, _person_in(one.thing)) if number}
    people = {str(one.pk): one.name for one in Person.objects.filter(pk__in=named).only("name")}
    return [
        EventRow(one, printable(people.get(one.actor, one.actor)), printable(_thing_in_words(one.thing, people)))
        for one in all_events
    ]


def _thing_in_words(thing: str, people: Mapping[str, str]) -> str:
    name = people.get(_person_in(thing))
    return f"person {name}" if name else thing


def _person_in(thing: str) -> str:
    kind, _, number = thing.partition(" ")
    try:
        return str(UUID(number)) if kind == "person" else ""
    except ValueError:
        return ""


@for_roles(Role.AUDITOR, anywhere=True)
def event(request: HttpRequest, person: Person, seq: int) -> HttpResponseBase:
    """One event, if it is theirs to read: all that was said, its hash, and whether that still is its hash."""
    kept = TrailEvent.objects.filter(events_for(person), seq=seq).first() if seq < 2**63 else None
    if kept is None:
        raise Http404
    record_read(person, "trail", f"event {seq}")
    found = kept.event
    (row,) = _rows([found])
    return page_for(
        request,
        person,
        f"{_HERE}event.html.j2",
        at="trail",
        row=row,
        event=found,
        hash=kept.hash,
        is_right=found.hash == kept.hash and _follows(found),
        said=[(printable(name), _shown(value)) for name, value in sorted(found.said.items())],
        last=verification.head().events - 1,
        is_whole=sources_audited(person) is None,
    )


def _follows(found: Event) -> bool:
    before = TrailEvent.objects.filter(seq=found.seq - 1).values_list("hash", flat=True).first()
    return found.seq == 0 or before == found.previous


def _shown(value: Any) -> str:
    """A value in words; lists and tables as JSON."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return "\n".join(printable(line) for line in value.splitlines()) or "nothing"
    return printable(json.dumps(value, ensure_ascii=False, sort_keys=True))


@for_roles(Role.AUDITOR)
def export(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Events as lines of JSON, from a number on: the file that `alder trail verify --from` and others verify."""
    text = request.GET.get("from", "0")
    first = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    record_read(person, "trail", "export", first=first)

    def lines() -> Iterator[bytes]:
        for one, _ in verification.events(first, first + MOST):
            yield f"{one.line}\n".encode("ascii")

    reply = StreamingHttpResponse(lines(), content_type="application/jsonl")
    reply["Content-Disposition"] = f'attachment; filename="trail-from-{first}.jsonl"'
    return reply


@answers("GET")
def heads(request: HttpRequest) -> HttpResponse:
    """Where the chains ended, day by day, for whoever wants to note it."""
    found = verification.published_heads()
    return page(request, f"{_HERE}heads.html.j2", heads=found[::-1][:_SHOWN], total=len(found))


@answers("GET")
def heads_as_json(request: HttpRequest) -> HttpResponse:
    """The same for programs: every head that was published, the oldest first."""
    found = [one.to_json() for one in verification.published_heads()]
    reply = HttpResponse(json.dumps({"heads": found}, indent=1), content_type="application/json")
    reply["Cache-Control"] = "public, max-age=300"
    return reply
