"""The glossary as a page: letters to jump to, each word with other names and where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.web.frame import page
from alder.web.pages.glossary import by_letter, glossary
from alder.web.pages.where_used import where_used

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def show(request: HttpRequest) -> HttpResponse:
    letters = by_letter()
    return page(
        request,
        "alder.web.pages:templates/glossary.html.j2",
        letters=letters,
        alphabet=[(letter, letter in letters) for letter in _LETTERS],
        count=len(glossary()),
        where_used=where_used,
    )
