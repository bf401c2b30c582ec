"""The parameters of addresses of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.query import value_checks
from alder.publishing.query.parameters import Parameters
from alder.publishing.query.problems import Problems
from alder.web.api.reply import pairs_of

if TYPE_CHECKING:
    from django.http import HttpRequest

VERSION = "dataSetVersion"
SHORTEST_SEARCH = 3


class Asked:
    """Parameters of one request. Reading ends with `settled`, which refuses the request if anything is wrong."""

    def __init__(self, request: HttpRequest, *known: str, lists: tuple[str, ...] = ()) -> None:
        self.problems = Problems()
        self._given = Parameters(pairs_of(request), (*known, *lists), lists, self.problems)

    def page(self, size: int, largest: int) -> tuple[int, int]:
        """The page and its size, where `size` is what a page has unless more is asked for."""
        page, of = self._given.whole("page", 1), self._given.whole("pageSize", size)
        value_checks.page(page, "page", self.problems)
        value_checks.page_size(of, "pageSize", self.problems, largest)
        return page, of

    def search(self) -> str:
        text = (self._given.one("search") or "").strip()
        if text and len(text) < SHORTEST_SEARCH:
            detail = {"value": text, "minLength": SHORTEST_SEARCH, "totalLength": len(text)}
            self.problems.add("MinimumLength", "search", **detail)
        return text

    def one(self, name: str) -> str | None:
        return self._given.one(name)

    def truth(self, name: str) -> bool:
        return self._given.truth(name)

    def list(self, name: str) -> list[str] | None:
        return self._given.list(name)

    def settled(self) -> None:
        self.problems.refuse_if_any()
