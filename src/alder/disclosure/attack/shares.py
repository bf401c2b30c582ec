"""The attack on rates of records that are protected by hiding: numerators, denominators and what lies between them.

Whoever does not say yes says no, so the difference is a count as well, shown wherever the two others are. A printed
rate leaves few pairs of counts, which matters where one of the two is hidden and the rate is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.attack.attacked import attack
from alder.disclosure.attack.everybody import Everybody
from alder.disclosure.attack.findings import Found, How
from alder.disclosure.attack.published import Published, read_published
from alder.disclosure.attack.rated import Rate, Rated, by_pairs, prints
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.rounded import Bounds, narrowed
from alder.disclosure.tables.table import Table, TableKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.rebuilt import Bools, Floats, Numbers, Rebuilt
    from alder.disclosure.microdata.lines import Lines
    from alder.disclosure.policy import Policy


def of_lines(lines: Lines) -> Rated:
    """How many lines each cell has, how many say yes, and how many no; of nobody too."""
    finest = [np.arange(1, size) for size in lines.shape]
    leaves = np.stack([axis.ravel() for axis in np.meshgrid(*finest, indexing="ij")], axis=1).astype(np.int64)
    every = np.ravel_multi_index(tuple(leaves.T), lines.shape)
    at = np.searchsorted(every, np.ravel_multi_index(lines.places, lines.shape))
    yes, no = (np.bincount(at[which], minlength=len(every)) for which in (lines.value > 0, lines.value == 0))
    draw = np.random.Generator(np.random.PCG64(20_261_128)).integers
    of_yes, of_no = (np.where(many > 0, draw(0, 2**64, len(every), dtype=np.uint64), 0) for many in (yes, no))

    def added(many: Numbers, own: NDArray[np.uint64]) -> Rebuilt:
        table = Table(lines.dimensions, TableKind.COUNT, leaves, many.astype(np.int64), many.astype(np.float64))
        return rebuild(table, own.astype(np.uint64), empties=True)

    return Rated(added(yes + no, of_yes + of_no), added(yes, of_yes))


def beside_telling(rated: Rated, policy: Policy) -> Everybody:
    """What the policy's telling values make of the denominators, then the numerators, then the differences."""
    of, out_of = (Everybody.of(truth, policy.telling) for truth in (rated.of, rated.out_of))
    return out_of.then(of, Everybody.none(rated.size))


def read_counts(path: Path, rated: Rated, policy: Policy) -> tuple[Published, Published]:
    """The counts and the numerators in a file of rates. Of nobody both are 0, whatever symbol stands there; but beside
    a telling value readers do not know that there is nobody.
    """
    may = beside_telling(rated, policy).may_be_nobody[: rated.size]
    both = [
        read_published(path, truth, column=column, absent_is_zero=False)
        for truth, column in ((rated.out_of, "count"), (rated.of, "with"))
    ]
    nobody = (rated.out_of.count == 0) & (~both[0].hidden | (both[1].hidden & ~may))
    return both[0], replace(both[1], hidden=both[1].hidden & ~nobody, shown=np.where(nobody, 0.0, both[1].shown))


def attack_shares(
    rated: Rated,
    shown: tuple[Published, Published],
    rates: Mapping[int, Rate],
    policy: Policy,
    attacker: Attacker,
    progress: Callable[[str], None] = lambda said: None,
) -> Attacked:
    """Small numerators, denominators and differences, and outcomes of everybody where the policy minds these."""
    out_of, of = shown
    off = out_of.hidden | of.hidden
    hidden = np.concatenate([out_of.hidden, of.hidden, off])
    told = np.concatenate([out_of.shown, of.shown, out_of.shown - of.shown])
    told[hidden] = np.nan
    by_rates, wrong = _by_rates(rated, hidden, told, rates)
    found = [_leaves(rated, n) for n in by_rates.tolist() if secrets(rated, policy)[n]]
    hidden[by_rates] = False
    told[by_rates] = rated.count[by_rates]
    n = rated.size
    out = attack(
        rated,
        Published(hidden, told, out_of.hidden_zeros),
        attacker,
        small=secrets(rated, policy),
        everybody=beside_telling(rated, policy),
        unseen=np.arange(3 * n) >= n,
        progress=progress,
    )
    said = {one.cell for one in found}
    kept = [one for one in out.found if not (one.cell in said and one.how is How.SHOWN)]
    return replace(out, found=(*found, *kept), wrong=(*out.wrong, *wrong))


def secrets(rated: Rated, policy: Policy) -> Bools:
    """Denominators, numerators and differences that are too few, and a numerator or a difference of nobody."""
    n = rated.size
    out_of, of, off = rated.count[:n], rated.count[n : 2 * n], rated.count[2 * n :]
    few = policy.few_in_a_rate
    all_or_none = policy.class_disclosure & (out_of > 0)
    return np.concatenate(
        [
            (out_of > 0) & (out_of < policy.threshold),
            ((of > 0) & (of < few)) | (all_or_none & (of == 0)),
            ((off > 0) & (off < few)) | (all_or_none & (off == 0)),
        ]
    )


def _by_rates(rated: Rated, hidden: Bools, told: Floats, rates: Mapping[int, Rate]) -> tuple[Numbers, list[str]]:
    """Hidden counts of which printed rates, with what is shown and single sums, leave one value; and wrong rates."""
    n = rated.size
    wrong = [f"the rate of {rated.out_of.name(cell)}" for cell, rate in rates.items() if not prints(rated, cell, rate)]
    beside = {cell: rate for cell, rate in rates.items() if hidden[cell] or hidden[cell + n]}
    if wrong or not beside:
        return np.zeros(0, dtype=np.int64), wrong[:20]
    most = float(rated.count.max(initial=0)) * 10
    found = Bounds(np.where(hidden, 0.0, told), np.where(hidden, most, told))
    before = narrowed(rated, found)
    found = narrowed(rated, by_pairs(rated, before, beside))
    return np.flatnonzero(hidden & found.exact & ~before.exact), []


def _leaves(rated: Rated, cell: int) -> Found:
    value = float(rated.count[cell])
    return Found(cell, How.RANGE, f"the printed rate leaves {rated.name(cell)} only {value:.0f}", value, value)
