"""What a reader could work out: the table attacked with everything that is shown, by code that shares nothing with the
engine that chose what to hide.

The attacker knows the shown counts, how the table adds up, that counts are whole and not negative, and the policy
(where zeros are always shown, a hidden count is at least 1). Linear programmes give each secret its lowest and highest
possible value. They relax 'whole numbers' until the end, so with three and more filters an interval may be promised
that only fractions fill: what is found known is known; what is found safe is safe up to that relaxation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
import scipy.sparse as sp

from alder.disclosure.attacker import CLOSE, Attacker, Secret
from alder.disclosure.settings import Guard
from alder.errors import Inconsistency
from alder.solver import Solver

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from alder.disclosure.attacker import Known
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

_PATIENCE = 3  # decoys that clear nothing, before each secret that is left is asked for by itself


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
        # Questions differ in what they ask for, not in what is possible: the last answer stays a table to start from.
        self.solver.setOptionValue("simplex_strategy", 4)
        self.solver.passModel(made)
        self.columns = np.arange(self.n, dtype=np.int32)

    def ask(self, cost: NDArray[np.float64]) -> NDArray[np.float64]:
        """The unknown counts of the possible table with the lowest cost."""
        self.solver.changeColsCost(self.n, self.columns, cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Inconsistency("the audit finds no table that is possible, and the true one is")
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
    tables = _decoys(programme, secrets, policy)
    for n, s in enumerate(secrets):
        if s.terms and not _enough(s, policy):
            _narrow(programme, secrets, n)
            if not _enough(s, policy):
                found.append(Finding(s.name, "from the table as a whole", s.low, s.high))
    people = attacker.people() if policy.insider else []
    own = Own(counts, known, policy)
    for person in people:
        found += [f for f in _insider(programme, secrets, person, tables) if not own.knows(person[0].name, f.cell)]
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


def _enough(s: Secret, policy: Policy) -> bool:
    if policy.guard is Guard.SLIDE and s.small:
        return s.high >= policy.threshold - CLOSE or s.low <= CLOSE < s.truth
    return s.possible >= s.values


def _decoys(programme: Programme, secrets: list[Secret], policy: Policy) -> list[NDArray[np.float64]]:
    """Possible tables far from the true one in many secrets at once; each narrows nothing and clears many."""
    random = np.random.default_rng(20)
    tables: list[NDArray[np.float64]] = []
    open_ = np.array([bool(s.terms) for s in secrets])
    misses = 0
    while open_.any() and misses < _PATIENCE:
        weight = np.where(open_, random.choice([-1.0, 1.0], len(secrets)) * random.uniform(0.5, 1, len(secrets)), 0)
        tables.append(programme.ask(np.asarray(programme.secrets.T @ weight).ravel()))
        _see(secrets, programme.values(tables[-1]))
        left = open_ & np.array([not _enough(s, policy) for s in secrets])
        misses = misses + 1 if left.sum() == open_.sum() else 0
        open_ = left
    return tables


def narrow_to(programme: Programme, secrets: list[Secret], policy: Policy, most: int) -> int:
    """Widen what is known possible of each secret until it has enough values, or has its lowest and highest.

    Up to `most` of them are asked for one by one. Gives how many of the secrets were gone through by then.
    """
    _decoys(programme, secrets, policy)
    asked = 0
    for n, s in enumerate(secrets):
        if s.terms and not _enough(s, policy):
            if asked == most:
                return n
            _narrow(programme, secrets, n)
            asked += 1
    return len(secrets)


def _see(secrets: list[Secret], values: NDArray[np.float64]) -> None:
    for s, value in zip(secrets, values.tolist(), strict=True):
        s.see(value)


def _narrow(programme: Programme, secrets: list[Secret], n: int) -> None:
    """The lowest and the highest value of one secret; what the others are in those tables is noted too."""
    cost = np.asarray(programme.secrets[n].todense()).ravel()
    for direction in (1.0, -1.0):
        _see(secrets, programme.values(programme.ask(direction * cost)))


class Own:
    """What people know by themselves: what they would still find if nothing but the empty cells was shown."""

    def __init__(self, counts: Counts, known: Known, policy: Policy) -> None:
        self._asked = (counts, known, policy)
        self._attacker: Attacker | None = None

    def knows(self, start: str, secret: str) -> bool:
        if self._attacker is None:
            counts, known, policy = self._asked
            empty = {i: k & (counts.cells.column(i).to_numpy() == 0) for i, k in known.items()}
            self._attacker = Attacker(counts, empty, policy)
            self._programme = Programme(self._attacker)
        secrets = {s.name: n for n, s in enumerate(self._attacker.secrets)}
        names = [s.name for s in self._attacker.known_to(self._attacker.secrets[secrets[start]])]
        held = [secrets[name] for name in names]
        self._programme.hold(held)
        cost = np.asarray(self._programme.secrets[secrets[secret]].todense()).ravel()
        ends = [self._programme.values(self._programme.ask(d * cost))[secrets[secret]] for d in (1.0, -1.0)]
        self._programme.hold(held, free=True)
        return bool(ends[1] - ends[0] < 1 - CLOSE)


def _insider(
    programme: Programme, secrets: list[Secret], person: list[Secret], tables: list[NDArray[np.float64]]
) -> list[Finding]:
    """Which small secrets of others a person finds exactly who knows some of them."""
    names = {s.name for s in person}
    held = [n for n, s in enumerate(secrets) if s.name in names]
    truth = np.array([s.truth for s in secrets])
    open_ = np.array([s.small and bool(s.terms) and s.name not in names for s in secrets])
    for table in tables:
        values = programme.values(table)
        if np.abs(values[held] - truth[held]).max() < CLOSE:
            open_ &= np.abs(values - truth) < 1 - CLOSE
    programme.hold(held)
    random = np.random.default_rng(len(held))
    found = []
    misses = 0
    while open_.any() and misses < _PATIENCE:
        weight = np.where(open_, random.choice([-1.0, 1.0], len(secrets)), 0)
        tables.append(programme.ask(np.asarray(programme.secrets.T @ weight).ravel()))
        left = open_ & (np.abs(programme.values(tables[-1]) - truth) < 1 - CLOSE)
        misses = misses + 1 if left.sum() == open_.sum() else 0
        open_ = left
    for n in np.flatnonzero(open_):
        if not open_[n]:
            continue
        cost = np.asarray(programme.secrets[n].todense()).ravel()
        seen = []
        for direction in (1.0, -1.0):
            values = programme.values(programme.ask(direction * cost))
            seen.append(values[n])
            open_ &= np.abs(values - truth) < 1 - CLOSE
        if open_[n]:
            found.append(Finding(secrets[n].name, f"by whoever is alone in {person[0].name}", seen[0], seen[1]))
    programme.hold(held, free=True)
    return found


def audit(counts: Counts, known: Known, policy: Policy) -> Verdict:
    """Attack a suppressed table. A policy that promises nothing about insiders is not tried against them."""
    findings, secrets, people = attack(counts, known, policy)
    return Verdict(secrets, people, tuple(findings))
