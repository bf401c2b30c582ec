"""Figures in cells: a measure of a year by chosen characteristics, with every margin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from tests.oracle import characteristics
from tests.oracle.followed_aims import FollowedAim
from tests.oracle.learning_in_year import LearningInYear
from tests.oracle.leaver_rates import Leavers
from tests.oracle.registers import NO_REGISTERS, Registers
from tests.oracle.return_files import Aim, Return

TOTAL = "Total"
Cell = tuple[str, ...]


@dataclass
class Figures:
    """The cells of one question, and how many were left out, by reason."""

    cells: dict[str, Counter[Cell]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def total(self, count: str) -> int:
        cells = self.cells.get(count, Counter())
        return sum(n for cell, n in cells.items() if set(cell) <= {TOTAL})


RATES = {
    "leavers": ("leavers",),
    "achievement_rate": ("leavers", "achievers"),
    "retention_rate": ("leavers", "completers"),
    "pass_rate": ("completers", "achievers"),
}
TIMELY = "timely_achievement_rate"
OF_LEARNERS = (
    "learners_participating",
    "learner_achievements",
    "fe_and_skills_participation",
    "fe_and_skills_achievements",
    "continuing",
)
OF_YEAR = ("starts", "apprenticeship_restarts", "enrolments", "achievements", *OF_LEARNERS)


class Oracle:
    """Answers questions about returns."""

    def __init__(self, returns: Iterable[Return], registers: Registers = NO_REGISTERS) -> None:
        self.returns = list(returns)
        self.registers = registers
        self._leavers: Leavers | None = None
        self._learning: LearningInYear | None = None

    def leavers(self, year: int) -> Leavers:
        if self._leavers is None or self._leavers.year != year:
            self._leavers = Leavers.of(self.returns, year, self.registers)
            self._learning = None  # who is who depends on the years that are read
        return self._leavers

    def learning(self, year: int) -> LearningInYear:
        if self._learning is None or self._learning.year != year:
            self._learning = LearningInYear.of(self.returns, year)
            self._leavers = None
        return self._learning

    def figures(
        self, measure: str, year: int, by: Sequence[str] = (), *, scope: str = "", coverage: str = "headline"
    ) -> Figures:
        """A measure of a year. `scope` is one kind of learning, `by` are names of `characteristics`."""
        if measure in RATES or measure == TIMELY:
            return self._of_leavers(measure, year, by, scope)
        return self._of_year(measure, year, by, scope, coverage)

    def _of_leavers(self, measure: str, year: int, by: Sequence[str], scope: str) -> Figures:
        leavers = self.leavers(year)
        found = leavers.counted_in_time(scope) if measure == TIMELY else leavers.counted(scope)
        counts = ("timely_cohort", "timely_achievers") if measure == TIMELY else RATES[measure]

        def category(aim: FollowedAim, name: str) -> str:
            if name == "provider":
                return str(aim.provider)
            if name == "age_band":
                return characteristics.of_rates(aim.latest, scope)
            return self._category(aim.latest, name)

        figures = Figures({c: Counter() for c in counts})
        for aim, counted, why in found:
            if why:
                # Whoever did not complete is in no count of the pass rate, and so is not left out of it either.
                figures.left_out[why] += 1
                continue
            for cell in margins([category(aim, name) for name in by]):
                for c in counts:
                    figures.cells[c][cell] += counted[c]
        return figures

    def _category(self, a: Aim, name: str) -> str:
        if name in characteristics.OF_PERSONS:
            return characteristics.OF_PERSONS[name](a.learner, self.registers)
        return characteristics.OF_AIMS[name](a, self.registers)

    def _of_year(self, measure: str, year: int, by: Sequence[str], scope: str, coverage: str) -> Figures:
        learning = self.learning(year)
        rows: dict[str, Callable[[], Iterable[tuple[Aim, dict[str, bool], str]]]] = {
            "starts": lambda: learning.starts(scope),
            "apprenticeship_restarts": learning.restarts,
            "enrolments": learning.enrolments,
            "achievements": learning.achievements,
            "learners_participating": learning.participation,
            "learner_achievements": learning.learner_achievements,
            "fe_and_skills_participation": lambda: learning.participation(coverage),
            "fe_and_skills_achievements": lambda: learning.learner_achievements(coverage),
            "continuing": learning.continuing,
        }
        at_start = measure in ("starts", "apprenticeship_restarts", "achievements")
        of_learners = measure in OF_LEARNERS

        def category(a: Aim, name: str) -> str:
            described = learning.described[a.learner.person] if of_learners else a.learner
            if name == "provider":
                return str(a.provider)
            if name == "age_band":
                return characteristics.at_start(a) if at_start else characteristics.at_31_august(described, year)
            if name in characteristics.OF_PERSONS:
                return characteristics.OF_PERSONS[name](described, self.registers)
            return self._category(a, name)

        figures = Figures()
        people: dict[str, dict[Cell, set[object]]] = {}
        reasons: dict[object, set[str]] = {}
        for a, counted, why in rows[measure]():
            if why:
                reasons.setdefault(a.learner.person if of_learners else id(a), set()).add(why)
                continue
            who = a.learner.person if of_learners else id(a)
            for cell in margins([category(a, name) for name in by]):
                for c, is_in in counted.items():
                    if is_in:
                        people.setdefault(c, {}).setdefault(cell, set()).add(who)
        for c, cells in people.items():
            figures.cells[c] = Counter({cell: len(who) for cell, who in cells.items()})
        everybody = set().union(*(who for cells in people.values() for who in cells.values()))
        for who, whys in reasons.items():
            if who not in everybody:
                figures.left_out[min(whys)] += 1
        return figures


def margins(categories: Sequence[str]) -> Iterable[Cell]:
    """The cell of some categories, and every total that it is part of."""
    return product(*((c, TOTAL) for c in categories))
