"""The checks, a module for each theme. Importing this package adds them all to the book."""

from alder.publishing.screener.checks import (
    api,
    column_names,
    columns_needed,
    file_names,
    filters,
    geography,
    harmonised,
    meta_cells,
    meta_rows,
    places,
    rows,
    time,
)

__all__ = [
    "api",
    "column_names",
    "columns_needed",
    "file_names",
    "filters",
    "geography",
    "harmonised",
    "meta_cells",
    "meta_rows",
    "places",
    "rows",
    "time",
]
