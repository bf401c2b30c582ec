"""Data sets as they are served: a DuckDB file for each version, sorted by place, with Parquet and CSV beside it."""

from alder.engine.data_sets.kept import DataSetFolder

__all__ = ["DataSetFolder"]
