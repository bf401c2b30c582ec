"""The address of a table for a choice that a page made, so that readers can go on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from alder.publishing.tables.choice import BLANK

if TYPE_CHECKING:
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.tables.choice import Choice


def table_address(data_set: UUID, choice: Choice, contents: Contents) -> str:
    """In the words of the steps of "create a table". A filter that is not narrowed shows all of its options."""
    first, last = min(choice.periods, default=1), max(choice.periods, default=len(contents.periods))
    pairs = [("place", f"{level}.{contents.places_by_level[level][code - 1].id}") for level, code in choice.places]
    for name, code in (("from", first), ("to", last)):
        period = contents.periods[code - 1]
        pairs.append((name, f"{period.code}.{period.period}"))
    chosen = dict(choice.options)
    for n, filter in enumerate(contents.filters):
        items = [filter.options[code - 1].id if code != BLANK else "-" for code in chosen[n]] if n in chosen else ["*"]
        pairs += [("item", f"{filter.id}.{id}") for id in items]
    pairs += [("show", contents.indicators[n].id) for n in choice.indicators]
    return f"{reverse('table', args=[data_set])}?{urlencode(pairs)}"
