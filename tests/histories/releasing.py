"""Histories as Alder releases them: one table, linked tables, tables beside a ledger, tables of counts with rates."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from alder.disclosure import POLICIES, Guard, protect
from alder.disclosure.policy import Policy
from alder.disclosure.protection import Rule
from alder.disclosure.tables.folder import Folder
from alder.disclosure.tables.hierarchy import dimension
from alder.disclosure.tables.protecting import protect_table
from alder.disclosure.tables.protecting_linked import Earlier, New, protect_together
from alder.disclosure.tables.pub_file import CellProtection
from alder.disclosure.tables.table import Dimension, Table, TableKind
from alder.errors import NotProtected
from tests.histories.published import OPEN, Cell, History, Promise, Published
from tests.histories.worlds import TOTAL, Question, Way, World, question, world
from tests.support.count_tables import counts
from tests.support.people_counts import counted, ledger_in, numbered

Release = Callable[[Random], History]
THRESHOLDS = (3, 4, 5, 6, 8, 10, 10, 12)


def one_table(draw: Random) -> History:
    """A table folder, as `alder protect` takes it."""
    people = world(draw, largest=48, late=False)
    asked = question(draw, people, populations=False, most=4)
    rule = _rule(draw, interval=0.25)
    table = _table(people, asked)
    try:
        outcome, _ = protect_table(table, rule)
    except NotProtected:
        return History("one table", people.count, (), 1, True)
    found = _as_published(people, asked, table, outcome.protection, rule, _promise(rule, together=False))
    return History("one table", people.count, (found,), 0, True)


def linked_tables(draw: Random) -> History:
    """Two to four table folders of the same people; some are out already when the others come."""
    people = world(draw, largest=36, late=False)
    asked = list(dict.fromkeys(question(draw, people, populations=False) for _ in range(draw.randint(2, 4))))
    rule = _rule(draw, interval=0.0)
    base = _base(people)
    first = asked[: draw.randint(1, len(asked))]
    out: list[tuple[Question, Table, CellProtection]] = []
    refused, before, told = 0, 0, False
    for some in (first, asked[len(first) :]):
        new = [New(f"table {asked.index(q)}", _table(people, q), rule) for q in some]
        earlier = [Earlier(str(q), table, made.hidden) for q, table, made in out]
        try:
            together = protect_together(new, base, earlier) if new else None
        except NotProtected:
            refused += len(new)
            continue
        if together is None:
            continue
        before = len(out)
        told = told or together.lost > 0
        out += [(q, one.table, made) for q, one, made in zip(some, new, together.protections, strict=True)]
    promise = _promise(rule, together=True)
    tables = tuple(_as_published(people, q, table, made, rule, promise) for q, table, made in out)
    return History("linked tables", people.count, tables, refused, True, before if told else 0)


def beside_a_ledger(draw: Random) -> History:
    """Two to four tables of the same people or of some of them, one after the other, each judged beside the others."""
    people = world(draw, largest=24, late=draw.random() < 0.5)
    policy = _policy(draw)
    asked = list(dict.fromkeys(question(draw, people, populations=True, most=2) for _ in range(draw.randint(2, 4))))
    everybody = numbered({"kind": str(n)} for n, size in enumerate(people.count) for _ in range(size))
    tables, refused = [], 0
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_in(Path(folder))
        for n, one in enumerate(asked):
            within = people.within(one)
            if not people.count[within].any():
                continue
            described = [{**p, **_described(people, one, people.kinds[int(p["kind"])])} for p in everybody]
            split = [people.ways[k][way] for k, way in one.by]
            by = [_name(k, way) for k, way in one.by]
            made = counted(
                described,
                by,
                where=lambda p, within=within: bool(within[int(p["kind"])]),
                title=f"Table {n}",
                parents={name: dict(way.parent) for name, way in zip(by, split, strict=True) if way.parent},
            )
            try:
                table = protect(made, policy, against=ledger)
            except NotProtected:
                refused += 1
                continue
            shown = {codes: figures[0] for codes, figures in table.rows}
            promise = Promise(policy.values, 2 if policy.insider else 0, 1, together=2)
            tables.append(_of_figures(people, one, shown, policy, promise))
    return History("beside a ledger", people.count, tuple(tables), refused, True)


def counts_with_rates(draw: Random) -> History:
    """A table of counts and their rates, as `alder table` makes it, under a policy that hides."""
    people = world(draw, largest=18, late=False)
    asked = question(draw, people, populations=False, most=2)
    policy = replace(_policy(draw), class_disclosure=draw.random() < 0.6)
    share = draw.choice((0.3, 0.8, 0.95))
    achieved = np.array([sum(draw.random() < share for _ in range(n)) for n in people.count])
    masks = people.cells(asked)
    by = [_name(k, way) for k, way in asked.by]
    split = [people.ways[k][way] for k, way in asked.by]
    lines = [" | ".join([*by, "leavers", "achievers"])]
    for codes, mask in masks.items():
        if all(c in way.code.values() for c, way in zip(codes, split, strict=True)):
            lines.append(" | ".join([*codes, str(people.count[mask].sum()), str(achieved[mask].sum())]))
    parents = {name: dict(way.parent) for name, way in zip(by, split, strict=True) if way.parent}
    made = counts("\n".join(lines), rates=["achievers/leavers"], parents=parents)
    kinds = np.r_[achieved, people.count - achieved]
    try:
        table = protect(made, policy)
    except NotProtected:
        return History("counts with rates", kinds, (), 1, False)
    cells, groups = [], []
    none = np.zeros(len(people.count), dtype=bool)
    for codes, figures in table.rows:
        mask = masks[codes]
        leavers, achievers = np.r_[mask, mask], np.r_[mask, none]
        n, d = int(achieved[mask].sum()), int(people.count[mask].sum())
        hides_zero = policy.class_disclosure
        cells.append(_cell(f"leavers of {codes}", leavers, d, figures[0], policy.threshold, 1))
        secret = 0 < n < policy.threshold or (hides_zero and n == 0 and d > 0)
        one = _cell(f"achievers of {codes}", achievers, n, figures[1], policy.threshold, 0 if hides_zero else 1)
        cells.append(replace(one, secret=secret))
        if 0 < d - n < policy.threshold or (hides_zero and d == n > 0):
            groups.append((f"not achieved of {codes}", leavers & ~achievers))
    promise = Promise(policy.values, 2 if policy.insider else 0, 1)
    found = Published(str(asked), tuple(cells), policy.threshold, promise, tuple(groups))
    return History("counts with rates", kinds, (found,), 0, False)


def midpoints(draw: Random) -> History:
    """A table rounded to the middle of classes of six, refused where a small count would follow exactly."""
    people = world(draw, largest=24, late=False)
    asked = question(draw, people, populations=False, most=3)
    policy = POLICIES["opensafely-midpoint6"]
    masks = people.cells(asked)
    split = [people.ways[k][way] for k, way in asked.by]
    by = [_name(k, way) for k, way in asked.by]
    lines = [" | ".join([*by, "n"])]
    for codes, mask in masks.items():
        if all(c in way.code.values() for c, way in zip(codes, split, strict=True)):
            lines.append(" | ".join([*codes, str(people.count[mask].sum())]))
    parents = {name: dict(way.parent) for name, way in zip(by, split, strict=True) if way.parent}
    try:
        table = protect(counts("\n".join(lines), parents=parents), policy)
    except NotProtected:
        return History("midpoints", people.count, (), 1, False)
    cells = []
    for codes, (figure,) in table.rows:
        mask = masks[codes]
        true = int(people.count[mask].sum())
        low, high = (0, 0) if figure == 0 else (int(figure) - 2, int(figure) + 3)
        cells.append(Cell(str(codes), mask, low, high, 0 < true < 7, figure != 0))
    found = Published(str(asked), tuple(cells), 7, Promise(2, 0, 0))
    return History("midpoints", people.count, (found,), 0, False)


WAYS: Sequence[tuple[Release, float]] = (
    (one_table, 0.35),
    (linked_tables, 0.25),
    (beside_a_ledger, 0.2),
    (counts_with_rates, 0.15),
    (midpoints, 0.05),
)


def history(seed: int, number: int) -> History:
    """The same history for the same two numbers."""
    draw = Random(f"{seed}:{number}")
    return _way(draw)(draw)


def way(seed: int, number: int) -> str:
    """How the history of these two numbers is protected."""
    return _way(Random(f"{seed}:{number}")).__name__.replace("_", " ")


def _way(draw: Random) -> Release:
    (release,) = draw.choices([r for r, _ in WAYS], [share for _, share in WAYS])
    return release


# Tables as the engines take them


def _rule(draw: Random, *, interval: float) -> Rule:
    return Rule(draw.choice(THRESHOLDS), None, draw.random() < 0.85, draw.random() < interval)


def _promise(rule: Rule, *, together: bool) -> Promise:
    values = int(rule.width) + 1 if rule.width else 2
    return Promise(values, int(rule.insider), 0, 2 if together else 0, together and rule.insider)


def _policy(draw: Random) -> Policy:
    guard = draw.choice((Guard.WIDTH, Guard.WIDTH, Guard.EXACT))
    return replace(POLICIES["srs-output"], threshold=draw.choice(THRESHOLDS), guard=guard, insider=draw.random() < 0.85)


def _name(k: int, way: str) -> str:
    return f"{'abcd'[k]}_{way}"


def _described(people: World, asked: Question, kind: tuple[str, ...]) -> dict[str, str]:
    return {_name(k, way): people.ways[k][way].code[kind[k]] for k, way in asked.by}


def _dimension(name: str, way: Way) -> Dimension:
    pairs: list[list[str | None]] = [[TOTAL, None]]
    pairs += [[above, TOTAL] for above in dict.fromkeys(way.parent.values())]
    pairs += [[code, way.parent.get(code, TOTAL)] for code in dict.fromkeys(way.code.values())]
    return dimension(name, pairs)


def _table(people: World, asked: Question) -> Table:
    ways = [(k, people.ways[k][way]) for k, way in asked.by]
    dimensions = tuple(_dimension(_in_base(k, way), way) for k, way in ways)
    leaves: dict[tuple[int, ...], int] = {}
    for kind, size in zip(people.kinds, people.count, strict=True):
        if size:
            at = tuple(d.codes.index(way.code[kind[k]]) for d, (k, way) in zip(dimensions, ways, strict=True))
            leaves[at] = leaves.get(at, 0) + int(size)
    return _made(dimensions, leaves)


def _in_base(k: int, way: Way) -> str:
    return f"{'abcd'[k]}_across" if way.name == "across" else "abcd"[k]


def _made(dimensions: tuple[Dimension, ...], leaves: dict[tuple[int, ...], int]) -> Table:
    at = np.array(sorted(leaves), dtype=np.int64).reshape(-1, len(dimensions))
    freq = np.array([leaves[tuple(int(n) for n in row)] for row in at], dtype=np.int64)
    return Table(dimensions, TableKind.COUNT, at, freq, freq.astype(float))


def _base(people: World) -> Folder:
    """The finest table of all characteristics, with the groups that cut across them."""
    finest = [ways.get("levels", ways["own"]) for ways in people.ways]
    dimensions = tuple(_dimension("abcd"[k], way) for k, way in enumerate(finest))
    leaves = {
        tuple(d.codes.index(kind[k]) for k, d in enumerate(dimensions)): int(size)
        for kind, size in zip(people.kinds, people.count, strict=True)
        if size
    }
    groups = {f"{'abcd'[k]}_across": dict(w["across"].code) for k, w in enumerate(people.ways) if "across" in w}
    return Folder(Path("base"), _made(dimensions, leaves), None, None, groups)


# Tables as readers have them


def _as_published(
    people: World, asked: Question, table: Table, made: CellProtection, rule: Rule, promise: Promise
) -> Published:
    assert rule.threshold
    cells = []
    for codes, mask in people.cells(asked).items():
        at = [d.codes.index(c) for d, c in zip(table.dimensions, codes, strict=True)]
        place = int(np.ravel_multi_index(tuple(at), table.shape))
        figure = "c" if made.hidden[place] else int(made.shown[place])
        cells.append(_cell(str(codes), mask, int(people.count[mask].sum()), figure, rule.threshold, 0))
    return Published(str(asked), tuple(cells), rule.threshold, promise)


def _of_figures(
    people: World, asked: Question, shown: dict[tuple[str, ...], object], policy: Policy, promise: Promise
) -> Published:
    cells = []
    masks = people.cells(asked)
    for codes, figure in shown.items():
        mask = masks[codes]
        cells.append(_cell(str(codes), mask, int(people.count[mask].sum()), figure, policy.threshold, 1))
    return Published(str(asked), tuple(cells), policy.threshold, promise)


def _cell(name: str, mask: np.ndarray, true: int, figure: object, threshold: int, least: int) -> Cell:
    small = 0 < true < threshold
    if isinstance(figure, str):
        return Cell(name, mask, least, OPEN, small, True)
    assert figure == true, f"{name} shows a wrong number"
    return Cell(name, mask, true, true, small, False)
