"""Keys of the records behind counts: what noise and random rounding draw from, so that a cell is always drawn alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.derive.aims import NAME
from alder.engine.project_keys import project_in
from alder.errors import UsageError
from alder.measures.counting import KEYS, RECORD_KEYS
from alder.model import expr
from alder.model.record_keys import record_keys

if TYPE_CHECKING:
    from alder.engine.protocol import Engine

SECRET = "record-keys"  # the name of the file, and not what is in it
"""The file among a store's keys from which all record keys follow. With another one, all noise would be drawn anew."""


def secret_of(source: Any) -> bytes:
    """The secret of a store, made at first use and kept in it."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        raise UsageError(
            "record keys are kept in a store, and this is none", next='Use: alder.open("store"), and ask that.'
        )
    return project_in(store.folder, SECRET).secret


def add_keys(engine: Engine, secret: bytes) -> None:
    """Put the key of everybody who has an aim beside the table of aims.

    A learner's key follows from the ULN, and so is permanent. Of learners without one it follows from the number that
    stands for them, which is the same as long as the same returns are counted.
    """
    schema = engine.schema(NAME)
    people = engine.run(lambda: expr.table(NAME, schema).select("person").distinct())["person"].drop_null()
    keys = record_keys(secret, people.to_pylist())
    engine.add(RECORD_KEYS, pa.table([people, pa.array(keys)], schema=KEYS))
