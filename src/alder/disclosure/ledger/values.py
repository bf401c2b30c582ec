"""What the ledger keeps of figures that are made of values: means, percentiles, extremes and totals.

Of each record the value, and of each cell what was printed. It stays in the store, as the keys of the records do.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from alder.disclosure.asked import Statistic
from alder.disclosure.attack.across import Valued
from alder.disclosure.attack.banded import Rules
from alder.disclosure.attack.contributed import Limits
from alder.disclosure.attack.figure_files import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.ledger.hidden import Tried
    from alder.disclosure.ledger.membership import Bools, Keys
    from alder.disclosure.ledger.ranges import Ranges
    from alder.disclosure.ledger.sight import Floats
    from alder.model.statistic import Figure

ALIKE = 0.9
"""Two values of other names are the same where so many of the records that have both have the same number."""


@dataclass(frozen=True)
class Against:
    """What figures have to withstand."""

    limits: Limits
    rules: Rules
    insider: bool

    def text(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Self:
        found = json.loads(text)
        limits, rules = found["limits"], found["rules"]
        for name in ("dominance", "pq"):
            limits[name] = tuple(limits[name]) if limits[name] else None
        return cls(Limits(**limits), Rules(**{**rules, "limits": tuple(rules["limits"])}), found["insider"])


@dataclass(frozen=True, eq=False)
class Values:
    """Figures of one value. A record without one is in none of its figures."""

    of: str
    """What the value is called."""
    decimals: int
    key: Keys
    """Of each record that has a value. A record and its value are there once. Shape: records."""
    person: Keys
    """Whose each record is."""
    value: Floats
    of_class: NDArray[np.int32]
    """Of each record its class: those of one are in the same rows."""
    rows: sp.csr_matrix
    """Which rows of the table each class is in. Shape: rows, classes."""
    rests_on: int
    """Which of the counts of the table the figures rest on, by its number."""
    shown: Shown
    """What was printed of each row of the table."""
    primary: Bools
    """For each row whether it was hidden for what it tells by itself."""
    against: Against

    @property
    def name(self) -> str:
        return f"{self.shown.name} of {self.of}"

    def mark(self) -> str:
        """The same for the same question about the same values, whatever was hidden in the answer."""
        found = sha256(f"{self.name}\n{self.decimals}\n{self.rests_on}\n{self.shown.half!r}".encode())
        rows = (self.rows.indptr.astype(np.int64), self.rows.indices.astype(np.int64))
        for array in (self.key, self.person, self.value.astype(np.float64), self.of_class, *rows):
            found.update(np.ascontiguousarray(array).tobytes())
        return found.hexdigest()

    def is_of_what(self, other: Values) -> bool:
        """Whether two figures are made of the same value: by its name, or by what it is for those that have both."""
        if self.of == other.of:
            return True
        _, mine, theirs = np.intersect1d(self.key, other.key, return_indices=True)
        return bool(len(mine)) and bool((self.value[mine] == other.value[theirs]).mean() >= ALIKE)

    def table(self, name: str, ranges: Ranges) -> Valued:
        """As the attack takes it: every row with its records, and what readers know of how many they are."""
        many, size = self.rows.shape[0], (self.rows.shape[1], len(self.key))
        of = sp.csr_matrix((np.ones(size[1], dtype=np.int8), (self.of_class, np.arange(size[1]))), shape=size)
        is_in = (self.rows @ of).tocsr()
        is_in.sort_indices()
        mine = slice(self.rests_on * many, (self.rests_on + 1) * many)
        low, high = ranges.low[mine].astype(np.float64), ranges.high[mine].astype(np.float64)
        empty = np.diff(is_in.indptr) == 0
        least = 0.0 if bool((empty & (high > 0)).any()) else 1.0  # where empty cells are hidden nobody sees which are
        cells = tuple(f"row {n + 1}" for n in range(many))
        return Valued(
            name, self.key, self.person, self.value, is_in, cells, np.maximum(low, least), high, (self.shown,)
        )


def as_tables(kept: Sequence[Values]) -> dict[str, pa.Table]:
    """The figures of a release as they are kept."""
    if not kept:
        return {}
    of = np.repeat(np.arange(len(kept)), [len(v.key) for v in kept])
    values = {
        "of": of.astype(np.int32),
        "key": np.concatenate([v.key for v in kept]),
        "person": np.concatenate([v.person for v in kept]),
        "value": np.concatenate([v.value for v in kept]).astype(np.float64),
        "class": np.concatenate([v.of_class for v in kept]).astype(np.int32),
    }
    figures = {
        "of": [v.of for v in kept],
        "decimals": [v.decimals for v in kept],
        "rests_on": [v.rests_on for v in kept],
        "statistic": [v.shown.name for v in kept],
        "half": [v.shown.half for v in kept],
        "figure": [v.shown.figure.tolist() for v in kept],
        "classes": [_lists(v.rows) for v in kept],
        "primary": [v.primary.tolist() for v in kept],
        "against": [v.against.text() for v in kept],
    }
    return {"values": pa.table(values), "figures": pa.table(figures)}


def _lists(rows: sp.csr_matrix) -> list[list[int]]:
    return [rows.indices[a:b].tolist() for a, b in pairwise(rows.indptr)]


def of_tables(values: pa.Table, figures: pa.Table) -> tuple[Values, ...]:
    """The figures of a release, from how they are kept."""
    of, key, person, value, of_class = (np.asarray(values[n]) for n in ("of", "key", "person", "value", "class"))
    found = []
    for n, row in enumerate(figures.to_pylist()):
        own = of == n
        shown = Shown(Statistic.read(row["statistic"]), np.array(row["figure"], dtype=np.float64), row["half"])
        records = (key[own].astype(np.uint64), person[own].astype(np.uint64), value[own], of_class[own])
        rows = rows_of(row["classes"], int(of_class[own].max(initial=-1)) + 1)
        primary = np.array(row["primary"], dtype=bool)
        against = Against.read(row["against"])
        found.append(Values(row["of"], row["decimals"], *records, rows, row["rests_on"], shown, primary, against))
    return tuple(found)


def rows_of(classes: Sequence[Sequence[int]], size: int) -> sp.csr_matrix:
    """Which of so many classes each row has."""
    at = np.array([c for row in classes for c in row], dtype=np.int64)
    ends = np.cumsum([0, *(len(row) for row in classes)])
    return sp.csr_matrix((np.ones(len(at), dtype=np.int8), at, ends), shape=(len(classes), size))


class Asks(Protocol):
    """Figures of values that are asked for beside the counts of a table."""

    @property
    def names(self) -> tuple[str, ...]:
        """What is asked for: `mean of pay`."""

    @property
    def mark(self) -> str:
        """The same for the same question about the same values."""

    def judged(self, tried: Tried, beside: Beside) -> tuple[Values, ...]:
        """The figures beside counts of which so much is known, with what has to be hidden for those that are out."""

    def again(self, tried: Tried, kept: tuple[Values, ...]) -> None:
        """The answer that was given before to the same question."""

    def shown(self, figures: list[list[Figure]]) -> list[list[Figure]]:
        """The figures of the table as they are printed, once they are judged."""


@dataclass(frozen=True, eq=False)
class Beside:
    """The tables with figures of values that are out."""

    tables: Sequence[tuple[str, Values, Ranges]]
    """Of each its name, what it has of values, and what readers know of the counts of its release."""
    tell: Callable[[str], None]

    def tables_of(self, asked: Values) -> tuple[list[Valued], int]:
        """Those made of the same value, and the most decimals of any."""
        same = [(name, values, ranges) for name, values, ranges in self.tables if values.is_of_what(asked)]
        tables = [values.table(name, ranges) for name, values, ranges in same]
        return tables, max([asked.decimals, *(values.decimals for _, values, _ in same)])
