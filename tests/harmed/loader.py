"""A loader of tables, with a sound file of its kind. All values are made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from alder.environment import Environment

ROWS = range(1, 9)
"""The rows of a sound file, by number."""

MARK = "Zzyzx"
"""Begins the made-up texts. No answer may repeat it."""

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Loader:
    """One kind of file and how it is loaded.

    `load` gives what is told, `kept` the rows that a store then has. `dates` and `zeros` are columns with days, and
    with codes that begin with zeros; `pair` are two columns that may be changed about.
    """

    name: str
    command: str
    file: str
    rows: Rows
    load: Callable[[Environment, Path], list[str]]
    kept: Callable[[Environment], pa.Table]
    dates: tuple[str, ...] = ()
    zeros: tuple[str, ...] = ()
    pair: tuple[str, str] | None = None


def written(rows: Rows, delimiter: str = ",", head: list[str] | None = None) -> str:
    """Rows as text, under other names where these are given."""
    out = io.StringIO()
    file = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    file.writerows([head or list(rows[0]), *([*row.values()] for row in rows)])
    return out.getvalue()
