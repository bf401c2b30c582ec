"""Frames: what Alder answers as a table of Arrow, pandas or Polars. Neither of the last two is loaded unasked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from alder.errors import MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd  # type: ignore[import-untyped]
    import polars as pl
    import pyarrow as pa

ABOUT = b"alder"
"""Under this name the schema of a frame has what must be known of it, as JSON."""
ORDER = b"order"
"""Under this name a column of words has these in their own order, as JSON."""


class ArrowSource(Protocol):
    """What gives a table of Arrow."""

    @property
    def to_arrow(self) -> Callable[..., pa.Table]: ...


class FrameSource:
    """What gives a table of Arrow, and so a frame to pandas, to Polars and to all that read Arrow by its C interface:
    `pl.DataFrame(answer)`, `pa.table(answer)`, `pd.DataFrame.from_arrow(answer)`.
    """

    __slots__ = ()

    def to_pandas(self: ArrowSource, **which: Any) -> pd.DataFrame:
        """The same as `to_arrow` as a data frame of pandas: words as categories in their own order, and what must be
        known of the figures in `.attrs["alder"]`. Needs the extra `pandas`.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingExtra("pandas is not installed", next="Install it with: pip install alder[pandas]") from None
        table = self.to_arrow(**which)
        frame = table.replace_schema_metadata().to_pandas()
        for name, words in _orders(table).items():
            frame[name] = pd.Categorical(frame[name], categories=words, ordered=True)
        if about := (table.schema.metadata or {}).get(ABOUT):
            frame.attrs["alder"] = json.loads(about)
        return frame

    def to_polars(self: ArrowSource, **which: Any) -> pl.DataFrame:
        """The same as `to_arrow` as a data frame of Polars: words as an `Enum` in their own order. Needs the extra
        `polars`.
        """
        try:
            import polars as pl
        except ImportError:
            raise MissingExtra("Polars is not installed", next="Install it with: pip install alder[polars]") from None
        table = self.to_arrow(**which)
        frame = pl.DataFrame(table)
        return frame.with_columns(pl.col(name).cast(pl.Enum(words)) for name, words in _orders(table).items())

    def __arrow_c_stream__(self: ArrowSource, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)


def _orders(table: pa.Table) -> dict[str, list[str]]:
    """Of each column of words that have an order of their own, those that it holds."""
    found = {}
    for f in table.schema:
        if said := (f.metadata or {}).get(ORDER):
            held = set(table[f.name].to_pylist())
            found[f.name] = [word for word in json.loads(said) if word in held]
    return found
