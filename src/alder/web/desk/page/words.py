"""The words of the page of a release: the kind of statistics, a summary, and what stands under the headline figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.publishing.pages import KINDS
from alder.publishing.releases import Action
from alder.web.desk.entry import about_release
from alder.web.desk.page.parts import keep, shown, written
from alder.web.desk.texts import line, text, too_long

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

_LONGEST = {"summary": 500, "under": 2_000}


@about_release(Action.EDIT)
def words(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    content = written(request, release)
    given = {"kind": content.kind, "summary": content.summary, "under": content.under}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {"kind": line(request, "kind"), "summary": line(request, "summary"), "under": text(request, "under")}
        errors = too_long(given, _LONGEST)
        if given["kind"] not in ("", *KINDS):
            errors = {"kind": "Choose one of these kinds", **errors}
        if not errors:
            said = replace(content, kind=given["kind"], summary=given["summary"], under=given["under"])
            return keep(request, person, release, said, "#words")
    kinds = [(key, *words) for key, words in KINDS.items()]
    return shown(request, person, release, "page_words", given=given, kinds=kinds, longest=_LONGEST, errors=errors)
