"""The trace of one learner: how a measure classified each aim, worked out from the table that the measure counts.

Everything is done as for a table of the measure: the same returns are chosen, the same table of aims is made, the same
expressions classify it. Then the rows of one learner are looked at, with what each criterion of the measure gives for
them. The learner's numbers stand in a table of their own and never in SQL, because SQL is kept on disk. A trace is said
in words for the terminal, and is never written to a file.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, Self

import pyarrow as pa

from alder.engine import sql_cache
from alder.errors import NoFigures, NotProtected, UsageError
from alder.look.words import counted, listed
from alder.measures.aims import on
from alder.measures.calculation import lineage, returns
from alder.measures.calculation.aims_table import CHOSEN_RETURNS, RETURNED, add_side_tables, prepare, record_number
from alder.measures.calculation.classification import classify, key, traced_rows
from alder.measures.calculation.result import needs_of, providers_in
from alder.measures.calculation.returns import CHOSEN
from alder.measures.calculation.tabulation import open_for
from alder.measures.measure import CriterionContext, measures
from alder.measures.query import Query
from alder.model import expr
from alder.model.definition import Parameter
from alder.model.explanation import Explanation, Section
from alder.model.period import AcademicYear, years_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from alder.engine.protocol import Engine
    from alder.measures.calculation.returns import ChosenReturns
    from alder.measures.measure import Measure, Scope
    from alder.model.definition import Setting
    from alder.model.expr import Table
    from alder.model.period import ReturnNumber

    Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class ReturnRead:
    """A return that the measure was worked out from."""

    ukprn: int
    provider: str
    year: AcademicYear
    return_number: ReturnNumber
    file_name: str

    @property
    def words(self) -> str:
        return f"ILR {self.year} {self.return_number}" + (f", {self.file_name}" if self.file_name else "")


@dataclass(frozen=True, repr=False)
class AimVerdict:
    """What became of an aim in one scope: what each step says, in which counts it is, and why it was left out."""

    scope: Scope | None
    steps: tuple[tuple[str, str], ...]
    counts: Mapping[str, bool]
    left_out: str | None


@dataclass(frozen=True, repr=False)
class JudgedAim:
    """One aim: where it was read, in which years' returns it is, and its verdict in each scope."""

    reference: str
    number: int | None
    begun: date | None
    read_from: ReturnRead
    line: int | None
    found_in: tuple[AcademicYear, ...]
    verdicts: tuple[AimVerdict, ...] = field(default=())

    @property
    def title(self) -> str:
        number = f", aim {self.number} of its learner" if self.number is not None else ""
        return f"{self.reference}, begun {on(self.begun)}{number}"

    @property
    def place(self) -> str:
        """The return, file and line where its latest record stands, and the years whose returns have it."""
        line = f", line {self.line}" if self.line is not None else ""
        return f"{self.read_from.words}{line}; in the returns of {years_in_words(self.found_in)}"


@dataclass(frozen=True, repr=False)
class Trace:
    """How a measure of a year judged each aim of one learner. It is about one person, so it keeps itself to itself:
    printed in full, shown by name only, and neither pickled nor written."""

    measure: Measure
    year: AcademicYear
    set: tuple[tuple[str, Setting], ...]
    returns: tuple[ReturnRead, ...]
    aims: tuple[JudgedAim, ...]

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotProtected("a trace is about one person, and is not kept", next="Trace the learner again instead.")

    def __repr__(self) -> str:
        return (
            f"Trace: {self.measure.name} ({self.year}) of one learner.\n"
            "Nothing is shown, because a notebook would keep it.\n"
            "Next: print(trace)"
        )

    def counts(self, scope: Scope | None) -> dict[str, int]:
        """In how many of each count of the measure the learner is. Learners are counted once, anything else each
        time."""
        found = {}
        for c in self.measure.counts:
            n = sum(v.counts[c.id] for a in self.aims for v in a.verdicts if v.scope == scope)
            found[c.id] = min(n, 1) if self.measure.counts_learners else n
        return found

    @property
    def scopes(self) -> tuple[Scope | None, ...]:
        return tuple(v.scope for v in self.aims[0].verdicts)

    def explanation(self) -> Explanation:
        """In words: the returns, each aim with its steps, what it comes to, and what each step rests on."""
        sections = [Section("Returns read", rows=tuple(self._returns()))]
        for n, aim in enumerate(self.aims, start=1):
            sections.append(Section(f"Aim {n} of {len(self.aims)}: {aim.title}", rows=tuple(self._aim(aim))))
        sections.append(Section("What it comes to", rows=tuple(self._sums())))
        rests = tuple((s.name, f"{s.asks} {s.source} ({s.evidence}: {s.evidence.meaning}).") for s in self._steps())
        sections.append(Section("What each step asks, and what that rests on", rows=rests))
        return Explanation(
            self.measure.title,
            "trace of one learner",
            (f"{self.measure.name} version {self.measure.version}", self.year.label),
            self.measure.reads_as,
            rows=tuple((f"{n} = {Parameter.shown(v)}", "set here") for n, v in self.set),
            sections=tuple(sections),
            next=f"About one person: do not keep it. The definition:  alder explain {self.measure.name}",
        )

    def text(self, width: int = 100) -> str:
        return self.explanation().text(width)

    def __str__(self) -> str:
        return self.text()

    def as_object(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "measure": self.measure.name,
            "version": self.measure.version,
            "year": self.year.label,
            "set": {n: Parameter.shown(v) for n, v in self.set},
            "returns": [_return_object(r) for r in self.returns],
            "aims": [
                {
                    "reference": a.reference,
                    "aim_number": a.number,
                    "begun": a.begun.isoformat() if a.begun else None,
                    "read_from": {**_return_object(a.read_from), "line": a.line},
                    "found_in": [y.label for y in a.found_in],
                    "judged": [
                        {
                            "scope": str(v.scope) if v.scope else None,
                            "steps": [{"step": name, "says": says} for name, says in v.steps],
                            "counts": dict(v.counts),
                            "left_out": v.left_out,
                        }
                        for v in a.verdicts
                    ],
                }
                for a in self.aims
            ],
            "counts": {str(s) if s else "all": self.counts(s) for s in self.scopes},
            "steps": [
                {"step": s.name, "asks": s.asks, "source": s.source, "evidence": s.evidence.value}
                for s in self._steps()
            ],
        }

    def _steps(self) -> list[Any]:
        return [s for s in self.measure.criteria if s.name != "record"]

    def _returns(self) -> list[tuple[str, str]]:
        rows: list[tuple[str, str]] = []
        told = 0
        for r in self.returns:
            name = f"{r.provider} ({r.ukprn})" if r.provider != str(r.ukprn) else r.provider
            rows.append(("" if r.ukprn == told else name, r.words))
            told = r.ukprn
        return rows

    def _aim(self, aim: JudgedAim) -> list[tuple[str, str]]:
        rows = [("read from", aim.place)]
        inside = [v for v in aim.verdicts if len(v.steps) > 2] or list(aim.verdicts[:1])
        rows += [(f"as {_label(v.scope)}", v.steps[-1][1]) for v in aim.verdicts if v not in inside]
        for v in inside:
            if v.scope and len(aim.verdicts) > 1:
                rows.append(("judged as", _label(v.scope)))
            rows += [*v.steps, ("counted", self._counted(v))]
        return rows

    def _counted(self, verdict: AimVerdict) -> str:
        labels = {c.id: c.label.lower() for c in self.measure.counts}
        among = [labels[c] for c, yes in verdict.counts.items() if yes]
        if among:
            others = [labels[c] for c, yes in verdict.counts.items() if not yes]
            return f"in {self.year}, among {listed(among)}" + (f"; not among {listed(others, 'or')}" if others else "")
        if verdict.left_out:
            return f"not in {self.year}: left out, {verdict.left_out}"
        return f"not in {self.year}"

    def _sums(self) -> list[tuple[str, str]]:
        rows = []
        for scope in self.scopes:
            found = self.counts(scope)
            said = ", ".join(f"{c.label.lower()} {found[c.id]}" for c in self.measure.counts)
            once = "; a learner is counted once" if self.measure.counts_learners and any(found.values()) else ""
            rows.append((_label(scope), said + once))
        aims = counted(len(self.aims), "aim")
        return [*rows, ("looked at", f"{aims}, of the same learner at every provider whose return was read")]


def _label(scope: Scope | None) -> str:
    return scope.label.lower() if scope else "all learning"


def _return_object(r: ReturnRead) -> dict[str, Any]:
    return {"ukprn": r.ukprn, "year": r.year.label, "return": r.return_number.value, "file": r.file_name}


_WANTED = "learner_wanted"
_TRACED = "learner_traced"
_REFERENCE = pa.schema([("LearnRefNumber", pa.string())])
_PERSON = pa.schema([("person", pa.int64())])


def trace(
    source: Any,
    measure: str,
    *,
    learner: str,
    ukprn: int | str | None = None,
    year: str | AcademicYear | None = None,
    return_number: str | None = None,
    research_copy: bool | None = None,
    **parameters: object,
) -> Trace:
    """Step by step, how a measure judged each aim of one learner of your own store.

    `learner` is the LearnRefNumber, `ukprn` the provider whose reference it is: needed where several have the same.
    Without a year it is the latest of which a return is held. The answer is about one person: print it, and keep it
    nowhere. It cannot be pickled, and shows no value of itself.
    """
    if not measures[measure].criteria:
        known = ", ".join(m.name for m in measures if m.criteria)
        raise UsageError(f"{measure} has no steps that could be traced", where=f"These have: {known}.")
    query = Query.ask(
        measure,
        year=year or _latest(source, research_copy),
        return_number=return_number,
        parameters=parameters,
        research_copy=research_copy,
    )
    with Tracing(source, query) as tracing:
        return tracing.of(learner, ukprn)


class Tracing:
    """A measure made ready for the traces of any number of learners."""

    def __init__(self, source: Any, query: Query) -> None:
        self.query, self.measure = query, measures[query.measure]
        self._opened = ExitStack()
        with ExitStack() as opened:
            needs = needs_of(query)
            self.engine, self.choice = open_for(source, query, opened, needs)
            prepare(self.engine, self.choice, needs)
            add_side_tables(self.engine, self.choice, self.measure.side_tables)
            self._base = classify(self.engine, self.measure, query.settings)
            self._files = _files(source, self.choice, providers_in(self.engine, self.choice))
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def of(self, learner: str, ukprn: int | str | None = None) -> Trace:
        """The trace of one learner."""
        reference = learner.strip()
        found = _found(self.engine, self.choice, [reference])
        return self._traces([_people(found[reference], self.choice, _number(ukprn), self.query)])[0]

    def of_each(self, learners: Sequence[tuple[str, int]]) -> list[Trace | None]:
        """The traces of several, each by reference and provider, for whom all is asked once. There is none of those of
        whom no aim is read.
        """
        found = _found(self.engine, self.choice, [reference for reference, _ in learners])
        people: list[list[int]] = []
        for reference, ukprn in learners:
            try:
                people.append(_people(found[reference], self.choice, ukprn, self.query))
            except NoFigures:
                people.append([])
        traces = iter(self._traces([p for p in people if p]))
        return [next(traces) if p else None for p in people]

    def _traces(self, people: Sequence[Sequence[int]]) -> list[Trace]:
        """A trace of the persons that each learner is."""
        every = sorted({person for learner in people for person in learner})
        self.engine.add(_TRACED, pa.table({"person": every}, schema=_PERSON))
        contexts = [CriterionContext(self.query.year.start, s, self.query.settings) for s in self.query.scopes]
        of_each = [_rows_of_learners(self.engine, self.measure, self._base, context) for context in contexts]
        places, found_in = _places(self.engine), _found_in(self.engine, self.choice)
        aims: list[tuple[int, JudgedAim]] = []
        for rows in zip(*of_each, strict=True):
            aim = rows[0]
            submission, line, number = places[aim["aim_id"]]
            file = self._files[submission]
            judged = JudgedAim(
                reference=aim["LearnAimRef"] or "no aim reference",
                number=number,
                begun=aim["LearnStartDate"],
                read_from=file,
                line=line,
                found_in=tuple(sorted(found_in.get(aim["aim_id"], {file.year}))),
                verdicts=tuple(_verdict(self.measure, *pair) for pair in zip(contexts, rows, strict=True)),
            )
            aims.append((aim["person"], judged))
        return [self._trace([aim for person, aim in aims if person in learner]) for learner in people]

    def _trace(self, aims: list[JudgedAim]) -> Trace:
        mine = {a.read_from.ukprn for a in aims}
        read = tuple(r for r in self._files.values() if r.ukprn in mine)
        return Trace(measure=self.measure, year=self.query.year, set=self.query.set, returns=read, aims=tuple(aims))


def _latest(source: Any, research_copy: bool | None) -> AcademicYear:
    """The latest year of which a return is held, or the research copy where that is asked."""
    store = getattr(source, "store", source)
    held = [h for h in returns.usable_in(store) if research_copy in (None, h.is_research)]
    if not held:
        raise NoFigures("no return is held", next="Keep a return with:  alder load FILE...")
    return max(h.year for h in held)


def _number(ukprn: int | str | None) -> int | None:
    if ukprn is None:
        return None
    text = str(ukprn).strip()
    if not text.isdigit():
        raise UsageError("that is no UKPRN", where="It is a number of eight digits.")
    return int(text)


def _found(engine: Engine, choice: ChosenReturns, references: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """The providers at which somebody has each reference, each with who that is."""
    engine.add(_WANTED, pa.table({"LearnRefNumber": sorted({*references})}, schema=_REFERENCE))
    learners = engine.schema("learner")
    several = bool(choice.earlier or choice.later)
    name = RETURNED if several else "aims"
    schema = engine.schema(name)

    def build() -> Table:
        t = expr.table("learner", learners).select("submission", "learner", "LearnRefNumber")
        t = t.join(expr.table(CHOSEN_RETURNS, CHOSEN), "submission")
        t = t.select("LearnRefNumber", record=record_number(t.ordinal, t.learner))
        mine = t.semi_join(expr.table(_WANTED, _REFERENCE), "LearnRefNumber")
        aims = expr.table(name, schema).select("record", "person", "ukprn")
        return aims.join(mine, "record").select("LearnRefNumber", "ukprn", "person").distinct()

    found: dict[str, list[tuple[int, int]]] = {reference: [] for reference in references}
    for r in engine.run(build, key=sql_cache.key("measures", "wanted", name, learners, schema)).to_pylist():
        found[r["LearnRefNumber"]].append((r["ukprn"], r["person"]))
    return found


def _people(found: Sequence[tuple[int, int]], choice: ChosenReturns, ukprn: int | None, query: Query) -> list[int]:
    """Who is meant: one person, as a rule. What is not found is said without repeating what was typed."""
    ukprn = ukprn if ukprn is None else choice.successors.get(ukprn, ukprn)  # its learners are counted there
    providers = sorted({provider for provider, _ in found})
    where = f"Looked at: {choice.coverage}."
    if ukprn is not None and ukprn not in choice.providers:
        raise NoFigures(
            f"no return of provider {ukprn} is among those that {query.measure} of {query.year} reads",
            where=where,
            next="See what is held:  alder returns",
        )
    if ukprn is None and len(providers) > 1:
        raise UsageError(
            "several providers have a learner of that reference",
            where=f"Providers {', '.join(str(p) for p in providers)}.",
            next="Say whose it is with --ukprn, in Python ukprn=....",
        )
    people = sorted({person for provider, person in found if ukprn in (None, provider)})
    if not people:
        raise NoFigures(
            f"no learner of that reference has an aim in the returns that {query.measure} of {query.year} reads",
            where=where,
            next="The reference is the LearnRefNumber, written as in the return; ask for another year with --year.",
        )
    return people


def _rows_of_learners(engine: Engine, measure: Measure, base: str, context: CriterionContext) -> Rows:
    """The learners' rows of the table that the measure counts, with the columns that its steps look at."""
    schema = engine.schema(base)

    def build() -> Table:
        rows = traced_rows(measure, expr.table(base, schema), context).semi_join(expr.table(_TRACED, _PERSON), "person")
        return rows.order_by(["LearnStartDate", "aim_id"])

    meant = (context.year, context.scope, sorted(context.settings.items()))
    found: Rows = engine.run(build, key=sql_cache.key("measures", "traced", *key(measure), *meant, schema)).to_pylist()
    return found


def _places(engine: Engine) -> dict[int, tuple[int, int | None, int | None]]:
    """Of each aim its submission, the line of its file and its AimSeqNumber."""
    schema = engine.schema("learning_delivery")
    more = [c for c in ("line", "AimSeqNumber") if c in schema.names]
    aims = engine.schema("aims")

    def build() -> Table:
        t = expr.table("learning_delivery", schema).select("submission", "aim", *more)
        t = t.join(expr.table(CHOSEN_RETURNS, CHOSEN), "submission")
        t = t.select("submission", *more, aim_id=record_number(t.ordinal, t.aim))
        mine = expr.table("aims", aims).semi_join(expr.table(_TRACED, _PERSON), "person").select("aim_id")
        return mine.join(t, "aim_id")

    rows = engine.run(build, key=sql_cache.key("measures", "places", schema, aims)).to_pylist()
    return {r["aim_id"]: (r["submission"], r.get("line"), r.get("AimSeqNumber")) for r in rows}


def _found_in(engine: Engine, choice: ChosenReturns) -> dict[int, set[AcademicYear]]:
    """Of each record of the learners the years whose returns hold the same aim."""
    if not (choice.earlier or choice.later):
        return {}
    schema, lines = engine.schema(RETURNED), engine.schema(lineage.NAME)

    def build() -> Table:
        t = expr.table(RETURNED, schema).semi_join(expr.table(_TRACED, _PERSON), "person")
        return t.join(expr.table(lineage.NAME, lines), "aim_id").select("aim_id", "lineage", "return_year")

    rows = engine.run(build, key=sql_cache.key("measures", "found in", schema, lines)).to_pylist()
    years: dict[int, set[AcademicYear]] = {}
    for r in rows:
        years.setdefault(r["lineage"], set()).add(AcademicYear(r["return_year"]))
    return {r["aim_id"]: years[r["lineage"]] for r in rows}


def _files(source: Any, choice: ChosenReturns, names: Mapping[int, str]) -> dict[int, ReturnRead]:
    """The returns that were read, by the number of their submission."""
    store = getattr(source, "store", source)
    known: dict[int, str] = {}
    if hasattr(store, "submissions"):
        rows = store.submissions().select(["submission", "file_name"]).to_pylist()
        known = {r["submission"]: r["file_name"] for r in rows}
    ordered = sorted(choice.used, key=lambda h: (h.ukprn, h.year))
    return {
        h.submission: ReturnRead(
            h.ukprn, names.get(h.ukprn, str(h.ukprn)), h.year, h.return_number, known.get(h.submission) or ""
        )
        for h in ordered
    }


def _verdict(measure: Measure, context: CriterionContext, row: Mapping[str, Any]) -> AimVerdict:
    """What each step says of an aim, as far as it is asked, and what the measure counted."""
    said = []
    for step in measure.criteria:
        said.append((step.name, step.says(row, context)))
        if step.ended_by(row):
            break
    counts = {c.id: bool(row[c.id]) for c in measure.counts}
    return AimVerdict(context.scope, tuple(said), counts, row["left_out"])
