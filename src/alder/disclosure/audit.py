"""What a reader could work out: the table attacked with everything that is shown, by code that shares nothing with the
engine that chose what to hide.

The attacker knows the shown counts, how the table adds up, that counts are whole and not negative, and the policy
(where zeros are always shown, a hidden count is at least 1). Linear programmes give each secret its lowest and highest
possible value. They relax 'whole numbers' until the end, so with three and more filters an interval may be promised
that only fractions fill: what is found known is known; what is found safe is safe up to that relaxation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from alder.disclosure.policy import Guard
from alder.disclosure.solver import Solver
from alder.model.statistic import TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts, Filter

    Known = dict[str, NDArray[np.bool_]]

_FAR = 10_000.0
_CLOSE = 1e-6


@dataclass(frozen=True)
class Finding:
    """A secret that is not one: the cell, how it is found out, and between which values it must lie.

    For the data owner alone, because it tells the values.
    """

    cell: str
    how: str
    low: float
    high: float


@dataclass(frozen=True)
class Verdict:
    """What the attack found. `secrets` is how many cells were attacked, `people` how many insiders were tried."""

    secrets: int
    people: int
    findings: tuple[Finding, ...]

    @property
    def safe(self) -> bool:
        return not self.findings

    def words(self) -> str:
        """One line for readers. It holds no number, because how many figures are small is not theirs to know."""
        if self.safe:
            return "Attacked with everything that is shown, and held."
        return "Attacked with everything that is shown, and broken."


@dataclass
class _Secret:
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
        if self.high < self.low:
            return 0
        return int(np.floor(self.high + _CLOSE) - np.ceil(self.low - _CLOSE)) + 1


@dataclass
class Attacker:
    """What is unknown, what is known about it, and the secrets."""

    counts: Counts
    known: Known
    policy: Policy
    rows: list[dict[str, object]] = field(default_factory=list)
    unknown: dict[tuple[str, int], int] = field(default_factory=dict)
    facts: list[tuple[dict[int, float], float, float]] = field(default_factory=list)
    secrets: list[_Secret] = field(default_factory=list)
    at: dict[tuple[object, ...], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = self.counts.cells.to_pylist()
        names = [f.id for f in self.counts.filters]
        self.at = {tuple(r[n] for n in names): k for k, r in enumerate(self.rows)}
        for i in self.counts.counts:
            for k in range(len(self.rows)):
                if not self.known[i.id][k]:
                    self.unknown[i.id, k] = len(self.unknown)
        self._sums()
        self._shares()
        for i in self.counts.counts:
            for k in range(len(self.rows)):
                self._secret(f"{i.id}, {self._name(k)}", [(1.0, i.id, k)], count=True)

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

    def _secret(self, name: str, parts: list[tuple[float, str, int]], *, count: bool = False) -> None:
        terms, constant, truth = self.expression(parts)
        below = truth < self.policy.threshold and (truth > 0 or (count and self.policy.hide_zeros))
        telling = self.policy.class_disclosure and truth == 0 and self._of_a_group(parts)
        if below or telling:
            self.secrets.append(_Secret(name, terms, constant, truth, self.policy.values, True, tuple(parts)))
        elif count and terms:
            self.secrets.append(_Secret(name, terms, constant, truth, 2, False, tuple(parts)))

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
                for (whole, parts), gap in zip(families, gaps, strict=True):
                    difference = [(1.0, i, whole), *((-1.0, i, p) for p in parts)]
                    if not f.additive:
                        self._overlapping(i, whole, parts, difference, all(g <= 0 for g in gaps))
                    elif not any(gaps):
                        self._fact(difference, 0.0, 0.0)
                    else:
                        low, high = 0.0, np.inf
                        total = all(self.rows[whole][g.id] == TOTAL for g in self.counts.filters)
                        if total and gap == self.counts.unknown.get(f.id):
                            low, high = _told(gap)
                        self._fact(difference, low, high)
                        self._secret(f"{i} without {f.id}, {self._name(whole)}", difference)

    def _overlapping(
        self, i: str, whole: int, parts: list[int], difference: list[tuple[float, str, int]], covered: bool
    ) -> None:
        if covered:
            self._fact(difference, -np.inf, 0.0)
        for p in parts:
            pair = [(1.0, i, whole), (-1.0, i, p)]
            self._fact(pair, 0.0, np.inf)
            self._secret(f"{i} outside, {self._name(p)}", pair)

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

    def _shares(self) -> None:
        for i in self.counts.rates:
            if i.of:
                for k in range(len(self.rows)):
                    pair = [(1.0, i.of[1], k), (-1.0, i.of[0], k)]
                    self._fact(pair, 0.0, np.inf)
                    self._secret(f"{i.of[1]} minus {i.of[0]}, {self._name(k)}", pair)

    # Programmes

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        numerators = {i.of[0] for i in self.counts.rates if i.of}
        low, high = np.zeros(len(self.unknown)), np.zeros(len(self.unknown))
        for (i, k), column in self.unknown.items():
            hides_zeros = self.policy.hide_zeros or (self.policy.class_disclosure and i in numerators)
            low[column] = 0.0 if hides_zeros else 1.0
            high[column] = float(self.rows[k][i]) + _FAR  # type: ignore[arg-type]
        return low, high

    def truth(self) -> NDArray[np.float64]:
        return np.array([float(self.rows[k][i]) for i, k in self.unknown])  # type: ignore[arg-type]

    def people(self) -> list[list[_Secret]]:
        """For each person alone in a secret cell, the secrets that this person knows."""
        found: dict[frozenset[str], list[_Secret]] = {}
        for s in self.secrets:
            if s.truth == 1 and s.terms:
                group = self._known_to(s)
                found.setdefault(frozenset(x.name for x in group), group)
        return list(found.values())

    def _known_to(self, start: _Secret) -> list[_Secret]:
        """What the one person in a secret cell knows: it, wider cells with nobody else in them, and their parts."""
        cells = {(i, k) for _, i, k in start.parts[:1] if self.rows[k][i] == 1}
        edge = set(cells)
        while edge:
            edge = {c for c in self._touching(edge) if c not in cells}
            cells |= edge
        secret = set(self.unknown) - cells
        return [s for s in self.secrets if s is start or (s.terms and not secret & {(i, k) for _, i, k in s.parts})]

    def _touching(self, edge: set[tuple[str, int]]) -> Iterator[tuple[str, int]]:
        """Counts that whoever fills the counts of `edge` alone must know: they hold the same person, or nobody."""
        pairs = [r.of for r in self.counts.rates if r.of]
        for i, k in edge:
            if self.rows[k][i] != 1:
                continue
            for m in range(len(self.rows)):
                if self._within(m, k) or (self._within(k, m) and self.rows[m][i] == 1):
                    yield i, m
            for n, d in pairs:
                if d == i:
                    yield n, k
                if n == i and self.rows[k][d] == 1:
                    yield d, k

    def _within(self, k: int, m: int) -> bool:
        """Is row k a part of row m?"""
        for f in self.counts.filters:
            own, other = str(self.rows[k][f.id]), str(self.rows[m][f.id])
            if own != other and other != TOTAL and f.parent.get(own) != other:
                return False
        return True


def _told(gap: int) -> tuple[float, float]:
    if gap < 10:
        return (float(gap > 0), 9.0 if gap else 0.0)
    middle = 10 * ((gap + 5) // 10)
    return (float(max(10, middle - 5)), float(middle + 4))


class Programme:
    """One model of all unknown counts, asked many questions."""

    def __init__(self, attacker: Attacker) -> None:
        self.attacker = attacker
        self.n = len(attacker.unknown)
        self.low, self.high = attacker.bounds()
        facts = list(attacker.facts)
        self.first_secret = len(facts)
        # Each secret has a row of its own, without limits, so that it can be held still for an insider.
        facts += [(s.terms, -np.inf, np.inf) for s in attacker.secrets]
        at = [r for r, (terms, _, _) in enumerate(facts) for _ in terms]
        columns = [c for terms, _, _ in facts for c in terms]
        signs = [v for terms, _, _ in facts for v in terms.values()]
        matrix = sp.csr_matrix((signs, (at, columns)), shape=(len(facts), self.n))
        self.secrets = matrix[self.first_secret :]
        self.constants = np.array([s.constant for s in attacker.secrets])
        made = highspy.HighsLp()
        made.num_col_, made.num_row_ = self.n, len(facts)
        made.col_cost_ = np.zeros(self.n)
        made.col_lower_, made.col_upper_ = self.low, self.high
        made.row_lower_ = np.array([low for _, low, _ in facts])
        made.row_upper_ = np.array([high for _, _, high in facts])
        made.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        made.a_matrix_.start_, made.a_matrix_.index_ = matrix.indptr, matrix.indices
        made.a_matrix_.value_ = matrix.data
        self.solver = Solver(seed=7)
        self.solver.passModel(made)
        self.columns = np.arange(self.n, dtype=np.int32)

    def ask(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """The unknown counts of the possible table with the lowest cost."""
        self.solver.changeColsCost(self.n, self.columns, cost)
        self.solver.run()
        assert self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "the true table is always possible"
        return np.asarray(self.solver.getSolution().col_value)

    def limit(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> None:
        """Other bounds than those of a hidden count: what a rounded figure says."""
        self.solver.changeColsBounds(self.n, self.columns, low, high)

    def hold(self, numbers: list[int], *, free: bool = False) -> None:
        """Keep secrets at their true values, as a person who knows them would; or let them go again."""
        for n in numbers:
            secret = self.attacker.secrets[n]
            value = secret.truth - secret.constant
            low, high = (-np.inf, np.inf) if free else (value, value)
            self.solver.changeRowBounds(self.first_secret + n, low, high)

    def values(self, answer: NDArray[np.float64]) -> NDArray[np.float64]:
        """What every secret would be in a possible table."""
        found: NDArray[np.float64] = self.secrets @ answer + self.constants
        return found


def attack(counts: Counts, known: Known, policy: Policy) -> tuple[list[Finding], int, int]:
    """Attack a table of which a reader knows some counts: findings, secrets tried, people tried."""
    attacker = Attacker(counts, known, policy)
    secrets = attacker.secrets
    for s in secrets:
        s.see(s.truth)
    found = [Finding(s.name, "it follows from what is shown", s.truth, s.truth) for s in secrets if not s.terms]
    if not attacker.unknown:
        return found, len(secrets), 0
    programme = Programme(attacker)
    tables = _decoys(programme, secrets)
    for n, s in enumerate(secrets):
        if s.terms and not _enough(s, policy):
            _narrow(programme, secrets, n)
            if not _enough(s, policy):
                found.append(Finding(s.name, "from the table as a whole", s.low, s.high))
    people = attacker.people() if policy.insider else []
    for person in people:
        found += _insider(programme, secrets, person, tables)
    return found, len(secrets), len(people)


def intervals(counts: Counts, known: Known, policy: Policy) -> dict[str, tuple[float, float]]:
    """The exact lowest and highest value of every hidden count, by name: for tests and for the data owner."""
    attacker = Attacker(counts, known, policy)
    programme = Programme(attacker)
    for n, s in enumerate(attacker.secrets):
        s.see(s.truth)
        if s.terms:
            _narrow(programme, attacker.secrets, n)
    return {s.name: (s.low, s.high) for s in attacker.secrets}


def _enough(s: _Secret, policy: Policy) -> bool:
    if policy.guard is Guard.SLIDE and s.small:
        return s.high >= policy.threshold - _CLOSE or s.low <= _CLOSE < s.truth
    return s.possible >= s.values


def _decoys(programme: Programme, secrets: list[_Secret]) -> list[NDArray[np.float64]]:
    """Possible tables far from the true one in many secrets at once; each narrows nothing and clears many."""
    random = np.random.default_rng(20)
    tables: list[NDArray[np.float64]] = []
    for _ in range(12):
        open_ = np.array([s.possible < s.values and bool(s.terms) for s in secrets])
        if not open_.any():
            break
        weight = np.where(open_, random.choice([-1.0, 1.0], len(secrets)) * random.uniform(0.5, 1, len(secrets)), 0)
        answer = programme.ask(np.asarray(programme.secrets.T @ weight).ravel())
        tables.append(answer)
        for s, value in zip(secrets, programme.values(answer), strict=True):
            s.see(value)
    return tables


def _narrow(programme: Programme, secrets: list[_Secret], n: int) -> None:
    """The lowest and the highest value of one secret; what the others are in those tables is noted too."""
    cost = np.asarray(programme.secrets[n].todense()).ravel()
    for direction in (1.0, -1.0):
        for s, value in zip(secrets, programme.values(programme.ask(direction * cost)), strict=True):
            s.see(value)


def _insider(
    programme: Programme, secrets: list[_Secret], person: list[_Secret], tables: list[NDArray[np.float64]]
) -> list[Finding]:
    """Which small secrets of others a person finds exactly who knows some of them."""
    names = {s.name for s in person}
    held = [n for n, s in enumerate(secrets) if s.name in names]
    truth = np.array([s.truth for s in secrets])
    open_ = np.array([s.small and bool(s.terms) and s.name not in names for s in secrets])
    for table in tables:
        values = programme.values(table)
        if np.abs(values[held] - truth[held]).max() < _CLOSE:
            open_ &= np.abs(values - truth) < 1 - _CLOSE
    programme.hold(held)
    random = np.random.default_rng(len(held))
    found = []
    for _ in range(3):
        if open_.any():
            weight = np.where(open_, random.choice([-1.0, 1.0], len(secrets)), 0)
            answer = programme.ask(np.asarray(programme.secrets.T @ weight).ravel())
            tables.append(answer)
            open_ &= np.abs(programme.values(answer) - truth) < 1 - _CLOSE
    for n in np.flatnonzero(open_):
        if not open_[n]:
            continue
        cost = np.asarray(programme.secrets[n].todense()).ravel()
        seen = []
        for direction in (1.0, -1.0):
            values = programme.values(programme.ask(direction * cost))
            seen.append(values[n])
            open_ &= np.abs(values - truth) < 1 - _CLOSE
        if open_[n]:
            found.append(Finding(secrets[n].name, f"by whoever is alone in {person[0].name}", seen[0], seen[1]))
    programme.hold(held, free=True)
    return found


def audit(counts: Counts, known: Known, policy: Policy) -> Verdict:
    """Attack a suppressed table. A policy that promises nothing about insiders is not tried against them."""
    findings, secrets, people = attack(counts, known, policy)
    return Verdict(secrets, people, tuple(findings))
