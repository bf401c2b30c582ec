"""A new table against earlier releases of the same records: `python -m benchmarks.remembering --records 1000000`.

Every release counts by two or three of seven characteristics, in up to 2,000 cells with margins, and is protected by
itself. One in three leaves a category out, and one in four is of an earlier return that lacks one record in fifty,
unless all are about the --same-people. Timed is the joint judgement of one more table, the largest of them, from the
files of the earlier ones to the answer.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.sparse as sp

from alder.disclosure.ledger import Content, Ledger
from alder.disclosure.ledger.atoms import Atoms
from alder.disclosure.ledger.complements import Said
from alder.disclosure.ledger.fingerprint import Fingerprint
from alder.disclosure.ledger.judge import Judge, New, connected
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.membership import Membership
from alder.disclosure.ledger.ranges import Ranges
from alder.disclosure.ledger.release import FINGERPRINT, Facts, Release
from alder.disclosure.ledger.shape import Shape
from alder.disclosure.ledger.together import together
from alder.disclosure.ledger.words import BesideEarlier
from alder.disclosure.sketch.choose import choose
from alder.engine.ledger_folder import LedgerFolder

SIZES = {"age": 8, "sex": 2, "area": 30, "level": 5, "subject": 15, "ethnicity": 6, "provider": 60}
CELLS = 2_000
SMALL = 10
FIGURES = 2_000
"""Of each table that a file is compared with."""


def released(
    columns: dict[str, np.ndarray], by: tuple[str, ...], key: np.ndarray
) -> tuple[Membership, list[int], tuple[np.ndarray, ...]]:
    """The membership of a table with all margins, how many filters of each cell stand at their total, and its families.

    Cells whose same filters stand at their total are a family: no two share a record.
    """
    shape = [SIZES[b] for b in by]
    leaf = np.ravel_multi_index([columns[b] for b in by], shape)
    used, of_class = np.unique(leaf, return_inverse=True)
    places = np.array(np.unravel_index(used, shape))
    rows, cols, totals, families, start = [], [], [], [], 0
    for kept in product([True, False], repeat=len(by)):
        inside = [n for n, k in enumerate(kept) if k]
        dims = [shape[n] for n in inside]
        at = np.ravel_multi_index(places[inside], dims) if inside else np.zeros(len(used), dtype=np.int64)
        found, position = np.unique(at, return_inverse=True)
        rows.append(start + position)
        cols.append(np.arange(len(used)))
        totals += [len(by) - len(inside)] * len(found)
        families.append(np.arange(start, start + len(found)))
        start += len(found)
    ones = np.ones(len(used) * len(rows), dtype=np.int8)
    cells = sp.csr_matrix((ones, (np.concatenate(rows), np.concatenate(cols))), shape=(start, len(used)))
    return Membership(key, of_class.astype(np.int32), cells), totals, tuple(f for f in families if len(f) > 1)


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


def protected_alone(members: Membership, totals: list[int]) -> np.ndarray:
    """Which cells a table shows that is protected by itself."""
    system = together(Atoms.of_tables([members]), [members])
    at = system.element[0]
    shown = members.count >= SMALL
    small, seen = system.marked(0, (members.count > 0) & ~shown), system.marked(0, shown)
    weight = np.full(system.size, 1e-6)
    weight[at[at >= 0]] = (4.0 ** np.array(totals))[at >= 0]
    nothing = np.zeros(system.size, dtype=bool)
    pattern = choose(system.as_cells(primary=small, hidden=~seen & ~small, shown=nothing, weight=weight), insider=False)
    assert pattern.safe, "a table by itself can always hide more"
    return shown & ~pattern.hidden[np.maximum(at, 0)]


def populations(number: int, columns: dict[str, np.ndarray], random: np.random.Generator) -> Iterator[np.ndarray]:
    """Whom each release is about: all, all but a category, or those of an earlier return."""
    records = len(columns["sex"])
    early = random.random(records) > 1 / 50
    for n in range(number):
        some = early.copy() if n % 4 == 3 else np.ones(records, dtype=bool)
        if n % 3 == 2:
            left = random.choice([c for c in SIZES if c != "sex"])
            some &= columns[left] != random.integers(0, SIZES[left] // 2)
        yield some


def listed(releases: int) -> str:
    """The seconds of processor to read what is said of each of so many releases, and to know a file among them."""
    with tempfile.TemporaryDirectory() as folder:
        store = LedgerFolder(Path(folder))
        for n in range(1, releases + 1):
            facts = Facts(f"{n:04d}", "2026", "b", "Learners by sex", {}, (), "srs-output", 1, SMALL, "aims", 0, 0, "")
            (store.folder / facts.id).mkdir(parents=True)
            (store.folder / facts.id / "facts.json").write_text(facts.text(), encoding="utf-8")
            cells = np.sort(np.random.default_rng(n).integers(1, 2**63, FIGURES, dtype=np.uint64))
            none = cells[:0]
            some = Fingerprint((), cells, cells, cells[:50], cells[:50], cells[:3], none, none).table()
            pq.write_table(some, store.folder / facts.id / f"{FINGERPRINT}.parquet", compression="zstd")
        started = process_time()
        found = len(Ledger(store).releases())
        read = process_time() - started
        file = Content.of(pa.table({"area": [f"A{n}" for n in range(2_000)], "n": [str(n) for n in range(2_000)]}))
        known = Ledger(store).in_file(file)
        return (
            f"{found:,} releases listed in {read:.2f} s of processor; a file of 2,000 figures compared with as many in "
            f"each in {process_time() - started - read:.2f} s, of which it is {len(known)}"
        )


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--records", type=int, default=20_000)
    given.add_argument("--releases", type=int, default=5)
    given.add_argument("--same-people", action="store_true", help="every release is about all records")
    given.add_argument("--list", type=int, metavar="RELEASES", help="only read what is said of so many releases")
    asked = given.parse_args()
    if asked.list:
        print(listed(asked.list))
        return
    random = np.random.default_rng(11)
    columns = {
        n: np.minimum(random.geometric(4 / max(size, 8), asked.records) - 1, size - 1) for n, size in SIZES.items()
    }
    key = np.sort(random.integers(0, 2**64, asked.records, dtype=np.uint64))
    with tempfile.TemporaryDirectory() as folder:
        store = LedgerFolder(Path(folder))
        started = perf_counter()
        largest, *others = choices(asked.releases + 1, random)
        hidden = 0
        for by, some in zip(others, populations(asked.releases, columns, random), strict=True):
            some |= asked.same_people
            members, totals, _ = released({n: c[some] for n, c in columns.items()}, by, key[some])
            shown = protected_alone(members, totals)
            hidden += int(((members.count > 0) & ~shown).sum())
            facts = Facts(store.next_id(), "2026", "b", str(by), {}, (), "srs-output", 1, SMALL, "aims", 0, 0, "")
            price = 4.0 ** np.array(totals, dtype=float)
            shape = Shape(price, np.zeros(len(price), dtype=bool), np.full(len(price), -1))
            with store.changing():
                ranges = Ranges.of_shown(members.count, shown)
                release = Release(facts, members, shown, ~shown, KeptSets.none(), shape, ranges, Said.asked({}))
                store.keep(facts.id, facts.text(), release.tables())
        size = sum(p.stat().st_size for p in Path(folder).rglob("*.parquet"))
        print(f"kept {asked.releases} releases of {asked.records:,} records in {perf_counter() - started:.1f} s, "
              f"{size / asked.releases / asked.records:.1f} bytes a record and release, {hidden:,} cells hidden")  # fmt: skip  # noqa: E501
        new, totals, families = released(columns, largest, key)
        shown = protected_alone(new, totals)
        started = perf_counter()
        held = [Release.of(store, facts) for facts in Ledger(store).releases()]
        earlier = connected(new, held)
        read = perf_counter() - started

        def tell(said: str) -> None:
            print(f"  {perf_counter() - started:6.1f} s  {said}", flush=True)

        price = 4.0 ** np.array(totals, dtype=float)
        family = np.full(len(price), -1)
        for n, cells in enumerate(families):
            family[cells] = n
        shape = Shape(price, price == price.max(), family)
        judge = Judge.of(New(new, shown, SMALL, shape, Said.asked({}), False), earlier, tell=tell)
        t = judge.comparisons[0].together
        made = perf_counter() - started - read
        try:
            answer = f"{int(judge.further(shown).sum())} more hidden"
        except BesideEarlier as refused:
            answer = f"refused, because of {', '.join(refused.releases)}"
        whole = perf_counter() - started
        print(f"{new.cells.shape[0]:,} cells against {len(earlier)} tables in {len(t.groups)} groups: {len(t.atoms):,} "
              f"atoms, {len(t.secrets):,} small groups, {int(t.lost.sum()):,} of them lost before")  # fmt: skip
        print(f"read {read:.1f} s, compared {made:.1f} s, judged {whole - read - made:.1f} s, together {whole:.1f} s; "
              f"{answer}; {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")  # fmt: skip
        moved = np.abs(t.moved_before).max(axis=1)
        print(f"what follows changed by less than {moved[t.lost].max(initial=0):.0e}, all else by more than "
              f"{moved[~t.lost].min(initial=1):.0e}")  # fmt: skip


if __name__ == "__main__":
    main()
