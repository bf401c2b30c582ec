"""Why an answer is empty: which clause of its filter leaves nobody, and of what everybody is not known.

That some were left before a clause is a fact about people like any count. It is for the screen of whoever holds the
records, and never part of a table, a file, a page or an answer to somebody else; how many were left is for those alone
who asked to see counts unprotected.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.derive.explanation import reference_tables
from alder.engine import reference
from alder.errors import AlderError
from alder.look.words import listed, number, sentence
from alder.measures.calculation.tabulation import tabulate_all
from alder.measures.condition import Condition
from alder.measures.condition.tree import AllConditions, named_in
from alder.measures.measure import AGE_BAND, measures
from alder.measures.query import Query, parameters_of
from alder.model.statistic import SCOPE, TIME, TOTAL

if TYPE_CHECKING:
    from alder.derive.variable import Variable
    from alder.model.definition import Setting
    from alder.model.statistic import Counts, Filter


@dataclass(frozen=True, repr=False)
class Clause:
    """A part of a filter: how many fit it and all parts before it, and how many it alone."""

    text: str
    together: int
    alone: int


@dataclass(frozen=True, repr=False)
class Emptiness:
    """Why nobody is counted, or why everybody is not known. Its numbers are not protected; `lines` leaves them out.

    `before` are those counted without a filter, `clauses` the parts of the filter up to the one that leaves nobody,
    and `not_known` sentences on each characteristic that is not known of anybody, with what to load or set.
    """

    unit: str
    before: int
    clauses: tuple[Clause, ...]
    not_known: tuple[str, ...]
    is_filtered: bool

    def __repr__(self) -> str:
        return f"Emptiness: {len(self.clauses)} clauses, {len(self.not_known)} not known; say it with .lines()"

    def lines(self, *, unprotected: bool = False) -> list[str]:
        """The reasons in sentences; with how many were left at each step only where that is asked for."""
        said = []
        if not self.before:
            either = ", with or without the filter" * self.is_filtered
            said.append(f"Why it is empty: nobody is counted in these returns{either}.")
        elif self.clauses and not self.clauses[-1].together:
            last = self.clauses[-1]
            said.append(f"Why it is empty: `{last.text}` leaves nobody; some were left before it.")
            if last.alone:
                said.append(f"By itself, `{last.text}` leaves some: nobody fits it and what stands before it.")
        if unprotected and self.is_filtered:
            steps = [("without the filter", self.before), *((f"`{c.text}`", c.together) for c in self.clauses)]
            said += [f"{number(n)} {self.unit} left: {step}" for step, n in steps]
        return [*said, *self.not_known]


def why_empty(source: Any, query: Query, counts: Counts) -> Emptiness | None:
    """Why the answer to a question is empty, or a characteristic of everybody in it not known; None where neither is.

    `counts` is the answer. Each clause costs a question more, all of them asked together.
    """
    search = _Search(source, query)
    nobody = not any(search.totals(counts).values())
    unknown = [] if nobody else _unknown_throughout(counts)
    if not nobody and not unknown:
        return None
    before, clauses = search.steps() if nobody else (1, ())
    named = [] if not nobody else search.named_in_last(clauses)
    said = [s for name in named if (s := search.not_known_at_all(name))]
    said += [search.not_known(name, where) for name, where in unknown]
    return Emptiness(search.unit, before, clauses, tuple(dict.fromkeys(said)), query.where is not None)


def _unknown_throughout(counts: Counts) -> list[tuple[str, str]]:
    """The filters whose only figures above 0 are of no known value, each with the scope where that is so."""
    base = _base(counts)
    codes = {v.unknown for v in variables if v.unknown is not None}
    found = []
    for f in counts.filters:
        if f.id in (SCOPE, TIME) or not f.has_total:
            continue
        others = [o for o in counts.filters if o is not f]
        scopes = [c.code for o in others if o.id == SCOPE for c in o.categories] or [""]
        for scope in scopes:
            known = unknown = 0
            for row in counts.cells.to_pylist():
                whole = all(o.id == TIME or row[o.id] == (scope if o.id == SCOPE else TOTAL) for o in others)
                if whole and row[f.id] != TOTAL:
                    unknown += row[base] if row[f.id] in codes else 0
                    known += row[base] if row[f.id] not in codes else 0
            if unknown and not known:
                found.append((f.id, scope))
    return found


def _base(counts: Counts) -> str:
    """The count that everything else is part of: the denominator of the first rate, else the first count."""
    rates = [i.of for i in counts.rates if i.of]
    return rates[0][1] if rates else counts.counts[0].id


class _Search:
    """Questions beside one question, to find out what leaves nobody in it."""

    def __init__(self, source: Any, query: Query) -> None:
        self.source, self.query = source, query
        self.measure = measures[query.measure]
        self.unit = self.measure.counts[0].unit

    def totals(self, counts: Counts) -> dict[str, int]:
        """How many are counted in the whole of each scope, over all years; of moments at the fullest."""
        base = _base(counts)
        apart: list[Filter] = [f for f in counts.filters if f.id in (SCOPE, TIME) and not f.has_total]
        found: dict[tuple[str, ...], int] = {}
        for row in counts.cells.to_pylist():
            if all(row[f.id] == TOTAL for f in counts.filters if f.has_total):
                key = tuple(row[f.id] for f in apart)
                found[key] = max(found.get(key, 0), row[base])
        by_scope: dict[str, int] = {}
        for key, n in found.items():
            scope = next((k for k, f in zip(key, apart, strict=True) if f.id == SCOPE), "")
            by_scope[scope] = by_scope.get(scope, 0) + n
        return by_scope

    def asked(self, *questions: Query) -> list[int]:
        """How many each of these questions counts in the whole."""
        return [sum(self.totals(c).values()) for c in (tabulate_all(self.source, questions) if questions else ())]

    def of(self, where: Condition | None, **settings: Setting) -> Query:
        """The question without splits, with another filter and other settings."""
        kept = {p.name for p in parameters_of(self.measure, (), where)}
        given = {**dict(self.query.set), **settings}
        return replace(self.query, by=(), where=where, set=tuple((n, v) for n, v in given.items() if n in kept))

    @cached_property
    def parts(self) -> list[Condition]:
        where = self.query.where
        if where is None:
            return []
        return [Condition(p) for p in (where.tree.parts if isinstance(where.tree, AllConditions) else (where.tree,))]

    def steps(self) -> tuple[int, tuple[Clause, ...]]:
        """Those counted without the filter, and its clauses up to the first that leaves nobody."""
        up_to = [Condition(AllConditions(tuple(p.tree for p in self.parts[: n + 1]))) for n in range(len(self.parts))]
        together = [w if len(w.tree.parts) > 1 else Condition(w.tree.parts[0]) for w in up_to]  # type: ignore[union-attr]
        before, *found = self.asked(self.of(None), *map(self.of, together), *map(self.of, self.parts))
        clauses = []
        for n, part in enumerate(self.parts):
            clauses.append(Clause(part.text, found[n], found[len(self.parts) + n]))
            if not found[n]:
                break
        return before, tuple(clauses) if before else ()

    def named_in_last(self, clauses: tuple[Clause, ...]) -> list[str]:
        """What the clause that leaves nobody asks about, where it leaves nobody by itself either."""
        if not clauses or clauses[-1].alone:
            return []
        return list(dict.fromkeys(n.name for n in named_in(self.parts[len(clauses) - 1].tree)))

    def not_known_at_all(self, name: str) -> str:
        """A sentence where something that a filter names is not known of anybody; nothing where it is of some."""
        try:
            known = Condition.read(f"{name} is known", self.measure.name)
        except AlderError:  # of records of which there may be several nothing is known or not
            return ""
        return "" if self.asked(self.of(known))[0] else self.not_known(name, "")

    def not_known(self, name: str, scope: str) -> str:
        """What is not known of anybody, with what to set or to load so that it is."""
        variable = self._variable(name, scope)
        if variable is None:
            return f"{name} is not known of any of them. See how it is filled:  alder quality {name}"
        who = f"any of the {self.unit}{' in ' * bool(scope)}{scope.replace('_', ' ')}"
        said = f"{sentence(variable.title)} is not known of {who}."
        ways = [*self._settings(name, variable, scope), *self._tables(variable)]
        if ways:
            return f"{said} {' '.join(ways)}"
        if variable.without:
            return f"{said} {variable.without}"
        return f"{said} It is worked out from {listed(variable.reads)}: see how they are filled with alder quality."

    def _variable(self, name: str, scope: str) -> Variable | None:
        if name == AGE_BAND:
            band = next((b for s, b in self.measure.age_bands.items() if str(s or "") == scope), "")
            name = band or next(iter(self.measure.age_bands.values()))
        own = self.measure.extract.variables if self.measure.extract else {}
        return own.get(name) or next((v for v in variables if v.name == name), None)

    def _settings(self, name: str, variable: Variable, scope: str) -> list[str]:
        """Other settings with which it is known of some: tried, not guessed."""
        now = self.query.settings
        tried = [
            (p, choice, meaning)
            for p in variable.parameters
            for choice, meaning in p.choices
            if not p.several and choice != now.get(p.name, p.default)
        ]
        try:
            known = Condition.read(f"{name} is known", self.measure.name)
        except AlderError:
            return []
        where = next((s for s in self.measure.scopes if str(s) == scope), self.query.scope)
        found = self.asked(*(replace(self.of(known, **{p.name: choice}), scope=where) for p, choice, _ in tried))
        return [
            f"Ask with --set {p.name}={choice} to have it ({meaning.rstrip('.')})."
            for (p, choice, meaning), n in zip(tried, found, strict=True)
            if n
        ]

    def _tables(self, variable: Variable) -> list[str]:
        """The reference tables that it looks into and that the store does not hold."""
        store = getattr(self.source, "store", self.source)
        held = reference.current(store) if hasattr(store, "submissions") else {}
        lacking = [t for t in reference_tables(variable) if t not in held]
        if not lacking:
            return []
        return [f"Load {listed(lacking)}:  alder reference add FILE. Where to get it:  alder reference"]
