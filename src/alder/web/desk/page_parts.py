"""What the editor of a page shares: reading and keeping what is written, its frame, and what to know of a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.pages import Content
from alder.publishing.pages.block_table import why_nothing
from alder.web.accounts.person_page import page_for
from alder.web.desk.permissions import form_revision
from alder.web.publications import actions
from alder.web.publications.data_set_store import contents_of, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.publishing.pages import Block
    from alder.publishing.pages.block_chart import BlockChart
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease

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


def editor_page(request: HttpRequest, person: Person, release: Release, template: str, **more: Any) -> HttpResponseBase:
    where = f"alder.web.desk:templates/{template}.html.j2"
    return page_for(request, person, where, at="desk", release=release, **more)


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
