"""The handbook as pages: its parts, each list, and each name. What they say is what `alder explain` says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import Http404
from django.urls import reverse
from markupsafe import Markup, escape

from alder.derive import variables
from alder.look.page import linked
from alder.sources.ilr.schema import entities
from alder.web.frame import Crumb, page
from alder.web.handbook.parts import address_of, addresses, names, parts, slug

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from alder.explanations import ExplanationKind
    from alder.model.explanation import Explanation

_HERE = "alder.web.handbook:templates/"
_CRUMB = Crumb("Handbook", "/handbook")

ELSEWHERE = (
    ("Rules of the ILR", "rules", "What is wrong with a return, rule by rule, with examples"),
    ("Sources and fields", "data-sources", "Every source with its kinds of record, fields, years and codes"),
    ("Measures", "methodology", "Who is counted, who is left out, and how figures are worked out"),
    ("Variables", "variables", "Columns that are worked out from what is collected"),
    ("Glossary", "glossary", "The words of the field"),
    ("API", "api-guide", "Reading what is published with a program"),
)
"""What has pages elsewhere on the site: title, the name of the address, what is there."""

READ_ON = {
    "checks": (("Data catalogue", "data-catalogue", ()),),
    "filters": (("Variables", "variables", ()), ("Fields of the ILR", "data-source", ("ilr",))),
    "form-of-a-file": (("Rules of the ILR", "rules", ()),),
    "measures-from-deliveries": (("Measures", "methodology", ()), ("Sources", "data-sources", ())),
    "policies": (
        ("How people are protected", "method", ("protection",)),
        ("Symbols in tables", "method", ("symbols",)),
    ),
    "queries-as-json": (("Measures", "methodology", ()),),
    "reference-tables": (("Sources", "data-sources", ()), ("Rules of the ILR", "rules", ())),
}
"""Pages that say more, by part: title, the name of the address and what it takes."""

_NAMES_OTHERS = ("commands", "filters")
"""Parts in which what one thing lists are others of the part: commands below a command, names of a kind of record."""


def index(request: HttpRequest) -> HttpResponse:
    kinds_listed = [(kind.listed(), reverse("handbook-part", args=[part])) for part, kind in parts().items()]
    return page(request, f"{_HERE}handbook.html.j2", parts=kinds_listed, elsewhere=ELSEWHERE, coded=coded)


def listed(request: HttpRequest, part: str) -> HttpResponse:
    kind = _part(part)
    return _page(request, kind.listed(), part, [_CRUMB], addresses(part) if kind.one else {})


def one(request: HttpRequest, part: str, name: str) -> HttpResponse:
    kind = _part(part)
    entry = names(part).get(name)
    if entry is None:
        raise Http404
    explanation = kind.explained(entry)
    crumbs = [_CRUMB, Crumb(kind.listed().title, reverse("handbook-part", args=[part]))]
    leads = addresses(part) if part in _NAMES_OTHERS else {}
    return _page(request, explanation, part, crumbs, leads, caption=kind.name, typed=f"{kind.name} {entry}")


def _page(
    request: HttpRequest,
    told: Explanation,
    part: str,
    crumbs: list[Crumb],
    leads: Mapping[str, str],
    *,
    caption: str = "",
    typed: str = "",
) -> HttpResponse:
    return page(
        request,
        f"{_HERE}entry.html.j2",
        crumbs=crumbs,
        told=told,
        caption=caption,
        leads=leads,
        typed=f"alder explain {typed or told.name}",
        anchor=lambda title: slug(title).lower(),
        read_on=[(title, reverse(name, args=args)) for title, name, args in _read_on(told, part)],
        coded=coded,
    )


def _read_on(told: Explanation, part: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What a filter asks about has a page of its own, as a variable or as a field."""
    if told.kind != "filter":
        return READ_ON.get(part, ())
    if told.name in variables:
        return ((f"The variable {told.name}", "variable", (told.name,)),)
    if any(told.name == field.name for entity in entities().values() for field in entity.fields):
        return ((f"The field {told.name}", "find-field", ("ilr", told.name)),)
    return READ_ON[part]


def _part(part: str) -> ExplanationKind:
    if part not in parts():
        raise Http404
    return parts()[part]


_MAY_BREAK = Markup("_<wbr>")
"""Long names are parted where they have a line below, if anywhere."""
_TYPED = re.compile(r"`([^`]+)`")


def coded(text: str, leads: Mapping[str, str] | None = None) -> Markup:
    """A text in which what is typed stands as code, and leads to its page where it has one.

    The name of something `leads` as it is said there and nowhere else: a column may be called what a variable is.
    """
    if leads is not None and "`" not in text:
        words = escape(text).replace("_", _MAY_BREAK)
        return Markup('<a class="govuk-link" href="{}">{}</a>').format(leads[text], words) if text in leads else words
    html = str(linked(text))

    def code(match: re.Match[str]) -> str:
        typed = str(Markup(match[1]).unescape())
        address = address_of(typed) if leads is None else leads.get(typed, "")
        inner = f"<code>{match[1].replace('_', _MAY_BREAK)}</code>"
        return f'<a class="govuk-link" href="{escape(address)}">{inner}</a>' if address else inner

    return Markup(_TYPED.sub(code, html))
