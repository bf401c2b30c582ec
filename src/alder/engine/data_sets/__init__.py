"""Data sets as they are served: a DuckDB file and blocks of rows for each version, by place, with Parquet and CSV."""

from alder.engine.data_sets.version_folder import DataSetFolder

__all__ = ["DataSetFolder"]
