"""Visas on the site: one's own, and the public keys by which anybody checks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse

from alder.governance import Denied
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accreditation.accredited_people import every_standing
from alder.web.accreditation.permissions import HERE
from alder.web.accreditation.visa_keys import affiliation_of, issuer, published_keys, visas_of
from alder.web.http import answers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person


@answers("GET", "POST")
@for_people
def visas(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What visas are, and, on request, two that were signed for who is signed in."""
    signed = visas_of(person) if request.method == "POST" else ()
    return page_for(
        request,
        person,
        f"{HERE}visas.html.j2",
        at="accreditation-yours",
        signed=list(zip(("ResearcherStatus", "AffiliationAndRole"), signed, strict=False)),
        why_none=_why_none(person),
    )


def _why_none(person: Person) -> str:
    """Why none is signed for somebody now."""
    try:
        issuer()
        why = next((one.why_not for one in every_standing(person) if one.why_not), "")
        if not why:
            affiliation_of(person)
    except Denied as denied:
        return denied.what
    return why


def keys(request: HttpRequest) -> HttpResponseBase:
    """The public keys as a JWK Set. A new one stands here for a day before it signs, so it may be kept for an hour."""
    reply = HttpResponse(json.dumps(published_keys()), content_type="application/jwk-set+json")
    reply["Cache-Control"] = "public, max-age=3600"
    reply["Access-Control-Allow-Origin"] = "*"
    return reply
