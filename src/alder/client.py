"""A client for services with the public API of Explore Education Statistics: this one, the department's, or another.

A `Service` is reached over HTTP and has publications; a `DataSet` of it gives its rows as an Arrow table, with labels
in place of ids.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyarrow as pa

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    Call: TypeAlias = Callable[[str, str, bytes | None], tuple[int, bytes]]
    """Method, address and body; status and body of the answer."""

PAGE = 10_000
_CODES = ("code", "oldCode", "urn", "laEstab", "ukprn")


def over_http(method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
    """A request over the network. Only http and https are followed."""
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{address} is not an address of the web", where="It begins with https://.")
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except urllib.error.URLError as unreached:
        raise UnreadableFile(
            "the service cannot be reached", where=f"{address}: {unreached.reason}", next="Check the address."
        ) from None


class Service:
    """A service by the address of its API, such as https://example.org/v1."""

    def __init__(self, address: str, *, call: Call = over_http) -> None:
        self.address = address.rstrip("/")
        self._call = call

    def publications(self, search: str = "") -> list[dict[str, Any]]:
        """Publications that have data sets; with `search`, those that it finds."""
        return list(self.pages("publications", {"search": search} if search else {}))

    def data_sets(self, publication: str) -> list[dict[str, Any]]:
        """The data sets of a publication, by its id or its title."""
        publications = [one for one in self.publications() if publication in (one["id"], one["title"], one["slug"])]
        if not publications:
            raise UsageError(f"the service has no publication {publication}", where="See them all with publications().")
        return list(self.pages(f"publications/{publications[0]['id']}/data-sets", {}))

    def data_set(self, id: str, version: str | None = None) -> DataSet:
        """A data set, in its newest version or the one that is named."""
        return DataSet(self, id, version)

    def pages(self, path: str, parameters: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Every item of a list, over all its pages."""
        page = 1
        while True:
            shown = self.ask("GET", path, {**parameters, "page": str(page), "pageSize": "20"})
            yield from shown["results"]
            if page >= shown["paging"]["totalPages"]:
                return
            page += 1

    def ask(self, method: str, path: str, parameters: dict[str, str], body: Any = None) -> Any:
        """One request; its JSON. What the service refuses is said in its own words."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        data = None if body is None else json.dumps(body).encode()
        status, text = self._call(method, f"{self.address}/{path}{query}", data)
        try:
            shown = json.loads(text or b"null")
        except ValueError:
            shown = None
        if status == 200 and shown is not None:
            return shown
        raise UsageError(f"the service answers {status}", where=_said(shown), next=f"Asked for: {path}")


def _said(shown: Any) -> str:
    if not isinstance(shown, dict):
        return ""
    errors = [f"{error.get('path', '')}: {error.get('message', '')}".lstrip(": ") for error in shown.get("errors", [])]
    return "\n  ".join(errors) or str(shown.get("title", ""))


class DataSet:
    """A data set of a service. Filters, items, indicators and places are named by column, label, code or id."""

    def __init__(self, service: Service, id: str, version: str | None = None) -> None:
        self.id = id
        self._service = service
        self._version = {"dataSetVersion": version} if version else {}

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Filters, indicators, places and periods, as the service describes them."""
        meta: dict[str, Any] = self._service.ask("GET", f"data-sets/{self.id}/meta", self._version)
        return meta

    def query(
        self,
        *,
        indicators: Iterable[str] = (),
        filters: Mapping[str, Iterable[str]] | None = None,
        levels: Iterable[str] = (),
        places: Iterable[tuple[str, str]] = (),
        periods: Iterable[tuple[str, str]] = (),
        criteria: Mapping[str, Any] | None = None,
    ) -> pa.Table:
        """Rows that meet all that is asked for, as text; `.to_pandas()` makes a data frame of them.

        `filters` gives the items that are wanted of each filter, `places` a level and a name or code each, `periods` a
        period and the code of its kind, such as ("2023/2024", "AY"). `criteria` are sent as they are.
        """
        wanted: list[Mapping[str, Any]] = [criteria] if criteria else []
        for name, items in (filters or {}).items():
            wanted.append({"filters": {"in": [self._option(name, item) for item in items]}})
        if chosen := list(levels):
            wanted.append({"geographicLevels": {"in": chosen}})
        if at := [self._place(level, place) for level, place in places]:
            wanted.append({"locations": {"in": at}})
        if when := [{"period": period, "code": code} for period, code in periods]:
            wanted.append({"timePeriods": {"in": when}})
        body: dict[str, Any] = {"criteria": {"and": wanted}} if wanted else {}
        shown = [_named("indicator", name, self.meta["indicators"]) for name in indicators] or self.meta["indicators"]
        body["indicators"] = [indicator["id"] for indicator in shown]
        return _table(self.meta, shown, self._rows(body))

    def _rows(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            asked = {**body, "page": page, "pageSize": PAGE}
            shown = self._service.ask("POST", f"data-sets/{self.id}/query", self._version, asked)
            rows += shown["results"]
            if page >= shown["paging"]["totalPages"]:
                return rows
            page += 1

    def _option(self, filter: str, item: str) -> str:
        column = _named("filter", filter, self.meta["filters"])
        return str(_named(f"item of {filter}", item, column["options"])["id"])

    def _place(self, level: str, place: str) -> dict[str, str]:
        group = next((g for g in self.meta["locations"] if level in (g["level"]["code"], g["level"]["label"])), None)
        if group is None:
            known = ", ".join(g["level"]["code"] for g in self.meta["locations"])
            raise UsageError(f"the data set has no places at the level {level}", where=f"It has {known}.")
        return {"level": group["level"]["code"], "id": _named(f"place at {level}", place, group["options"])["id"]}


def _named(kind: str, name: str, things: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The thing with this id, column, label or code. An unknown name is told with the nearest that there is."""
    for thing in things:
        if name in (thing["id"], thing.get("column"), thing["label"], *(thing.get(code) for code in _CODES)):
            return thing
    near = get_close_matches(name, [thing["label"] for thing in things], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "See what there is in .meta."
    raise UsageError(f"the data set has no {kind} {name}", where=hint)


def _table(meta: dict[str, Any], indicators: Sequence[dict[str, Any]], rows: list[dict[str, Any]]) -> pa.Table:
    """Period, level, the name and first code of the place at every level, filters by label, figures as text."""
    periods = {(p["code"], p["period"]): p["label"] for p in meta["timePeriods"]}
    levels = {level["code"]: level["label"] for level in meta["geographicLevels"]}
    columns: dict[str, list[str]] = {
        "time_period": [periods[row["timePeriod"]["code"], row["timePeriod"]["period"]] for row in rows],
        "geographic_level": [levels[row["geographicLevel"]] for row in rows],
    }
    for group in meta["locations"]:
        level = group["level"]["code"]
        known = {place["id"]: place for place in group["options"]}
        at = [known.get(row["locations"].get(level, ""), {}) for row in rows]
        columns[f"{level.lower()}_code"] = [_code(place) for place in at]
        columns[f"{level.lower()}_name"] = [place.get("label", "") for place in at]
    for filter in meta["filters"]:
        labels = {option["id"]: option["label"] for option in filter["options"]}
        columns[filter["column"]] = [labels.get(row["filters"].get(filter["id"], ""), "") for row in rows]
    for indicator in indicators:
        columns[indicator["column"]] = [row["values"][indicator["id"]] for row in rows]
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _code(place: Mapping[str, str]) -> str:
    return next((place[name] for name in _CODES if place.get(name)), "")
