"""The words of the page of a release: the kind of statistics, a summary, and what stands under the headline figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings

from alder.publishing.pages import KINDS, MADE_UP
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
        if given["kind"] not in ("", *_kinds(content.kind)):
            errors = {"kind": "Choose one of these kinds", **errors}
        if not errors:
            said = replace(content, kind=given["kind"], summary=given["summary"], under=given["under"])
            return keep(request, person, release, said, "#words")
    kinds = [(key, *KINDS[key]) for key in _kinds(content.kind)]
    return shown(request, person, release, "page_words", given=given, kinds=kinds, longest=_LONGEST, errors=errors)


def _kinds(now: str) -> list[str]:
    """What a release can be. Made up are only those of a demo, and what was said to be so."""
    return [kind for kind in KINDS if kind != MADE_UP or settings.ALDER_DEMO or now == MADE_UP]
