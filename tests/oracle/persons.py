"""Who is who over returns: by their number (ULN), or without one by provider and learner reference."""

from __future__ import annotations

from collections.abc import Iterable

from tests.oracle.return_files import Return

Pair = tuple[int, str]
"""A provider, and the reference that it gave a learner."""


def identify(returns: Iterable[Return]) -> None:
    """Say of each learner of these returns who they are.

    Whoever has no number is known by the first pair of provider and reference. A return may say what the pair was in
    the year before; that holds where an earlier year's return has a learner without a number by that pair, and where
    no two returns say different things of one pair.
    """
    without = [(r.year, learner) for r in returns for learner in r.learners if learner.uln is None]
    first_seen: dict[Pair, int] = {}
    for year, learner in without:
        pair = (learner.provider, learner.reference)
        first_seen[pair] = min(year, first_seen.get(pair, year))
    said: dict[Pair, set[Pair]] = {}
    for year, learner in without:
        pair = (learner.provider, learner.reference)
        before = (learner.provider_before or learner.provider, learner.reference_before or learner.reference)
        if before != pair and first_seen.get(before, year) < year:
            said.setdefault(pair, set()).add(before)
    for r in returns:
        for learner in r.learners:
            learner.person = learner.uln or _first((learner.provider, learner.reference), said)


def _first(pair: Pair, said: dict[Pair, set[Pair]]) -> Pair:
    seen = {pair}
    while len(said.get(pair, ())) == 1:
        (before,) = said[pair]
        if before in seen:
            break
        seen.add(before)
        pair = before
    return pair
