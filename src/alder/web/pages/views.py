"""The home page, and pages about the data as a whole and about the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from alder.model.geographic_levels import NATIONAL
from alder.model.quality import Grade
from alder.model.source import Holds, RouteKind, SourceGrade
from alder.model.symbols import SYMBOLS
from alder.sources import every, source
from alder.web.accounts import failed_attempts
from alder.web.frame import page
from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import data_sets, latest_releases
from alder.web.statistics.headlines import first_headline
from alder.web.statistics.written import contacts, content_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from alder.web.statistics.models import AboutPublication

_HERE = "alder.web.pages:templates/"
_MOST_CONTACTS = 12


def get_access(request: HttpRequest) -> HttpResponse:
    """The ways to data, the quickest first, with the sources that each leads to."""
    ways = [(kind, [(s, r) for s in every() for r in s.routes if r.kind is kind]) for kind in RouteKind]
    return page(request, f"{_HERE}get_access.html.j2", at="get-access", ways=[way for way in ways if way[1]])


def quality(request: HttpRequest) -> HttpResponse:
    by_grade = [(grade, [s for s in every() if s.grade is grade]) for grade in SourceGrade]
    return page(
        request,
        f"{_HERE}quality.html.j2",
        at="methodology",
        sources=by_grade,
        grades=list(Grade),
        symbols=SYMBOLS.items(),
    )


def help_and_contact(request: HttpRequest) -> HttpResponse:
    """Who can answer what. Publications with a contact are listed, as long as there are not too many."""
    contacts_given = [contact for contact in contacts() if contact.team or contact.email or contact.telephone]
    return page(request, f"{_HERE}help.html.j2", contacts=_together(contacts_given[:_MOST_CONTACTS]))


def _together(contacts_given: list[AboutPublication]) -> list[tuple[list[str], AboutPublication]]:
    """Titles of publications whom the same people answer for, and one that says who they are."""
    by_people: dict[tuple[str, str, str], list[AboutPublication]] = {}
    for one in contacts_given:
        by_people.setdefault((one.team, one.email, one.telephone), []).append(one)
    return [([one.publication.title for one in same], same[0]) for same in by_people.values()]


def accessibility(request: HttpRequest) -> HttpResponse:
    return page(request, f"{_HERE}accessibility.html.j2")


def cookies(request: HttpRequest) -> HttpResponse:
    """True to the settings: names and lengths come from there."""
    return page(
        request,
        f"{_HERE}cookies.html.j2",
        session_name=settings.SESSION_COOKIE_NAME,
        session_hours=settings.SESSION_COOKIE_AGE // 3600,
        form_name=settings.CSRF_COOKIE_NAME,
        known_name=failed_attempts.KNOWN,
        known_days=failed_attempts.KNOWN_FOR.days,
    )


def api_guide(request: HttpRequest) -> HttpResponse:
    """How programs read what is published here."""
    listed = data_sets()
    return page(
        request,
        f"{_HERE}api_guide.html.j2",
        base=request.build_absolute_uri("/v1"),
        example=listed[0] if listed else None,
    )


_MOST_TILES = 3


def home(request: HttpRequest) -> HttpResponse:
    releases = latest_releases()
    tiles = [(release, first_headline(release, content_of(release.release))) for release in releases[:_MOST_TILES]]
    return page(
        request,
        "alder.web.pages:templates/home.html.j2",
        sources=len(every()),
        of_people=sum(one.holds is Holds.PEOPLE for one in every()),
        ilr=source("ilr"),
        tiles=tiles,
        releases=releases,
        heading=f"Learner data{_for_whom()}, ready for research",
    )


def _for_whom() -> str:
    """Whom all that is published is about: the one nation of its data sets, or nothing where there is none or more."""
    groups = (group for listed in data_sets() for group in contents_of(listed.version.id).places)
    names = {place.label for group in groups if group.level == NATIONAL.code for place in group.places}
    return f" for {names.pop()}" if len(names) == 1 else ""
