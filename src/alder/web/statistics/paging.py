"""Pages of a list of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGE_SIZE = 20
Item = TypeVar("Item")


class Paged(Generic[Item]):
    """One page of the results. A number of a page that is not there gives the nearest."""

    def __init__(self, found: Sequence[Item], asked: str | None, address: Callable[[int], str]) -> None:
        self.total = len(found)
        self.pages = max(1, -(-self.total // PAGE_SIZE))
        number = int(asked) if asked and asked.isdecimal() and len(asked) < 9 else 1
        self.number = min(max(1, number), self.pages)
        self.items = found[(self.number - 1) * PAGE_SIZE : self.number * PAGE_SIZE]
        self.address = address
