"""The place of a store, as its records say it themselves or as it was declared, and what needs one.

That a store is made up follows from what it holds, and nobody declares it. Any other place is a row of the reference
table `store_place`, declared and taken back with a receipt as every change. Rows of learners are given by a store with
a place alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.engine import reference
from alder.engine.origins import Origins
from alder.errors import NotProtected, UsageError, unknown_name
from alder.model.store_place import StorePlace

if TYPE_CHECKING:
    from alder.engine.store_folder import StoreFolder

TABLE = "store_place"
_SCHEMA = pa.schema([("place", pa.string()), ("basis", pa.string())])


@dataclass(frozen=True)
class PlaceOfStore:
    """The place of a store, and what that rests on, in the words of whoever declared it."""

    place: StorePlace
    basis: str = ""


def place_of_store(store: StoreFolder) -> PlaceOfStore | None:
    """Where a store is; None where its records do not say it and nobody declared it."""
    if not store.exists:
        return None
    origins = Origins.of(store)
    if origins.made_up and not origins.others:
        return PlaceOfStore(StorePlace.MADE_UP)
    declared = reference.get(store, TABLE)
    if declared is None:
        return None
    (row,) = declared.to_pylist()
    return PlaceOfStore(StorePlace(row["place"]), row["basis"])


def declare_place(store: StoreFolder, place: StorePlace | str, basis: str) -> PlaceOfStore:
    """Keep where a store is, in place of what was declared before. `basis` says by which right, for everybody to read.

    Made up is nothing that is declared, and a store of made-up records has its place already.
    """
    store.tables()  # which says in words where there is no store
    asked = str(place)
    if asked not in set(StorePlace):
        raise unknown_name("place of a store", asked, [*StorePlace], next="A store is its owner's, or approved.")
    if StorePlace(asked) is StorePlace.MADE_UP:
        raise UsageError(
            "that a store is made up is not declared: it follows from what it holds",
            where="Every load of `alder synth`, or with --made-up, says so of its records.",
            next="Declare whose the records are otherwise:  alder store place owner --basis TEXT",
        )
    if not basis.strip():
        raise UsageError(
            "a place has a basis: whose records these are, or which approval the project has",
            next='For example:  --basis "Northfield College, its own returns"',
        )
    held = place_of_store(store)
    if held is not None and held.place is StorePlace.MADE_UP:
        raise UsageError(
            "this store holds made-up records alone, so its place is made-up already",
            where=str(store.folder),
            next="Nothing needs to be declared. Keep other records in a store of their own:  --store DIR",
        )
    kept = PlaceOfStore(StorePlace(asked), basis.strip())
    rows = pa.table({"place": [kept.place.value], "basis": [kept.basis]}, schema=_SCHEMA)
    reference.put(store, TABLE, rows)
    return kept


def withdraw_place(store: StoreFolder) -> bool:
    """Take the place of a store back; whether one was declared."""
    return store.exists and TABLE in reference.current(store) and bool(reference.remove(store, TABLE))


def check_place(store: StoreFolder, what: str) -> PlaceOfStore:
    """The place of a store that is asked for `what`: rows of learners. Raises where it has none."""
    store.tables()  # which says in words where there is no store
    place = place_of_store(store)
    if place is None:
        raise NotProtected(
            f"this store has no place, so it gives no {what}",
            where=str(store.folder),
            next="Say whose hands its records are in, once:\n"
            '  alder store place owner --basis "Northfield College, its own returns"\n'
            '  alder store place approved --basis "Project 2026-014, agreement of 3 March 2026"',
        )
    return place
