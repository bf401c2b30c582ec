"""Analysis sets: one row for each aim or learner that a measure counts, with its outcome and the variables asked for.

A set is made of the very rows that a measure counts, before they are summed (see `calculation.counting`), so that the
sums of its columns are the counts of the measure. It is a stream: a year at a time and some rows at a time, never all
of them. Whoever is in it has a key in place of a number or name, the same over the years of a store, and made with a
secret of the store and project, so that it is another in any other.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from operator import and_, or_
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from alder.derive import variables
from alder.derive.aims import COLLECTED, SCHEMA, TYPES
from alder.derive.look_ups import LOOKED_UP
from alder.derive.variable import NEVER_UNKNOWN
from alder.engine import sql_cache
from alder.engine.origins import Origins
from alder.engine.project_keys import project_in
from alder.engine.store_place import check_place
from alder.errors import Inconsistency, UsageError
from alder.look.words import counted
from alder.measures.analysis_file import as_csv, write_rows
from alder.measures.calculation import classification
from alder.measures.calculation.aims_table import add_side_tables, prepare
from alder.measures.calculation.classification import LEFT_OUT, classify
from alder.measures.calculation.counting import (
    CountedScope,
    describe_learners,
    learners_once,
    must_describe,
    rows_counted,
)
from alder.measures.calculation.extract_table import opened as opened_extract
from alder.measures.calculation.record_keys import AIM, LAST_ULN, names_in_copy
from alder.measures.calculation.reference_look_up import ColumnNeeds, tables_used
from alder.measures.calculation.result import carried, needs_of, notes_of, providers_in, quality_of, splits_of
from alder.measures.calculation.returns import ExtractSource, ReferenceUse, decided_of, editions_of, made_up_in
from alder.measures.calculation.tabulation import open_for
from alder.measures.cohorts.cohort_table import cohort_table_of
from alder.measures.measure import AGE_BAND, FOUND, LOOKED_FOR, OTHER_NAMES, PROVIDER, Breakdown, measures
from alder.measures.query import Query, can_split, unknown_characteristic
from alder.model import expr
from alder.model.expr import cases, ifelse, literal, null
from alder.model.frame import ORDER, FrameSource
from alder.model.made_up import COLUMN, MadeUp
from alder.model.quality import FieldQuality, Quality
from alder.model.statistic import SCOPE
from alder.quality import grade_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from alder.derive import Variable
    from alder.derive.look_ups import LookUp
    from alder.engine.project_keys import Project
    from alder.engine.protocol import Engine
    from alder.measures.calculation.returns import ChosenReturns
    from alder.measures.measure import Measure, Scope
    from alder.model.expr import Table, Value
    from alder.model.period import AcademicYear

BATCH = 122_880
"""Rows that are held at a time."""

PROJECT = "analysis"
"""The project whose keys people have where none is named."""

_PEOPLE = "drawn_people"
"""The table with the source's own key of each person of a cohort table."""

YEAR, PERSON_KEY, KEY_LASTS, AIM_KEY, PROVIDER_NUMBER = "year", "person_key", "key_lasts", "aim_key", "provider_number"

_ALL_THERE = 0
"""Of a row in which nothing that a variable reads is missing."""


@dataclass(frozen=True)
class AnalysisColumn:
    """A column of an analysis set as its dictionary has it: its unit, its definition and how good it is."""

    name: str
    title: str
    unit: str
    says: str
    source: str = ""
    quality: Quality | None = None


@dataclass
class StreamedRows:
    """What was seen of a set while its rows went by: how many, the words of each code, and what lacks and why."""

    rows: int = 0
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    without_row: dict[str, int] = field(default_factory=dict)
    """People of the cohort of linked records of whom there is no row at all, by reason."""
    notes: dict[str, None] = field(default_factory=dict)
    sources: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True)
class AnalysisSet(FrameSource):
    """One row for each aim or learner behind the figures of a measure. Nothing is read until its rows are asked for.

    `query` is the question whose counts the rows add up to, split by the variables that have categories, and `numbers`
    are the others. It is a frame by `to_pandas()` and `to_polars()`, and goes a batch at a time to whatever reads Arrow
    by the PyCapsule protocol: `polars.DataFrame(s)`, `pyarrow.table(s)`; `write` puts it into a file with its
    dictionary beside it.
    """

    source: Any = field(repr=False)
    query: Query
    wanted: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    with_left_out: bool = False
    project: str = PROJECT
    made_up: MadeUp = MadeUp.NO_WORD
    seen: StreamedRows = field(default_factory=StreamedRows, repr=False, compare=False)

    @classmethod
    def ask(
        cls,
        source: Any,
        measure: str,
        *,
        with_: str | Iterable[str] = (),
        year: str | AcademicYear | None = None,
        years: str | Iterable[str | AcademicYear] = (),
        where: str = "",
        scope: str | None = None,
        return_number: str | None = None,
        left_out: bool = False,
        research_copy: bool | None = None,
        project: str = PROJECT,
        parameters: Mapping[str, object] | None = None,
    ) -> AnalysisSet:
        """Read what is asked for; an unknown name is refused with the nearest one that is known.

        `with_` are variables, of categories or numbers. With `left_out` those have a row too whom the measure leaves
        out of its denominator, with the reason. A store without a place is refused: see `alder store place`.
        """
        store = getattr(source, "store", source)
        if not hasattr(store, "submissions"):
            raise UsageError("an analysis set is made from a store, and this is none", next='Use: alder.open("store").')
        check_place(store, "rows of learners")
        origins = Origins.of(store)
        made_up = MadeUp.of(mark for mark, held in ((True, origins.made_up), (False, origins.others)) if held)
        definition = measures[measure]
        names = with_.split(",") if isinstance(with_, str) else [*with_]
        asked = tuple(dict.fromkeys(OTHER_NAMES.get(n.strip(), n.strip()) for n in names if n.strip()))
        if definition.separate_scopes:  # each row says its own, whatever is asked for
            asked = tuple(n for n in asked if n != SCOPE)
        able = can_split(definition)
        numbers = tuple(n for n in asked if n not in able)
        for name in numbers:
            if name not in _numbers_of(definition):
                raise unknown_characteristic(definition, name, (*able, *_numbers_of(definition)), "Rows can have")
        query = Query.ask(
            measure,
            by=[n for n in asked if n in able],
            **({"year": year} if year is not None else {"years": years}),
            where=where,
            scope=scope,
            return_number=return_number,
            parameters=parameters,
            research_copy=research_copy,
        )
        query = decided_of(source, query)
        return cls(source, query, asked, numbers, left_out, project, made_up)

    # What it is -------------------------------------------------------------------------------------------------------

    @property
    def measure(self) -> Measure:
        return measures[self.query.measure]

    @property
    def schema(self) -> pa.Schema:
        """The names and types of its columns, each with its title and unit as metadata, and words in their order."""
        found = []
        for c, type in self._columns:
            said: dict[str | bytes, str] = {"title": c.title, "unit": c.unit}
            if order := self._order_of(c.name):
                said[ORDER] = json.dumps(order, ensure_ascii=False)
            found.append(pa.field(c.name, type, metadata=said))
        return pa.schema(found)

    @property
    def columns(self) -> tuple[AnalysisColumn, ...]:
        """Its dictionary: what each column is, in which unit, by whose definition, and how far it can be trusted."""
        return tuple(c for c, _ in self._columns)

    @property
    def row(self) -> str:
        """What one row is, in words."""
        unit = {"learners": "learner", "aims": "aim", "programmes": "programme", "records": "record"}[self.measure.unit]
        several = [n for n in self.wanted if self.measure.counts_learners and not self._is_of_person(n)]
        if several:
            return (
                f"One row for each learner in each combination of {', '.join(several)}: count each person_key once, "
                "since a learner may be in several."
            )
        moment = " at each moment" if self.measure.moments else ""
        return f"One row for each {unit}{moment} that {self.measure.name} counts."

    # Its rows ---------------------------------------------------------------------------------------------------------

    def reader(self) -> pa.RecordBatchReader:
        """The rows, some at a time: all of them need not fit into memory."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def to_arrow(self) -> pa.Table:
        """All rows, in memory."""
        return self.reader().read_all()

    def write(self, path: str | Path) -> tuple[Path, ...]:
        """Write the rows to a file (.parquet, .csv, or .arrows for an Arrow stream), with the dictionary of its
        columns, the words of its codes and its notes beside it. Gives the files.
        """
        return write_rows(Path(path), self.schema, self.batches(), self._beside)

    def _beside(self) -> dict[str, bytes]:
        """What lies beside the rows once they have gone by, by its ending."""
        return {
            "columns.csv": as_csv(_COLUMNS, self._dictionary()),
            "codes.csv": as_csv(_CODES, self._codes()),
            "notes.txt": self.notes().encode(),
        }

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.reader().__arrow_c_stream__(requested_schema)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows of each year and kind of provision, one after another. What was `seen` of them counts anew."""
        fresh = StreamedRows()
        self.seen.__dict__.update(fresh.__dict__)
        for year in self.query.years:
            query = self.query.of_year(year)
            with _opened(self, query, self._needs(query)) as opened:
                for scope in query.scopes:
                    yield from RowStream(self, opened, query, scope).batches()

    def _needs(self, query: Query) -> ColumnNeeds:
        """What the table of aims must have, for the question and for the numbers beside it."""
        if self.measure.extract:
            return ColumnNeeds()
        own = ColumnNeeds.of([variables[n] for n in self.numbers], query.year.start, _settings_of(query, self.numbers))
        both = needs_of(query).joined(own)
        if both is None:
            raise Inconsistency("two variables of one set look the same thing up in two ways")
        return both

    def _order_of(self, name: str) -> list[str]:
        """The words of a column of categories in their own order, where it has these and no others."""
        if name not in self.wanted or name in self.numbers or name == PROVIDER:
            return []
        variables_of_scopes = [_variable(self.measure, name, scope) for scope in self.query.scopes]
        if any(v.is_open for v in variables_of_scopes):
            return []
        return list(dict.fromkeys(c.label for v in variables_of_scopes for c in v.categories))

    def _is_of_person(self, name: str) -> bool:
        return name != PROVIDER and _variable(self.measure, name, self.query.scopes[0]).person

    def _dictionary(self) -> list[tuple[str, ...]]:
        lines: list[tuple[str, ...]] = []
        for c in self.columns:
            grade = c.quality.grade.value if c.quality else ""
            because = "; ".join(f"{f.field}: {f.why}" for f in c.quality.because) if c.quality else ""
            lacking = "; ".join(f"{why}: {n:,}" for why, n in sorted(self.seen.missing.get(c.name, {}).items()))
            lines.append((c.name, c.title, c.unit, " ".join(c.says.split()), c.source, grade, because, lacking))
        return lines

    def _codes(self) -> list[tuple[str, ...]]:
        return [(name, code, words) for name, codes in self.seen.words.items() for code, words in codes.items()]

    def notes(self) -> str:
        """What was read and left out of the rows that were last gone through, with cautions and breaks."""
        measure, seen = self.measure, self.seen
        lines = [
            f"{measure.title} ({measure.name}, version {measure.version})",
            *([self.made_up.says] if self.made_up else []),
            f"{self.row} {counted(seen.rows, 'row')}.",
            "It is about people: what is made of it leaves only through disclosure control."
            if self.made_up is not MadeUp.ALL
            else "Its rows are about nobody.",
            f"Read from: {'; '.join(seen.sources)}.",
            f"Counted: {measure.numerator}",
            *([f"Of: {measure.denominator}"] if measure.rates else []),
            *([f"Only those where {self.query.where.words}."] if self.query.where else []),
            *(f"{name} was set to {value}." for name, value in self.query.set),
            *(f"Without a row, {reason}: {counted(n, 'person', 'people')}." for reason, n in seen.without_row.items()),
            *(f"Left out, {reason}: {counted(n, 'row')}." for reason, n in sorted(seen.left_out.items())),
            *seen.notes,
        ]
        return "\n".join(line for line in lines if line) + "\n"

    @cached_property
    def _columns(self) -> list[tuple[AnalysisColumn, pa.DataType]]:
        measure, text = self.measure, pa.string()
        own = quality_of(measure)
        found = [(AnalysisColumn(YEAR, "Academic year", "academic year", "The year of the figures."), text)]
        if measure.separate_scopes:
            found.append((AnalysisColumn(SCOPE, "Provision", "category", "The kind of learning, counted apart."), text))
        found += [
            (AnalysisColumn(PERSON_KEY, "Person", "key", _SAYS_PERSON), text),
            (AnalysisColumn(KEY_LASTS, "Person known over years", "yes or no", _SAYS_LASTS), pa.bool_()),
        ]
        if not measure.counts_learners:
            found.append((AnalysisColumn(PROVIDER_NUMBER, "Provider", "number", _SAYS_PROVIDER), pa.int32()))
            if not measure.extract:
                found.append((AnalysisColumn(AIM_KEY, "Aim", "key", _SAYS_AIM), text))
        for count in measure.counts:
            says = f"Whether the row is among these. {measure.numerator if count.of else ''}".strip()
            found.append((AnalysisColumn(count.id, count.label, "yes or no", says, measure.source, own), pa.bool_()))
        if measure.match:
            for id, title in ((LOOKED_FOR, "Looked for in the linked records"), (FOUND, "Found there")):
                says = f"People {measure.match.says}" if id == LOOKED_FOR else "Whether the person was found."
                found.append((AnalysisColumn(id, title, "yes or no", says, measure.source, own), pa.bool_()))
        for one in measure.averages:
            says = f"Of those in {one.rests_on}; missing for others."
            found.append((AnalysisColumn(one.id, one.label, one.unit, says, measure.source, own), pa.float64()))
        if measure.moments:
            along = measure.moments(self.query.settings)
            said = AnalysisColumn(along.id, along.label, "category", "The moment to which the row is followed.")
            found += [(said, text), (_code(said), text)]
        for name in self.wanted:
            said = _described(measure, name, self.query.scopes)
            if name in self.numbers:
                found.append((said, _type_of(variables[name], self.query)))
            else:
                found += [(said, text), (_code(said), text)]
            found.append(
                (
                    replace(
                        said, name=f"{name}_missing", title=f"{said.title}: why not known", unit="", says=_SAYS_MISSING
                    ),
                    text,
                )
            )
        if self.with_left_out:
            says = "Why the measure leaves the row out; missing for those that it counts."
            found.append((AnalysisColumn(LEFT_OUT, "Left out", "reason", says, measure.source, own), text))
        if self.made_up:
            found.append((AnalysisColumn(COLUMN, "Made up", "category", self.made_up.says), text))
        return found


_COLUMNS = ("column", "title", "unit", "definition", "source", "grade", "because", "not_known")
_CODES = ("column", "code", "words")
"""The columns of the dictionary, and of the words of codes, as they lie beside the rows."""

_SAYS_PERSON = "Stands for the person: the same in every year of this store and project, and another in any other."
_SAYS_LASTS = "Whether the key is of a number that lasts, and so the same in other years and sets."
_SAYS_PROVIDER = "The UKPRN; in linked records the number that stands for the provider."
_SAYS_AIM = "Stands for the aim, from one return and set to the next. Two aims that no field tells apart share one."
_SAYS_MISSING = "Why there is no known value; missing where there is one."


def _code(column: AnalysisColumn) -> AnalysisColumn:
    return replace(column, name=f"{column.name}_code", title=f"{column.title}: code", unit="code")


def _described(measure: Measure, name: str, scopes: Sequence[Scope | None]) -> AnalysisColumn:
    """A variable as the dictionary has it: of age bands those of each kind of provision."""
    if name == PROVIDER:
        quality = Quality.of([grade_of("UKPRN")])
        return AnalysisColumn(PROVIDER, "Provider", "category", "The provider, by its name.", "", quality)
    each = {v.name: v for v in (_variable(measure, name, scope) for scope in scopes)}.values()
    own = [measure.extract.quality] if measure.extract else [grade_of(f) for v in each for f in v.reads]
    quality = Quality.of([*dict.fromkeys(own), *(FieldQuality.of_definition(v.name, v.evidence) for v in each)])
    titles, units, says, sources = (
        tuple(dict.fromkeys(texts))
        for texts in zip(*((v.title, v.unit, v.definition, v.source) for v in each), strict=True)
    )
    return AnalysisColumn(name, "; ".join(titles), "; ".join(units), " ".join(says), "; ".join(sources), quality)


def _variable(measure: Measure, name: str, scope: Scope | None) -> Variable:
    own = measure.extract.variables if measure.extract else {}
    if name in own:
        return own[name]
    return variables[measure.age_bands[scope] if name == AGE_BAND else "provision" if name == SCOPE else name]


def _numbers_of(measure: Measure) -> tuple[str, ...]:
    """The variables without categories that rows of a measure can have."""
    every = [v for v in variables if not v.is_grouping]
    if measure.extract:
        return tuple(v.name for v in every if not v.needs_more and measure.extract.columns.keys() >= {*v.reads})
    return tuple(v.name for v in every)


def _settings_of(query: Query, numbers: Iterable[str]) -> dict[str, Any]:
    """The parameters of a question, and those of the numbers beside it, which stay at their defaults."""
    return {**{p.name: p.default for n in numbers for p in variables[n].parameters}, **query.settings}


def _number(variable: Variable, rows: Table, query: Query, settings: Mapping[str, Any]) -> Value:
    return variable(rows, **{"year": query.year.start, "day": rows.LearnStartDate, **settings})


def _type_of(variable: Variable, query: Query) -> pa.DataType:
    """The type of a variable without categories."""
    more = [(c, TYPES[c]) for c in (*variable.columns, *variable.helped_by)]
    rows = expr.table("aims_with_columns", pa.schema([*SCHEMA, *more]))
    found = _number(variable, rows, query, _settings_of(query, [variable.name])).type()
    if found.is_boolean():
        return pa.bool_()
    return pa.string() if found.is_string() else pa.int64() if found.is_integer() else pa.float64()


@dataclass(frozen=True)
class PreparedYear:
    """A year made ready: the engine with the table that is counted, what was chosen, and what was looked into."""

    engine: Engine
    choice: ChosenReturns | ExtractSource
    base: str
    needs: ColumnNeeds
    used: ReferenceUse


@contextmanager
def _opened(of: AnalysisSet, query: Query, needs: ColumnNeeds) -> Iterator[PreparedYear]:
    source, measure = of.source, of.measure
    about = {"gives": "rows of people", "keys_of": of.project}
    with ExitStack() as stack:
        if measure.extract:
            engine, extract = stack.enter_context(opened_extract(source, query, about=about))
            yield PreparedYear(engine, extract, classify(engine, measure, query.settings), needs, ReferenceUse())
            return
        engine, choice = open_for(source, query, stack, needs, about=about)
        prepare(engine, choice, needs)
        add_side_tables(engine, choice, measure.side_tables)
        used = ReferenceUse(tables_used(engine, needs), editions_of(source), made_up_in(source))
        base = classify(engine, measure, query.settings, query.year.start)
        yield PreparedYear(engine, choice, base, needs, used)


_EMPTY = "not filled in"


@dataclass(frozen=True)
class ValueGap:
    """Columns that leave a variable without a value where all of them are missing, and what that means."""

    columns: tuple[str, ...]
    says: str

    @property
    def why(self) -> str:
        return f"{self.says}: {' or '.join(self.columns)}" if self.says == _EMPTY else self.says


class RowStream:
    """The rows of a year in one kind of provision."""

    def __init__(self, of: AnalysisSet, opened: PreparedYear, query: Query, scope: Scope | None) -> None:
        self.set, self.opened, self.query, self.scope = of, opened, query, scope
        self.measure, self.engine = of.measure, opened.engine
        self.schema = self.engine.schema(opened.base)
        providers = providers_in(self.engine, opened.choice)
        self.splits = splits_of(self.engine, query, providers, opened.used)[scope]
        self.settings = _settings_of(query, of.numbers)
        self.numbers = [self._as_breakdown(variables[n]) for n in of.numbers]
        self.gaps = {s.id: self._gaps_behind(s) for s in (*self.splits, *self.numbers)}
        self.project = project_in(getattr(of.source, "store", of.source).folder, of.project)
        self.names: dict[int, str] = {}
        if not isinstance(opened.choice, ExtractSource) and opened.choice.is_research:
            self.names = names_in_copy(self.engine)
        self._note(providers)

    def _note(self, providers: Mapping[int, str]) -> None:
        """What stands beside the rows: notes and cautions as a table of them would have."""
        seen, choice = self.set.seen, self.opened.choice
        splits = {self.scope: CountedScope((), self.splits)}
        quality = carried(self.measure, self.query, choice, splits)
        seen.notes |= dict.fromkeys(notes_of(self.measure, self.query, choice, self.opened.used))
        seen.notes |= dict.fromkeys(c.text for c in quality.caveats)
        seen.notes |= dict.fromkeys(f"{b.year}: {b.text}" for b in quality.breaks)
        seen.sources |= dict.fromkeys((choice.source, *choice.delivered, *self.opened.used.says))
        if isinstance(choice, ExtractSource) and self.query.where is None:
            for reason, n in choice.left_out.items():
                seen.without_row[reason] = seen.without_row.get(reason, 0) + n
        for s in self.splits:
            seen.words.setdefault(s.id, {}).update({c.code: c.label for c in s.categories})

    def _as_breakdown(self, v: Variable) -> Breakdown:
        """A number as what may describe a person or an aim, without categories."""

        def column(rows: Table) -> Value:
            return _number(v, rows, self.query, self.settings)

        return Breakdown(
            v.name, v.title, (), column, v.reads, person=v.person, key=f"split_{v.name}", of_aims=v.of_aims
        )

    def _gaps_behind(self, split: Breakdown) -> tuple[ValueGap, ...]:
        """What leaves no value: fields that are not filled, the first by which to look up too, and what was not found.

        Fields that only some variables read stand for each other, as those of two schemes of prior attainment. What a
        look-up gives is all needed, or else all of what a variable can do without some of.
        """
        there = {*self.schema.names}
        read = [c for c in split.reads if c in split.of_aims & there - NEVER_UNKNOWN]
        instead = tuple(c for c in read if c in COLLECTED)
        found = [ValueGap(columns, _EMPTY) for columns in ((c,) for c in read if c not in instead)]
        looked = [c for c in sorted(split.of_aims & there) if c in LOOKED_UP]
        if not looked:
            return (*found, *([ValueGap(instead, _EMPTY)] if instead else []))
        steps = {step.name: step for step, _ in self.opened.needs.look_ups}
        for name in dict.fromkeys(_first(steps, LOOKED_UP[c].look_up).name for c in looked):
            keys = tuple(c for columns in steps[name].on.values() for c in columns if c in there)
            if not {*keys} <= NEVER_UNKNOWN:
                found.append(ValueGap(keys, _EMPTY))
        variable = _variable(self.measure, split.id, self.scope)
        needed: list[tuple[str, ...]] = [(c,) for c in looked if c in variable.columns]
        for columns in needed or [tuple(looked)]:
            says = dict.fromkeys(steps[LOOKED_UP[c].look_up].says for c in columns)
            found.append(ValueGap(columns, f"nothing found in {' or '.join(says)}"))
        return tuple(found)

    # In the database --------------------------------------------------------------------------------------------------

    @property
    def _counts(self) -> list[str]:
        return [c.id for c in self.measure.counts]

    @property
    def _flags(self) -> list[str]:
        return [*self._counts, *([LOOKED_FOR, FOUND] if self.measure.match else [])]

    @property
    def _identity(self) -> list[str]:
        """The columns that tell rows apart beside the person, where they are not learners."""
        if self.measure.counts_learners:
            return []
        return ["ukprn"] if self.measure.extract else [*AIM]

    def batches(self) -> Iterator[pa.RecordBatch]:
        of, measure = self.set, self.measure
        people = self.engine.schema(_PEOPLE) if measure.extract else None
        splits = [(s.id, s.key, s.codes) for s in (*self.splits, *self.numbers)]
        key = sql_cache.key(
            "measures",
            *("analysis set", *classification.key(measure), measure.eligible, measure.match),
            *(self.scope, self.query.year.start, sorted(self.settings.items()), self.query.where, self.opened.base),
            *(splits, sorted(self.gaps.items()), of.with_left_out, self.schema, people),
        )
        for batch in self.engine.batches(self._expression, BATCH, key=key):
            if batch.num_rows:
                yield self._finished(batch)

    def _expression(self) -> Table:
        of, measure, query = self.set, self.measure, self.query
        year, every = query.year.start, [*self.splits, *self.numbers]

        def described(aims: Table) -> Table:
            if must_describe(measure, every, query.where):
                return describe_learners(aims, year, self.settings["characteristics_from"])
            return aims

        table = expr.table(self.opened.base, self.schema)
        rows = rows_counted(measure, table, self.scope, year, self.settings, described=described, where=query.where)
        columns = {f"by_{s.id}": s.column(rows) for s in every}
        columns |= {f"gap_{id}": _gap(rows, fields) for id, fields in self.gaps.items()}
        columns |= {
            f"value_{a.id}": ifelse(rows[a.rests_on], rows[a.id].cast("float64"), null("float64"))
            for a in measure.averages
        }
        match = measure.match.counts(rows) if measure.match else {}
        marked = rows.mutate(**columns, **match)
        names = [*self._flags, *(n for n in columns if not n.startswith("by_"))]
        by = [f"by_{s.id}" for s in every]
        marked = marked.select("person", *self._identity, *by, *names, LEFT_OUT)
        found = self._learners(marked, by, names) if measure.counts_learners else marked
        wanted = reduce(or_, (found[c].fill_null(False) for c in self._counts))
        if of.with_left_out:
            wanted = wanted | found[LEFT_OUT].notnull()
        found = found.filter(wanted)
        if not measure.extract:
            return found
        people = expr.table(_PEOPLE, self.engine.schema(_PEOPLE))
        known = people.select("person", person_text=people.key.cast("string"))
        return found.left_join(known, "person").drop("person_right")

    def _learners(self, marked: Table, by: Sequence[str], names: Sequence[str]) -> Table:
        """Each learner once in each combination. Left out is who counts in none of them, for the first reason."""
        found = learners_once(marked, by, names)
        if all(s.person for s in (*self.splits, *self.numbers)):
            return found
        of_people = marked.group_by("person").aggregate(
            counts_somewhere=marked[self._counts[0]].any(), reason=marked[LEFT_OUT].min()
        )
        t = found.join(of_people, "person")
        reason = ifelse(t.counts_somewhere, null("string"), t.reason)
        return t.mutate(**{LEFT_OUT: reason}).drop("counts_somewhere", "reason")

    # Out of the database ----------------------------------------------------------------------------------------------

    def _finished(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """The rows with keys for numbers, and words beside codes."""
        given: dict[str, pa.Array] = {YEAR: pa.repeat(self.query.year.label, rows.num_rows)}
        if self.measure.separate_scopes:
            given[SCOPE] = pa.repeat(str(self.scope), rows.num_rows)
        given |= self._person(rows)
        if not self.measure.counts_learners:
            given[PROVIDER_NUMBER] = rows["ukprn"]
            if not self.measure.extract:
                given[AIM_KEY] = _aim_keys(self.project, rows)
        given |= {c: pc.fill_null(rows[c], False) for c in self._flags}
        given |= {a.id: rows[f"value_{a.id}"] for a in self.measure.averages}
        for split in self.splits:
            code = rows[f"by_{split.id}"]
            place = pc.index_in(code, value_set=pa.array(split.codes, pa.string()))
            if place.null_count:
                raise Inconsistency(f"a variable has a value that is not one of its categories: {split.id}")
            given[split.id] = pa.array([c.label for c in split.categories], pa.string()).take(place)
            given[f"{split.id}_code"] = code
            unknown = pc.equal(code, split.unknown) if split.unknown is not None else pa.repeat(False, rows.num_rows)
            given[f"{split.id}_missing"] = self._missing(rows, split, unknown)
        for number in self.numbers:
            given[number.id] = rows[f"by_{number.id}"]
            given[f"{number.id}_missing"] = self._missing(rows, number, pc.is_null(rows[f"by_{number.id}"]))
        given[LEFT_OUT] = rows[LEFT_OUT]
        given[COLUMN] = pa.repeat(self.set.made_up.mark, rows.num_rows)
        shape = self.set.schema
        found = pa.RecordBatch.from_arrays([given[f.name].cast(f.type) for f in shape], schema=shape)
        self._see(found, rows)
        return found

    def _person(self, rows: pa.RecordBatch) -> dict[str, pa.Array]:
        drawing = cohort_table_of(self.measure.name)
        if self.measure.extract and drawing:
            keys = self.project.keys(f"person of {drawing.cohort.source}", rows["person_text"])
            return {PERSON_KEY: keys, KEY_LASTS: pa.repeat(True, rows.num_rows)}
        if self.names:
            at = pc.index_in(rows["person"], value_set=pa.array(self.names, pa.int64()))
            named = pa.array(self.names.values(), pa.string()).take(at)
            return {PERSON_KEY: self.project.keys("person of the copy", named), KEY_LASTS: pa.repeat(False, len(at))}
        lasts = pc.less_equal(rows["person"], LAST_ULN)
        text, nothing = rows["person"].cast(pa.string()), pa.scalar(None, pa.string())
        over_years = self.project.keys("ULN", pc.if_else(lasts, text, nothing))
        # Whoever has no number is known by a place among the returns that were read, which is another among others.
        here = self.project.keys(f"learner of {_returns_of(self.opened.choice)}", pc.if_else(lasts, nothing, text))
        return {PERSON_KEY: pc.coalesce(over_years, here), KEY_LASTS: lasts}

    def _missing(self, rows: pa.RecordBatch, split: Breakdown, unknown: pa.Array) -> pa.Array:
        """Why there is no known value where there is none."""
        reasons = pa.array(
            ["no known value follows from what is recorded", *(gap.why for gap in self.gaps[split.id])], pa.string()
        )
        return pc.if_else(unknown, reasons.take(rows[f"gap_{split.id}"]), pa.scalar(None, pa.string()))

    def _see(self, found: pa.RecordBatch, rows: pa.RecordBatch) -> None:
        seen = self.set.seen
        seen.rows += found.num_rows
        for name in [f.name for f in found.schema if f.name.endswith("_missing")]:
            _add_up(seen.missing.setdefault(name.removesuffix("_missing"), {}), found[name])
        _add_up(seen.left_out, rows[LEFT_OUT])


def _gap(rows: Table, gaps: Sequence[ValueGap]) -> Value:
    """The number of the first gap in each row, from 1 on; 0 where there is none."""
    none = literal(_ALL_THERE).cast("int32")
    empty = [reduce(and_, (rows[c].isnull() for c in gap.columns)) for gap in gaps]
    return cases(*((one, n) for n, one in enumerate(empty, 1)), else_=_ALL_THERE).cast("int32") if empty else none


def _first(steps: Mapping[str, LookUp], name: str) -> LookUp:
    """The look-up of aims from which another goes on, or itself."""
    step = steps[name]
    while step.after:
        step = steps[step.after]
    return step


def _add_up(counts: dict[str, int], reasons: pa.Array) -> None:
    for one in pc.value_counts(reasons.drop_null()):
        reason = one["values"].as_py()
        counts[reason] = counts.get(reason, 0) + one["counts"].as_py()


def _aim_keys(project: Project, rows: pa.RecordBatch) -> pa.Array:
    told = [rows[c].cast(pa.string()) for c in ("person", *AIM)]
    text = pc.binary_join_element_wise(*told, "\x1f", null_handling="replace", null_replacement="")
    return project.keys("aim", text)


def _returns_of(choice: Any) -> str:
    """A mark of the returns that were read, the same whenever the same were."""
    numbers = " ".join(str(h.submission) for h in sorted(choice.used, key=lambda h: int(h.submission)))
    return hashlib.sha256(numbers.encode()).hexdigest()[:16]
