"""How pages about one thing begin, in whichever area: whether the thing is there for whoever is signed in, and whether
they may do to it now what the page is about. Each area says both; here is what follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder import wall_clock
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import proof_owed
from alder.web.forms import form_revision
from alder.web.http import answers
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.governance import Denied
    from alder.web.accounts.models import Person

SENT_TWICE = timedelta(seconds=10)
"""Within so long a form that comes again, from the page as it was, is the same press of a button."""
_View = Any  # "Callable[..., HttpResponseBase]": what follows the person differs from view to view


@dataclass(frozen=True)
class PageGuard:
    """Keeps the pages about things of one kind for those who come to them in one part."""

    kind: str
    """What a thing is called: application."""
    door: str
    """In which part people come: as applicants, at the desk."""
    find: Callable[[UUID], tuple[Any, ...] | None]
    """What views get of a thing by its key: its row, and what its events made of it. None where there is none."""
    sees: Callable[..., bool]
    """Whether it is there for a person."""
    insists: Callable[..., None]
    """Raises `Denied` where a person who sees it may not do to it now what a page asks."""
    key: str = "key"
    """What the key is called in addresses."""
    steps_up: frozenset[Any] = frozenset()
    """What is done by who showed their second factor a short while ago."""
    overtaken: tuple[type[Denied], Callable[..., HttpResponse]] | None = None
    """What a step raises where somebody else did something meanwhile, and the page that tells so."""
    repeated: Callable[..., HttpResponse | None] | None = None
    """Where a form leads that the same person has just sent: a button that is pressed twice was pressed once."""

    def page(self, asks: Any, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[_View], _View]:
        """A page that asks this of a thing. The step itself asks again."""

        def made(view: _View) -> _View:
            def entered(request: HttpRequest, person: Person, /, **named: Any) -> HttpResponseBase:
                thing = self.look_up(person, named.pop(self.key), str(asks))
                if (
                    request.method == "POST"
                    and self.repeated
                    and (sent := self.repeated(request, person, asks, *thing))
                ):
                    return sent
                self.insists(person, asks, *thing)
                if asks in self.steps_up and (owed := proof_owed(request, person)):
                    return owed
                if self.overtaken is None:
                    reply: HttpResponseBase = view(request, person, *thing, **named)
                    return reply
                meanwhile, tell = self.overtaken
                try:
                    reply = view(request, person, *thing, **named)
                except meanwhile as changed:
                    reply = tell(request, person, *thing, changed)
                return reply

            guarded = answers(*methods)(for_people(entered))
            guarded.asks, guarded.door = asks, self.door  # type: ignore[attr-defined]
            guarded.steps_up = asks in self.steps_up  # type: ignore[attr-defined]
            guarded.admits = partial(self.admits, asks)  # type: ignore[attr-defined]
            return guarded

        return made

    def look_up(self, person: Person, key: UUID, asks: str) -> tuple[Any, ...]:
        """The thing, if it is there for them. Else it is as what does not exist, and the denial is an event."""
        thing = self.find(key)
        if thing is None or not self.sees(person, *thing):
            record_denial(person, f"{self.kind} {key}", asks, f"There is no such {self.kind} for them.")
            raise Http404
        return thing

    def admits(self, asks: Any, person: Person, *thing: Any) -> bool:
        """Whether it is there for them. Raises `Denied` where it is, and they may not do this to it now."""
        if not self.sees(person, *thing):
            return False
        self.insists(person, asks, *thing)
        return True


def was_just_sent(request: HttpRequest, person: Person, names: Iterable[str], revision: int, events: Any) -> bool:
    """Whether the last thing that happened is what this very form asks: from the revision before it, by this person."""
    if not events or form_revision(request) != revision - 1:
        return False
    last = events[-1]
    return last.actor == str(person.pk) and last.action in names and wall_clock.now() - last.at < SENT_TWICE
