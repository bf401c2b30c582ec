"""The passkeys of whoever is signed in: added, named and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse

from alder.web.accounts import passkeys
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.accounts.step_up import step_up
from alder.web.frame import asset_url
from alder.web.http import answers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person


@answers("GET", "POST")
@for_people
@step_up
def own_passkeys(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Those that there are, and a form that makes one in the browser."""
    errors: dict[str, str] = {}
    name = request.POST.get("name", "")[:200]
    if request.method == "POST":
        with beside_fields(errors):
            if request.POST.get("do") == "remove":
                passkeys.remove(person, request.POST.get("id", ""))
            else:
                passkeys.add(request, person, name)
            return HttpResponseRedirect(reverse("passkeys"))
    return page_for(
        request,
        person,
        "alder.web.accounts:templates/passkeys.html.j2",
        own=passkeys.of(person),
        to_add=passkeys.to_add(request, person),
        script=asset_url("passkeys.js"),
        name=name,
        errors=errors,
    )
