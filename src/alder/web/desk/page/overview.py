"""All that is written on the page of a release: its words, its headline figures and its sections, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404

from alder.publishing.pages import KINDS, Content
from alder.publishing.pages.pointing import block_fault, tile_fault
from alder.publishing.pages.prose import html, plain
from alder.publishing.releases import Action
from alder.web.desk.entry import about_release
from alder.web.desk.page.judged_charts import said_of
from alder.web.desk.page.parts import holds, keep, shown, written
from alder.web.statistics.headlines import chosen, usual
from alder.web.statistics.page_sections import (
    PageSection,
    content_of_data,
    content_of_release,
    earlier_release,
    sections_of_data,
    shown_section,
)
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.pages import Section, Tile
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease
    from alder.web.statistics.headlines import Headline

_EXCERPT = 220
HIDDEN = "its figure is hidden, or no row stands for all places and groups together. Readers do not see it"


@dataclass(frozen=True)
class ChosenFigure:
    """A headline figure as readers see it, or why they do not."""

    named: str
    found: tuple[PublicDataSet, Headline] | None
    wrong: str
    note: str = ""
    """What else is to be known of it."""


@dataclass(frozen=True)
class WrittenSection:
    """A section in a few words, and what is wrong with it."""

    named: str
    excerpt: str
    shown: PageSection
    has_chart: bool
    wrong: str
    notes: list[str]


@about_release(Action.EDIT)
def overview(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """What there is; by POST, a beginning of what is not written yet."""
    issue, content = draft_as_public(release), written(request, release)
    other = earlier_release(release) if content == Content() else None
    if request.method == "POST":
        return keep(request, person, release, _begun(request.POST.get("from", ""), issue, content, other), "#headlines")
    return shown(
        request,
        person,
        release,
        "page",
        issue=issue,
        content=content,
        is_empty=content == Content(),
        other=other,
        kind=KINDS.get(content.kind),
        under=html(content.under),
        figures=[figure_of(tile, issue) for tile in content.headlines],
        usual=[] if content.headlines else usual(issue),
        sections=[_section_of(n, one, issue) for n, one in enumerate(content.sections, 1)],
        made=[]
        if content.sections
        else [shown_section(n, one, issue) for n, one in enumerate(sections_of_data(issue), 1)],
    )


def _begun(wanted: str, issue: PublicRelease, content: Content, other: Release | None) -> Content:
    if wanted == "data" and issue.data_sets:
        return content_of_data(issue, content)
    if other is not None and wanted == str(other.pk):
        return content_of_release(other, issue)
    raise Http404


def figure_of(tile: Tile, issue: PublicRelease) -> ChosenFigure:
    found = chosen(tile, issue)
    fault = tile_fault(tile, holds(issue, tile.data_set))
    named = tile.title or (found[1].title if found else tile.indicator)
    outdated = found is not None and tile.statement and tile.stated_of != str(found[0].version.id)
    note = (
        f"“{tile.statement}” was confirmed of an earlier version of the figure, and is not shown." if outdated else ""
    )
    return ChosenFigure(named, found, fault or _hidden(found), note)


def _hidden(found: object) -> str:
    return "" if found else HIDDEN


def _section_of(n: int, section: Section, issue: PublicRelease) -> WrittenSection:
    there = shown_section(n, section, issue)
    words = plain(section.text)
    wrong = ""
    notes: list[str] = []
    if section.block:
        wrong = block_fault(section.block, holds(issue, section.block.data_set))
        if not wrong and there.listed:
            wrong, notes = said_of(section.block, there.listed, there.drawn)
    if not wrong and not there.is_there:
        wrong = "it has neither words nor a chart, so readers do not see it"
    return WrittenSection(
        there.heading or f"Section {n}",
        words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rsplit(' ', 1)[0]} …",
        there,
        section.block is not None,
        wrong,
        notes,
    )
