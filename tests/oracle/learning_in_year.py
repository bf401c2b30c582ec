"""What is learned in a year: starts, enrolments, achievements, participation. One return of each provider tells it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from tests.oracle import code_lists as codes
from tests.oracle.days import age, first_day, last_day, year_of
from tests.oracle.persons import identify
from tests.oracle.return_files import Aim, Learner, Return

NO_RESTART_IS_A_START = 2020
"""In 2020/21 alone the department counted every restart as going on."""

DATED_FROM = date(2019, 8, 1)
"""An apprenticeship that ends from this day on is complete, for funding, only with its achievement date."""


@dataclass(frozen=True)
class LearningInYear:
    """Everybody's aims in the returns of a year."""

    year: int
    aims: Sequence[Aim]
    described: dict[object, Learner] = field(default_factory=dict)
    """The record that describes each learner."""
    apprenticeships: dict[object, list[Aim]] = field(default_factory=dict)
    """Programme aims of apprenticeships by person, at whichever provider."""

    @classmethod
    def of(cls, returns: Iterable[Return], year: int) -> LearningInYear:
        latest: dict[int, Return] = {}
        for r in returns:
            if r.year == year and (r.provider not in latest or r.prepared >= latest[r.provider].prepared):
                latest[r.provider] = r
        chosen = [latest[provider] for provider in sorted(latest)]
        identify(chosen)
        aims = [aim for r in chosen for aim in r.aims]
        programmes = defaultdict(list)
        for aim in aims:
            if aim.is_apprenticeship and not aim.is_component:
                programmes[aim.learner.person].append(aim)
        return cls(year, aims, describe(aims, year), programmes)

    def is_in_year(self, day: date | None) -> bool:
        return day is not None and first_day(self.year) <= day <= last_day(self.year)

    # Starts -----------------------------------------------------------------------------------------------------

    def broke_off(self, a: Aim) -> str:
        """Of a restart of an apprenticeship, when learning broke off: in this year or another, or nobody knows."""
        began = year_of(a.start)
        assert began is not None
        before = [b for b in self.apprenticeships[a.learner.person] if b.content == a.content and b.start < a.start]
        if before:
            last = max(b.end or date.max for b in before)
            if any(b.end == last and b.reason == codes.IN_A_MERGER for b in before):
                return "it did not"
            return "another year" if last != date.max and year_of(last) < began else "this year"  # type: ignore[operator]
        original = year_of(a.original_start)
        if original is not None and original <= began:
            return "another year" if original < began else "this year"
        return "not known"

    def why_no_start(self, a: Aim) -> str:
        """Why an aim that began in the year is no start."""
        if a.restart:
            again = a.is_apprenticeship and self.year != NO_RESTART_IS_A_START
            if not (again and self.broke_off(a) in ("another year", "not known")):
                return "restart"
        return "" if funding_start(a) else "qualifying period"

    def starts(self, scope: str) -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if a.provision == scope and not a.is_component and self.is_in_year(a.start):
                yield a, {"starts": True}, self.why_no_start(a)

    def restarts(self) -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if a.is_apprenticeship and not a.is_component and self.is_in_year(a.start) and a.restart:
                yield a, {"restarts": True, "unplaced": self.broke_off(a) == "not known"}, ""

    def enrolments(self) -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if self.is_in_year(a.start):
                yield a, {"enrolments": True}, ""

    # Achievements -----------------------------------------------------------------------------------------------

    def was_achieved(self, a: Aim) -> bool:
        """Completed and achieved, on a day of the year: a standard when it was assessed, all else when it ended."""
        day = (a.achieved_on or a.end) if a.programme == codes.STANDARD else a.end
        return a.completion == codes.COMPLETED and a.outcome == codes.ACHIEVED and self.is_in_year(day)

    def achievements(self) -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if a.is_apprenticeship and not a.is_component and self.was_achieved(a):
                yield a, {"achievements": True}, ""

    # Learners ---------------------------------------------------------------------------------------------------

    def is_adult(self, a: Aim) -> bool:
        """19 or older on 31 August, by the record that describes the learner."""
        described = self.described.get(a.learner.person)
        years = age(described.born, date(self.year, 8, 31)) if described else None
        return years is not None and years >= 19

    def is_covered(self, a: Aim, coverage: str) -> bool:
        """Whether further education and skills statistics count an aim."""
        paid = a.funding in codes.GOVERNMENT_FUNDED or (a.funding == codes.NOT_FUNDED and a.loan)
        adult, apprentice = self.is_adult(a), a.is_apprenticeship
        return paid and {"adult": adult, "apprenticeships": apprentice, "headline": adult or apprentice}[coverage]

    def participation(self, coverage: str = "") -> Iterable[tuple[Aim, dict[str, bool], str]]:
        """Aims in learning on a day of the year, of everybody or of those whom the statistics count."""
        for a in self.aims:
            going_on = a.start <= last_day(self.year) and (a.end is None or a.end >= first_day(self.year))
            if going_on and (not coverage or self.is_covered(a, coverage)):
                yield a, {"learners": True}, "" if funding_start(a) else "qualifying period"

    def learner_achievements(self, coverage: str = "") -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if self.was_achieved(a) and (not coverage or self.is_covered(a, coverage)):
                yield a, {"learners": True}, ""

    def continuing(self) -> Iterable[tuple[Aim, dict[str, bool], str]]:
        for a in self.aims:
            if a.completion == codes.CONTINUING and a.end is None and a.start <= last_day(self.year):
                yield a, {"learners": True}, ""


def describe(aims: Iterable[Aim], year: int) -> dict[object, Learner]:
    """Of each learner the record whose aim began last, by the end of the year; of two the first by provider."""
    found: dict[object, Aim] = {}
    for a in aims:
        best = found.get(a.learner.person)
        if a.start <= last_day(year) and (best is None or a.start > best.start):
            found[a.learner.person] = a
    return {person: a.learner for person, a in found.items()}


def funding_start(a: Aim) -> bool:
    """Whether a learner stayed for the qualifying period, or achieved, or is still there."""
    if a.end is None:
        return True
    if a.funding == codes.APPRENTICESHIPS_FROM_2017:
        dated = a.type != codes.PROGRAMME_AIM or a.end < DATED_FROM or a.achieved_on is not None
        if a.completion == codes.COMPLETED and dated:
            return True
    elif a.outcome in codes.ONCE_ACHIEVED:
        return True
    needed = 42 if a.planned_days >= 168 else 14 if a.planned_days >= 14 else 1
    return a.days >= needed
