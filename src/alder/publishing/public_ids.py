"""Short public ids of filters, options, indicators and places, the same after a restart and in every version.

An id is derived from the data set and from what the thing is (a filter's column; an option's filter and label; an
indicator's column; a place's level, codes and name), so nothing has to be counted. What was ever given is remembered
with each version: a thing that goes and comes back has its old id, and a thing that is renamed can keep its own.
"""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LENGTH = 5
"""The shortest that real clients of the API accept; five letters make 900 million ids for each kind."""

Known = dict[str, dict[str, str]]
"""For each kind, the id of everything that was ever named."""


class PublicIdKind(StrEnum):
    """Ids are unique within their kind."""

    FILTER = "filter"
    OPTION = "option"
    INDICATOR = "indicator"
    PLACE = "place"


def identity(*parts: str) -> str:
    """What a thing is, as one text."""
    return "\x1f".join(parts)


class Ids:
    """The ids of one version of a data set, begun with those that earlier versions gave."""

    def __init__(self, data_set: UUID, known: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._data_set = data_set
        self._known: Known = {kind: dict((known or {}).get(kind, {})) for kind in PublicIdKind}
        self._taken = {kind: set(ids.values()) for kind, ids in self._known.items()}
        self._given: dict[str, dict[str, str]] = {kind: {} for kind in PublicIdKind}

    @property
    def known(self) -> Known:
        """Everything ever named, to be kept with the version."""
        return self._known

    def knows(self, kind: PublicIdKind, what: str) -> bool:
        return what in self._known[kind]

    def carry(self, kind: PublicIdKind, old: str, new: str) -> None:
        """What used to be `old` is now called `new`, and keeps its id."""
        self._known[kind][new] = self._known[kind].pop(old)

    def of(self, kind: PublicIdKind, what: str) -> str:
        """The id of a thing; no other thing of this version has the same."""
        given = self._given[kind]
        id = self._known[kind].get(what)
        if id is None or given.get(id, what) != what:
            id = self._free(kind, what)
            self._known[kind][what] = id
            self._taken[kind].add(id)
        given[id] = what
        return id

    def _free(self, kind: PublicIdKind, what: str) -> str:
        attempt = 0
        while (id := _short(f"{self._data_set}\x1e{kind}\x1e{what}\x1e{attempt}")) in self._taken[kind]:
            attempt += 1
        return id


def _short(text: str) -> str:
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, position = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[position])
    return "".join(letters)
