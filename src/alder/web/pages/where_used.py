"""The places where a word of the glossary is used: their titles and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.derive import variables
from alder.measures import measures
from alder.sources import source
from alder.web.methodology.topics import TOPICS

if TYPE_CHECKING:
    from alder.web.pages.glossary import Term

_PAGES = {
    "aims": "Find a learning aim",
    "api-guide": "API",
    "create-a-table": "Create a table",
    "data-catalogue": "Data catalogue",
    "data-sources": "Data sources",
    "find-statistics": "Find statistics",
    "get-access": "How to get data",
    "methodology": "How statistics are made",
    "rules": "Rules of the ILR",
    "variables": "Variables",
}


def where_used(term: Term) -> list[tuple[str, str]]:
    """Title and address of each place."""
    return [_place(kind, name) for kind, name in term.used]


def _place(kind: str, name: str) -> tuple[str, str]:
    if kind == "page":
        return _PAGES[name], reverse(name)
    if kind == "topic":
        title = next(topic.title for topic in TOPICS if topic.slug == name)
        return title, reverse("method", args=[name])
    if kind == "method":
        return measures[name].title, reverse("method", args=[name])
    if kind == "variable":
        return f"{variables[name].title} (variable)", reverse("variable", args=[name])
    if kind == "source":
        return source(name).title, reverse("data-source", args=[name])
    home, entity, field = name.split("/")
    return f"{source(home).entity(entity)[field].name} (field)", reverse("field", args=[home, entity, field])
