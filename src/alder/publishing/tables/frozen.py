"""A table as text that holds all of it, and the table again: what a frozen copy keeps.

Only what the table has is kept of the contents of its version, so that the copy is small and rests on nothing else.
The same table is the same text, whenever it is written.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from alder.publishing.contents import Contents
from alder.publishing.contents.version_contents import PlaceGroup
from alder.publishing.tables.chosen_table import reordered, table_of
from alder.show.notes import TableSource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alder.publishing.tables.chosen_table import ChosenTable
    from alder.show.table import Key

FORM = 1
"""The form of the text. A reader knows every form that was ever written."""


def frozen_text(table: ChosenTable, facts: TableSource) -> str:
    """The table and its facts as JSON."""
    contents, figures = _own(table)
    parts = {
        "form": FORM,
        "facts": facts.to_json(),
        "contents": json.loads(contents.to_json()),
        "figures": [[*_flat(key), text] for key, text in figures.items()],
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thawed(text: str) -> tuple[ChosenTable, TableSource]:
    """The table and its facts, as they were."""
    parts = json.loads(text)
    contents = Contents.from_json(json.dumps(parts["contents"]))
    figures: dict[Key, str] = {}
    for level, place, *rest, figure in parts["figures"]:
        figures[((level, place), *rest)] = figure
    indicators = range(len(contents.indicators))
    facts = TableSource.from_json(parts["facts"])
    return reordered(table_of(contents, figures, indicators), facts.orders), facts


def _flat(key: Key) -> list[Any]:
    place, *rest = key
    return [*cast("tuple[Any, ...]", place), *rest]


def _own(table: ChosenTable) -> tuple[Contents, dict[Key, str]]:
    """Contents with what the table has alone, and its figures under the codes of those."""
    contents = table.contents
    places, periods, *options, indicators = (_members(d.name, table) for d in table.dimensions)
    groups: list[PlaceGroup] = []
    place_codes: dict[tuple[str, int], tuple[str, int]] = {}
    for group in contents.places:
        kept = sorted(code for level, code in places if level == group.level)
        place_codes |= {(group.level, code): (group.level, n) for n, code in enumerate(kept, 1)}
        if kept:
            groups.append(PlaceGroup(group.level, tuple(group.places[code - 1] for code in kept)))
    filters, option_codes = [], []
    for filter, codes in zip(contents.filters, options, strict=True):
        real = sorted(code for code in codes if code)
        filters.append(replace(filter, options=tuple(filter.options[code - 1] for code in real)))
        option_codes.append({0: 0} | {code: n for n, code in enumerate(real, 1)})
    period_codes = {code: n for n, code in enumerate(sorted(periods), 1)}
    indicator_codes = {code: n for n, code in enumerate(sorted(indicators))}
    own = Contents(
        filters=tuple(filters),
        indicators=tuple(contents.indicators[code] for code in indicator_codes),
        levels=tuple(level for level in contents.levels if any(group.level == level for group in groups)),
        places=tuple(groups),
        periods=tuple(contents.periods[code - 1] for code in period_codes),
        rows=table.rows_found,
    )
    own_codes: list[dict[Any, Any]] = [place_codes, period_codes, *option_codes, indicator_codes]
    figures = {
        tuple(of[member] for of, member in zip(own_codes, key, strict=True)): text
        for key, text in table.figures.items()
    }
    return own, figures


def _members(name: str, table: ChosenTable) -> Iterable[Any]:
    return [member for member, _ in table.dimension(name).members]
