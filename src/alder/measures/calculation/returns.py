"""Which records figures are worked out from: the chosen return of the year and final ones of earlier years, the
deliveries behind a research copy, the editions of reference tables, or the table that stands in place of returns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from alder.engine import reference, sql_cache
from alder.engine.submission import RESEARCH_COPY, of_last_copy
from alder.errors import NothingHeld
from alder.measures.cohorts.cohort_table import CohortRecords
from alder.measures.cohorts.deliveries import delivered, of_years
from alder.measures.measure import measures
from alder.measures.parameters import YEARS_COMPLETE
from alder.model.made_up import MadeUp
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.profile.field_quality import TABLE as FIELD_QUALITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from alder.engine.coverage import DeclarationCheck
    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.measures.measure import Extract
    from alder.measures.query import Query
    from alder.model.expr import Table

YEARS_READ = 5
"""How many years' returns achievement rates are worked out from, the year itself included."""

TABLES = ("learner", "learning_delivery", "learning_delivery_fam")

CHOSEN = pa.schema(
    [
        ("submission", pa.int64()),
        ("ordinal", pa.int64()),
        ("return_year", pa.int32()),
        ("data_year", pa.int32()),
        ("years_read", pa.int64()),
        ("provider", pa.int32()),
    ]
)
"""The returns chosen: each with its number, its year, the provider that it is counted with, and of that the last year
read and all its years, as bits.
"""

SUCCESSORS = "provider_successor"
"""The reference table of providers that became part of others."""
REGIONS = "lad_region"
"""The reference table of the regions that authorities lie in."""

FIRST_YEAR = 1990
"""No return is older; and of no year after 2050 can there be one yet. Sets of years are bits from here on."""


@dataclass(frozen=True)
class UsableSubmission:
    """One submission that could be used."""

    submission: int
    ukprn: int
    year: AcademicYear
    return_number: ReturnNumber
    order: tuple[Any, ...] = ()
    is_research: bool = False
    """Whether it is of the copy of the ILR that researchers get, and not a return."""
    made_up: bool = False
    """Whether somebody said that its learners are."""


@dataclass(frozen=True)
class Merger:
    """A provider that became part of another on a day."""

    ukprn: int
    successor: int
    date: date


@dataclass(frozen=True)
class ChosenReturns:
    """The submissions used: one of each provider for the year, and one final return of each earlier year.

    `delivered` names the deliveries of the research copy that any of them were made from, and `standing` is what the
    store declares of them, beside what is held.
    """

    year: AcademicYear
    used: tuple[UsableSubmission, ...]
    delivered: tuple[str, ...] = ()
    standing: DeclarationCheck | None = None
    successors: Mapping[int, int] = field(default_factory=dict)
    """Of providers that had become part of another by the end of the year, the one that they are counted with."""
    complete: frozenset[int] = frozenset()
    """Years, by their starting years, that were declared complete: whoever made no return of one had none to make."""

    def provider(self, held: UsableSubmission) -> int:
        """The provider that a return is counted with: the one that made it, or its successor."""
        return self.successors.get(held.ukprn, held.ukprn)

    def last_year(self, last: int) -> int:
        """Up to which year the absence of an aim says something, of a provider whose last return is of year `last`."""
        while last < self.year.start and last + 1 in self.complete:
            last += 1
        return last

    @property
    def stopped(self) -> tuple[int, ...]:
        """Providers of whose aims nobody can tell whether they went on: they made no return of the year that is held,
        and the years since their last are not declared complete.
        """
        last: dict[int, int] = {}
        for h in self.used:
            last[self.provider(h)] = max(last.get(self.provider(h), 0), h.year.start)
        return tuple(sorted(u for u, y in last.items() if self.last_year(y) < self.year.start))

    @property
    def of_year(self) -> tuple[UsableSubmission, ...]:
        return tuple(h for h in self.used if h.year == self.year)

    @property
    def earlier(self) -> tuple[AcademicYear, ...]:
        return tuple(sorted({h.year for h in self.used if h.year < self.year}))

    @property
    def later(self) -> tuple[AcademicYear, ...]:
        """The years after the one asked for, of measures that follow learners into them."""
        return tuple(sorted({h.year for h in self.used if h.year > self.year}))

    @property
    def providers(self) -> tuple[int, ...]:
        return tuple(sorted({self.provider(h) for h in self.used}))

    @property
    def returns(self) -> tuple[ReturnNumber, ...]:
        """The returns of the year that were used, earliest first."""
        return tuple(sorted({h.return_number for h in self.of_year}, key=lambda r: r.ordinal))

    @property
    def is_final(self) -> bool:
        return all(r.is_final for r in self.returns)

    @property
    def follows_to_the_end(self) -> bool:
        """Whether every return of the years into which learners are followed is a final one."""
        return all(h.return_number.is_final for h in self.used if h.year > self.year)

    @property
    def is_research(self) -> bool:
        """Whether any of it is of the copy of the ILR that researchers get."""
        return any(h.is_research for h in self.used)

    @property
    def made_up(self) -> MadeUp:
        """What of the records behind the figures was made up."""
        return MadeUp.of(h.made_up for h in self.used)

    @property
    def has_every_year_before(self) -> bool:
        """Whether each provider's final return of the year before is among those used."""
        before = {self.provider(h) for h in self.used if h.year == self.year - 1}
        return before >= {self.provider(h) for h in self.of_year}

    @property
    def last_day(self) -> date:
        """The last day that any of the returns tells of."""
        return max(h.year.told_by(h.return_number) for h in self.used)

    @property
    def coverage(self) -> str:
        """How many providers' returns were used, of which year and return, and of which earlier years."""
        n = len({h.ukprn for h in self.of_year})
        before = f", with final returns of {_listed([y.label for y in self.earlier])}" if self.earlier else ""
        after = f", followed into {_listed([y.label for y in self.later])}" if self.later else ""
        return f"{n} provider{'s' * (n != 1)}, {self.source}{before}{after}"

    @property
    def source(self) -> str:
        """`ILR 2020/21 R04`, or the first and last return where providers differ."""
        first, last = self.returns[0], self.returns[-1]
        if all(h.is_research for h in self.of_year):
            return f"research copy of the ILR {self.year}"
        return f"ILR {self.year} {first}" + (f" to {last}" if last != first else "")

    def table(self, ordinals: Mapping[int, int] | None = None) -> pa.Table:
        """The submissions in the order of year and provider, with the provider's last year read and all its years.

        They are numbered in that order, or by `ordinals`, which has the number of each submission.
        """
        ordered = sorted(self.used, key=lambda h: (h.year, h.ukprn))
        last = {self.provider(h): h.year.start for h in ordered}
        last = {ukprn: self.last_year(year) for ukprn, year in last.items()}
        years: dict[int, int] = {}
        for h in ordered:
            years[self.provider(h)] = years.get(self.provider(h), 0) | 1 << (h.year.start - FIRST_YEAR)
        numbers = range(len(ordered)) if ordinals is None else [ordinals[h.submission] for h in ordered]
        return pa.table(
            [
                pa.array([h.submission for h in ordered], pa.int64()),
                pa.array(numbers, pa.int64()),
                pa.array([h.year.start for h in ordered], pa.int32()),
                pa.array([last[self.provider(h)] for h in ordered], pa.int32()),
                pa.array([years[self.provider(h)] for h in ordered], pa.int64()),
                pa.array([self.provider(h) for h in ordered], pa.int32()),
            ],
            schema=CHOSEN,
        )


def complete_years(query: Query) -> frozenset[int]:
    """The years that are declared complete for a question, by their starting years: the one place that says so."""
    declared = query.settings.get(YEARS_COMPLETE.name, ())
    return frozenset(y for y in declared if isinstance(y, int)) if isinstance(declared, tuple) else frozenset()


def mergers_in(source: Any) -> tuple[Merger, ...]:
    """The mergers that a store's, or an engine's, table of successors tells of."""
    if hasattr(source, "submissions"):
        rows = reference.get(source, SUCCESSORS)
    elif source.has(SUCCESSORS):
        schema = source.schema(SUCCESSORS)

        def build() -> Table:
            from alder.model import expr  # costs an import that a run with kept SQL does without

            return expr.table(SUCCESSORS, schema).select("ukprn", "successor", "date")

        rows = source.run(build, key=sql_cache.key("measures", "mergers", schema))
    else:
        rows = None
    return tuple(Merger(**row) for row in rows.to_pylist()) if rows is not None else ()


def _successors(mergers: Sequence[Merger], year: AcademicYear) -> dict[int, int]:
    """Of each provider that had merged by the end of a year, the one that stands at the end of its line."""
    after = {m.ukprn: m.successor for m in mergers if m.date <= year.last_day}
    found = {}
    for ukprn in after:
        seen, at = {ukprn}, after[ukprn]
        while at in after and at not in seen:
            seen.add(at)
            at = after[at]
        if at not in seen:  # providers that are said to follow one another in a ring follow nobody
            found[ukprn] = at
    return found


def decided(held: Iterable[UsableSubmission], query: Query) -> Query:
    """The question with its evidence: returns, or the research copy, which has the same learners again.

    Where it does not say, it is asked of returns if there are any of its years, and else of the copy. All its years are
    of one kind, since learners and providers have other names in the other.
    """
    if query.research_copy is not None or measures[query.measure].extract:
        return query
    kinds = {h.is_research for h in held if h.year in query.years}
    return replace(query, research_copy=kinds == {True})


def decided_of(source: Any, query: Query) -> Query:
    """The same for what a store holds, or an engine."""
    is_open = query.research_copy is None and not measures[query.measure].extract
    return decided(usable_in(getattr(source, "store", source)), query) if is_open else query


def usable_in(store: Any) -> list[UsableSubmission]:
    """The submissions that a store, or an engine with tables of returns, has; of a copy that came anew the last."""
    return from_rows(of_last_copy(store.submissions())) if hasattr(store, "submissions") else held_in(store)


def choose_returns(
    held: list[UsableSubmission], query: Query, *, history: bool, years_after: int = 0, mergers: Sequence[Merger] = ()
) -> ChosenReturns:
    """Pick the submissions that answer a query; refuse when the year has none, naming the nearest years that do.

    They are returns or of the research copy, as the question says (see `decided`), and never both.
    Of each of `years_after` years that follow, each provider's latest return is used too, and one is needed. Of years
    into which the measure follows a cohort they are used where they are held, unless the figures are of one return.
    """
    upto = query.return_number or ReturnNumber.R14
    follows = measures[query.measure].years_followed
    later = years_after if follows is None or query.return_number else follows(query.settings)
    best: dict[tuple[int, AcademicYear], UsableSubmission] = {}
    query = decided(held, query)
    of_kind = [h for h in held if h.is_research == query.research_copy]
    for h in of_kind:
        now = h.year == query.year and h.return_number.ordinal <= upto.ordinal
        before = history and query.year - YEARS_READ < h.year < query.year and h.return_number.is_final
        after = query.year < h.year <= query.year + later
        if now or before or after:
            other = best.get((h.ukprn, h.year))
            if other is None or (h.return_number.ordinal, h.order) > (other.return_number.ordinal, other.order):
                best[h.ukprn, h.year] = h
    choice = ChosenReturns(query.year, tuple(best.values()))
    if history:
        of_these = {h.ukprn for h in choice.used}
        merged = {u: s for u, s in _successors(mergers, query.year).items() if u in of_these}
        choice = replace(choice, successors=merged, complete=complete_years(query))
    if not choice.of_year:
        others = [h for h in held if h.is_research != query.research_copy]
        raise _nothing(of_kind, query, has_other=any(h.year == query.year for h in others))
    if years_after:
        _check_followed(choice, query, query.year + years_after)
    return choice


def _check_followed(choice: ChosenReturns, query: Query, into: AcademicYear) -> None:
    """Refuse a year whose learners cannot be followed: no return of the year after is held, or none tells of enough."""
    told = [into.told_by(h.return_number) for h in choice.used if h.year == into]
    months = max(((day.year - into.start) * 12 + day.month - 7 for day in told), default=0)
    needed = query.settings.get("sustained_months", 0)
    if months and isinstance(needed, int) and months >= needed:
        return
    lacks = f"of which no return is held that tells of {needed} months" if told else "of which no return is held"
    raise NothingHeld(
        f"{query.measure} of {query.year} follows learners into {into}, {lacks}",
        next="Keep a return with:  alder load FILE...",
        why=f"learners are followed into {into}, {lacks}",
    )


def _nothing(held: list[UsableSubmission], query: Query, *, has_other: bool) -> NothingHeld:
    """That no submission of the kind asked for can answer; `has_other` where the other kind is held of the year."""
    same = [h for h in held if h.year == query.year]
    if same and query.return_number:
        first = min(same, key=lambda h: h.return_number.ordinal).return_number
        return NothingHeld(
            f"{query.measure} has no figures for {query.year} as of {query.return_number}",
            where=f"The first return held for that year is {first}.",
            next="See what is held:  alder returns",
        )
    years = sorted({h.year for h in held})
    before = [y for y in years if y < query.year][-1:]
    after = [y for y in years if y > query.year][:1]
    near = ", ".join(y.label for y in before + after)
    what = "research copy" if query.research_copy else "return"
    where, next, why = f"Nearest years: {near}." if near else "Nothing is held yet.", "", ""
    if has_other:
        other, option = ("returns", "--returns") if query.research_copy else ("the research copy", "--research-copy")
        where = f"Of that year {other} alone {'are' if query.research_copy else 'is'} held, with the same learners."
        next, why = f"Ask for these:  alder table {query.measure} {option} ...", f"of it {other} alone is held"
    return NothingHeld(
        f"{query.measure} has no figures for {query.year}: no {what} of that year is held",
        where=where,
        next=next or ("See what is held:  alder returns" if near else "Keep a return with:  alder load FILE..."),
        why=why,
    )


def tables_in(store: Store, more: tuple[str, ...] = ()) -> list[str]:
    """The tables of a store that figures are worked out from, and what was measured of their fields."""
    return [t for t in (*TABLES, *more, FIELD_QUALITY) if t in store.schemas]


def _listed(texts: list[str]) -> str:
    *most, last = texts
    return f"{', '.join(most)} and {last}" if most else last


def held_in(engine: Engine) -> list[UsableSubmission]:
    """The submissions whose rows an engine holds."""
    name = "submission" if engine.has("submission") else "learner"
    schema = engine.schema(name)
    columns = ["submission", "ukprn", "collection_year", "return_number"]
    columns += [c for c in ("rule_book", "made_up") if c in schema.names]

    def build() -> Table:
        from alder.model import expr  # costs an import that a run with kept SQL does without

        return expr.table(name, schema).select(*columns).distinct()

    return from_rows(engine.run(build, key=sql_cache.key("measures", "held in", name, columns, schema)))


def from_rows(rows: pa.Table) -> list[UsableSubmission]:
    """Submissions as the store lists them."""
    nothing = [None] * rows.num_rows
    sent = rows["sent"].to_pylist() if "sent" in rows.column_names else nothing
    books = rows["rule_book"].to_pylist() if "rule_book" in rows.column_names else nothing
    made_up = rows["made_up"].to_pylist() if "made_up" in rows.column_names else nothing
    return [
        UsableSubmission(
            r["submission"],
            r["ukprn"],
            AcademicYear.parse(r["collection_year"]),
            ReturnNumber(r["return_number"]),
            (s is not None, s or 0, r["submission"]),
            book == RESEARCH_COPY,
            bool(invented),
        )
        for r, s, book, invented in zip(
            rows.select(["submission", "ukprn", "collection_year", "return_number"]).to_pylist(),
            sent,
            books,
            made_up,
            strict=True,
        )
    ]


LIST_OF_AIMS = "lars_aim"


@dataclass(frozen=True)
class ReferenceUse:
    """The reference tables that a result looked into, what each holds, and the editions that are held."""

    tables: Mapping[str, str] = field(default_factory=dict)
    editions: Mapping[str, str] = field(default_factory=dict)
    made_up: frozenset[str] = frozenset()
    """The reference tables of the store that are made up."""

    def beside(self, records: MadeUp) -> MadeUp:
        """What of figures was made up: of their records, and of the reference data that was looked into.

        Made-up learners at real places are made up; made-up places make figures of other learners partly so.
        """
        return MadeUp.PART if records is MadeUp.NO_WORD and self.made_up & self.tables.keys() else records

    @property
    def has_made_up_places(self) -> bool:
        """Whether the regions that places lie in are made up."""
        return REGIONS in self.made_up

    @property
    def says(self) -> tuple[str, ...]:
        """`places of postcodes (edition ONSPD_AUG_2025)`, for each table."""
        return tuple(f"{says} (edition {self.editions.get(name) or 'not named'})" for name, says in self.tables.items())

    @property
    def has_list_of_aims(self) -> bool:
        return LIST_OF_AIMS in self.tables


def editions_of(source: Any) -> dict[str, str]:
    """The edition of each reference table of a store. An engine alone does not know any."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        return {}
    return {name: e.edition for name, e in reference.current(store).items()}


def made_up_in(source: Any) -> frozenset[str]:
    """The reference tables of a store that are made up. An engine alone does not know any."""
    store = getattr(source, "store", source)
    if not hasattr(store, "submissions"):
        return frozenset()
    return frozenset(name for name, e in reference.current(store).items() if e.made_up)


_COPY = (
    CohortRecords("ilr", "lilr_learners", "the learners of the copy"),
    CohortRecords("ilr", "lilr_aims", "the aims of the copy"),
)


def copied_from(store: Store, choice: ChosenReturns) -> tuple[str, ...]:
    """Each delivery that counts of the years whose submissions are of the copy; none where returns alone are used."""
    years = tuple(sorted({h.year.start for h in choice.used if h.is_research}))
    return delivered(of_years(store, [(r, years) for r in _COPY])) if years else ()


@dataclass(frozen=True)
class ExtractSource:
    """A table that is there: what a figure says of where it comes from, in place of a choice of returns.

    Of a table that was drawn from delivered records: `delivered` names each delivery that was read, `labels` has the
    pseudonyms of providers by the numbers that stand for them, `left_out` counts people who belong to the cohort and
    have no row, by reason, `notes` are what to know of how it was drawn, and `standings` what the store declares of
    each source that was read, beside what is held.
    """

    extract: Extract
    providers: tuple[int, ...]
    is_final: bool = True
    is_research: bool = False
    earlier: tuple[AcademicYear, ...] = ()
    later: tuple[AcademicYear, ...] = ()
    has_every_year_before: bool = True
    follows_to_the_end: bool = True
    used: tuple[Any, ...] = ()
    delivered: tuple[str, ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    standings: tuple[DeclarationCheck | None, ...] = ()
    made_up: MadeUp = MadeUp.NO_WORD

    @property
    def source(self) -> str:
        return self.extract.title

    @property
    def coverage(self) -> str:
        n = len(self.delivered)
        how = f"drawn from {n} deliveries" if n > 1 else "drawn from one delivery" if n else "as it was loaded"
        return f"{self.extract.title}, {how}"
