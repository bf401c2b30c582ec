"""What learning is to come near to: learners by level, starts and rates of every year, as published or else assumed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.synth.population.draws import Array
    from alder.synth.population.targets import Target, Targets

FIRST: Final = 1998
"""The academic year in which made-up learning begins: early enough that 2005/06 looks like any other."""
LAST: Final = 2040
"""No learning is due to end later."""

LEVELS: Final = ("none", "below 2", "2", "3", "4+", "essential skills")
"""How adults are counted: by the level of what they learn, by number of `courses.RUNGS`, and essential skills."""
BANDS: Final = ("16-18", "19-24", "25+")
"""Ages at the start of an apprenticeship."""

GROUPS: Final = (
    ("education and training", "none"),
    ("education and training", "1"),
    ("education and training", "2"),
    ("education and training", "3"),
    ("education and training", "4+"),
    ("apprenticeships", "framework 2"),
    ("apprenticeships", "framework 3"),
    ("apprenticeships", "framework 4+"),
    ("apprenticeships", "standard 2"),
    ("apprenticeships", "standard 3"),
    ("apprenticeships", "standard 4+"),
)
"""The groups of aims whose rates of every year are targets. Education and training comes first, by rung."""
FIRST_APPRENTICESHIP: Final = 5
NO_GROUP: Final = len(GROUPS)
"""Stands for what no rate counts: community learning, and parts of apprenticeships."""

_PUBLISHED_LEVELS = dict(zip(LEVELS, ("no level", "below level 2", "level 2", "level 3", "level 4+"), strict=False))
_PUBLISHED_BANDS = dict(zip(BANDS, ("under 19", "19-24", "25+"), strict=True))


@dataclass(frozen=True, eq=False)
class LearningTargets:
    """The targets of learning in a population: counts are of all its people."""

    of: Targets
    _weights: dict[tuple[object, ...], dict[str, float]] = field(default_factory=dict, repr=False)

    def adults(self, year: int) -> tuple[float, Array]:
        """Adult learners of a year in all, and by each of `LEVELS`; who learns at two levels is in both."""
        year = min(year, _LAST_TOLD)
        found = {}
        for level in ("total", *LEVELS):
            cell = {"of": "further education", "year": year, "age": "19+"}
            published = self._published("participation", **cell, level=_PUBLISHED_LEVELS.get(level, level))
            found[level] = self.of.value("adult_learners", year=year, level=level) if published is None else published
        return found["total"], np.array([found[level] for level in LEVELS])

    def starts(self, year: int) -> Array:
        """Apprenticeship starts of a year by age at the start."""
        year = min(year, _LAST_TOLD)
        told = [
            self._published("starts", of="apprenticeships", year=year, age=_PUBLISHED_BANDS[band]) for band in BANDS
        ]
        if all(value is not None for value in told):
            return np.array(told, dtype=float)
        shares = np.array([self.of.value("apprenticeship_starts", year=year, age=band) for band in BANDS])
        total = self._published("starts", of="apprenticeships", year=year)
        return shares if total is None else shares * total / shares.sum()

    def start_levels(self, year: int) -> Array:
        """Shares of apprenticeship starts at level 2, 3 and over."""
        year = min(year, _LAST_TOLD)
        found = np.array([self.of.value("apprenticeship_level", year=year, level=level) for level in ("2", "3", "4+")])
        shares: Array = found / found.sum()
        return shares

    def _published(self, quantity: str, **cell: object) -> float | None:
        found = self._by_cell.get((quantity, frozenset((name, str(value)) for name, value in cell.items())))
        return None if found is None else found.value * (self.of.scale if found.is_count else 1)

    @cached_property
    def _by_cell(self) -> dict[tuple[str, frozenset[tuple[str, str]]], Target]:
        quantities = ("participation", "starts", "retention_rate", "pass_rate")
        return {(q, frozenset(t.cell.items())): t for q in quantities for t in self.of.of(q)}

    @cached_property
    def retention(self) -> Array:
        """Of a hundred leavers how many complete, by group and year from `FIRST` to `LAST`."""
        return self._rates("retention", "retention_rate")

    @cached_property
    def passes(self) -> Array:
        """Of a hundred completers how many achieve, by group and year."""
        return self._rates("pass", "pass_rate")

    def _rates(self, assumed: str, published: str) -> Array:
        rows = []
        for scope, level in GROUPS:
            told: dict[int, float] = {}
            for years, value in self.of.by(assumed, "year", scope=scope, level=level).items():
                first, _, last = years.partition("-")
                told |= dict.fromkeys(range(int(first), int(last or first) + 1), value)
            for year in range(FIRST, _LAST_TOLD + 1):
                figure = self._published(published, **self._published_cell(scope, level, year))
                if figure is not None:
                    told[year] = figure
            rows.append([told[min(year, _LAST_TOLD)] for year in range(FIRST, LAST + 1)])
        return np.array(rows)

    @staticmethod
    def _published_cell(scope: str, level: str, year: int) -> Mapping[str, object]:
        if scope == "education and training":
            return {"of": scope, "year": year, "level": {"1": "E/1"}.get(level, level)}
        programme, _, of = level.partition(" ")
        return {"of": scope, "year": year, "programme": programme, "level": of}

    def weights(self, quantity: str, name: str, **cell: object) -> dict[str, float]:
        """How much likelier some are than others."""
        key = (quantity, name, *cell.values())
        if key not in self._weights:
            self._weights[key] = self.of.by(quantity, name, **cell)
        return self._weights[key]


_LAST_TOLD = 2025
"""Years after this one are like it."""


@cache
def learning_targets(targets: Targets) -> LearningTargets:
    """What learning is to come near to, by the targets of a population."""
    return LearningTargets(targets)
