"""The checks, a module for each theme. Importing this package adds them all to the book."""

from alder.publishing.screener.checks import (
    api,
    column_names,
    files,
    filters,
    geography,
    harmonised,
    meta_file,
    places,
    rows,
    time,
)

__all__ = [
    "api",
    "column_names",
    "files",
    "filters",
    "geography",
    "harmonised",
    "meta_file",
    "places",
    "rows",
    "time",
]
