"""The editor of a release's page: an overview, its words, headline figures and sections, and their order; how all of it
is read and kept; and what to know of a chart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.governance import Denied
from alder.publishing.pages import KINDS, Content, ContentSection, Tile
from alder.publishing.pages.block_table import why_nothing
from alder.publishing.pages.content import NOT_HERE, block_fault, tile_fault
from alder.publishing.pages.prose import html, plain
from alder.publishing.releases import Action
from alder.web.desk.permissions import for_release, release_page
from alder.web.forms import form_revision, line, text, too_long
from alder.web.publications import actions
from alder.web.publications.data_set_store import contents_of, rows_of
from alder.web.statistics.headlines import chosen, measures, usual
from alder.web.statistics.page_sections import (
    ReleaseSection,
    content_of_data,
    content_of_release,
    earlier_release,
    sections_of_data,
    shown_section,
    usual_block,
)
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.publishing.pages import Block
    from alder.publishing.pages.block_chart import BlockChart
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease
    from alder.web.statistics.headlines import Headline

_EXCERPT = 220
HIDDEN = "its figure is hidden, or no row stands for all places and groups together. Readers do not see it"


@dataclass(frozen=True)
class HeadlineRow:
    """A headline figure as readers see it, or why they do not."""

    named: str
    found: tuple[PublicDataSet, Headline] | None
    wrong: str
    note: str = ""
    """What else is to be known of it."""


@dataclass(frozen=True)
class SectionRow:
    """A section in a few words, and what is wrong with it."""

    named: str
    excerpt: str
    shown: ReleaseSection
    has_chart: bool
    wrong: str
    notes: list[str]


@for_release(Action.EDIT)
def overview(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """What there is; by POST, a beginning of what is not written yet."""
    issue, content = draft_as_public(release), content_for_edit(request, release)
    other = earlier_release(release) if content == Content() else None
    if request.method == "POST":
        return keep_content(
            request, person, release, _first_content(request.POST.get("from", ""), issue, content, other), "#headlines"
        )
    return release_page(
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


def _first_content(wanted: str, issue: PublicRelease, content: Content, other: Release | None) -> Content:
    if wanted == "data" and issue.data_sets:
        return content_of_data(issue, content)
    if other is not None and wanted == str(other.pk):
        return content_of_release(other, issue)
    raise Http404


def figure_of(tile: Tile, issue: PublicRelease) -> HeadlineRow:
    found = chosen(tile, issue)
    fault = tile_fault(tile, holds(issue, tile.data_set))
    named = tile.title or (found[1].title if found else tile.indicator)
    outdated = found is not None and tile.statement and tile.stated_of != str(found[0].version.id)
    note = (
        f"“{tile.statement}” was confirmed of an earlier version of the figure, and is not shown." if outdated else ""
    )
    return HeadlineRow(named, found, fault or _hidden(found), note)


def _hidden(found: object) -> str:
    return "" if found else HIDDEN


def _section_of(n: int, section: ContentSection, issue: PublicRelease) -> SectionRow:
    there = shown_section(n, section, issue)
    words = plain(section.text)
    wrong = ""
    notes: list[str] = []
    if section.block:
        wrong = block_fault(section.block, holds(issue, section.block.data_set))
        if not wrong and there.listed:
            wrong, notes = cautions_of_chart(section.block, there.listed, there.drawn)
    if not wrong and not there.is_there:
        wrong = "it has neither words nor a chart, so readers do not see it"
    return SectionRow(
        there.heading or f"Section {n}",
        words if len(words) <= _EXCERPT else f"{words[:_EXCERPT].rsplit(' ', 1)[0]} …",
        there,
        section.block is not None,
        wrong,
        notes,
    )


_LONGEST_WORDS = {"summary": 500, "under": 2_000}


@for_release(Action.EDIT)
def page_words(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    """The words of the page: the kind of statistics, a summary, and what stands under the headline figures."""
    content = content_for_edit(request, release)
    given = {"kind": content.kind, "summary": content.summary, "under": content.under}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {"kind": line(request, "kind"), "summary": line(request, "summary"), "under": text(request, "under")}
        errors = too_long(given, _LONGEST_WORDS)
        if given["kind"] not in ("", *KINDS):
            errors = {"kind": "Choose one of these kinds", **errors}
        if not errors:
            said = replace(content, kind=given["kind"], summary=given["summary"], under=given["under"])
            return keep_content(request, person, release, said, "#words")
    kinds = [(key, *words) for key, words in KINDS.items()]
    return release_page(
        request, person, release, "page_words", given=given, kinds=kinds, longest=_LONGEST_WORDS, errors=errors
    )


MOST_HEADLINES = 8
_LONGEST_HEADLINE = {"title": 100, "guidance": 500}


@for_release(Action.EDIT)
def headline(request: HttpRequest, person: Person, release: Release, at: int | None = None) -> HttpResponseBase:
    """The headline figure at that place, or a new one: which measure of which data set, and the words with it."""
    content, issue = content_for_edit(request, release), draft_as_public(release)
    others = content.headlines
    if at is None and len(others) >= MOST_HEADLINES:
        raise Denied(f"A page has room for {MOST_HEADLINES} headline figures. Remove one first.")
    tile = Tile("", "") if at is None else part_at(others, at)
    errors: dict[str, str] = {}
    if request.method == "POST":
        was = tile
        tile, errors = _given_headline(request, issue, [other for n, other in enumerate(others, 1) if n != at])
        if not errors:
            tile, errors = _stated(request, tile, was, issue)
        if not errors and request.POST.get("do") != "look":
            to = f"#headline-{at or len(others) + 1}"
            return keep_content(request, person, release, replace(content, headlines=put_part(others, at, tile)), to)
    return release_page(
        request,
        person,
        release,
        "page_headline",
        position=at,
        measure=f"{tile.data_set}.{tile.indicator}" if tile.data_set else "",
        measures=_offered_figures(issue),
        tile=tile,
        figure=figure_of(tile, issue) if tile.data_set else None,
        confirmable=_confirmable(tile, issue),
        longest=_LONGEST_HEADLINE,
        errors=errors,
    )


def _confirmable(tile: Tile, issue: PublicRelease) -> str:
    """The statement about its change that can be confirmed: the one that is, or else what the figures allow."""
    found = chosen(tile, issue)
    if found is None:
        return ""
    listed, headline = found
    return tile.statement if tile.stated_of == str(listed.version.id) else headline.statement.proposed


def _stated(request: HttpRequest, tile: Tile, was: Tile, issue: PublicRelease) -> tuple[Tile, dict[str, str]]:
    """With the statement that was ticked, if it is what this figure allows, or what was confirmed of it before."""
    ticked, found = line(request, "confirm"), chosen(tile, issue)
    if not ticked or found is None:
        return tile, {}
    listed, headline = found
    version = str(listed.version.id)
    same = (was.data_set, was.indicator) == (tile.data_set, tile.indicator) and was.stated_of == version
    if ticked == headline.statement.proposed or (same and ticked == was.statement):
        return replace(tile, statement=ticked, stated_of=version), {}
    return tile, {"confirm": "The figure that is chosen now does not say this. Read what it says, and decide again"}


def _offered_figures(issue: PublicRelease) -> list[tuple[str, list[tuple[str, str]]]]:
    """By data set, each measure with the figure that it would show."""
    return [
        (
            listed.title,
            [
                (
                    f"{listed.id}.{measure.column}",
                    f"{measure.label}: {found.figure}, {found.period}"
                    if found
                    else f"{measure.label}: no figure to show",
                )
                for measure, found in measures(listed)
            ],
        )
        for listed in issue.data_sets
    ]


def _given_headline(request: HttpRequest, issue: PublicRelease, others: list[Tile]) -> tuple[Tile, dict[str, str]]:
    data_set, _, column = request.POST.get("measure", "").partition(".")
    given = {"title": line(request, "title"), "guidance": line(request, "guidance")}
    errors = too_long(given, _LONGEST_HEADLINE)
    known = {value for _, group in _offered_figures(issue) for value, _ in group}
    if f"{data_set}.{column}" not in known:
        return Tile("", "", **given), {"measure": "Choose a measure", **errors}
    if any((other.data_set, other.indicator) == (data_set, column) for other in others):
        errors = {"measure": "That measure is a headline figure already. Choose another", **errors}
    return Tile(data_set, column, **given), errors


MOST_SECTIONS = 30
_LONGEST_SECTION = {"heading": 200, "text": 20_000}


@for_release(Action.EDIT)
def section(request: HttpRequest, person: Person, release: Release, at: int | None = None) -> HttpResponseBase:
    """The section at that place, or a new one: its heading, its words, and the data set of its chart, if it has one."""
    content, issue = content_for_edit(request, release), draft_as_public(release)
    others = content.sections
    if at is None and len(others) >= MOST_SECTIONS:
        raise Denied(f"A page has room for {MOST_SECTIONS} sections. Remove one first.")
    was = ContentSection("") if at is None else part_at(others, at)
    given = {"heading": was.heading, "text": was.text, "data_set": was.block.data_set if was.block else ""}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: line(request, name) for name in given} | {"text": text(request, "text")}
        errors = too_long(given, _LONGEST_SECTION)
        chart = listed_in(issue, given["data_set"])
        if given["data_set"] and chart is None:
            errors["data_set"] = "Choose a data set of this release, or no chart"
        if not given["heading"] and not given["data_set"]:
            errors = {"heading": "Enter a heading, or choose a data set: a chart can say its own", **errors}
        elif not given["text"] and not given["data_set"]:
            errors["text"] = "Enter the words, or choose a data set for a chart"
        if not errors:
            is_new = chart is not None and (was.block is None or was.block.data_set != given["data_set"])
            block = usual_block(chart) if chart and is_new else was.block if chart else None
            sections = put_part(others, at, ContentSection(given["heading"], given["text"], block))
            position = at or len(sections)
            to = reverse("desk-page-chart", args=[release.pk, position]) if is_new else f"#section-{position}"
            return keep_content(request, person, release, replace(content, sections=sections), to)
    return release_page(
        request,
        person,
        release,
        "page_section",
        position=at,
        given=given,
        data_sets=[("", "No chart"), *((str(data_set.id), data_set.title) for data_set in issue.data_sets)],
        wrong=NOT_HERE if was.block and not listed_in(issue, was.block.data_set) else "",
        has_chart=bool(was.block and listed_in(issue, was.block.data_set)),
        longest=_LONGEST_SECTION,
        errors=errors,
    )


HEADLINES, SECTIONS = "headlines", "sections"
_ANCHOR = {HEADLINES: "#headline-", SECTIONS: "#section-"}
_BY = {"up": -1, "down": 1}


@for_release(Action.EDIT, methods=("POST",))
def move(request: HttpRequest, person: Person, release: Release, at: int, of: str) -> HttpResponseBase:
    """One place up or down. The first and the last stay where they are."""
    content = content_for_edit(request, release)
    parts = list(_parts(content, of))
    part_at(parts, at)
    by = _BY.get(request.POST.get("to", ""))
    if by is None:
        raise Http404
    to = min(max(at + by, 1), len(parts))
    parts.insert(to - 1, parts.pop(at - 1))
    return keep_content(request, person, release, _with(content, of, tuple(parts)), f"{_ANCHOR[of]}{to}")


@for_release(Action.EDIT)
def remove(request: HttpRequest, person: Person, release: Release, at: int, of: str) -> HttpResponseBase:
    """Ask once more, since the words go too."""
    content = content_for_edit(request, release)
    parts = _parts(content, of)
    part_at(parts, at)
    if request.method == "POST":
        return keep_content(request, person, release, _with(content, of, (*parts[: at - 1], *parts[at:])), f"#{of}")
    issue = draft_as_public(release)
    if of == HEADLINES:
        named = figure_of(content.headlines[at - 1], issue).named
    else:
        named = shown_section(at, content.sections[at - 1], issue).heading or f"Section {at}"
    return release_page(request, person, release, "page_remove", of=of, position=at, named=named)


def _parts(content: Content, of: str) -> tuple[Any, ...]:
    return content.headlines if of == HEADLINES else content.sections


def _with(content: Content, of: str, parts: tuple[Any, ...]) -> Content:
    return replace(content, headlines=parts) if of == HEADLINES else replace(content, sections=parts)


Part = TypeVar("Part")


def content_for_edit(request: HttpRequest, release: Release) -> Content:
    """What is on the page now. A form that was made from an earlier state of it changes nothing."""
    if request.method == "POST" and form_revision(request) != release.revision:
        raise actions.ChangedMeanwhile(actions.CHANGED_SINCE)
    return Content.from_json(release.content)


def part_at(parts: Sequence[Part], at: int) -> Part:
    """The part at this position, counted from 1, if there is one."""
    if not 1 <= at <= len(parts):
        raise Http404
    return parts[at - 1]


def put_part(parts: Sequence[Part], at: int | None, part: Part) -> tuple[Part, ...]:
    """With the part at its position, or at the end if it is new."""
    return (*parts, part) if at is None else (*parts[: at - 1], part, *parts[at:])


def keep_content(
    request: HttpRequest, person: Person, release: Release, content: Content, to: str = ""
) -> HttpResponseRedirect:
    """Keep it, and go to a part of the page about the whole, or to another address."""
    actions.change_content(person, release, form_revision(request), content)
    return HttpResponseRedirect(to if to.startswith("/") else f"{reverse('desk-page', args=[release.pk])}{to}")


def listed_in(issue: PublicRelease, data_set: str) -> PublicDataSet | None:
    return next((one for one in issue.data_sets if str(one.id) == data_set), None)


def holds(issue: PublicRelease, data_set: str) -> Contents | None:
    """What a data set of this release holds."""
    listed = listed_in(issue, data_set)
    return contents_of(listed.version.id) if listed else None


_MANY_LINES = 60


def cautions_of_chart(block: Block, listed: PublicDataSet, drawn: BlockChart | None) -> tuple[str, list[str]]:
    """Why readers would see nothing of it, and what else is to be known of it, in sentences."""
    if drawn is None:
        return why_nothing(block, rows_of(listed.version.id)), []
    found, notes = drawn.figures, []
    if drawn.instead:
        notes.append(f"Readers see the table alone: {drawn.instead}")
    cells = [mark for line in found.lines for mark in line.cells]
    if without := sum(mark.value is None for mark in cells):
        notes.append(f"{without:,} of {len(cells):,} figures are hidden or missing.")
    if found.series and len(block.indicators) > 1:
        notes.append(f"The table has {found.first.label} alone, since its columns are told apart by {found.series}.")
    if drawn.statement.why:
        notes.append(drawn.statement.why)
    if block.statement and block.stated_of != str(listed.version.id):
        notes.append(f"“{block.statement}” was confirmed of an earlier version of these figures, and is not shown.")
    if len(found.lines) > _MANY_LINES:
        notes.append(f"Its table has {len(found.lines):,} lines. Fewer are easier to read.")
    return "", notes
