"""Which file to fetch from whose page, for tables that a store does not hold. Alder itself never goes out to fetch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.sources.published.tables import forms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alder.sources.published.known import Known, Origin


@dataclass(frozen=True)
class Fetch:
    """One page of a publisher, and the files there that fill tables."""

    publisher: str
    page: str
    files: tuple[tuple[Origin, tuple[Known, ...]], ...]

    @property
    def can_be_found(self) -> bool:
        """Whether anybody can fetch the files, from a page or by a search."""
        return bool(self.page or self.files[0][0].search)

    @property
    def is_for_rules_alone(self) -> bool:
        return all(k.is_plain for _, known in self.files for k in known)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(k.name for _, known in self.files for k in known))


def missing(held: Collection[str]) -> tuple[Fetch, ...]:
    """What to fetch for the tables that are not held, by publisher. Other ways to a table follow the first."""
    return _by_page([f for f in forms() if f.name not in held])


def fetched_from(table: str) -> tuple[Origin, ...]:
    """Where the file of one table is fetched, the best way first."""
    return tuple(dict.fromkeys(o for f in forms() if f.name == table for o in f.origins))


def _by_page(wanted: Sequence[Known]) -> tuple[Fetch, ...]:
    pages: dict[tuple[str, str], dict[Origin, dict[str, Known]]] = {}
    for known in wanted:
        for origin in known.origins:
            files = pages.setdefault((origin.publisher, origin.page), {})
            files.setdefault(origin, {})[known.name] = known
    found = [
        Fetch(publisher, page, tuple((origin, tuple(known.values())) for origin, known in files.items()))
        for (publisher, page), files in pages.items()
    ]
    return tuple(sorted(found, key=lambda f: (not f.can_be_found, f.is_for_rules_alone)))
