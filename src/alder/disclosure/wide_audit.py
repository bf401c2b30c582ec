"""The attack on a table of so many counts that each of them cannot have programmes of its own.

The chooser brings other tables as proof. Each is checked here against what a reader knows, as this attacker sets it up:
every sum, every rate, every bound. What they leave open is asked for one by one. So it is with people who are alone in
a figure: a table, or a mixture of two, has to leave theirs as it is and move the others; and the sums alone must not
tie another figure to theirs. Hidden counts that are not small are not attacked: to know one tells of nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import lsmr

from alder.disclosure.attack.algebra import in_step
from alder.disclosure.attacker import CLOSE, Attacker
from alder.disclosure.audit import Finding, Own, Programme, Verdict
from alder.disclosure.settings import Guard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from alder.disclosure.attacker import Known, Secret
    from alder.disclosure.policy import Policy
    from alder.model.statistic import Counts

    Floats = NDArray[np.float64]

ALONE = 60
"""So many figures that no table of the proof shows are asked for; with more the table is refused."""
ASKED = 200
"""So many figures that people alone in another may know are asked for; with more the table is refused."""
STILL = 1e-6


def audit(counts: Counts, known: Known, policy: Policy, proof: Sequence[Floats]) -> Verdict:
    """Attack a suppressed table. `proof`: other tables as differences from the true counts, indicator by indicator."""
    attacker = Attacker(counts, known, policy)
    secrets = [s for s in attacker.secrets if s.small]
    found = [Finding(s.name, "it follows from what is shown", s.truth, s.truth) for s in secrets if not s.terms]
    secrets = [s for s in secrets if s.terms]
    n = len(attacker.unknown)
    asked = matrix([s.terms for s in secrets], n)
    for s in secrets:
        s.see(s.truth)
    held = tables(attacker, proof)
    for change in held:
        for s, by in zip(secrets, (asked @ change).tolist(), strict=True):
            s.see(s.truth + by)
    open_ = [s for s in secrets if s.possible < s.values or policy.guard is Guard.SLIDE]
    if len(open_) > ALONE:
        found += [Finding(s.name, "no other table is known that shows its values", s.low, s.high) for s in open_]
    elif open_:
        found += narrow(attacker, open_)
    people = attacker.people() if policy.insider else []
    if people:
        found += tied(attacker, secrets, asked, {k for k, s in enumerate(secrets) if s.truth == 1})
        found += by_people(counts, known, policy, attacker, people, (asked, secrets, held))
    return Verdict(len(secrets), len(people), tuple(found))


def by_people(
    counts: Counts,
    known: Known,
    policy: Policy,
    attacker: Attacker,
    people: Sequence[Sequence[Secret]],
    proved: tuple[sp.csr_matrix, Sequence[Secret], Sequence[Floats]],
) -> list[Finding]:
    """What a person finds who is alone in some figures: those that no table shows to be open are asked for."""
    asked, secrets, tables = proved
    every = (asked @ np.array(tables).T).T if tables else np.zeros((0, len(secrets)))
    number = {s.name: k for k, s in enumerate(secrets)}
    left = []
    for person in people:
        mine = [number[s.name] for s in person if s.name in number]
        others = np.setdiff1d(np.arange(len(secrets)), mine)
        closed = others[~open_to(every[:, mine], every[:, others])]
        left += [(person, secrets[k]) for k in closed.tolist()]
    if not left:
        return []
    programme = Programme(attacker)
    place = {s.name: n for n, s in enumerate(attacker.secrets)}
    own = Own(counts, known, policy)
    found = []
    for person, s in left[:ASKED]:
        held = [place[x.name] for x in person]
        programme.hold(held)
        cost = np.asarray(programme.secrets[place[s.name]].todense()).ravel()
        low, high = (float(programme.values(programme.ask(way * cost))[place[s.name]]) for way in (1.0, -1.0))
        programme.hold(held, free=True)
        if np.floor(high + CLOSE) - np.ceil(low - CLOSE) < 1 and not own.knows(person[0].name, s.name):
            found.append(Finding(s.name, f"by whoever is alone in {person[0].name}", low, high))
    found += [Finding(s.name, f"not shown to whoever is alone in {p[0].name}", s.low, s.high) for p, s in left[ASKED:]]
    return found


def open_to(mine: Floats, others: Floats) -> NDArray[np.bool_]:
    """Which figures move by 1 in some table, or mixture of two, in which a person's own figures are the true ones."""
    found = np.zeros(others.shape[1], dtype=bool)
    for n, (own, row) in enumerate(zip(mine, others, strict=True)):
        if np.abs(own).max(initial=0.0) < CLOSE:
            found |= np.abs(row) >= 1 - CLOSE
            continue
        k = int(np.abs(own).argmax())
        for m in range(n):
            if mine[m, k] * own[k] >= 0:
                continue
            share = mine[m, k] / (mine[m, k] - own[k])
            if np.abs(share * own + (1 - share) * mine[m]).max() < CLOSE:
                found |= np.abs(share * row + (1 - share) * others[m]) >= 1 - CLOSE
    return found


def matrix(rows: Sequence[dict[int, float]], columns: int) -> sp.csr_matrix:
    at = [r for r, terms in enumerate(rows) for _ in terms]
    of = [c for terms in rows for c in terms]
    values = [v for terms in rows for v in terms.values()]
    return sp.csr_matrix((values, (at, of)), shape=(len(rows), columns))


def tables(attacker: Attacker, proof: Sequence[Floats]) -> list[Floats]:
    """The changes of the unknown counts in those tables that a reader could not tell from the true one."""
    names = [i.id for i in attacker.counts.counts]
    size = len(attacker.rows)
    at = np.array([names.index(i) * size + k for i, k in attacker.unknown], dtype=np.int64)
    shown = np.setdiff1d(np.arange(len(names) * size), at)
    facts = matrix([terms for terms, _, _ in attacker.facts], len(at))
    low, high = (np.array([fact[n] for fact in attacker.facts]) for n in (1, 2))
    least, most = attacker.bounds()
    found = []
    for change in proof:
        table = attacker.truth() + change[at]
        sums = facts @ table
        fits = (sums >= low - CLOSE).all() and (sums <= high + CLOSE).all()
        fits &= bool((table >= least - CLOSE).all() and (table <= most + CLOSE).all())
        if fits and not np.abs(change[shown]).max(initial=0.0):
            found.append(change[at])
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


def tied(attacker: Attacker, secrets: Sequence[Secret], asked: sp.csr_matrix, lone: set[int]) -> list[Finding]:
    """Small figures that the sums tie to one in which somebody is alone, who does not know them anyway."""
    equal = matrix([terms for terms, low, high in attacker.facts if low == high], asked.shape[1])
    across = equal.T.tocsr()
    moves = np.random.default_rng(11).standard_normal((asked.shape[1], 4))
    for n in range(moves.shape[1] if equal.shape[0] else 0):
        for _ in range(2):
            moves[:, n] -= across @ lsmr(across, moves[:, n], atol=1e-13, btol=1e-13, conlim=0, maxiter=20_000)[0]
    seen = asked @ moves
    found = []
    for members in in_step(seen, np.flatnonzero(np.linalg.norm(seen, axis=1) > STILL)):
        people = [k for k in members.tolist() if k in lone]
        if not people:
            continue
        told = {s.name for s in attacker.known_to(secrets[people[0]])}
        others = [secrets[k] for k in members.tolist() if secrets[k].name not in told]
        how = f"by whoever is alone in {secrets[people[0]].name}"
        found += [Finding(s.name, how, s.truth, s.truth) for s in others]
    return found
