"""What may come to a file on its way, the same for every loader."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from tests.harmed.loader import Loader, Rows, written


def _with(rows: Rows, columns: tuple[str, ...], change: Callable[[str], str]) -> Rows | None:
    if not columns:
        return None
    return [{k: change(v) if k in columns else v for k, v in row.items()} for row in rows]


def _changed_about(loader: Loader) -> str | None:
    if loader.pair is None:
        return None
    one, other = loader.pair
    names = {one: other, other: one}
    return written(loader.rows, head=[names.get(n, n) for n in loader.rows[0]])


def _serial(loader: Loader) -> str | None:
    changed = _with(loader.rows, loader.dates, lambda v: "43344" if v else v)
    return changed and written(changed)


def _without_zeros(loader: Loader) -> str | None:
    changed = _with(loader.rows, loader.zeros, lambda v: v.lstrip("0"))
    return changed and written(changed)


def _latin_1(loader: Loader) -> bytes:
    return written([row | {"Remark": "caf\u00e9"} for row in loader.rows]).encode("latin-1")


def _twice(loader: Loader) -> str:
    first = next(iter(loader.rows[0]))
    return written([{**row, "?": row[first]} for row in loader.rows], head=[*loader.rows[0], first])


FAULTS: dict[str, Callable[[Loader], str | bytes | None]] = {
    "Semicolons between columns": lambda of: written(of.rows, ";"),
    "Something else between columns": lambda of: written(of.rows, "^"),
    "A byte order mark": lambda of: "\ufeff" + written(of.rows),
    "Dates as numbers of days": _serial,
    "Codes without their leading zeros": _without_zeros,
    "Latin-1": _latin_1,
    "A gzipped file cut short": lambda of: gzip.compress(written(of.rows * 400).encode())[:-40],
    "A column that stands twice": _twice,
    "Two columns changed about": _changed_about,
}
"""What may come to a file, and the file; None where the loader's files have nothing that it could come to."""
