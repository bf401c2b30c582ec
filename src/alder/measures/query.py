"""A question: which measure, of which year, split by what, under which rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.derive import variables
from alder.errors import UsageError, unknown_name
from alder.measures.measure import Measure, Scope, measures
from alder.model.definition import Setting, settings
from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.definition import Parameter

AGE_BAND = "age_band"
PROVIDER = "provider"
SCOPE = "scope"

_OTHER_NAMES = {"age": AGE_BAND, "ukprn": PROVIDER}


@dataclass(frozen=True)
class Query:
    """A question that can be answered: every name in it is known. Make one with `Query.ask`.

    `set` holds the parameters that were set, by name; the others stay at their defaults.
    """

    measure: str
    year: AcademicYear
    by: tuple[str, ...] = ()
    scope: Scope | None = None
    return_number: ReturnNumber | None = None
    set: tuple[tuple[str, Setting], ...] = ()

    @classmethod
    def ask(
        cls,
        measure: str,
        *,
        by: str | Iterable[str] = (),
        year: str | AcademicYear,
        scope: str | None = None,
        return_number: str | None = None,
        parameters: Mapping[str, object] | None = None,
    ) -> Query:
        """Read a question; an unknown name is refused with the nearest one that is known."""
        asked = measures[measure]
        split = by.split(",") if isinstance(by, str) else by
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
        known = settings(parameters_of(asked, names), given)
        return cls(
            measure=measure,
            year=year if isinstance(year, AcademicYear) else AcademicYear.parse(year),
            by=names,
            scope=_scope(asked, scope),
            return_number=ReturnNumber.parse(return_number) if return_number else None,
            set=tuple((n, known[n]) for n in known if n in given),
        )

    @property
    def settings(self) -> dict[str, Setting]:
        """Every parameter of the measure, and of the variables that split it, with its setting."""
        return {**self.defaults, **dict(self.set)}

    @property
    def defaults(self) -> dict[str, Setting]:
        """The same, as they are unless set."""
        return {p.name: p.default for p in parameters_of(measures[self.measure], self.by)}

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


def parameters_of(measure: Measure, by: Iterable[str]) -> tuple[Parameter, ...]:
    """The parameters of a measure, and those of the variables in `by`, each once."""
    known = [variables[n] for n in by if n in variables]
    found = {p.name: p for p in (*measure.parameters, *(p for v in known for p in v.parameters))}
    return tuple(found.values())


def measure_bands() -> tuple[str, ...]:
    """The variables that give age bands: asked for as `age_band`, each measure has its own."""
    return tuple(dict.fromkeys(v for m in measures for v in m.age_bands.values()))


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
