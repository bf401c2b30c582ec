"""What is published with a fault in the engine, and the attack on it: no test of the engine is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from random import Random
from typing import Any

HISTORIES = {"one_table": 10, "linked_tables": 8, "counts_with_rates": 4, "beside_a_ledger": 3, "midpoints": 3}
FOLDERS, WIDE = 2, 3


@dataclass(frozen=True)
class Came:
    """What came of one release: whether the attack got through, and what was published, for comparison."""

    breach: bool
    published: str


def releases() -> Iterator[Callable[[], Came]]:
    """Small histories by the attacker of `tests.histories`; larger tables by the attack of `alder audit`."""
    for way, number in HISTORIES.items():
        yield from (partial(_history, way, n) for n in range(number))
    yield from (partial(_folder, n) for n in range(FOLDERS))
    yield from (partial(_wide, n) for n in range(WIDE))


def _history(way: str, number: int) -> Came:
    from tests.histories import releasing
    from tests.histories.attack import attacked

    made = getattr(releasing, way)(Random(f"planted:{number}"))
    seen = [(t.title, [(c.name, c.low, c.high, c.hidden) for c in t.cells]) for t in made.tables]
    return Came(bool(attacked(made, number).breaches), _short(seen, made.refused))


def _folder(number: int) -> Came:
    """A table of three dimensions, attacked without its certificate."""
    import numpy as np

    from alder.disclosure.attack.attacked import Attacker, attack
    from alder.disclosure.attack.published import Published
    from alder.disclosure.attack.rebuilt import rebuild
    from alder.disclosure.protection import Rule
    from alder.disclosure.tables.protecting import protect_table
    from alder.errors import NotProtected
    from tests.support.cubes import drawn

    table = drawn(100 + number, 3, most=8)
    interval = number == 0
    try:
        outcome, _ = protect_table(table, Rule(10, None, True, interval))
    except NotProtected:
        return Came(False, "refused")
    truth = rebuild(table)
    made = outcome.protection
    public = Published(np.asarray(made.hidden)[truth.keys], np.asarray(made.shown)[truth.keys], hidden_zeros=False)
    found = attack(truth, public, Attacker(10, True, width=9 if interval else 1, seconds=5.0))
    return Came(not found.safe, _short(public.hidden.tolist()))


def _wide(number: int) -> Came:
    """Counts with rates by the way of large tables, attacked by the way of small ones."""
    from alder.disclosure import audit, protect, secondary
    from alder.errors import NotProtected
    from tests.property.test_large_tables_hold import drawn
    from tests.property.test_protection_holds import SRS, known_of

    limits = (secondary, import_module("alder.disclosure.protect"))
    before = [module.ONE_BY_ONE for module in limits]  # type: ignore[attr-defined]
    try:
        for module in limits:
            module.ONE_BY_ONE = 0  # type: ignore[attr-defined]
        table = drawn(number)
        known = known_of(protect(table), table)
    except NotProtected:
        return Came(False, "refused")
    finally:
        for module, limit in zip(limits, before, strict=True):
            module.ONE_BY_ONE = limit  # type: ignore[attr-defined]
    return Came(not audit(table, known, SRS).safe, _short({name: of.tolist() for name, of in known.items()}))


def _short(*seen: Any) -> str:
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


@contextmanager
def stopped() -> Iterator[list[str]]:
    """Counts the tables that `protect` made and its own audit did not let out."""
    found: list[str] = []
    protect = import_module("alder.disclosure.protect")
    originals = (protect, "audit", protect.audit), (protect.wide_audit, "audit", protect.wide_audit.audit)

    def watching(original: Callable[..., Any]) -> Callable[..., Any]:
        def audit(*given: Any) -> Any:
            verdict = original(*given)
            if not verdict.safe:
                found.append("did not hold")
            return verdict

        return audit

    try:
        for module, name, original in originals:
            setattr(module, name, watching(original))
        yield found
    finally:
        for module, name, original in originals:
            setattr(module, name, original)
