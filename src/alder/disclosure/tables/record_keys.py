"""The keys that noise and random rounding draw from: the same people, the same draw, in whichever table.

A file may bring them: a column `record_key` has the key of each record, or of each finest cell the sum of the keys of
its people, as whole numbers of 0 and more. A table of counts without it gets keys from a secret: permanent for the same
finest cells, so two tables of other finest cells draw differently.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from alder.disclosure.tables.text_csv import line, read_text
from alder.errors import UnreadableFile, UsageError
from alder.model.record_keys import FULL

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.tables.table import Table

    Numbers = NDArray[np.int64]

COLUMN = "record_key"
LEAST = 16
"""Bytes that a secret has at least."""


def keys_in(path: Path, what: str) -> Numbers | None:
    """The column of keys of a file, if it has one. Raises `UsageError` with the line of what is no key."""
    rows = read_text(path, what)
    if COLUMN not in rows.column_names:
        return None
    column = rows.column(COLUMN)
    wrong = np.flatnonzero(~pc.match_substring_regex(column, r"^\d{1,15}$").to_numpy())
    if len(wrong):
        raise UsageError(
            f"column {COLUMN} has to be a whole number of 0 and more, of at most 15 digits",
            where=line(int(wrong[0]), path),
        )
    return np.array([int(text) for text in column.to_pylist()], dtype=np.int64) % FULL


def keys_from(secret: Path, table: Table) -> Numbers:
    """A key for each row of a table of counts. Raises `UsageError` where the secret is short."""
    try:
        said = secret.read_bytes().strip()
    except OSError as error:
        raise UnreadableFile("the secret cannot be read", where=str(secret), next=f"{error.strerror}.") from None
    if len(said) < LEAST:
        raise UsageError(
            f"a secret has {LEAST} bytes or more",
            where=str(secret),
            next="Write random ones into the file once, keep it, and give it to nobody.",
        )
    names = [of.name for of in table.dimensions]
    found = []
    for at, count in zip(table.leaves.tolist(), table.freq.tolist(), strict=True):
        codes = [of.codes[n] for of, n in zip(table.dimensions, at, strict=True)]
        unit = "\0".join(["cell", *names, *codes, str(count)])
        found.append(int.from_bytes(hmac.digest(said, unit.encode(), "sha256")[:4], "big"))
    return np.array(found, dtype=np.int64)
