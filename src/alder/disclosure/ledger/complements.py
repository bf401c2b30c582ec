"""Those of a group who lack a telling value: nobody, where everybody of the group has it, and no two tables may say so.

A table of people with a loan shows 42 of a college, one of all its people 42 as well: so everybody there has a loan. A
single table hides the 0 that would say it (`system.py`). Between tables there is no such cell: the two counts are of
the same records. So where everybody of a group has a telling value, as some table tells by its filter or its cells, the
group is given somebody without it: a *complement*, who counts for nothing, stands in every cell that tells nothing of
the value and in none of those that do. That there is nobody like this is then a small count as any other, which the
sums of all tables must not give away, in whichever order they come and by however many steps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
import scipy.sparse as sp

from alder.disclosure.policy import TELLING
from alder.disclosure.system import groups, table_rows
from alder.disclosure.telling_values import NO_VALUE, SAME_FACT, ordinary
from alder.errors import AlderError
from alder.measures.condition.condition import Condition
from alder.measures.condition.tree import (
    AllConditions,
    AnyCondition,
    ComparisonCondition,
    HavingCondition,
    KnownCondition,
    NotCondition,
    OneOfCondition,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alder.disclosure.ledger.atoms import Places
    from alder.disclosure.ledger.membership import Bools, Keys, Membership, Numbers
    from alder.disclosure.policy import Policy
    from alder.measures.condition.tree import Tree
    from alder.measures.condition.vocabulary import ConditionName
    from alder.model.statistic import Counts, Filter

EVERYWHERE = -1
"""The cell of what is said of every cell, by the filter of the question."""
NONE, NEEDLESS = -1, -2
"""In place of the cell of those who lack the value: there can be none; or none is needed, since categories overlap."""

SEED = 20_271
NEARLY = 0.9
"""The share from which a category holds nearly everybody, as policies have it unless they say otherwise."""

COLLECTED: Mapping[str, str] = {
    "ADL": "learner_loan",
    "FME": "free_meals",
    "HNS": "high_needs",
    "EHC": "education_health_care_plan",
    "ECF": "english_condition",
    "MCF": "maths_condition",
    "LLDDHealthProb": "lldd",
    "LLDDCat": "lldd_primary",
    "Ethnicity": "ethnicity_minor",
}
"""Collected fields of which a filter may ask what a variable tells, by its name."""
CODES: Mapping[str, Mapping[str, str]] = {"LLDDHealthProb": {"1": "Yes", "2": "No"}}
"""The categories of these codes, where they are others."""
SAID_BY_ANY = frozenset({"ADL", "FME", "HNS", "EHC"})
"""Fields that are recorded only where it is so, whatever their code."""


@dataclass(frozen=True, eq=False)
class Said:
    """What the cells of a table say of telling values: a line for each cell and subject."""

    cell: Numbers
    subject: tuple[str, ...]
    """What it is about, such as loans: filters that tell of one thing are one subject."""
    fact: tuple[str, ...]
    """The telling value that everybody in the cell has, `learner_loan=Yes`; empty where the value is no telling one."""
    beside: Numbers
    """The cell of those of the same group who lack it."""
    minded: frozenset[str]
    """The telling values of the policy of the table, one and all."""

    @classmethod
    def of(cls, counts: Counts, policy: Policy) -> Self:
        telling = TELLING | policy.telling
        lines = [*_of_filter(counts.measure, counts.where, telling), *_of_cells(counts, telling)]
        return cls._of(lines, policy.telling)

    @classmethod
    def asked(cls, query: Mapping[str, object]) -> Self:
        """What the question says of a release that an Alder before this one kept."""
        lines = _of_filter(str(query.get("measure", "")), str(query.get("where", "")), TELLING)
        return cls._of([*lines], frozenset())

    @classmethod
    def _of(cls, lines: Sequence[tuple[int, str, str, int]], minded: frozenset[str]) -> Self:
        cell, subject, fact, beside = zip(*lines, strict=True) if lines else ((), (), (), ())
        return cls(np.array(cell, dtype=np.int64), subject, fact, np.array(beside, dtype=np.int64), minded)

    def table(self) -> pa.Table:
        """As it is kept. What the policy minds is in lines of their own, of no cell."""
        more = sorted(self.minded)
        none = np.full(len(more), EVERYWHERE - 1)
        return pa.table(
            {
                "cell": np.r_[self.cell, none],
                "subject": pa.array([*self.subject, *("" for _ in more)], pa.string()),
                "fact": pa.array([*self.fact, *more], pa.string()),
                "beside": np.r_[self.beside, none],
            }
        )

    @classmethod
    def read(cls, table: pa.Table) -> Self:
        rows = table.to_pylist()
        lines = [(r["cell"], r["subject"], r["fact"], r["beside"]) for r in rows if r["cell"] >= EVERYWHERE]
        return cls._of(lines, frozenset(r["fact"] for r in rows if r["cell"] < EVERYWHERE))

    def facts(self) -> dict[str, str]:
        """The telling values that it says of anybody, each with what it is about."""
        return {f: s for f, s in zip(self.fact, self.subject, strict=True) if f}

    def cells(self, size: int, subject: str, fact: str | None = None) -> Bools:
        """The cells, of so many, that say anything of a subject, or that everybody in them has one value."""
        found = np.zeros(size, dtype=bool)
        for (about, value), cells in self._cells.items():
            if about == subject and (fact is None or (value and _is_within(value, fact))):
                found[slice(None) if (cells == EVERYWHERE).any() else cells] = True
        return found

    @cached_property
    def _cells(self) -> dict[tuple[str, str], Numbers]:
        """The cells of each subject and value: a table of many cells says few different things."""
        lines: dict[tuple[str, str], list[int]] = {}
        for cell, about, fact in zip(self.cell.tolist(), self.subject, self.fact, strict=True):
            lines.setdefault((about, fact), []).append(cell)
        return {said: np.array(cells, dtype=np.int64) for said, cells in lines.items()}

    @cached_property
    def _instead(self) -> dict[str, dict[int, int]]:
        """For each subject the cells that tell something, each with that of those who lack the value."""
        found: dict[str, dict[int, int]] = {}
        for cell, about, fact, beside in zip(self.cell.tolist(), self.subject, self.fact, self.beside, strict=True):
            if fact:
                found.setdefault(about, {})[cell] = int(beside)
        return found

    def without(self, cells: Numbers, subject: str) -> Numbers | None:
        """The cells of somebody who is in some, and then lacks a telling value; None where there can be nobody."""
        other = self._instead.get(subject, {})
        if EVERYWHERE in other:
            return np.zeros(0, dtype=np.int64)
        found = [other.get(c, c) for c in cells.tolist()]
        return None if NONE in found else np.unique([c for c in found if c != NEEDLESS]).astype(np.int64)


def subject_of(name: str) -> str:
    """What a filter is about: the first of those that tell of the same thing."""
    return min(next((ids for ids in SAME_FACT if name in ids), frozenset({name})))


def _variables(telling: Iterable[str]) -> frozenset[str]:
    """The filters that have a telling value, and others of the same subject."""
    names = {value.partition("=")[0] for value in telling}
    return frozenset(names.union(*(ids for ids in SAME_FACT if ids & names)))


def _of_cells(counts: Counts, telling: frozenset[str]) -> Iterator[tuple[int, str, str, int]]:
    told = _variables(telling)
    which = [k for k, f in enumerate(counts.filters) if f.id in told]
    if not which:
        return
    rows = table_rows(counts)
    at = {codes: n for n, codes in enumerate(rows)}
    for k in which:
        f = counts.filters[k]
        beside = _ordinary(f, telling)
        named = {c.code for c in f.categories}
        for n, codes in enumerate(rows):
            code = codes[k]
            if code not in named:
                continue
            fact = f"{f.id}={code}" if code in beside else ""
            other = NONE
            if fact and not f.additive:
                other = NEEDLESS
            elif fact and beside[code] is not None:
                other = at.get((*codes[:k], str(beside[code]), *codes[k + 1 :]), NONE)
            for i in range(len(counts.counts)):
                yield i * len(rows) + n, subject_of(f.id), fact, other + i * len(rows) if other >= 0 else other


def _ordinary(f: Filter, telling: frozenset[str]) -> dict[str, str | None]:
    """For each telling category that of those who lack it, as a single table has it."""
    own = frozenset(c.code for c in f.categories if f"{f.id}={c.code}" in telling)
    parts = groups(f) if f.has_total or f.parent else {"": [c.code for c in f.categories]}
    return {code: ordinary(some, own) for some in parts.values() for code in some if code in own}


def _of_filter(measure: str, text: str, telling: frozenset[str]) -> Iterator[tuple[int, str, str, int]]:
    """What the filter of a question says of everybody in its table."""
    if not text:
        return
    try:
        tree = Condition.read(text, measure).tree
    except AlderError:  # of counts made by hand, whose filter is words
        return
    for subject in sorted({subject_of(COLLECTED.get(n.name, n.name)) for n in Condition(tree).named}):
        yield EVERYWHERE, subject, "", NONE
    for fact in sorted(_said(tree, telling)):
        yield EVERYWHERE, subject_of(fact.partition("=")[0]), fact, NONE


def _said(tree: Tree, telling: frozenset[str], *, denied: bool = False) -> frozenset[str]:
    """The telling values that everybody has who fits a filter: of several, any that all its ways say."""
    if isinstance(tree, NotCondition):
        return _said(tree.part, telling, denied=not denied)
    if isinstance(tree, AllConditions | AnyCondition):
        found = [_said(part, telling, denied=denied) for part in tree.parts]
        return (
            frozenset().union(*found)
            if isinstance(tree, AllConditions) != denied
            else found[0].intersection(*found[1:])
        )
    if isinstance(tree, HavingCondition):  # there is such a record; that there is none says nothing
        return frozenset() if denied else _said(tree.part, telling)
    values = _values(tree.of, tree, denied)
    name = COLLECTED.get(tree.of.name, tree.of.name)
    facts = frozenset(f"{name}={v}" for v in values)
    if not facts or not facts <= telling:
        return frozenset()
    # Several values that all tell something say that everybody has one of them.
    return frozenset([next(iter(facts))] if len(facts) == 1 else [f"{name}={','.join(sorted(values))}"])


def _values(
    of: ConditionName, test: ComparisonCondition | OneOfCondition | KnownCondition | object, denied: bool
) -> frozenset[str]:
    """The categories that fit a test, of those that are known; none where that cannot be told."""
    every = frozenset(c.code for c in of.codes if c.code != of.unknown) - NO_VALUE
    if isinstance(test, ComparisonCondition) and test.sign in ("=", "!="):
        found = frozenset([of.shown(test.value)])
        denied ^= test.sign == "!="
    elif isinstance(test, OneOfCondition):
        found = frozenset(of.shown(v) for v in test.values)
        denied ^= test.denied
    elif isinstance(test, KnownCondition):
        found = every
        denied ^= test.denied
    else:
        return frozenset()
    if of.name in SAID_BY_ANY:  # there is no such record for those who lack it
        return frozenset() if denied else frozenset({"Yes"})
    found = every - found if denied else found
    codes = CODES.get(of.name, {})
    return frozenset(codes.get(code, code) for code in found)


@dataclass(frozen=True, eq=False)
class Telling:
    """A table as it is asked for complements."""

    members: Membership
    said: Said
    small: int
    printed: Bools
    """Cells of which a reader has a number, as it is or altered."""
    is_altered: bool
    """Whether counts are rounded or perturbed."""


def with_complements(tables: Sequence[Telling]) -> list[Membership]:
    """The records of some tables, with those that stand for nobody where everybody of a group has a telling value."""
    found = [t.members for t in tables]
    for fact, subject in sorted(_facts(tables).items()):
        persons = _persons(tables, subject, fact)
        for n, table in enumerate(tables):
            found[n] = _with(found[n], _standing(table, persons, subject, fact))
    return found


def saying_so(new: Telling, earlier: Sequence[Telling]) -> list[int]:
    """The earlier tables with which a new one says that everybody of a group, or all but a few, have a telling value.

    It is asked where one of both alters its counts: then nothing can be hidden for it, and two numbers that are nearly
    the same say it as well as two that are the same. As in a table by itself: see `about_people`.
    """
    found = []
    for n, other in enumerate(earlier):
        facts = _facts([new, other]) if new.is_altered or other.is_altered else {}
        if facts and any(_says_so(*pair, facts) for pair in ((new, other), (other, new))):
            found.append(n)
    return found


def _says_so(having: Telling, every: Telling, facts: Mapping[str, str]) -> bool:
    """Whether a cell of those who have a value is all, or nearly all, of a cell of another table that does not say."""
    size, of_size = len(having.printed), len(every.printed)
    tells = {fact: having.said.cells(size, subject, fact) & having.printed for fact, subject in facts.items()}
    own, whole = np.flatnonzero(sum(tells.values(), np.zeros(size, dtype=bool))), np.flatnonzero(every.printed)
    if not len(own) or not len(whole):
        return False
    one, other = _shared(having.members.key, every.members.key)
    at = having.members.of_class[one], every.members.of_class[other]
    small = max(having.small, every.small)
    count = every.members.count
    whole = whole[(count[whole] >= small) & _nearly(having, tells.values(), every, at)[whole]]
    if not len(whole):
        return False
    shape = having.members.cells.shape[1], every.members.cells.shape[1]
    both = sp.csr_matrix((np.ones(len(one), dtype=np.int64), at), shape=shape)
    common = (having.members.cells[own] @ both @ every.members.cells[whole].T).tocoo()  # few cells share anybody
    cell, of_cell = own[common.row], whole[common.col]
    part, of = having.members.count[cell], count[of_cell]
    near = (common.data == part) & (of >= small) & (of - part < small) & (part >= NEARLY * of)
    cell, of_cell = cell[near], of_cell[near]
    return any(
        (tells[fact][cell] & ~every.said.cells(of_size, subject)[of_cell]).any() for fact, subject in facts.items()
    )


def _shared(one: Keys, other: Keys) -> tuple[Numbers, Numbers]:
    """Where the records stand in each of two tables that both have."""
    if np.array_equal(one, other):
        return np.arange(len(one)), np.arange(len(one))
    at = np.minimum(np.searchsorted(other, one), max(len(other) - 1, 0))
    there = np.flatnonzero(other[at] == one) if len(other) else np.zeros(0, dtype=np.int64)
    return there, at[there]


def _nearly(having: Telling, tells: Iterable[Bools], every: Telling, at: tuple[Places, Places]) -> Bools:
    """The cells of a table nearly all of whose records are in cells of another that tell one value.

    No cell of the other is nearly all of any further one: so few are left that are worth comparing one by one.
    """
    found = np.zeros(len(every.printed), dtype=bool)
    for cells in tells:
        has = np.asarray(having.members.cells[np.flatnonzero(cells)].sum(axis=0)).ravel() > 0
        with_it = np.bincount(at[1], weights=has[at[0]], minlength=every.members.cells.shape[1])
        found |= every.members.cells @ with_it >= NEARLY * every.members.count
    return found


def _facts(tables: Sequence[Telling]) -> dict[str, str]:
    """The telling values that any of some tables tells of anybody, and that the policy of any minds."""
    minded = frozenset().union(*(t.said.minded for t in tables))
    return {f: s for t in tables for f, s in t.said.facts().items() if _is_minded(f, minded)}


def _is_within(value: str, fact: str) -> bool:
    """Whether whoever has a value has what a fact says, one of several values."""
    (name, _, one), (other, _, several) = value.partition("="), fact.partition("=")
    return name == other and set(one.split(",")) <= set(several.split(","))


def _is_minded(fact: str, minded: frozenset[str]) -> bool:
    name, _, values = fact.partition("=")
    return fact in minded or all(f"{name}={v}" in minded for v in values.split(","))


def _persons(tables: Sequence[Telling], subject: str, fact: str) -> Keys:
    """One person of each group in which everybody has a telling value, and that no smaller one is part of.

    A group is a cell that may be shown, and that says nothing of the subject.
    """
    has = _union([_in(t.members, t.said.cells(t.members.cells.shape[0], subject, fact)) for t in tables])
    full = [_full(t, has, subject) for t in tables]
    groups = [(int(t.members.count[cell]), n, cell) for n, t in enumerate(tables) for cell in np.flatnonzero(full[n])]
    chosen: list[int] = []
    for _, n, cell in sorted(groups):
        if not full[n][cell]:  # one of its people was chosen for a smaller group
            continue
        one_cell = np.zeros(len(full[n]), dtype=bool)
        one_cell[cell] = True
        able = (one for one in _in(tables[n].members, one_cell).tolist() if _can_lack(tables, one, subject))
        if (person := next(able, None)) is None:
            continue
        chosen.append(person)
        for other, table in zip(full, tables, strict=True):
            if _holds(table.members.key, person):
                other[_cells_with(table, person)] = False
    return np.array(chosen, dtype=np.uint64)


def _full(table: Telling, has: Keys, subject: str) -> Bools:
    """The groups of a table of which everybody is among some people."""
    cells, size = table.members.cells, table.members.count
    having = np.bincount(table.members.of_class, weights=np.isin(table.members.key, has), minlength=cells.shape[1])
    silent = ~table.said.cells(cells.shape[0], subject)
    found: Bools = ((cells @ having).astype(np.int64) == size) & silent & (size >= table.small)
    return found


def _holds(keys: Keys, one: int) -> bool:
    at = int(np.searchsorted(keys, np.uint64(one)))
    return at < len(keys) and int(keys[at]) == one


def _can_lack(tables: Sequence[Telling], one: int, subject: str) -> bool:
    """Whether there can be somebody like a person without the telling value."""
    return all(_cells_of(t, one, subject) is not None for t in tables if _holds(t.members.key, one))


def _cells_with(table: Telling, one: int) -> Numbers:
    """The cells of a person."""
    at = int(np.searchsorted(table.members.key, np.uint64(one)))
    found: Numbers = table.members.cells[:, [int(table.members.of_class[at])]].tocoo().row.astype(np.int64)
    return found


def _cells_of(table: Telling, one: int, subject: str) -> Numbers | None:
    """The cells of somebody like a person, but for the telling value."""
    return table.said.without(_cells_with(table, one), subject)


def _standing(table: Telling, persons: Keys, subject: str, fact: str) -> dict[int, Numbers]:
    """For each complement that a table has the cells in which it stands."""
    found: dict[int, Numbers] = {}
    for one in persons.tolist():
        if _holds(table.members.key, one):
            cells = _cells_of(table, one, subject)
            if cells is not None and len(cells):
                found[_key(one, fact)] = cells
    return found


def _key(one: int, fact: str) -> int:
    """The same for the same person and value, so that what is kept of it is known again."""
    return int.from_bytes(sha256(f"{one}\x1f{fact}".encode()).digest()[:8], "big")


def _in(members: Membership, cells: Bools) -> Keys:
    """The records of some cells, in ascending order."""
    inside = np.asarray(members.cells[np.flatnonzero(cells)].sum(axis=0)).ravel() > 0
    return members.key[inside[members.of_class]]


def _union(keys: Sequence[Keys]) -> Keys:
    return np.unique(np.concatenate(keys))


def _with(members: Membership, standing: Mapping[int, Numbers]) -> Membership:
    """A table with further records, which stand for nobody. As everywhere, records of the same cells are one class."""
    if not standing:
        return members
    more = np.array(list(standing), dtype=np.uint64)
    rows = np.concatenate([*standing.values()])
    columns = np.repeat(np.arange(len(more)), [len(c) for c in standing.values()])
    shape = (members.cells.shape[0], len(more))
    new = sp.csr_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=shape)
    cells = sp.hstack([members.cells, new]).tocsr().astype(np.int8)
    random = np.random.default_rng(SEED).integers(0, 2**64, cells.shape[0], dtype=np.uint64)
    _, first, same = np.unique(cells.T.astype(np.uint64) @ random, return_index=True, return_inverse=True)
    kept = np.flatnonzero(first[same] == np.arange(len(same)))
    classes = np.searchsorted(kept, first[same]).astype(np.int32)
    key = np.concatenate([members.key, more])
    order = np.argsort(key, kind="stable")
    return replace(
        members,
        key=key[order],
        of_class=np.concatenate([classes[members.of_class], classes[members.cells.shape[1] :]])[order],
        cells=cells[:, kept].tocsr(),
        nobody=np.sort(np.concatenate([members.nobody, more])),
    )
