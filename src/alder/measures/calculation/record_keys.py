"""Which records stand behind counts, and whose they are, by keys that mean nothing outside the store.

The ledger compares tables by them: of one unit and year by records, across units and years by people. Noise and random
rounding draw from them, so that a cell is always drawn alike. One query more gives them: each record once for each
combination of categories that it is in, with what it counts for.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from alder.derive.aims import LEARNER, NAME
from alder.engine import sql_cache
from alder.engine.project_keys import project_in
from alder.errors import UsageError
from alder.measures.calculation.aims_table import CHOSEN_RETURNS, record_number
from alder.measures.calculation.returns import CHOSEN
from alder.model import expr
from alder.model.expr import literal
from alder.model.record_keys import record_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from alder.engine.protocol import Engine
    from alder.measures.measure import Breakdown, Measure
    from alder.model.expr import Table

AIM = ("ukprn", "LearnAimRef", "LearnStartDate", "AimType", "ProgType", "FworkCode", "StdCode")
"""What tells the aims of a learner apart, from one return to the next. What changes with time has no part in it."""


_BETWEEN = "\x1f"
"""Stands between what tells records apart."""
WHOSE = ("record", "person")
"""The columns of the keys of a record and of whose it is."""
LAST_ULN = 9_999_999_999
"""Numbers above stand for a learner of one provider without a ULN, who is known again within a year only."""


@dataclass(frozen=True)
class RecordSecret:
    """What the keys of records follow from, and the names of people for whom a number of the moment stands alone."""

    secret: bytes
    names: Mapping[int, str] = field(default_factory=dict)

    def named(self, people: Sequence[int | None]) -> list[int | str | None]:
        """Who people are for good, by their numbers: the learner number, or the name."""
        return [self.names.get(p, p) if p is not None else None for p in people] if self.names else [*people]


def records_behind(
    engine: Engine,
    measure: Measure,
    rows: Callable[[], Table],
    counts: Sequence[str],
    splits: Sequence[Breakdown],
    secret: RecordSecret,
    *,
    year: int,
    key: Sequence[object],
) -> pa.Table:
    """A row for each record and combination: its key, a code for each filter, and whether it counts for each count.

    A record is a learner in a year where learners are counted, else a learner's aim in a year. Aims that nothing tells
    apart are numbered, those that count in the same cells next to each other. Beside its key is that of the person,
    the same in every year and for whatever is counted. `key` is what `rows` depend on.
    """
    real = [s for s in splits if s.categories]
    told = () if measure.counts_learners else AIM

    def built() -> Table:
        table = rows()
        some = literal(False)
        for c in counts:
            some = some | table[c]
        apart = {name: table[name].cast("string") for name in told if name in table.columns}
        by = {f"by_{s.id}": s.column(table) for s in real}
        chosen = table.mutate(**{f"is_{n}": v for n, v in apart.items()}, **by).filter(some)
        return chosen.select("person", *(f"is_{n}" for n in apart), *by, *counts)

    # A filter whose column has no name might be another column in another question.
    known = all(s.key for s in real)
    parts = ("records behind", counts, told, [(s.id, s.key) for s in real], *key)
    found = engine.run(built, key=sql_cache.key("measures", *parts) if known else None)
    if secret.names:
        people = pa.array([str(p) for p in secret.named(found["person"].to_pylist())], pa.string())
        found = found.set_column(found.column_names.index("person"), "person", people)
    names = [n for n in found.column_names if n == "person" or n.startswith("is_")]
    text = _joined(found, names, measure.counts_learners, year)
    ordered = found
    if not measure.counts_learners:
        by = [_sortable(found[n]) for n in (*(f"by_{s.id}" for s in real), *counts)]
        order = np.lexsort([*by, text])
        ordered, text = found.take(pa.array(order)), text[order]
        text = _numbered(text)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "record": pa.array(_keys(secret.secret, text)),
        "person": pa.array(lasting_keys(secret.secret, ordered["person"].to_pylist(), year)),
    }
    for s in splits:
        empty = pa.nulls(ordered.num_rows, pa.string())
        columns[s.id] = ordered[f"by_{s.id}"].cast(pa.string()) if s.categories else empty
    return pa.table({**columns, **{c: ordered[c].fill_null(False) for c in counts}})


def learner_keys(secret: bytes, people: Sequence[str], year: int) -> NDArray[np.uint64]:
    """The keys of learners in a year by their ULNs: those that counts of learners from returns have."""
    return _keys(secret, np.array([_BETWEEN.join(("learner", str(year), one)) for one in people], dtype=np.str_))


def lasting_keys(secret: bytes, people: Sequence[object], year: int) -> NDArray[np.uint64]:
    """The keys of persons by their ULNs, which last over years; of those without one, of that year alone.

    Whoever has the records of two years, or of learners and their aims, knows by them which are of one person. They
    are kept in the ledger, and go nowhere else.
    """
    names, at = np.unique(np.array([str(p) for p in people], dtype=np.str_), return_inverse=True)
    text = [_BETWEEN.join(("one", *([str(year)] if _has_no_uln(n) else []), n)) for n in names.tolist()]
    return _keys(secret, np.array(text, dtype=np.str_))[at]


def _has_no_uln(person: str) -> bool:
    return person.isdigit() and int(person) > LAST_ULN


def person_keys(secret: bytes, people: pa.ChunkedArray) -> NDArray[np.uint64]:
    """The keys of people by their numbers in one drawing."""
    numbers, at = np.unique(people.to_numpy(), return_inverse=True)
    return _keys(secret, np.array([f"person{_BETWEEN}{n}" for n in numbers.tolist()], dtype=np.str_))[at]


def _joined(found: pa.Table, names: list[str], learners: bool, year: int) -> NDArray[np.str_]:
    kind = "learner" if learners else "aim"
    columns = [["" if v is None else str(v) for v in found[n].to_pylist()] for n in names]
    return np.array([_BETWEEN.join((kind, str(year), *values)) for values in zip(*columns, strict=True)], dtype=np.str_)


def _sortable(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.array([str(v) for v in column.to_pylist()], dtype=np.str_)


def _numbered(text: NDArray[np.str_]) -> NDArray[np.str_]:
    """Texts in order, with a number after those that are there again."""
    if not len(text):
        return text
    _, start, count = np.unique(text, return_index=True, return_counts=True)
    number = np.arange(len(text)) - np.repeat(start, count)
    return np.array(
        [t if n == 0 else f"{t}{_BETWEEN}{_BETWEEN}{n}" for t, n in zip(text.tolist(), number.tolist(), strict=True)]
    )


def _keys(secret: bytes, text: NDArray[np.str_]) -> NDArray[np.uint64]:
    """Numbers that without the secret nobody can tell, nor tell which record they stand for."""
    keyed = hmac.new(secret, b"", hashlib.sha256)

    def key(value: str) -> int:
        one = keyed.copy()
        one.update(value.encode())
        return int.from_bytes(one.digest()[:8], "big")

    return np.array([key(t) for t in text.tolist()], dtype=np.uint64)


def names_in_copy(engine: Engine) -> dict[int, str]:
    """Who everybody with an aim is whose records are of the research copy: a reference of one provider.

    No one there has a learner number. These names lead to no learner of any return.
    """
    schemas = {name: engine.schema(name) for name in (NAME, LEARNER)}

    def build() -> Table:
        aims, learners = (expr.table(name, schema) for name, schema in schemas.items())
        records = aims.group_by("person").aggregate(record=aims.record.min())
        chosen = expr.table(CHOSEN_RETURNS, CHOSEN).select("submission", "ordinal")
        mine = learners.select("submission", "learner", "ukprn", "LearnRefNumber").join(chosen, "submission")
        mine = mine.mutate(record=record_number(mine.ordinal, mine.learner))
        return mine.join(records, "record").select("person", "ukprn", "LearnRefNumber")

    rows = engine.run(build, key=sql_cache.key("measures", "names in the copy", *schemas.values())).to_pylist()
    return {r["person"]: _BETWEEN.join(("copy", str(r["ukprn"]), str(r["LearnRefNumber"]))) for r in rows}


KEYS = pa.schema([("person", pa.int64()), ("record_key", pa.int64())])


RECORD_KEYS = "record_keys"
"""The table of the keys of people, where cells are to have keys: see `keyed`."""


SECRET = "record-keys"  # the name of the file, and not what is in it
"""The file among a store's keys from which all record keys follow. With another one, all noise would be drawn anew."""


def secret_of(source: Any) -> bytes:
    """The secret of a store, made at first use and kept in it."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        raise UsageError(
            "record keys are kept in a store, and this is none", next='Use: alder.open("store"), and ask that.'
        )
    return project_in(store.folder, SECRET).secret


def add_keys(engine: Engine, secret: RecordSecret) -> None:
    """Put the key of everybody who has an aim beside the table of aims.

    A learner's key follows from the ULN, and so is permanent. Of learners without one it follows from the number that
    stands for them, which is the same as long as the same returns are counted; in the research copy, where nobody has
    one, from the name.
    """
    schema = engine.schema(NAME)
    key = sql_cache.key("measures", "people with an aim", schema)
    people = engine.run(lambda: expr.table(NAME, schema).select("person").distinct(), key=key)["person"].drop_null()
    keys = record_keys(secret.secret, secret.named(people.to_pylist()))
    engine.add(RECORD_KEYS, pa.table([people, pa.array(keys)], schema=KEYS))
