"""The tour of a demo: written by whoever makes the demo, and shown on its site alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from alder import wall_clock
from alder.web.frame import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

_FILE = "tour.json"


@dataclass(frozen=True)
class TourLink:
    """Where to press."""

    words: str
    address: str


@dataclass(frozen=True)
class TourStop:
    """One thing that somebody is in the middle of."""

    title: str
    who: str
    """Whom to sign in as; nobody where it is for everybody."""
    email: str
    does: str
    """For whom they work, and what they are there for."""
    text: str
    links: Sequence[TourLink]


def link_to(words: str, name: str, *args: Any) -> TourLink:
    """A link to a page of the site by its name."""
    return TourLink(words, reverse(name, args=args))


def keep_tour(stops: Sequence[TourStop]) -> None:
    """Write it down for the pages of this site, with the day of today."""
    said = {"made": wall_clock.today().isoformat(), "stops": [asdict(stop) for stop in stops]}
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (settings.ALDER_PUBLISHED / _FILE).write_text(text, encoding="utf-8")


def has_tour() -> bool:
    """Whether it was written: it is the last thing that whoever makes a demo does."""
    return (settings.ALDER_PUBLISHED / _FILE).is_file()


def tour(request: HttpRequest) -> HttpResponse:
    """Stop by stop: whom to sign in as, what waits for them, where to press."""
    if not settings.ALDER_DEMO or not has_tour():
        raise Http404
    said = json.loads((settings.ALDER_PUBLISHED / _FILE).read_text(encoding="utf-8"))
    stops = [TourStop(**{**one, "links": [TourLink(**link) for link in one["links"]]}) for one in said["stops"]]
    made = date.fromisoformat(said["made"])
    return page(request, "alder.web.pages:templates/tour.html.j2", stops=stops, made=made)
