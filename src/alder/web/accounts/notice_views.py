"""The notices of whoever is signed in: unread ones first, with a link to what each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.web.accounts.notices import mark_read
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.frame import query
from alder.web.http import answers
from alder.web.result_lists import Paged

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Notification, Person


@answers("GET", "POST")
@for_people
def notices(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Opening what a notice is about marks it as read; so does a button here, one by one or all at once."""
    if request.method == "POST":
        if request.POST.get("all"):
            mark_read(person)
        elif id := _number(request.POST.get("notice", "")):
            mark_read(person, id=id)
        return HttpResponseRedirect(reverse("notices"))
    found = person.notices.order_by(F("read").desc(nulls_first=True), "-made", "id")
    paged: Paged[Notification] = Paged(
        found,  # type: ignore[arg-type]  # a QuerySet is as good a sequence, once somebody else has counted it
        request.GET.get("page"),
        lambda number: reverse("notices") + query(("page", number)),
        total=person.notices.count(),
    )
    return page_for(
        request,
        person,
        "alder.web.accounts:templates/notices.html.j2",
        at="notices",
        paged=paged,
        waiting=person.notices.filter(read=None).count(),
    )


def _number(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
