"""What the pages about the page of a release share: what is written, finding a part of it, and keeping a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.pages import Content
from alder.web.accounts.person_page import page_for
from alder.web.desk.entry import seen
from alder.web.publications import actions
from alder.web.publications.data_set_store import contents_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.contents import Contents
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease

Part = TypeVar("Part")


def written(request: HttpRequest, release: Release) -> Content:
    """What is on the page now. A form that was made from an earlier state of it changes nothing."""
    if request.method == "POST" and seen(request) != release.revision:
        raise actions.ChangedMeanwhile(actions.CHANGED_SINCE)
    return Content.from_json(release.content)


def part_at(parts: Sequence[Part], at: int) -> Part:
    """The part at this position, counted from 1, if there is one."""
    if not 1 <= at <= len(parts):
        raise Http404
    return parts[at - 1]


def put(parts: Sequence[Part], at: int | None, part: Part) -> tuple[Part, ...]:
    """With the part at its position, or at the end if it is new."""
    return (*parts, part) if at is None else (*parts[: at - 1], part, *parts[at:])


def keep(
    request: HttpRequest, person: Person, release: Release, content: Content, to: str = ""
) -> HttpResponseRedirect:
    """Keep it, and go to a part of the page about the whole, or to another address."""
    actions.change_content(person, release, seen(request), content)
    return HttpResponseRedirect(to if to.startswith("/") else f"{reverse('desk-page', args=[release.pk])}{to}")


def listed_in(issue: PublicRelease, data_set: str) -> PublicDataSet | None:
    return next((one for one in issue.data_sets if str(one.id) == data_set), None)


def holds(issue: PublicRelease, data_set: str) -> Contents | None:
    """What a data set of this release holds."""
    listed = listed_in(issue, data_set)
    return contents_of(listed.version.id) if listed else None


def shown(request: HttpRequest, person: Person, release: Release, template: str, **more: Any) -> HttpResponseBase:
    where = f"alder.web.desk:templates/{template}.html.j2"
    return page_for(request, person, where, at="desk", release=release, **more)
