"""A data set of a service: what it holds, and its rows as an Arrow table with labels in place of ids."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from alder.client.service import Service

PAGE = 10_000
_CODES = ("code", "oldCode", "urn", "laEstab", "ukprn")


class DataSet:
    """A data set of a service. Filters, items, indicators and places are named by column, label, code or id."""

    def __init__(self, service: Service, id: str, version: str | None = None) -> None:
        self.id = id
        self._service = service
        self._version = {"dataSetVersion": version} if version else {}

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Filters, indicators, places and periods, as the service describes them."""
        found: dict[str, Any] = self._service.ask("GET", f"data-sets/{self.id}/meta", self._version)
        return found

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
        found = _named("filter", filter, self.meta["filters"])
        return str(_named(f"item of {filter}", item, found["options"])["id"])

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
