"""Markdown of Alder's own, such as a module of the course, as a part of a page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

_CLASSES = {
    "p": "govuk-body",
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number govuk-list--spaced",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
    "a": "govuk-link",
}


@cache
def as_page_part(text: str) -> Markup:
    """The text with the classes of our pages. Marks of HTML in it are letters."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for token in tokens:
        _dress(token)
        for inner in token.children or ():
            _dress(inner)
    return Markup(reader.renderer.render(tokens, reader.options, {}))


def _dress(token: Token) -> None:
    if token.nesting == 1 and token.tag in _CLASSES:
        token.attrSet("class", _CLASSES[token.tag])
        if token.tag == "th":
            token.attrSet("scope", "col")
