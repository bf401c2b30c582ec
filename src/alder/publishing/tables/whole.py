"""A table of any size as CSV, read and written a few places at a time, so that memory stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.tables import flat
from alder.publishing.tables.files import csv_lines
from alder.publishing.tables.table import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from alder.publishing.described import Contents
    from alder.publishing.store import DataSetStore
    from alder.publishing.tables.choice import Choice

_ROWS_AT_ONCE = 10_000


def csv_parts(
    choice: Choice, version: UUID, contents: Contents, store: DataSetStore, *, seconds: float | None = None
) -> Iterator[str]:
    """The head, then the rows of some places after those of others. The time is that of each part."""
    indicators = [contents.indicators[n] for n in choice.indicators or range(len(contents.indicators))]
    yield csv_lines([flat.columns(contents, indicators)])
    for level, codes in choice.by_level.items():
        for some in _shares(codes, contents):
            part = choice.but(places=tuple((level, code) for code in some))
            found = table(part, version, contents, store, seconds=seconds)
            if found.figures:
                yield csv_lines(flat.rows(found))


def _shares(codes: tuple[int, ...], contents: Contents) -> Iterator[tuple[int, ...]]:
    """So many places that their rows are few enough, were rows spread evenly over the places of all levels."""
    places = sum(len(group.places) for group in contents.places) or 1
    size = max(1, _ROWS_AT_ONCE * places // max(1, contents.rows))
    for start in range(0, len(codes), size):
        yield codes[start : start + size]
