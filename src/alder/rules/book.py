"""A rule book: all rules of a source, each year's own selection, and how complete it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from alder.errors import unknown_name
from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from alder.rules.record_tables import RecordTables

F = TypeVar("F", bound="Callable[..., Any]")


class RuleBook:
    """The rules of one source, in the order in which their modules name them.

    `full` lists the years for which the book was written as a whole; every other year gets the rules known to hold
    in it. `first` is the year from which a rule is taken to hold when it does not say `since`.
    """

    def __init__(self, name: str, *, shape: RecordTables, full: Iterable[str], first: str, version: str) -> None:
        self.name = name
        self.shape = shape
        self.full = tuple(AcademicYear.parse(y) for y in full)
        self.first = AcademicYear.parse(first)
        self.version = version
        self._rules: dict[str, list[Rule]] = {}

    def rule(
        self,
        code: str,
        *,
        reads: tuple[str, ...],
        next: str,
        severity: Severity = Severity.ERROR,
        since: str | None = None,
        until: str | None = None,
        books: tuple[str, ...] = (),
        severities: Mapping[str, Severity] | None = None,
        alike: str = "",
        of_learner: bool = False,
    ) -> Callable[[F], F]:
        """Register a function as the rule `code`, or as one of its versions when years are given.

        With `books` it has a version for each of their years, the last of which goes on: see `ByBook`.
        """
        if books and (since or until):
            raise ValueError(f"rule {code} is of books, and is given years beside")
        spans = [*((book, book) for book in books[:-1]), (books[-1], None)] if books else [(since, until)]

        def register(function: F) -> F:
            for first, last in spans:
                made = Rule(
                    code=code,
                    function=function,
                    reads=reads,
                    next=next,
                    severity=severity,
                    since=AcademicYear.parse(first) if first else self.first,
                    until=AcademicYear.parse(last) if last else None,
                    severities={AcademicYear.parse(y): s for y, s in (severities or {}).items()},
                    alike=alike,
                    of_learner=of_learner,
                    book=AcademicYear.parse(first) if books and first else None,
                )
                for other in self._rules.get(code, ()):
                    if _overlap(made, other):
                        raise ValueError(f"rule {code} has two versions for one year: {made.years} and {other.years}")
                self._rules.setdefault(code, []).append(made)
            return function

        return register

    def __iter__(self) -> Iterator[Rule]:
        """Every version of every rule."""
        return (version for versions in self._rules.values() for version in versions)

    def __len__(self) -> int:
        """How many codes there are."""
        return len(self._rules)

    def __contains__(self, code: object) -> bool:
        return code in self._rules

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self._rules)

    def versions(self, code: str) -> tuple[Rule, ...]:
        """All versions of a rule, oldest first; the case of letters does not matter."""
        spelt = code if code in self._rules else next((c for c in self._rules if c.lower() == code.lower()), None)
        if spelt is not None:
            return tuple(sorted(self._rules[spelt], key=lambda r: r.since or self.first))
        # Codes are often typed without the nought: AchDate_3 means AchDate_03, though AchDate_13 looks more like it.
        padded = re.sub(r"(?<=_)(\d)$", r"0\1", code)
        near = [padded] if padded != code and padded in self else self._rules
        raise unknown_name("rule", code, near, next="List them all with: alder explain rules")

    def for_year(self, year: AcademicYear) -> YearBook:
        """The rules known to hold in `year`."""
        return YearBook(self, year, tuple(r for r in self if r.holds_in(year)))

    def nearest(self, year: AcademicYear) -> AcademicYear:
        """The year nearest to one whose book was written as a whole; of two as near, the later."""
        return min(self.full, key=lambda full: (abs(full.start - year.start), -full.start))

    def needs(self, rule: Rule) -> tuple[str, ...]:
        """The reference tables without which the rule cannot run."""
        named = (self.shape.references[p].loaded_as for p in rule.parameters if p in self.shape.references)
        return tuple(dict.fromkeys(named))

    def codes_that_need(self, reference: str) -> list[str]:
        """The rules that cannot run without a reference table."""
        parameters = {p for p, r in self.shape.references.items() if r.loaded_as == reference}
        return sorted({rule.code for rule in self if not parameters.isdisjoint(rule.parameters)})

    def title_of(self, reference: str) -> str:
        """What a reference table is called in a report."""
        return next(r.title for r in self.shape.references.values() if reference in (r.name, r.loaded_as))


@dataclass(frozen=True)
class YearBook:
    """The rules of one collection year."""

    book: RuleBook
    year: AcademicYear
    rules: tuple[Rule, ...]

    @property
    def is_full(self) -> bool:
        return self.year in self.book.full

    @property
    def name(self) -> str:
        """Name and version, kept with every submission that the book judged."""
        return f"{self.book.name} {self.year.label} v{self.book.version}"

    @property
    def completeness(self) -> str:
        """How much of the year's rules this is, in one sentence."""
        if self.is_full:
            return f"Rules: {self.year.label}, {len(self.rules)} rules."
        known = " and ".join(y.label for y in self.book.full)
        return (
            f"There is no rule book for {self.year.label} itself: "
            f"{len(self.rules)} rules from {known} that are known to hold in it were used."
        )


def borrowed(chosen: YearBook, year: AcademicYear) -> frozenset[str]:
    """The codes of a book whose rules are not known to hold in a year as they stand there."""
    own = {id(rule) for rule in chosen.book.for_year(year).rules}
    return frozenset(rule.code for rule in chosen.rules if id(rule) not in own)


def _overlap(a: Rule, b: Rule) -> bool:
    return (a.until is None or b.since is None or b.since <= a.until) and (
        b.until is None or a.since is None or a.since <= b.until
    )
