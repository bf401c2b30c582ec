"""What keeps the rows of published data sets must be able to do this. The engine does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    import pyarrow as pa

    from alder.model.condition import Condition, RowQuery


class DataSetStore(Protocol):
    """Versions of data sets, each under its id and never changed."""

    def keep(
        self,
        version: UUID,
        *,
        rows: pa.Table,
        sorted_by: Sequence[str],
        spanned: Sequence[str],
        contents: str,
        table: pa.Table,
        data: bytes | Path,
        meta: bytes,
    ) -> None:
        """Keep coded rows in the order of `sorted_by`, the contents as text, the table of text, and both files.

        Rows with the same code in one of the columns `spanned` mostly lie together in that order.
        """

    def remove(self, version: UUID) -> None:
        """Take a version away."""

    def contents(self, version: UUID) -> str:
        """The contents as they were kept."""

    def csv(self, version: UUID) -> Path:
        """The data file, compressed with gzip."""

    def meta_csv(self, version: UUID) -> Path:
        """The meta file."""

    def parquet(self, version: UUID) -> Path:
        """The table of text."""

    def ask(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> tuple[int, list[tuple[Any, ...]]]:
        """How many rows meet the condition, and the page that was asked for; TimeoutError after so many seconds."""

    def columns(self, version: UUID, query: RowQuery, *, seconds: float | None = None) -> pa.Table:
        """The page that was asked for as columns, for many rows at once; TimeoutError after so many seconds."""

    def groups(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> int:
        """How many sets of codes rows that meet the condition have in these columns."""

    def distinct(
        self, version: UUID, columns: Sequence[str], condition: Condition, *, seconds: float | None = None
    ) -> list[tuple[int, ...]]:
        """Every set of codes that rows which meet the condition have in these columns, each once."""
