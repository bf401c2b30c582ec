"""The attacker of a table: what is unknown to a reader, what is known about it, and which figures are secret.

This reads the table afresh and shares nothing with the engine that chose what to hide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Filter

    Known = dict[str, NDArray[np.bool_]]

_ONE_THING = ({"ethnicity", "ethnicity_minor", "ethnic_minority"}, {"lldd", "lldd_primary"})
_FAR = 10_000.0
CLOSE = 1e-6


@dataclass
class Secret:
    """A figure to protect, as a sum of unknown counts: what a reader must not learn."""

    name: str
    terms: dict[int, float]
    constant: float
    truth: float
    values: int
    small: bool
    parts: tuple[tuple[float, str, int], ...] = ()
    low: float = np.inf
    high: float = -np.inf

    def see(self, value: float) -> None:
        self.low, self.high = min(self.low, value), max(self.high, value)

    @property
    def possible(self) -> int:
        return int(np.floor(self.high + CLOSE) - np.ceil(self.low - CLOSE)) + 1


@dataclass
class Attacker:
    """What is unknown, what is known about it, and the secrets."""

    counts: Counts
    known: Known
    policy: Policy
    rows: list[dict[str, object]] = field(default_factory=list)
    unknown: dict[tuple[str, int], int] = field(default_factory=dict)
    facts: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)
    at: dict[tuple[object, ...], int] = field(default_factory=dict)
    may_be_empty: set[int] = field(default_factory=set)
    """Rows of which a hidden count may be 0, though zeros are shown: others have a telling value."""
    everybody: set[tuple[str, int]] = field(default_factory=set)
    """Counts of 0 that would say that everybody of a group has a telling value; where categories overlap, its count."""

    def __post_init__(self) -> None:
        self.rows = self.counts.cells.to_pylist()
        names = [f.id for f in self.counts.filters]
        self.at = {tuple(r[n] for n in names): k for k, r in enumerate(self.rows)}
        for i in self.counts.counts:
            for k in range(len(self.rows)):
                if not self.known[i.id][k]:
                    self.unknown[i.id, k] = len(self.unknown)
        self._telling()
        self._sums()
        self._shares()
        self._moments()
        for i in self.counts.counts:
            for k in range(len(self.rows)):
                told = (i.id, k) in self.everybody
                self._secret(f"{i.id}, {self._name(k)}", [(1.0, i.id, k)], count=True, everybody=told)

    def _name(self, k: int) -> str:
        return ", ".join(str(self.rows[k][f.id]) for f in self.counts.filters) or "the only row"

    def expression(self, parts: list[tuple[float, str, int]]) -> tuple[dict[int, float], float, float]:
        """Signed cells as terms over the unknown, what is known of it, and its true value."""
        terms: dict[int, float] = {}
        constant = truth = 0.0
        for sign, i, k in parts:
            value = float(self.rows[k][i])  # type: ignore[arg-type]
            truth += sign * value
            if (i, k) in self.unknown:
                column = self.unknown[i, k]
                terms[column] = terms.get(column, 0.0) + sign
            else:
                constant += sign * value
        return terms, constant, truth

    def _fact(self, parts: list[tuple[float, str, int]], low: float, high: float) -> None:
        terms, constant, _ = self.expression(parts)
        if terms:
            self.facts.append((terms, low - constant, high - constant))

    def _secret(
        self, name: str, parts: list[tuple[float, str, int]], *, count: bool = False, everybody: bool = False
    ) -> None:
        terms, constant, truth = self.expression(parts)
        below = truth < self.policy.threshold and (truth > 0 or (count and self.policy.hide_zeros))
        telling = self.policy.class_disclosure and truth == 0 and self._of_a_group(parts)
        telling |= everybody and truth == 0
        if below or telling:
            self.secrets.append(Secret(name, terms, constant, truth, self.policy.values, True, tuple(parts)))
        elif count and terms:
            self.secrets.append(Secret(name, terms, constant, truth, 2, False, tuple(parts)))

    def _of_a_group(self, parts: list[tuple[float, str, int]]) -> bool:
        """Nobody, out of a group that holds somebody: a numerator, or denominator minus numerator, of 0."""
        named = {i for _, i, _ in parts}
        k = parts[0][2]
        pairs = [i.of for i in self.counts.rates if i.of]
        if len(parts) == 1:
            return any(n in named and int(self.rows[k][d]) > 0 for n, d in pairs)  # type: ignore[call-overload]
        return any({n, d} == named and int(self.rows[k][d]) > 0 for n, d in pairs)  # type: ignore[call-overload]

    def _sums(self) -> None:
        for position, f in enumerate(self.counts.filters):
            for i in (c.id for c in self.counts.counts):
                families = list(self._families(position, f))
                gaps = [int(self.rows[w][i]) - sum(int(self.rows[p][i]) for p in ps) for w, ps in families]  # type: ignore[call-overload]
                for whole, parts in families:
                    difference = [(1.0, i, whole), *((-1.0, i, p) for p in parts)]
                    if not f.additive:
                        self._overlapping(i, whole, parts, difference, all(g <= 0 for g in gaps))
                    elif not any(gaps):
                        self._fact(difference, 0.0, 0.0)
                    else:
                        self._fact(difference, 0.0, np.inf)
                        self._secret(f"{i} without {f.id}, {self._name(whole)}", difference)

    def _telling(self) -> None:
        """That everybody of a group has a telling value is a secret; who has an ordinary one may then be nobody."""
        for position, f in enumerate(self.counts.filters):
            values = sorted(v.partition("=")[2] for v in self.policy.telling if v.partition("=")[0] == f.id)
            same = [g.id for g in self.counts.filters for ids in _ONE_THING if {f.id, g.id} <= ids and g.id != f.id]
            for whole, parts in self._families(position, f) if values else ():
                if any(self.rows[whole][id] != TOTAL for id in same):
                    continue  # the group is named by what it would be told of
                code = {str(self.rows[p][f.id]): p for p in parts}
                others = [c.code for c in f.categories if c.code in code and c.code not in values]
                known = [c for c in others if c not in ("Unknown", "Not listed")] or others
                told = [code[v] for v in values if v in code]
                if f.additive and known and told:
                    self.may_be_empty.add(code[known[0]])
                for i, p in product((c.id for c in self.counts.counts), told):
                    of, there = int(self.rows[whole][i]), int(self.rows[p][i])  # type: ignore[call-overload]
                    several = f.additive and sum(bool(self.rows[c][i]) for c in code.values()) > 2
                    if of == there > 0 and (known or not f.additive):
                        self.everybody.add((i, code[known[0]] if f.additive else p))
                    elif several and there >= self.policy.near_full * of > 0:
                        pair = [(1.0, i, whole), (-1.0, i, p)]
                        self._secret(f"{i} with another {f.id}, {self._name(p)}", pair)

    def _overlapping(
        self, i: str, whole: int, parts: list[int], difference: list[tuple[float, str, int]], covered: bool
    ) -> None:
        if covered:
            self._fact(difference, -np.inf, 0.0)
        for p in parts:
            pair = [(1.0, i, whole), (-1.0, i, p)]
            self._fact(pair, 0.0, np.inf)
            self._secret(f"{i} outside, {self._name(p)}", pair, everybody=(i, p) in self.everybody)

    def _families(self, position: int, f: Filter) -> Iterator[tuple[int, list[int]]]:
        """Each row with the rows that split it by one filter, found from the parts upwards."""
        found: dict[int, list[int]] = {}
        for codes, k in self.at.items():
            own = codes[position]
            if own == TOTAL:
                continue
            above = f.parent.get(str(own), TOTAL)
            whole = self.at.get((*codes[:position], above, *codes[position + 1 :]))
            if whole is not None:
                found.setdefault(whole, []).append(k)
        yield from found.items()

    def _first(self) -> set[int]:
        """The rows of the first moment of a cohort."""
        begins = {f.id: f.categories[0].code for f in self.counts.filters if f.moments}
        return {k for k, r in enumerate(self.rows) if any(r[id] == code for id, code in begins.items())}

    def _moments(self) -> None:
        """Along a cohort: counts that never rise, who is gone, and what every two moments differ by."""
        for position, f in enumerate(self.counts.filters):
            if f.moments is None:
                continue
            order = {c.code: n for n, c in enumerate(f.categories)}
            for codes, k in self.at.items():
                for other, m in self.at.items():
                    same = codes[:position] + codes[position + 1 :] == other[:position] + other[position + 1 :]
                    if not same or order[str(codes[position])] >= order[str(other[position])]:
                        continue
                    for i in f.moments.falling:
                        pair = [(1.0, i, k), (-1.0, i, m)]
                        self._fact(pair, 0.0, np.inf)
                        self._secret(f"{i} between, {self._name(k)} and {other[position]}", pair)
                    if not order[str(codes[position])]:
                        gone = [(1.0, f.moments.of, k), (-1.0, f.moments.of, m), (-1.0, f.moments.gone, m)]
                        self._fact(gone, 0.0, 0.0)

    def _shares(self) -> None:
        first = self._first()
        for i in self.counts.rates:
            if i.of:
                for k in range(len(self.rows)):
                    if k in first:  # all of a cohort, by definition
                        self._fact([(1.0, i.of[1], k), (-1.0, i.of[0], k)], 0.0, 0.0)
                        continue
                    pair = [(1.0, i.of[1], k), (-1.0, i.of[0], k)]
                    self._fact(pair, 0.0, np.inf)
                    self._secret(f"{i.of[1]} minus {i.of[0]}, {self._name(k)}", pair)

    # Programmes

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        numerators = {i.of[0] for i in self.counts.rates if i.of}
        low, high = np.zeros(len(self.unknown)), np.zeros(len(self.unknown))
        for (i, k), column in self.unknown.items():
            hides_zeros = self.policy.hide_zeros or (self.policy.class_disclosure and i in numerators)
            low[column] = 0.0 if hides_zeros or k in self.may_be_empty else 1.0
            high[column] = float(self.rows[k][i]) + _FAR  # type: ignore[arg-type]
        return low, high

    def truth(self) -> NDArray[np.float64]:
        return np.array([float(self.rows[k][i]) for i, k in self.unknown])  # type: ignore[arg-type]

    def people(self) -> list[list[Secret]]:
        """For each person alone in a secret cell, the secrets that this person knows."""
        found: dict[frozenset[str], list[Secret]] = {}
        for s in self.secrets:
            if s.truth == 1 and s.terms:
                group = [s, *(x for x in self.known_to(s) if x is not s)]  # where the person is alone comes first
                found.setdefault(frozenset(x.name for x in group), group)
        return list(found.values())

    def known_to(self, start: Secret) -> list[Secret]:
        """What the one person in a secret cell knows: it, wider cells with nobody else in them, and their parts."""
        same, seen = [start], {id(start)}
        for s in same:  # grows on the way: one person may be alone in the same figure of several rows
            more = [t for t in self.kinship.like(s) if t.truth == 1 and id(t) not in seen and self._alike(s, t)]
            same += more
            seen |= {id(t) for t in more}
        cells = {(i, k) for s in same for _, i, k in s.parts[:1] if self.rows[k][i] == 1}
        edge = set(cells)
        while edge:
            edge = {c for c in self._touching(edge) if c not in cells}
            cells |= edge
        below = [t for s in same for t in self.kinship.like(s) if t.truth == 0 and self._alike(t, s, wider=False)]
        known = {id(s) for s in [*same, *below]}
        near = {id(s): s for c in cells for s in self.kinship.of_cell.get(c, ())}
        for s in near.values():
            if s.terms and all((i, k) in cells or (i, k) not in self.unknown for _, i, k in s.parts):
                known.add(id(s))
        found = {id(s): s for s in [*same, *below, *near.values()]}
        return sorted((s for n, s in found.items() if n in known), key=lambda s: self.kinship.place[id(s)])

    @cached_property
    def kinship(self) -> Kinship:
        return Kinship(self)

    @cached_property
    def lines(self) -> Lines:
        return Lines(self)

    def _alike(self, s: Secret, t: Secret, *, wider: bool = True) -> bool:
        """Is one the same figure as the other in a part of its rows, or a smaller difference in the same row?"""
        if self._during(s, t) or (wider and self._during(t, s)):
            return True
        if len(s.parts) != len(t.parts) or len(s.parts) < 2:
            return False
        if all(a[:2] == b[:2] for a, b in zip(s.parts, t.parts, strict=True)):
            rows = [(a[2], b[2]) for a, b in zip(s.parts, t.parts, strict=True)]
            return all(self._within(k, m) for k, m in rows) or (wider and all(self._within(m, k) for k, m in rows))
        if {k for _, _, k in s.parts} != {k for _, _, k in t.parts}:
            return False
        return self._inside(s, t) or (wider and self._inside(t, s))

    def _between(self, s: Secret) -> tuple[str, int, int] | None:
        """The count, and the rows of the two moments, between which the people of a secret were lost."""
        f = next((f for f in self.counts.filters if f.moments), None)
        if f is None or f.moments is None:
            return None
        if len(s.parts) == 1 and s.parts[0][1] == f.moments.gone:
            k = s.parts[0][2]
            codes = tuple(f.categories[0].code if g.id == f.id else self.rows[k][g.id] for g in self.counts.filters)
            return f.moments.of, self.at[codes], k
        if len(s.parts) == 2 and s.parts[0][1] == s.parts[1][1]:
            first, last = s.parts[0][2], s.parts[1][2]
            return (s.parts[0][1], first, last) if self.rows[first][f.id] != self.rows[last][f.id] else None
        return None

    def _during(self, s: Secret, t: Secret) -> bool:
        """Were the people of one lost while those of the other were, from the same group or a part of it?"""
        mine, other = self._between(s), self._between(t)
        if mine is None or other is None or mine[0] != other[0]:
            return False
        f = next(f for f in self.counts.filters if f.moments)
        order = {c.code: n for n, c in enumerate(f.categories)}
        (a, b), (c, d) = ([order[str(self.rows[k][f.id])] for k in rows] for rows in (mine[1:], other[1:]))
        return c <= a and b <= d and self._within(mine[1], other[1], but=f.id)

    def _inside(self, s: Secret, t: Secret) -> bool:
        """Leavers minus completers are some of the leavers minus achievers, and so are completers minus achievers."""
        pairs = [r.of for r in self.counts.rates if r.of]
        (_, large, _), (_, small, _) = s.parts[0], s.parts[1]
        (_, largest, _), (_, smallest, _) = t.parts[0], t.parts[1]
        return (large == largest or (large, largest) in pairs) and (small == smallest or (smallest, small) in pairs)

    def _touching(self, edge: set[tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Counts that whoever fills the counts of `edge` alone must know: they hold the same person, or nobody."""
        pairs = [r.of for r in self.counts.rates if r.of]
        for i, k in edge:
            if self.rows[k][i] != 1:
                continue
            lines = self.lines
            for m in lines.parts(k):
                yield i, m
            for m in lines.wholes(k):
                if self.rows[m][i] == 1:
                    yield i, m
            for n, d in pairs:
                if d == i:
                    yield n, k
                if n == i and self.rows[k][d] == 1:
                    yield d, k

    def _within(self, k: int, m: int, *, but: str = "") -> bool:
        """Is row k a part of row m? One filter may be left out of account."""
        for f in self.counts.filters:
            if f.id == but:
                continue
            own, other = str(self.rows[k][f.id]), str(self.rows[m][f.id])
            if own != other and other != TOTAL and f.parent.get(own) != other:
                return False
        return True


class Lines:
    """The rows that are parts of a row, or that it is a part of, without looking at all others."""

    def __init__(self, attacker: Attacker) -> None:
        self.at = attacker.at
        self.codes = list(attacker.at)
        self.above: list[dict[str, list[object]]] = []
        self.below: list[dict[object, list[object]]] = []
        for position, f in enumerate(attacker.counts.filters):
            own = {codes[position] for codes in self.at}
            up = {c: [c, *({TOTAL, f.parent.get(str(c), TOTAL)} - {c})] for c in own}
            down: dict[object, list[object]] = {c: [] for c in own}
            for c, wider in up.items():
                for w in wider:
                    if w in down:
                        down[w].append(c)
            self.above.append(up)  # type: ignore[arg-type]
            self.below.append(down)

    def wholes(self, k: int) -> Iterator[int]:
        """Rows that row k is a part of, itself among them."""
        return self._there([self.above[n][c] for n, c in enumerate(self.codes[k])])  # type: ignore[index]

    def parts(self, k: int) -> Iterator[int]:
        """Rows that are parts of row k, itself among them."""
        return self._there([self.below[n][c] for n, c in enumerate(self.codes[k])])

    def _there(self, choices: list[list[object]]) -> Iterator[int]:
        for codes in product(*choices):
            if codes in self.at:
                yield self.at[codes]


class Kinship:
    """Secrets by the cells that they are made of, and the differences that may be of the same people as another."""

    def __init__(self, attacker: Attacker) -> None:
        self.attacker = attacker
        self.place = {id(s): n for n, s in enumerate(attacker.secrets)}
        self.of_cell: dict[tuple[str, int], list[Secret]] = {}
        self.of_row: dict[int, list[Secret]] = {}
        self.few: list[Secret] = []
        """Those of somebody alone, or of nobody: all that can be known to somebody by being alike."""
        self.moments = any(f.moments for f in attacker.counts.filters)
        for s in attacker.secrets:
            for _, i, k in s.parts:
                self.of_cell.setdefault((i, k), []).append(s)
            if s.truth <= 1 and (len(s.parts) > 1 or self.moments):
                self.few.append(s)
                self.of_row.setdefault(s.parts[0][2], []).append(s)

    def like(self, s: Secret) -> list[Secret]:
        """Those whose first part is of a row around that of a secret; along a cohort, all."""
        if self.moments:
            return self.few
        if len(s.parts) < 2 or not self.of_row:
            return []
        k, lines = s.parts[0][2], self.attacker.lines
        rows = sorted({*lines.parts(k), *lines.wholes(k)})
        return [t for row in rows for t in self.of_row.get(row, ())]
