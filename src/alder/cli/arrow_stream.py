"""Answers as a stream of Arrow on standard output: `--format arrow-stream`, for R and other programs that start Alder.

The stream is neither compressed nor has it dictionaries, lists or the like, so that every reader of Arrow takes it.
Whatever is said beside the answer goes to standard error.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa

ARROW_STREAM = "arrow-stream"

stream_format_option = click.option(
    "--format",
    "format",
    type=click.Choice(["text", "json", ARROW_STREAM]),
    default="text",
    show_default=True,
    help="Lines for people, or JSON or a stream of Arrow for programs.",
)


def check_for_a_program() -> None:
    """Refuse a stream that would go to a screen."""
    if sys.stdout.isatty():
        raise UsageError(
            "a stream of Arrow is for a program, and this is a screen", next="Lead it on:  ... > FILE.arrows"
        )


def write_stream(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write rows as they come. Where one of them fails the stream has no end, so that nobody takes it for whole."""
    from pyarrow import ipc

    out = sys.stdout.buffer
    writer = ipc.new_stream(out, schema)
    for batch in batches:
        writer.write_batch(batch)
    writer.close()
    out.flush()


def write_table(table: pa.Table) -> None:
    """Write a table; lists of names and values as text, `name=value|name=value`."""
    import pyarrow as pa

    for n, one in enumerate(table.schema):
        if pa.types.is_list(one.type):
            texts = ["|".join(f"{p['name']}={p['value'] or ''}" for p in cell or ()) for cell in table[n].to_pylist()]
            table = table.set_column(n, pa.field(one.name, pa.string(), metadata=one.metadata), pa.array(texts))
    write_stream(table.schema, table.to_batches())
