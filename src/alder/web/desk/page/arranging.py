"""Headline figures and sections change places, or go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import Http404

from alder.publishing.releases import Action
from alder.web.desk.entry import about_release
from alder.web.desk.page.overview import figure_of
from alder.web.desk.page.parts import keep, part_at, shown, written
from alder.web.statistics.page_sections import shown_section
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.pages import Content
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

HEADLINES, SECTIONS = "headlines", "sections"
_ANCHOR = {HEADLINES: "#headline-", SECTIONS: "#section-"}
_BY = {"up": -1, "down": 1}


@about_release(Action.EDIT, methods=("POST",))
def move(request: HttpRequest, person: Person, release: Release, at: int, of: str) -> HttpResponseBase:
    """One place up or down. The first and the last stay where they are."""
    content = written(request, release)
    parts = list(_parts(content, of))
    part_at(parts, at)
    by = _BY.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    to = min(max(at + by, 1), len(parts))
    parts.insert(to - 1, parts.pop(at - 1))
    return keep(request, person, release, _with(content, of, tuple(parts)), f"{_ANCHOR[of]}{to}")


@about_release(Action.EDIT)
def remove(request: HttpRequest, person: Person, release: Release, at: int, of: str) -> HttpResponseBase:
    """Ask once more, since the words go too."""
    content = written(request, release)
    parts = _parts(content, of)
    part_at(parts, at)
    if request.method == "POST":
        return keep(request, person, release, _with(content, of, (*parts[: at - 1], *parts[at:])), f"#{of}")
    issue = draft_as_public(release)
    if of == HEADLINES:
        named = figure_of(content.headlines[at - 1], issue).named
    else:
        named = shown_section(at, content.sections[at - 1], issue).heading or f"Section {at}"
    return shown(request, person, release, "page_remove", of=of, position=at, named=named)


def _parts(content: Content, of: str) -> tuple[Any, ...]:
    return content.headlines if of == HEADLINES else content.sections


def _with(content: Content, of: str, parts: tuple[Any, ...]) -> Content:
    return replace(content, headlines=parts) if of == HEADLINES else replace(content, sections=parts)
