"""Names, texts and columns as SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOMENT = pa.timestamp("us")
"""What a moment of whatever unit is looked up by in an engine's types."""


def quoted(name: str) -> str:
    """The name in quotation marks, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text as a value."""
    return "'" + text.replace("'", "''") + "'"


def wanted_columns(
    wanted: pa.Schema, held: pa.Schema, types: Mapping[pa.DataType, str], quoted: Callable[[str], str] = quoted
) -> list[str]:
    """The columns wanted, of a file that may lack some or hold them in an earlier type.

    `types` are an engine's own names of the types.
    """
    return [
        quoted(f.name)
        if f.name in held.names and held.field(f.name).type == f.type
        else f"CAST({quoted(f.name) if f.name in held.names else 'NULL'} AS {_type(f.type, types)}) AS {quoted(f.name)}"
        for f in wanted
    ]


def _type(arrow: pa.DataType, types: Mapping[pa.DataType, str]) -> str:
    if pa.types.is_decimal(arrow):
        return f"DECIMAL({arrow.precision},{arrow.scale})"
    return types[MOMENT if pa.types.is_timestamp(arrow) else arrow]
