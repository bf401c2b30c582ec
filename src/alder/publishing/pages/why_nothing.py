"""Why a chart that names what is there has no figures all the same, in words for whoever makes the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.pages.content import PLACE
from alder.publishing.pages.pointing import block_fault
from alder.publishing.pages.stands_for_all import widest_place
from alder.publishing.tables import available
from alder.publishing.tables.choice import Choice

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.pages.content import Block
    from alder.publishing.store import DataSetStore


def why_nothing(block: Block, version: UUID, contents: Contents, store: DataSetStore) -> str:
    """A part of a sentence, for a block of which nothing can be shown."""
    if fault := block_fault(block, contents):
        return fault
    widest = widest_place(version, contents, store)
    if widest is None and block.by != PLACE:
        return "no single place stands for the whole of its data set, so it can go by place alone"
    there = available.options(version, contents, store, Choice(places=(widest,) if widest else ()))
    usual = available.usual(contents, there)
    split = [f.label for f, codes in zip(contents.filters, usual, strict=True) if len(codes) != 1]
    if split:
        return f"its data set has no rows for all of {' and of '.join(split)} together"
    return "its data set has no rows for this choice"
