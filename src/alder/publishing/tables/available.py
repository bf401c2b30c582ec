"""What can still be chosen: only what has rows together with the choices made so far is offered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from alder.model.condition import AllOf, OneOf
from alder.publishing.contents.contents import LEVEL_COLUMN, PERIOD_COLUMN, filter_column, level_column
from alder.publishing.tables.choice import BLANK, condition
from alder.publishing.tables.tiers import tiers, tree
from alder.show.table import TOTAL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from alder.publishing.contents import Contents
    from alder.publishing.store import DataSetStore
    from alder.publishing.tables.choice import Choice
    from alder.publishing.tables.tiers import Node, Tiers

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
"""Fifths by deprivation are published in words: `One (most deprived)`, `Two`."""


def places(version: UUID, contents: Contents, store: DataSetStore) -> dict[str, tuple[int, ...]]:
    """For each level that rows are about, the places of which there are rows at that level."""
    found = {}
    for group in contents.places:
        if group.level in contents.level_codes:
            at = level_column(group.level)
            rows = store.distinct(version, [at], OneOf(LEVEL_COLUMN, (contents.level_codes[group.level],)))
            if codes := tuple(code for (code,) in rows if code):
                found[group.level] = codes
    return found


def periods(version: UUID, contents: Contents, store: DataSetStore, choice: Choice) -> tuple[int, ...]:
    """The periods that the chosen places have, the oldest first."""
    rows = store.distinct(version, [PERIOD_COLUMN], condition(choice.but(periods=(), options=(), paths=()), contents))
    return tuple(code for (code,) in rows)


def options(
    version: UUID, contents: Contents, store: DataSetStore, choice: Choice
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """For each filter, the options that have rows in the chosen places and periods; `BLANK` where some have none."""
    within = condition(choice.but(options=(), paths=()), contents)
    return tuple(
        (n, tuple(code for (code,) in store.distinct(version, [filter_column(n)], within)))
        for n in range(len(contents.filters))
    )


def trees(
    version: UUID, contents: Contents, store: DataSetStore, choice: Choice
) -> tuple[tuple[Tiers, tuple[Node, ...]], ...]:
    """For filters that divide each other, what has rows in the chosen places and periods, as a tree."""
    within = condition(choice.but(options=(), paths=()), contents)
    return tuple(
        (at, tree(store.distinct(version, [filter_column(n) for n in at], within), [total(contents, n) for n in at]))
        for at in tiers(contents)
    )


def total(contents: Contents, position: int) -> int:
    """The option of a filter that stands for all of them together; blank where none does."""
    filter = contents.filters[position]
    for wanted in (filter.default.casefold(), *TOTAL_WORDS):
        for code, option in enumerate(filter.options, 1):
            if wanted and option.label.casefold() == wanted:
                return code
    return BLANK


def usual(contents: Contents, available: tuple[tuple[int, tuple[int, ...]], ...]) -> tuple[tuple[int, ...], ...]:
    """For each filter, what is chosen before anyone chooses: its total, else its only option, else blank, else all."""
    return tuple(_usual(contents, n, codes) for n, codes in available)


def _usual(contents: Contents, position: int, codes: tuple[int, ...]) -> tuple[int, ...]:
    filter = contents.filters[position]
    labels = {code: filter.options[code - 1].label for code in codes if code != BLANK}
    for wanted in (filter.default.casefold(), *TOTAL_WORDS):
        for code, label in labels.items():
            if wanted and label.casefold() == wanted:
                return (code,)
    for code, label in labels.items():
        if label.casefold().startswith(("total ", "all ", "total(")):
            return (code,)
    if BLANK in codes:
        return (BLANK,)
    return codes


def instead(version: UUID, contents: Contents, store: DataSetStore, choice: Choice) -> list[tuple[int, list[str]]]:
    """For a choice without rows: the filters of which another choice would have some, with those options."""
    found = []
    for n, chosen in choice.options:
        rows = store.distinct(version, [filter_column(n)], AllOf((condition(choice.without(n), contents),)))
        if others := [code for (code,) in rows if code not in chosen]:
            found.append((n, [label(contents, n, code) for code in others]))
    return found


def label(contents: Contents, position: int, code: int) -> str:
    """An option in words; a blank one too."""
    return contents.filters[position].options[code - 1].label if code else "Not split by this"


def in_order(contents: Contents, position: int, codes: Iterable[int]) -> list[int]:
    """Options as people list them: under 16 before 16 to 18, 3 before 10, blank and the total last."""
    return sorted(codes, key=lambda code: _place_in_order(label(contents, position, code), code))


def _place_in_order(words: str, code: int) -> tuple[bool, list[tuple[bool, int, str]]]:
    words = words.casefold()
    number = words.partition(" ")[0]
    if number in _NUMBERS:
        words = words.replace(number, str(_NUMBERS.index(number) + 1), 1)
    parts = re.findall(r"\d+|\D+", re.sub(r"^under (?=\d)", "", words))
    is_last = code == BLANK or words in TOTAL_WORDS
    return is_last, [(False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts]
