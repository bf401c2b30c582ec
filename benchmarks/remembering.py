"""A new table against earlier releases of the same records: `python -m benchmarks.remembering --records 1000000`.

Every release counts the same records by two or three of seven characteristics, in up to 2,000 cells with margins. What
is small is hidden beforehand as the engine for large tables hides it; timed is the joint judgement of one more table,
the largest of them.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import product
from pathlib import Path
from time import perf_counter

import numpy as np
import scipy.sparse as sp

from alder.disclosure.ledger.joint import Joint, Table
from alder.disclosure.ledger.membership import Membership
from alder.disclosure.ledger.release import Facts, Release
from alder.engine.ledger import LedgerFolder

SIZES = {"age": 8, "sex": 2, "area": 30, "level": 5, "subject": 15, "ethnicity": 6, "provider": 60}
CELLS = 2_000
SMALL = 10


def released(columns: dict[str, np.ndarray], by: tuple[str, ...], key: np.ndarray) -> tuple[Membership, list[int]]:
    """The membership of a table with all margins, and how many filters of each cell stand at their total."""
    shape = [SIZES[b] for b in by]
    leaf = np.ravel_multi_index([columns[b] for b in by], shape)
    used, of_class = np.unique(leaf, return_inverse=True)
    places = np.array(np.unravel_index(used, shape))
    rows, cols, totals, start = [], [], [], 0
    for kept in product([True, False], repeat=len(by)):
        inside = [n for n, k in enumerate(kept) if k]
        dims = [shape[n] for n in inside]
        at = np.ravel_multi_index(places[inside], dims) if inside else np.zeros(len(used), dtype=np.int64)
        found, position = np.unique(at, return_inverse=True)
        rows.append(start + position)
        cols.append(np.arange(len(used)))
        totals += [len(by) - len(inside)] * len(found)
        start += len(found)
    ones = np.ones(len(used) * len(rows), dtype=np.int8)
    cells = sp.csr_matrix((ones, (np.concatenate(rows), np.concatenate(cols))), shape=(start, len(used)))
    return Membership(key, of_class.astype(np.int32), cells), totals


def choices(number: int, random: np.random.Generator) -> list[tuple[str, ...]]:
    """The largest table of two or three characteristics that has no more cells than asked for, then others."""
    every = [
        (a, b, *c)
        for a in SIZES
        for b in SIZES
        for c in [(), *((x,) for x in SIZES)]
        if len({a, b, *c}) == 2 + len(c) and [a, b, *c] == sorted([a, b, *c])
    ]
    fit = [by for by in every if np.prod([SIZES[b] + 1 for b in by]) <= CELLS]
    fit = [fit[n] for n in random.permutation(len(fit))]
    largest = max(fit, key=lambda by: np.prod([SIZES[b] + 1 for b in by]))
    others = [by for by in fit if by != largest]
    return [largest, *(others * number)[: number - 1]]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--records", type=int, default=20_000)
    given.add_argument("--releases", type=int, default=5)
    asked = given.parse_args()
    random = np.random.default_rng(11)
    columns = {n: np.minimum(random.geometric(2 / size, asked.records) - 1, size - 1) for n, size in SIZES.items()}
    key = np.sort(random.integers(0, 2**64, asked.records, dtype=np.uint64))
    with tempfile.TemporaryDirectory() as folder:
        store = LedgerFolder(Path(folder))
        started = perf_counter()
        largest, *others = choices(asked.releases + 1, random)
        for by in others:
            members, _ = released(columns, by, key)
            shown = shown_alone(members)
            facts = Facts(store.next_id(), "2026", "b", str(by), {}, (), "srs-output", 1, SMALL, "aims", 0, 0, "")
            with store.changing():
                store.keep(facts.id, facts.text(), Release(facts, members, shown, ~shown).tables())
        size = sum(p.stat().st_size for p in Path(folder).rglob("*.parquet"))
        print(f"kept {asked.releases} releases of {asked.records:,} records in {perf_counter() - started:.1f} s, "
              f"{size / asked.releases / asked.records:.1f} bytes a record and release")  # fmt: skip
        new, totals = released(columns, largest, key)
        shown = shown_alone(new)
        started = perf_counter()
        earlier = [Release.of(store, Facts.read(store.facts(id))) for id in store.ids()]
        read = perf_counter() - started
        joint = Joint.of(
            Table(new, shown, SMALL),
            [Table(r.members, r.shown, SMALL) for r in earlier],
            4.0 ** np.array(totals, dtype=float),
        )
        made = perf_counter() - started - read
        settled = joint.settled()
        whole = perf_counter() - started
        more = "refused" if settled is None else f"{int(settled.hides(Table(new, shown, SMALL)).sum())} more hidden"
        print(f"{new.cells.shape[0]:,} cells against {len(earlier)}: {len(joint.system.atoms):,} atoms, "
              f"{joint.system.cells:,} different cells; read {read:.1f} s, system {made:.1f} s, judged "
              f"{whole - read - made:.1f} s, together {whole:.1f} s; {more}")  # fmt: skip


def shown_alone(members: Membership) -> np.ndarray:
    """The cells of a table that is protected by itself."""
    shown = members.count >= SMALL
    settled = Joint.of(Table(members, shown, SMALL), [], np.ones(len(shown))).settled()
    assert settled is not None, "a table by itself can always hide more"
    return shown & ~settled.hides(Table(members, shown, SMALL))


if __name__ == "__main__":
    main()
