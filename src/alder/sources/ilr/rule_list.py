"""The rule book as a list to search: what is judged in a year, what it needs, and what is not judged and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from alder.errors import UsageError, unknown_name
from alder.rules.findings import Severity
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.rules.book import MISSING
from alder.sources.ilr.schema import BETWEEN, YEARS, entities
from alder.sources.ilr.xml import form
from alder.sources.ilr.xml.field_values import Misfit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from alder.model.period import AcademicYear
    from alder.rules.rule import Rule

FORM = "form"
"""The kind of the entries that follow from the declarations of fields; all others are of the kind `rule`."""


@dataclass(frozen=True)
class RuleEntry:
    """One rule as it holds in a year. `needs` are the reference tables that are not at hand, in words."""

    code: str
    kind: str
    severity: Severity
    message: str
    entity: str
    fields: tuple[str, ...]
    years: str
    needs: tuple[str, ...] = ()

    @property
    def is_available(self) -> bool:
        return not self.needs

    def as_object(self) -> dict[str, object]:
        """As JSON has it."""
        return {**asdict(self), "fields": list(self.fields), "needs": list(self.needs), "available": self.is_available}


def years() -> tuple[AcademicYear, ...]:
    """Every year that can be read, oldest first."""
    return tuple(sorted({*YEARS, *BETWEEN}))


def latest() -> AcademicYear:
    """The latest year whose book was written as a whole."""
    return max(ilr.full)


def entries(year: AcademicYear, *, held: Collection[str] = (), with_form: bool = False) -> list[RuleEntry]:
    """What is judged in a year, in the order of the codes. `held` are the reference tables at hand."""
    if year not in years():
        first, last = years()[0], years()[-1]
        raise UsageError(f"there are no rules for {year}", where=f"There are rules for {first} to {last}.")
    listed = [_entry(rule, year, held) for rule in ilr.for_year(year).rules]
    if with_form:
        listed += [_form(code) for code in form.codes_in(year)]
    return sorted(listed, key=lambda e: e.code.casefold())


def _entry(rule: Rule, year: AcademicYear, held: Collection[str]) -> RuleEntry:
    needs = dict.fromkeys(ilr.title_of(n) for n in ilr.needs(rule) if n not in held)
    return RuleEntry(
        code=rule.code,
        kind="rule",
        severity=rule.severity_in(year),
        message=rule.message,
        entity=ilr.shape.table(rule.judged).element,
        fields=rule.reads,
        years=rule.years,
        needs=tuple(needs),
    )


def _form(code: str) -> RuleEntry:
    name, ending = code.removeprefix("FD_").rsplit("_", 1)
    homes = [e.element for e in entities().values() if e.element == name or any(f.name == name for f in e.fields)]
    meaning = form.ENDINGS[Misfit(ending)].meaning
    return RuleEntry(
        code, FORM, Severity.ERROR, meaning, homes[0] if homes else "Message", (name,), "by the year's fields"
    )


def search(
    listed: Iterable[RuleEntry],
    words: Iterable[str] = (),
    *,
    field: str | None = None,
    entity: str | None = None,
    severity: Severity | None = None,
    available: bool | None = None,
) -> list[RuleEntry]:
    """The entries that fit everything asked. Each word must stand in the code, the sentence or a field's name."""
    kept = list(listed)
    if field is not None:
        known = {f for e in kept for f in e.fields}
        name = _known(field, known, "field of a rule", "alder explain fields")
        kept = [e for e in kept if name in e.fields]
    if entity is not None:
        known = {e.element for e in entities().values()} | {e.entity for e in kept}
        name = _known(entity, known, "kind of record", "alder explain fields")
        kept = [e for e in kept if e.entity == name]
    if severity is not None:
        kept = [e for e in kept if e.severity is severity]
    if available is not None:
        kept = [e for e in kept if e.is_available is available]
    for word in words:
        sought = word.casefold()
        kept = [e for e in kept if any(sought in text.casefold() for text in (e.code, e.message, *e.fields))]
    return kept


def _known(name: str, known: set[str], kind: str, command: str) -> str:
    for name_known in known:
        if name_known.casefold() == name.casefold():
            return name_known
    raise unknown_name(kind, name, known, next=f"List them all with: {command}")


@dataclass(frozen=True)
class YearCount:
    """How many rules a year has. `form` counts what follows from the declarations of its fields."""

    year: str
    is_full: bool
    rules: int
    errors: int
    warnings: int
    available: int
    unavailable: int
    form: int


def count(year: AcademicYear, *, held: Collection[str] = ()) -> YearCount:
    """Count a year's rules by severity and by whether they can run."""
    listed = entries(year, held=held)
    severities = Counter(e.severity for e in listed)
    ready = sum(e.is_available for e in listed)
    return YearCount(
        year=year.label,
        is_full=year in ilr.full,
        rules=len(listed),
        errors=severities[Severity.ERROR],
        warnings=severities[Severity.WARNING],
        available=ready,
        unavailable=len(listed) - ready,
        form=len(form.codes_in(year)),
    )


def waiting(year: AcademicYear, *, held: Collection[str] = ()) -> dict[str, int]:
    """What the year's rules wait for, in words, and how many need each: the most wanted first."""
    wanted = Counter(need for e in entries(year, held=held) for need in e.needs)
    return dict(sorted(wanted.items(), key=lambda item: (-item[1], item[0])))


def missing() -> dict[str, str]:
    """The published rules that are not judged, and why."""
    return dict(sorted(MISSING.items(), key=lambda item: item[0].casefold()))
