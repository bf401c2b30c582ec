"""The attack on a table of so many counts that each of them cannot have programmes of its own.

The chooser brings other tables as proof. Each is checked here against what a reader knows, as this attacker sets it up:
every sum, every rate, every bound. What they leave open is asked for one by one. So it is with people who are alone in
a figure: some table has to leave theirs as it is and move the other. Whoever could add and subtract a figure from the
sums would find no such table, so this is an attack by sums too. Hidden counts that are not small are not attacked: to
know one tells of nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from alder.disclosure.attacker import CLOSE, Attacker
from alder.disclosure.audit import Finding, Own, Programme, Verdict
from alder.disclosure.settings import Guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from alder.disclosure.attacker import Known, Secret
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

    Floats = NDArray[np.float64]
    Table = tuple[NDArray[np.int64], Floats]
    """The counts that differ from the true ones, numbered indicator by indicator, and by what."""

ALONE = 60
"""So many figures that no table of the proof shows are asked for; with more the table is refused."""
ASKED = 200
"""So many figures that people alone in another may know are asked for; with more the table is refused."""


def audit(counts: Counts, known: Known, policy: Policy, proof: Sequence[Table]) -> Verdict:
    """Attack a suppressed table. `proof`: other tables that a reader could not tell from the true one."""
    attacker = Attacker(counts, known, policy)
    secrets = [s for s in attacker.secrets if s.small]
    found = [Finding(s.name, "it follows from what is shown", s.truth, s.truth) for s in secrets if not s.terms]
    secrets = [s for s in secrets if s.terms]
    asked = matrix([s.terms for s in secrets], len(attacker.unknown))
    moved = (asked @ tables(attacker, proof)).tocsr()
    low, high = (
        np.asarray(end(axis=1).todense()).ravel() if moved.shape[1] else np.zeros(len(secrets))
        for end in (moved.min, moved.max)
    )
    for s, least, most in zip(secrets, low.tolist(), high.tolist(), strict=True):
        s.see(s.truth + min(least, 0.0))
        s.see(s.truth + max(most, 0.0))
    open_ = [s for s in secrets if s.possible < s.values or policy.guard is Guard.SLIDE]
    if len(open_) > ALONE:
        found += [Finding(s.name, "no other table is known that shows its values", s.low, s.high) for s in open_]
    elif open_:
        found += narrow(attacker, open_)
    people = attacker.people() if policy.insider else []
    if people:
        found += by_people(counts, known, policy, attacker, people, secrets, moved)
    return Verdict(len(secrets), len(people), tuple(found))


def by_people(
    counts: Counts,
    known: Known,
    policy: Policy,
    attacker: Attacker,
    people: Sequence[Sequence[Secret]],
    secrets: Sequence[Secret],
    moved: sp.csr_matrix,
) -> list[Finding]:
    """What a person finds who is alone in some figures: those that no table shows to be open are asked for."""
    number = {s.name: k for k, s in enumerate(secrets)}
    own = [[number[s.name] for s in person if s.name in number] for person in people]
    left = [(people[p], secrets[k]) for p, k in closed(moved, own)]
    if not left:
        return []
    programme = Programme(attacker)
    place = {s.name: n for n, s in enumerate(attacker.secrets)}
    themselves = Own(counts, known, policy)
    found = []
    for person, s in left[:ASKED]:
        held = [place[x.name] for x in person]
        programme.hold(held)
        cost = np.asarray(programme.secrets[place[s.name]].todense()).ravel()
        low, high = (float(programme.values(programme.ask(way * cost))[place[s.name]]) for way in (1.0, -1.0))
        programme.hold(held, free=True)
        if np.floor(high + CLOSE) - np.ceil(low - CLOSE) < 1 and not themselves.knows(person[0].name, s.name):
            found.append(Finding(s.name, f"by whoever is alone in {person[0].name}", low, high))
    found += [Finding(s.name, f"not shown to whoever is alone in {p[0].name}", s.low, s.high) for p, s in left[ASKED:]]
    return found


def closed(moved: sp.csr_matrix, own: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Pairs of a person and a figure that no table moves by 1 while it leaves all figures of the person as they are.

    `moved`: how far each figure moves in each table. `own`: the figures of each person.
    """
    shows = _marked(moved, 1 - CLOSE)
    who = sp.csr_matrix(
        (
            np.ones(sum(map(len, own)), dtype=np.int32),
            ([p for p, mine in enumerate(own) for _ in mine], [k for mine in own for k in mine]),
        ),
        shape=(len(own), moved.shape[0]),
    )
    told = (who @ _marked(moved, CLOSE)).tocsr()  # for each person the tables that they know to be others
    told.data[:] = 1
    showing = np.asarray(shows.sum(axis=1)).ravel()
    found = [(p, k) for k in np.flatnonzero(showing == 0).tolist() for p in range(len(own))]
    both = (shows @ told.T).tocoo()
    every = both.data == showing[both.row]
    found += list(zip(both.col[every].tolist(), both.row[every].tolist(), strict=True))
    mine = {(p, k) for p, those in enumerate(own) for k in those}
    return sorted(set(found) - mine)


def _marked(moved: sp.csr_matrix, least: float) -> sp.csr_matrix:
    found = sp.csr_matrix(moved, dtype=np.float64, copy=True)
    found.data = (np.abs(found.data) >= least).astype(np.int32)
    found.eliminate_zeros()
    return found


def matrix(rows: Sequence[dict[int, float]], columns: int) -> sp.csr_matrix:
    at = [r for r, terms in enumerate(rows) for _ in terms]
    of = [c for terms in rows for c in terms]
    values = [v for terms in rows for v in terms.values()]
    return sp.csr_matrix((values, (at, of)), shape=(len(rows), columns))


def tables(attacker: Attacker, proof: Iterable[Table]) -> sp.csc_matrix:
    """The changes of the unknown counts in those tables that a reader could not tell from the true one.

    Shape: unknown counts, tables.
    """
    names = [i.id for i in attacker.counts.counts]
    size = len(attacker.rows)
    place = np.full(len(names) * size, -1, dtype=np.int64)
    for (i, k), number in attacker.unknown.items():
        place[names.index(i) * size + k] = number
    hidden = [(place[cells], by) for cells, by in proof if (place[cells] >= 0).all()]  # none that changes what is shown
    row = np.concatenate([np.zeros(0, dtype=np.int64), *(cells for cells, _ in hidden)])
    column = np.repeat(np.arange(len(hidden)), [len(cells) for cells, _ in hidden])
    by = np.concatenate([np.zeros(0), *(change for _, change in hidden)])
    found = sp.csc_matrix((by, (row, column)), shape=(len(attacker.unknown), len(hidden)))
    truth = attacker.truth()
    facts = matrix([terms for terms, _, _ in attacker.facts], len(truth))
    low, high = (np.array([fact[n] for fact in attacker.facts], dtype=np.float64) for n in (1, 2))
    wrong = _outside(found, truth, *attacker.bounds()) | _outside((facts @ found).tocsc(), facts @ truth, low, high)
    return found[:, np.flatnonzero(~wrong)]


def _outside(change: sp.csc_matrix, truth: Floats, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Tables in which something that is changed lies outside its bounds."""
    value = truth[change.indices] + change.data
    bad = (value < low[change.indices] - CLOSE) | (value > high[change.indices] + CLOSE)
    found = np.zeros(change.shape[1], dtype=bool)
    found[np.repeat(np.arange(change.shape[1]), np.diff(change.indptr))[bad]] = True
    return found


def narrow(attacker: Attacker, open_: Sequence[Secret]) -> list[Finding]:
    """Which of some secrets have too few values, by the lowest and the highest that each can have."""
    number = {s.name: n for n, s in enumerate(attacker.secrets)}
    programme = Programme(attacker)
    found = []
    for s in open_:
        cost = np.asarray(programme.secrets[number[s.name]].todense()).ravel()
        for way in (1.0, -1.0):
            s.see(float(programme.values(programme.ask(way * cost))[number[s.name]]))
        if s.possible < s.values:
            found.append(Finding(s.name, "from the table as a whole", s.low, s.high))
    return found
