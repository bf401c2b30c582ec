"""One section of the page: its heading, its words, and the data set of its chart, if it has one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.urls import reverse

from alder.governance import Denied
from alder.publishing.pages import Section
from alder.publishing.pages.pointing import NOT_HERE
from alder.publishing.releases import Action
from alder.web.desk.entry import about_release
from alder.web.desk.page.parts import keep, listed_in, part_at, put, shown, written
from alder.web.desk.texts import line, text, too_long
from alder.web.statistics.page_sections import usual_block
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

MOST = 30
_LONGEST = {"heading": 200, "text": 20_000}


@about_release(Action.EDIT)
def section(request: HttpRequest, person: Person, release: Release, at: int | None = None) -> HttpResponseBase:
    """The form of the one at that place, or of a new one."""
    content, issue = written(request, release), draft_as_public(release)
    others = content.sections
    if at is None and len(others) >= MOST:
        raise Denied(f"A page has room for {MOST} sections. Remove one first.")
    was = Section("") if at is None else part_at(others, at)
    given = {"heading": was.heading, "text": was.text, "data_set": was.block.data_set if was.block else ""}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: line(request, name) for name in given} | {"text": text(request, "text")}
        errors = too_long(given, _LONGEST)
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
            sections = put(others, at, Section(given["heading"], given["text"], block))
            position = at or len(sections)
            to = reverse("desk-page-chart", args=[release.pk, position]) if is_new else f"#section-{position}"
            return keep(request, person, release, replace(content, sections=sections), to)
    return shown(
        request,
        person,
        release,
        "page_section",
        position=at,
        given=given,
        data_sets=[("", "No chart"), *((str(one.id), one.title) for one in issue.data_sets)],
        wrong=NOT_HERE if was.block and not listed_in(issue, was.block.data_set) else "",
        has_chart=bool(was.block and listed_in(issue, was.block.data_set)),
        longest=_LONGEST,
        errors=errors,
    )
