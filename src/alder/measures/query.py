"""A query: which measure, of which years, split by what, of whom alone, under which rules.

It can be kept as JSON and read again, by whoever gets it, and names the queries that are coarser than itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alder.derive import variables
from alder.errors import UsageError, unknown_name
from alder.look.words import listed, meant_by
from alder.measures.condition import Condition
from alder.measures.condition.vocabulary import collecting
from alder.measures.measure import AGE_BAND, OTHER_NAMES, PROVIDER, Measure, Scope, measures
from alder.model.definition import Setting, settings
from alder.model.explanation import Explanation, Section
from alder.model.period import AcademicYear, ReturnNumber, parse_years, years_in_words
from alder.model.statistic import SCOPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from alder.derive import Variable
    from alder.model.definition import Parameter


@dataclass(frozen=True)
class Query:
    """A question that can be answered: every name in it is known. Make one with `Query.ask`, or from JSON.

    `years` are all years that it asks for and `year` the last of them. `set` holds the parameters that were set, by
    name; the others stay at their defaults. `research_copy` says whether it is asked of the copy of the ILR that
    researchers get, or of returns; None leaves it to what is held: returns, where there are any of its years.
    """

    measure: str
    year: AcademicYear
    by: tuple[str, ...] = ()
    scope: Scope | None = None
    return_number: ReturnNumber | None = None
    set: tuple[tuple[str, Setting], ...] = ()
    years: tuple[AcademicYear, ...] = ()
    where: Condition | None = None
    research_copy: bool | None = None

    def __post_init__(self) -> None:
        if not self.years:
            object.__setattr__(self, "years", (self.year,))

    @classmethod
    def ask(
        cls,
        measure: str,
        *,
        by: str | Iterable[str] = (),
        year: str | AcademicYear | None = None,
        years: str | Iterable[str | AcademicYear] = (),
        where: str | Condition = "",
        area: str = "",
        scope: str | None = None,
        return_number: str | None = None,
        parameters: Mapping[str, object] | None = None,
        research_copy: bool | None = None,
    ) -> Query:
        """Read a question; an unknown name is refused with the nearest one that is known.

        Years are given as `year` or as `years`: `2020/21`, `2018/19..2022/23`, or a list. `area` is one more
        characteristic to split by: see `area_variable`.
        """
        definition = measures[measure]
        condition = where if isinstance(where, Condition) else Condition.read(where, measure) if where.strip() else None
        periods = parse_years(year if year is not None else years)
        _check_collected(definition, condition, periods)
        _check_evidence(definition, return_number, research_copy)
        kind = _scope(definition, scope)
        possible = can_split(definition)
        split = [*(by.split(",") if isinstance(by, str) else by)]
        split += [area_variable(area, possible)] if area.strip() else []
        names = tuple(dict.fromkeys(OTHER_NAMES.get(n.strip(), n.strip()) for n in split if n.strip()))
        for name in (n for n in names if n not in possible):
            raise unknown_characteristic(definition, name, possible, "Figures can be split by")
        given = dict(parameters or {})
        known = settings(parameters_of(definition, names, condition), given)
        return cls(
            measure=measure,
            year=periods[-1],
            by=names,
            scope=kind,
            return_number=ReturnNumber.parse(return_number) if return_number else None,
            set=tuple((n, known[n]) for n in known if n in given),
            years=periods,
            where=condition,
            research_copy=research_copy,
        )

    def of_year(self, year: AcademicYear) -> Query:
        """The same question about one year."""
        return replace(self, year=year, years=(year,))

    def to_json(self) -> str:
        """The question as JSON, in the form of `QUERY_KEYS`."""
        return json.dumps(query_object(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Query:
        """The question that `to_json` wrote, or anyone in the same form."""
        return cls.ask(**read_query(text))

    @property
    def settings(self) -> dict[str, Setting]:
        """Every parameter of the measure, and of the variables that are named, with its setting."""
        return {**self.defaults, **dict(self.set)}

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters of the measure, and of the variables by which it is split or filtered."""
        return parameters_of(measures[self.measure], self.by, self.where)

    @property
    def defaults(self) -> dict[str, Setting]:
        """The same settings, as they are unless set."""
        return {p.name: p.default for p in self.parameters}

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables by which it is split or filtered, each once."""
        named = self.where.named if self.where else ()
        names = dict.fromkeys((*self.by, *(n.name for n in named)))
        return tuple(variables[n] for n in names if n in variables)

    @property
    def columns(self) -> tuple[str, ...]:
        """The further columns of the table of aims that its filter reads by itself."""
        return self.where.needs if self.where else ()

    @property
    def scopes(self) -> tuple[Scope | None, ...]:
        """The scopes to work out, each on its own."""
        if self.scope is not None:
            return (self.scope,)
        asked = measures[self.measure]
        return asked.scopes if asked.separate_scopes else (None,)


def names_of(queries: Iterable[Query]) -> dict[str, list[str]]:
    """What is recorded of questions: the measures, what they are split by, and what their filters are about.

    No value: what a filter compares with can be somebody's number.
    """
    asked = list(queries)
    return {
        "measures": sorted({query.measure for query in asked}),
        "by": sorted({name for query in asked for name in query.by}),
        "filters": sorted({named.name for query in asked if query.where for named in query.where.named}),
    }


def can_split(measure: Measure) -> tuple[str, ...]:
    """The names by which figures of a measure can be split."""
    bands = {name for name in measure_bands() if name.startswith("age_band")}
    names = [n for n in variables.groupings if n not in bands]
    if measure.extract:
        held = measure.extract.columns
        names = [n for n in names if held.keys() >= set(variables[n].reads) and not variables[n].needs_more]
        return (*([AGE_BAND] if measure.age_bands else []), *names, *measure.extract.variables, PROVIDER)
    return (*([AGE_BAND] if measure.age_bands else []), *names, PROVIDER, SCOPE)


def unknown_characteristic(measure: Measure, name: str, possible: Sequence[str], such: str) -> UsageError:
    """There is no such characteristic; those of which its words are said, or else the one that is written nearly so."""
    own = measure.extract.variables if measure.extract else {}
    known = {n: own.get(n) or variables[n] for n in possible if n in own or n in variables}
    meant = meant_by(name, {n: f"{n} {v.title}" for n, v in known.items()})
    every = f"{such} {', '.join(possible)}."
    if not meant:
        return unknown_name("characteristic", name, possible, next=every)
    return UsageError(f"there is no characteristic called {name}", where=f"Did you mean {listed(meant, 'or')}? {every}")


def parameters_of(measure: Measure, by: Iterable[str], where: Condition | None = None) -> tuple[Parameter, ...]:
    """The parameters of a measure, and those of the variables in `by` and in a filter, each once."""
    names = (*by, *(n.name for n in where.named)) if where else tuple(by)
    known = [variables[n] for n in names if n in variables]
    found = {p.name: p for p in (*measure.parameters, *(p for v in known for p in v.parameters))}
    return tuple(found.values())


def measure_bands() -> tuple[str, ...]:
    """The variables that give age bands: asked for as `age_band`, each measure has its own."""
    return tuple(dict.fromkeys(v for m in measures for v in m.age_bands.values()))


def _check_collected(measure: Measure, where: Condition | None, years: Iterable[AcademicYear]) -> None:
    """Refuse a filter on a field that no return of these years has: nothing could fit, and that says nothing."""
    if where is None or measure.extract:
        return
    lacking = [set(where.uncollected(y)) for y in years]
    if nowhere := [f for f in where.reads if all(f in lack for lack in lacking)]:
        asked = years_in_words(years)
        raise UsageError(
            f"returns of {asked} do not hold {nowhere[0]}, which the filter asks about",
            where="As far as Alder knows the years' forms, it is in those of "
            f"{years_in_words(collecting(nowhere[0]))}.",
            next=f"What each year holds:  alder explain {nowhere[0]}",
        )


def _check_evidence(measure: Measure, return_number: str | None, research_copy: bool | None) -> None:
    if research_copy is not None and measure.extract:
        raise UsageError(
            f"{measure.name} counts people of {measure.extract.title}, and neither returns nor their research copy",
            next="Leave that out.",
        )
    if research_copy and return_number:
        raise UsageError(
            "the research copy of the ILR has the last return of a year, and no earlier one",
            next="Leave out the return, or ask the returns of providers.",
        )


def _scope(measure: Measure, scope: str | None) -> Scope | None:
    if scope is None:
        return measure.scopes[0] if len(measure.scopes) == 1 else None
    wanted = scope.strip().replace("-", "_").replace(" ", "_").lower()
    known = {str(s): s for s in measure.scopes}
    if wanted in known:
        return known[wanted]
    if wanted in set(Scope):
        raise UsageError(
            f"{measure.name} is not worked out for {Scope(wanted).label.lower()}",
            where=f"It has: {', '.join(known)}." if known else "It has no kinds of provision: leave the scope out.",
        )
    raise unknown_name("scope", scope, known, next=f"It may be {' or '.join(known)}.")


def years_in_short(years: tuple[AcademicYear, ...]) -> str:
    """Years as a question writes them, years in a row as a range."""
    runs: list[list[AcademicYear]] = []
    for year in years:
        if runs and runs[-1][-1] + 1 == year:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ",".join(run[0].label if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


AREAS = {
    "local_authority": "local authority districts",
    "region": "regions",
    "lsip": "areas of local skills improvement plans",
    "combined_authority": "combined authorities",
}
"""The kinds of areas, in words. The variable of one is called after whose it is and of which kind."""

AREA_NAMES = {
    "la": "local_authority",
    "lad": "local_authority",
    "district": "local_authority",
    "local_authority_district": "local_authority",
    "cauth": "combined_authority",
    "mca": "combined_authority",
}

WHOSE = {"home": "the learner's home", "provider": "the provider", "delivery": "the place of delivery"}


def area_variable(text: str, known: Collection[str]) -> str:
    """The variable behind an area; `known` are those by which the measure can be split.

    `la` is the district of the learner's home, `provider:la` that of the provider.
    """
    before, colon, after = text.strip().partition(":")
    whose, kind = (before.strip(), after.strip()) if colon else ("home", before.strip())
    if whose not in WHOSE:
        raise unknown_name("place", whose, WHOSE, next=f"Areas are of: {' or '.join(WHOSE)}, as in provider:region.")
    plain = kind.casefold().replace("-", "_").replace(" ", "_")
    plain = AREA_NAMES.get(plain, plain)
    if plain not in AREAS:
        raise unknown_name("kind of area", kind, AREAS, next=f"Areas are {', '.join(AREAS)}.")
    name = f"{whose}_{plain}"
    if name in known:
        return name
    there = [f"{w}:{a}" for w in WHOSE for a in AREAS if f"{w}_{a}" in known]
    raise UsageError(
        f"figures cannot be split by {AREAS[plain]} of {WHOSE[whose]}",
        where=f"Areas that can be asked for: {', '.join(there)}."
        if there
        else "No area can be asked for of this measure.",
        next="See by what else figures can be split:  alder explain measures",
    )


QUERY_VERSION = 1

QUERY_KEYS = {
    "alder_query": "The version of this form: 1.",
    "measure": "The name of a measure: alder explain measures.",
    "by": "The characteristics to split by, a list of names.",
    "years": "Years: 2020/21, a range 2018/19..2022/23, or several of these with commas between, as one text.",
    "where": "A filter, as text: level = 3 and sex = F.",
    "scope": "One kind of provision, or left out.",
    "as_of": "A return, R01 to R14, or left out for the latest.",
    "set": "Parameters of the measure and of its variables, by name: a text, a whole number, or a list of them.",
    "research_copy": "true: of the research copy of the ILR. Left out: of returns, where any of these years are held.",
}
"""The keys of a question and what each means. `measure` and `years` must be there."""


QUERY_EXAMPLE = """{
 "alder_query": 1,
 "measure": "achievement_rate",
 "by": [
  "sex"
 ],
 "years": "2018/19..2020/21",
 "where": "level = 'Level 3' and FundModel in (35, 36)",
 "scope": "apprenticeships",
 "set": {
  "transfer_days": 90
 }
}"""


def query_form_explained() -> Explanation:
    """The form: its keys, an example, and how to write and ask it."""
    return Explanation(
        "queries as JSON",
        "form",
        (f"version {QUERY_VERSION}",),
        "A query can be kept and asked again.",
        tuple(QUERY_KEYS.items()),
        (
            Section("Example", code=QUERY_EXAMPLE),
            Section(
                "What it must have",
                (
                    "`alder_query`, `measure` and `years` must be there. A key that is not in the list is refused by "
                    "name, and so is a version that this Alder does not read. Within a version keys may be added, "
                    "never renamed or given another meaning. An area that was asked for is among `by`.",
                    "The policy is not part of a query: it belongs to what leaves.",
                ),
            ),
            Section(
                "How to write and ask it",
                heads=("to", "on the command line", "in Python (`Query` is in `alder.measures`)"),
                cells=(
                    (
                        "write it",
                        "`alder table ... --write-query query.json`",
                        "`Query.ask(...).to_json()`",
                    ),
                    (
                        "ask it",
                        "`alder table --query query.json`",
                        "`alder.tabulate(store, Query.from_json(text))`",
                    ),
                ),
            ),
        ),
        next="What may stand in it: alder explain measures, alder explain filters",
        title="Queries as JSON",
    )


def query_object(query: Query) -> dict[str, Any]:
    """A question as JSON has it; what was not asked for is left out."""
    found: dict[str, Any] = {"alder_query": QUERY_VERSION, "measure": query.measure}
    if query.by:
        found["by"] = list(query.by)
    found["years"] = years_in_short(query.years)
    if query.where:
        found["where"] = query.where.text
    if query.scope is not None:
        found["scope"] = query.scope.value
    if query.return_number is not None:
        found["as_of"] = query.return_number.value
    if query.set:
        found["set"] = {n: list(v) if isinstance(v, tuple) else v for n, v in query.set}
    if query.research_copy:
        found["research_copy"] = True
    return found


def read_query(text: str) -> dict[str, Any]:
    """What a question as JSON asks for, as arguments of `Query.ask`. What is wrong with it is said by name."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f"Line {error.lineno}, column {error.colno}." if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError("the question is not JSON", where=place, next="Make one with:  --write-query") from None
    if not isinstance(found, dict):
        raise UsageError("a question is one JSON object", where=f"Its keys are {', '.join(QUERY_KEYS)}.")
    return query_arguments(found)


def query_arguments(found: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `Query.ask` for an object read from JSON."""
    for name in found:
        if name not in QUERY_KEYS:
            raise unknown_name(
                "key of a question", str(name)[:80], QUERY_KEYS, next=f"Its keys are {', '.join(QUERY_KEYS)}."
            )
    if found.get("alder_query") != QUERY_VERSION or isinstance(found.get("alder_query"), bool):
        raise UsageError(
            "the question is of another form",
            where=f'This Alder reads "alder_query": {QUERY_VERSION}.',
            next="Ask for it anew with --write-query, or use the release of Alder that wrote it.",
        )
    for name in ("measure", "years"):
        if name not in found:
            raise UsageError(f"the question has no {name}", where=QUERY_KEYS[name])
    for name in ("measure", "years", "where", "scope", "as_of"):
        if name in found and not isinstance(found[name], str):
            raise UsageError(f"{name} is a text", where=QUERY_KEYS[name])
    by, given = found.get("by", []), found.get("set", {})
    if not isinstance(by, list) or not all(isinstance(b, str) for b in by):
        raise UsageError("by is a list of names", where=QUERY_KEYS["by"])
    if not isinstance(given, dict) or not all(_is_setting(v) for v in given.values()):
        raise UsageError("set gives each parameter a text, a whole number, or a list of them", where=QUERY_KEYS["set"])
    if not isinstance(found.get("research_copy", False), bool):
        raise UsageError("research_copy is true or false", where=QUERY_KEYS["research_copy"])
    return {
        "measure": found["measure"],
        "by": by,
        "years": found["years"],
        "where": found.get("where", ""),
        "scope": found.get("scope"),
        "return_number": found.get("as_of"),
        "parameters": {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()},
        "research_copy": found.get("research_copy"),
    }


def _is_setting(value: object) -> bool:
    one = (str, int)
    return not isinstance(value, bool) and (
        isinstance(value, one)
        or (isinstance(value, list) and all(isinstance(v, one) and not isinstance(v, bool) for v in value))
    )


@dataclass(frozen=True)
class Coarser:
    """A question, and in words what makes it coarser."""

    query: Query
    words: str


def coarser(query: Query) -> Iterator[Coarser]:
    """The questions one step coarser than this one, the nearest first.

    A longer period is none of them: a table over several years shows each by itself, since nothing adds up over years.
    """
    able = can_split(measures[query.measure])
    for name in query.by:
        for broader in variables[name].broader if name in variables else ():
            if broader not in query.by and broader in able:
                by = tuple(broader if b == name else b for b in query.by)
                yield Coarser(replace(query, by=by), f"by {_title(broader)}, and not by {_title(name)}")
    for name in query.by[::-1]:
        by = tuple(b for b in query.by if b != name)
        yield Coarser(replace(query, by=by), f"not by {_title(name)}")
    if query.where is not None:
        yield Coarser(replace(query, where=None), "of everybody, with nobody left out")


def _title(name: str) -> str:
    found = variables[name].title if name in variables else name.replace("_", " ")
    return found[:1].lower() + found[1:]
