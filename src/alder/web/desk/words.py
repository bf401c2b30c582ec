"""The words of a release: its headline, its notes, what a correction puts right, and when the next is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.publishing.releases import Action
from alder.web.accounts.person_page import page_for
from alder.web.desk.entry import about_release, seen
from alder.web.desk.texts import text, too_long
from alder.web.publications import actions

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release

_LONGEST = {"headline": 300, "notes": 20_000, "next_expected": 100}


@about_release(Action.EDIT)
def words(request: HttpRequest, person: Person, release: Release) -> HttpResponseBase:
    longest = _LONGEST | ({"change_note": 2_000} if release.corrects_id else {})
    given = {name: getattr(release, name) for name in longest}
    errors: dict[str, str] = {}
    if request.method == "POST":
        given = {name: text(request, name) for name in longest}
        errors = too_long(given, longest)
        if not errors:
            actions.change_words(person, release, seen(request), given)
            return HttpResponseRedirect(reverse("desk-release", args=[release.pk]))
    return page_for(
        request,
        person,
        "alder.web.desk:templates/words.html.j2",
        at="desk",
        release=release,
        given=given,
        errors=errors,
    )
