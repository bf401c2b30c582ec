"""The words of a release: its headline, its notes, what a correction puts right, and when the next is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.publishing.releases import Action
from alder.web.accounts.frame import page_for
from alder.web.desk.entry import about_release, seen
from alder.web.publications import steps

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
    errors = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\r\n", "\n").strip() for name in longest}
        errors = {
            name: f"That is {len(given[name]):,} characters long. There is room for {most:,}."
            for name, most in longest.items()
            if len(given[name]) > most
        }
        if not errors:
            steps.change_words(person, release, seen(request), given)
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
