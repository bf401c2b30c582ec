"""Visas of researchers, for programs that act as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.accounts.tokens import TokenProcess
from alder.web.accreditation.visa_keys import visas_of
from alder.web.api.governed import governed
from alder.web.error_replies import as_json

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from alder.web.accounts.models import Person


@governed(TokenProcess.ACCREDITATION, "GET")
def visas(request: HttpRequest, person: Person) -> HttpResponse:
    """Those of whoever's token it is, signed now, under the name that a passport has them by."""
    return as_json({"ga4gh_passport_v1": list(visas_of(person))})
