"""A question: which measure, of which years, split by what, of whom alone, under which rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.errors import UsageError, unknown_name
from alder.measures import query_json
from alder.measures.area import area_variable
from alder.measures.asked_years import asked_years
from alder.measures.measure import Measure, Scope, measures
from alder.measures.where import Where
from alder.measures.where.fields import collecting
from alder.model.definition import Setting, settings
from alder.model.period import AcademicYear, ReturnNumber
from alder.model.years import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.derive import Variable
    from alder.model.definition import Parameter

AGE_BAND = "age_band"
PROVIDER = "provider"
SCOPE = "scope"

_OTHER_NAMES = {"age": AGE_BAND, "ukprn": PROVIDER}


@dataclass(frozen=True)
class Query:
    """A question that can be answered: every name in it is known. Make one with `Query.ask`, or from JSON.

    `years` are all years that it asks for and `year` the last of them. `set` holds the parameters that were set, by
    name; the others stay at their defaults.
    """

    measure: str
    year: AcademicYear
    by: tuple[str, ...] = ()
    scope: Scope | None = None
    return_number: ReturnNumber | None = None
    set: tuple[tuple[str, Setting], ...] = ()
    years: tuple[AcademicYear, ...] = ()
    where: Where | None = None

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
        where: str | Where = "",
        area: str = "",
        scope: str | None = None,
        return_number: str | None = None,
        parameters: Mapping[str, object] | None = None,
    ) -> Query:
        """Read a question; an unknown name is refused with the nearest one that is known.

        Years are given as `year` or as `years`: `2020/21`, `2018/19..2022/23`, or a list. `area` is one more
        characteristic to split by: see `measures.area`.
        """
        asked = measures[measure]
        only = where if isinstance(where, Where) else Where.read(where, measure) if where.strip() else None
        when = asked_years(year if year is not None else years)
        _check_collected(asked, only, when)
        split = [*(by.split(",") if isinstance(by, str) else by)]
        split += [area_variable(area, can_split(asked))] if area.strip() else []
        names = tuple(dict.fromkeys(_OTHER_NAMES.get(n.strip(), n.strip()) for n in split if n.strip()))
        for name in names:
            if name not in can_split(asked):
                raise unknown_name(
                    "characteristic",
                    name,
                    can_split(asked),
                    next=f"Figures can be split by {', '.join(can_split(asked))}.",
                )
        given = dict(parameters or {})
        known = settings(parameters_of(asked, names, only), given)
        return cls(
            measure=measure,
            year=when[-1],
            by=names,
            scope=_scope(asked, scope),
            return_number=ReturnNumber.parse(return_number) if return_number else None,
            set=tuple((n, known[n]) for n in known if n in given),
            years=when,
            where=only,
        )

    def of_year(self, year: AcademicYear) -> Query:
        """The same question about one year."""
        return replace(self, year=year, years=(year,))

    def to_json(self) -> str:
        """The question as JSON, in the form of `measures.query_json`."""
        return query_json.to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Query:
        """The question that `to_json` wrote, or anyone in the same form."""
        return cls.ask(**query_json.read(text))

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
        return asked.scopes if asked.apart else (None,)


def can_split(measure: Measure) -> tuple[str, ...]:
    """The names by which figures of a measure can be split."""
    bands = {name for name in measure_bands() if name.startswith("age_band")}
    names = [n for n in variables.groupings if n not in bands]
    if measure.extract:
        held = measure.extract.columns
        names = [n for n in names if held.keys() >= set(variables[n].reads) and not variables[n].needs_more]
        return (*([AGE_BAND] if measure.age_bands else []), *names, *measure.extract.variables, PROVIDER)
    return (*([AGE_BAND] if measure.age_bands else []), *names, PROVIDER, SCOPE)


def parameters_of(measure: Measure, by: Iterable[str], where: Where | None = None) -> tuple[Parameter, ...]:
    """The parameters of a measure, and those of the variables in `by` and in a filter, each once."""
    names = (*by, *(n.name for n in where.named)) if where else tuple(by)
    known = [variables[n] for n in names if n in variables]
    found = {p.name: p for p in (*measure.parameters, *(p for v in known for p in v.parameters))}
    return tuple(found.values())


def measure_bands() -> tuple[str, ...]:
    """The variables that give age bands: asked for as `age_band`, each measure has its own."""
    return tuple(dict.fromkeys(v for m in measures for v in m.age_bands.values()))


def _check_collected(measure: Measure, where: Where | None, years: Iterable[AcademicYear]) -> None:
    """Refuse a filter on a field that no return of these years has: nothing could fit, and that says nothing."""
    if where is None or measure.extract:
        return
    lacking = [set(where.uncollected(y)) for y in years]
    if nowhere := [f for f in where.reads if all(f in lack for lack in lacking)]:
        asked = in_words(years)
        raise UsageError(
            f"returns of {asked} do not hold {nowhere[0]}, which the filter asks about",
            where=f"As far as Alder knows the years' forms, it is in those of {in_words(collecting(nowhere[0]))}.",
            next=f"What each year holds:  alder explain {nowhere[0]}",
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
