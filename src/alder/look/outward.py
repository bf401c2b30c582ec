"""Links that leave the site: one form of them, for every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from alder.model.service import pieces

if TYPE_CHECKING:
    from alder.model.citation import Citation

_MARK = Markup('<span class="alder-out"></span><span class="govuk-visually-hidden"> (on another site)</span>')


def outward(words: str, address: str) -> Markup:
    """A link to another site: its words are what it leads to, and a mark says that it leaves this one. It opens where
    the reader is, as links do.
    """
    return Markup('<a class="govuk-link" href="{}" rel="external noopener">{}{}</a>').format(address, words, _MARK)


def linked(text: str) -> Markup:
    """A text in which services lead to their address, and an address in brackets is that of the words before it."""
    return Markup("").join(outward(words, address) if address else escape(words) for words, address in pieces(text))


def cited(cite: Citation) -> Markup:
    """A document by its title, which leads to it where its address is known; else it says where it is kept."""
    if cite.address:
        return outward(cite.title, cite.address)
    return linked(f"{cite.title} ({cite.where})" if cite.where else cite.title)
