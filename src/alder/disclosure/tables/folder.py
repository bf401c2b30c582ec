"""A table folder: `inner.csv` with the finest cells and `hier.json` with what they add up to.

`inner.csv` has a column for each dimension with its leaf codes, then `freq` and `value`; a table of magnitudes has one
row for each cell and `contributor`, and may have a `weight`: how many such contributors a row stands for. `hier.json`
names the dimensions with their codes, the `kind` (`freq` or `magnitude`) and the rule: `threshold`, or `p` for the p %
rule. Other keys are left alone, but for `groups`: other classifications of the leaves of a dimension, as linked tables
use them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from alder.disclosure.tables.columns import LARGEST, decimals, names, number, weights, whole
from alder.disclosure.tables.hierarchy import dimension
from alder.disclosure.tables.table import Dimension, Table, TableKind
from alder.disclosure.tables.text_csv import insist, line, positions, read_text
from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from alder.disclosure.tables.table import Floats, Numbers

INNER, HIER = "inner.csv", "hier.json"
_SHAPE = 'Its dimensions are lists of codes with their parents: {"dims": [["sex", [["Total", null], ["F", "Total"]]]]}.'


@dataclass(frozen=True)
class Folder:
    """A table folder as it was read."""

    path: Path
    table: Table
    threshold: int | None
    p: float | None
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For each other classification by its name: the group of each leaf code."""

    @property
    def name(self) -> str:
        return self.path.name


def read_folder(path: Path) -> Folder:
    """The table of a folder. Raises `UsageError` with the file and line where it is not as it should be."""
    said = _hier(path / HIER)
    dimensions = tuple(dimension(name, codes, where=str(path / HIER)) for name, codes in _dims(said, path / HIER))
    kind = _kind(said, path / HIER)
    table = read_inner(path / INNER, dimensions, kind)
    return Folder(path, table, _threshold(said, path / HIER), _p(said, path / HIER), _groups(said, path / HIER))


def folder_and_file(said: str) -> tuple[Folder, Path]:
    """`FOLDER:PUB.csv`: a table that is out, and what readers have of it."""
    folder, colon, published = said.rpartition(":")
    if not colon:
        raise UsageError(f"{said} names no published table", next="Write --against FOLDER:PUB.csv.")
    return read_folder(Path(folder)), Path(published)


def _hier(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFile(
            f"a table folder has a file {HIER}, and it cannot be read", where=str(path), next=f"{error.strerror}."
        ) from None
    except ValueError as error:
        raise UnreadableFile(f"{HIER} is not JSON: {error}", where=str(path)) from None
    except RecursionError:
        raise UnreadableFile(f"{HIER} is lists within lists without end", where=str(path), next=_SHAPE) from None
    if not isinstance(said, dict):
        raise UsageError(f"{HIER} is an object with dims, kind and threshold or p", where=str(path))
    return said


def _dims(said: dict[str, Any], path: Path) -> list[tuple[str, Any]]:
    dims = said.get("dims")
    if not isinstance(dims, list) or not dims:
        raise UsageError('there are no dimensions: "dims" is a list of names, each with its codes', where=str(path))
    found = []
    for one in dims:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str):
            raise UsageError("a dimension is its name and the list of its codes", where=str(path))
        if one[0] in {"freq", "value", "contributor", "weight", "primary", "suppressed", "published"}:
            raise UsageError(f"a dimension cannot be called {one[0]}: a column has that name", where=str(path))
        found.append((one[0], one[1]))
    names = [name for name, _ in found]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"dimension {name} comes twice", where=str(path))
    return found


def _kind(said: dict[str, Any], path: Path) -> TableKind:
    kind = said.get("kind", TableKind.COUNT.value)
    if kind not in [one.value for one in TableKind]:
        raise UsageError(f"kind is {kind!r}, and can be freq or magnitude", where=str(path))
    return TableKind(kind)


def _threshold(said: dict[str, Any], path: Path) -> int | None:
    found = said.get("threshold")
    if found is not None and (not isinstance(found, int) or isinstance(found, bool) or found < 2):
        raise UsageError("threshold is a whole number of 2 or more", where=str(path))
    return found


def _p(said: dict[str, Any], path: Path) -> float | None:
    found = said.get("p")
    if found is None:
        return None
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 < found <= 100:
        raise UsageError("p is a percentage above 0 and up to 100", where=str(path))
    return float(found)


def _groups(said: dict[str, Any], path: Path) -> dict[str, dict[str, str]]:
    """`groups`, or the older `lsip_of_la` for the one classification that it names."""
    found = said.get("groups", {})
    if "lsip_of_la" in said:
        found = {"lsip": said["lsip_of_la"]} | found
    for name, of in found.items() if isinstance(found, dict) else [("", None)]:
        if not isinstance(of, dict) or not all(isinstance(group, str) for group in of.values()):
            raise UsageError(
                f"group {name} does not give a group for each code" if name else '"groups" is an object',
                where=str(path),
                next='Write {"groups": {"lsip": {"R1A01": "N01", ...}}}.',
            )
    return dict(found)


def read_inner(path: Path, dimensions: tuple[Dimension, ...], kind: TableKind) -> Table:
    """The finest cells of a table. Every complaint names the file and the line."""
    rows = read_text(path, INNER)
    insist(
        rows, [*(d.name for d in dimensions), "freq", *(["contributor"] if kind is TableKind.MAGNITUDE else [])], path
    )
    leaves = np.column_stack([_leaves(rows, d, path) for d in dimensions])
    freq = whole(rows.column("freq"), "freq", path)
    value = number(rows.column("value"), "value", path) if "value" in rows.column_names else freq.astype(np.float64)
    if kind is TableKind.MAGNITUDE and "value" not in rows.column_names:
        raise UsageError("a table of magnitudes needs the column value", where=str(path))
    contributor = names(rows.column("contributor"), "contributor", path) if kind is TableKind.MAGNITUDE else None
    _once(leaves, contributor, path)
    places, weight = 0, None
    if contributor is not None:
        _somebodys(freq, value, path)
        places = decimals(rows.column("value"))
        if "weight" in rows.column_names:
            weight = weights(rows.column("weight"), "weight", path)
            value = value * weight
    if freq.sum(dtype=np.float64) > LARGEST or value.sum() > LARGEST:
        raise UsageError(f"the cells add up to more than {LARGEST:,}, which cannot be added exactly", where=str(path))
    return Table(dimensions, kind, leaves, freq, value, contributor, weight, places)


def _leaves(rows: pa.Table, of: Dimension, path: Path) -> Numbers:
    found = positions(rows, of, path)
    total = np.flatnonzero(~of.is_leaf[found])
    if len(total):
        raise UsageError(
            f"{of.codes[found[total[0]]]} of dimension {of.name} is a total of other codes",
            where=line(int(total[0]), path),
            next=f"{INNER} has the finest cells alone; Alder adds them up.",
        )
    return found


def _somebodys(freq: Numbers, value: Floats, path: Path) -> None:
    """A value that stands for nobody would be in the totals, and no contributor would answer for it."""
    nobodys = np.flatnonzero((freq == 0) & (value > 0))
    if len(nobodys):
        raise UsageError(
            "a value stands for nobody: freq is 0",
            where=line(int(nobodys[0]), path),
            next="Say how many units it is of, or leave the line out.",
        )


def _once(leaves: Numbers, contributor: Numbers | None, path: Path) -> None:
    keys = leaves if contributor is None else np.column_stack([leaves, contributor])
    if not len(keys):
        return
    order = np.lexsort(keys.T[::-1])
    same = np.flatnonzero((keys[order][1:] == keys[order][:-1]).all(axis=1))
    if len(same):
        first, second = sorted((int(order[same[0]]), int(order[same[0] + 1])))
        raise UsageError(
            "two lines are of the same cell" + ("" if contributor is None else " and contributor"),
            where=f"{line(first, path)} and line {second + 2:,}",
            next="Add them up, and write the cell once.",
        )
