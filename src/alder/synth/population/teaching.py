"""Who teaches whom: the providers of a region by what they teach, near the learner's home, and how well they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from alder.sources.miniature import providers
from alder.sources.miniature.providers import COLLEGE, COMMUNITY, SIXTH_FORM, SPECIALIST, TRAINING
from alder.synth.population import frequencies
from alder.synth.population.draws import NEVER, day_number, name_number
from alder.synth.population.home_regions import home_regions

if TYPE_CHECKING:
    from alder.synth.population.draws import Array

KINDS: Final = (COLLEGE, SIXTH_FORM, TRAINING, COMMUNITY, SPECIALIST)
_TEACH: Final = {
    # of a hundred learners, how many go to each kind of provider, beside its size
    frequencies.STUDY: (80, 60, 3, 0, 60),
    frequencies.ADULT: (60, 4, 60, 50, 30),
    frequencies.APPRENTICE: (12, 0, 200, 32, 10),
    frequencies.COMMUNITY: (8, 0, 0, 120, 0),
    frequencies.UNFUNDED: (40, 10, 60, 20, 20),
    frequencies.LOAN: (60, 0, 60, 5, 30),
    frequencies.HIGHER: (80, 5, 0, 0, 40),
}
"""Assumed, so that private providers have near two thirds of apprenticeship starts, as is published."""

_REACH = 0.06
"""How far along its region a provider reaches: the share of its people over which the pull falls to a third."""
_FAVOUR = 4.0
"""How much likelier somebody goes to a provider that is known for the subject. Assumed."""
_BEST_TO_WORST = 0.35
"""How far providers lie apart: the logarithm of how often their learners leave, up and down. Assumed."""


@dataclass(frozen=True)
class Teachers:
    """Providers of one region as columns. Days are counted from 1970."""

    number: Array
    kind: Array  # of KINDS
    position: Array  # along the region's people, 0 to 1
    weight: Array
    specialism: Array
    opened: Array
    closed: Array  # the last day
    successor: Array  # number, -1 for none
    leaving: Array  # how much more often than elsewhere learners leave
    place: Array

    def row(self, number: Array) -> Array:
        """The row of each provider of the region, -1 for others."""
        order = np.argsort(self.number, kind="stable")
        at = np.minimum(np.searchsorted(self.number[order], number), len(order) - 1)
        return np.where(self.number[order][at] == number, order[at], -1)

    def choose(self, kind: int, position: Array, subject: Array, start: Array, draw: Array) -> Array:
        """The row of the provider that each goes to: open on the day, and the nearer and larger the likelier."""
        own = self.weight * np.array(_TEACH[kind], dtype=float)[self.kind]
        pull = own * np.exp(-np.abs(position[:, None] - self.position) / _REACH)
        known = (self.specialism > 0) & (self.specialism == subject[:, None])
        pull *= np.where(known, _FAVOUR, np.where(self.specialism > 0, 0.3, 1.0))
        pull *= (self.opened <= start[:, None]) & (start[:, None] + _NOTICE <= self.closed)
        run = np.cumsum(pull, axis=1)
        found: Array = (run <= draw[:, None] * run[:, -1:]).sum(axis=1)
        return np.minimum(found, len(own) - 1)


_NOTICE = 120
"""Days before it closes from which nobody comes to a provider any more."""


@cache
def teachers(region: int) -> Teachers:
    """The providers of a region."""
    rows = [one for one in providers.registered() if one.region == region]
    home = home_regions()[region]
    ends = np.cumsum(home.weights)
    order = np.argsort(home.places, kind="stable")
    at = order[np.minimum(np.searchsorted(home.places[order], [r.place for r in rows]), len(order) - 1)]
    quality = np.array([name_number(f"quality of provider {r.number}") / 2**64 for r in rows])
    return Teachers(
        number=np.array([r.number for r in rows]),
        kind=np.array([KINDS.index(r.kind) for r in rows]),
        position=ends[at] / ends[-1],
        weight=np.array([r.weight for r in rows]),
        specialism=np.array([r.specialism for r in rows]),
        opened=np.array([day_number(r.opened) for r in rows]),
        closed=np.array([NEVER if r.closed is None else day_number(r.closed) for r in rows]),
        successor=np.array([-1 if r.successor is None else r.successor for r in rows]),
        leaving=np.exp(_BEST_TO_WORST * (2 * quality - 1)),
        place=np.array([r.place for r in rows]),
    )


@cache
def _positions(region: int) -> tuple[Array, Array]:
    home = home_regions()[region]
    order = np.argsort(home.places, kind="stable")
    ends = np.cumsum(home.weights)
    return home.places[order], (ends / ends[-1])[order]


def positions(region: int, place: Array) -> Array:
    """Where homes lie along a region; those over the border at its nearer end, as their number says."""
    places, along = _positions(region)
    return along[np.minimum(np.searchsorted(places, place), len(places) - 1)]
