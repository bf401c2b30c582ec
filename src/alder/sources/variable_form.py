"""The variables on the forms that a store holds: found by any of their names, and counted up for a request."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from alder.engine import reference
from alder.errors import UsageError, present, unknown_name
from alder.look.words import counted, listed
from alder.model.explanation import Explanation, Section
from alder.model.layout import RISKS, Sensitivity
from alder.model.period import AcademicYear, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from alder.engine.store import Store

FORMS = {"leo_variable": "LEO variable request form", "npd_variable": "NPD data tables"}
"""The reference tables that hold variables, and what people call the forms."""

_SOURCES = {
    "SC_Pupil": "npd_census",
    "KS2": "npd_ks2",
    "KS4": "npd_ks4",
    "KS5": "npd_ks5",
    "PLAMS": "plams",
    "NCCIS": "nccis_ypmad",
    "YPMAD": "nccis_ypmad",
    "LILR": "ilr",
    "HESA": "hesa",
    "UCAS": "ucas",
}
"""By how the name of a sheet begins, the source in the catalogue that it belongs to. The others belong to the form's
owner: sheets of tax and benefits to LEO, and those of schools that the catalogue has no source for, too."""

_MARKS = {"[term]": "(?:aut|spr|sum)", "[yy]": "[0-9]{2}", "[n]": "[0-9]+"}


@dataclass(frozen=True)
class FormVariable:
    """One variable of a form. `risk` and `sensitivity` are None where the form does not judge it."""

    form: str
    edition: str
    sheet: str
    part: str | None
    name: str
    column: str | None
    old_names: str | None
    by_request: bool
    kind: str | None
    first_year: int | None
    last_year: int | None
    years: str | None
    terms: str | None
    meaning: str | None
    codes: str | None
    risk: int | None
    sensitivity: str | None
    care: str | None
    data_set: str | None
    note: str | None

    @property
    def source(self) -> str:
        """The source in the catalogue to which its sheet belongs."""
        own = next((source for start, source in _SOURCES.items() if self.sheet.startswith(start)), None)
        return own or ("leo" if self.form == "leo_variable" else "npd_census")

    @property
    def table(self) -> str:
        """The sheet without its years, and the data table within it."""
        sheet = re.split(r"[_ ]\d\d-\d\d", self.sheet)[0]
        return f"{sheet}, {self.part}" if self.part else sheet

    @property
    def span(self) -> str:
        """The years that the name of the sheet says, before other words: `2007/08 to 2020/21, `."""
        spans = re.findall(r"(\d\d)[-_](\d\d)(?!\d)", self.sheet)
        labels = [f"{'19' if int(a) > 90 else '20'}{a}/{b}" for a, b in spans]
        return f"{' to '.join(dict.fromkeys(labels))}, " if labels else ""

    @property
    def when(self) -> str:
        """The years in which it is there, in words."""
        if self.first_year is None and self.last_year is None:
            return self.years or "not said"
        first, last = (AcademicYear(y) if y is not None else None for y in (self.first_year, self.last_year))
        return str(Span(first, last))

    @property
    def judged(self) -> str:
        """Risk and sensitivity in short: 4D."""
        return f"{self.risk or '-'}{self.sensitivity or '-'}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a column of it has had."""
        return tuple(dict.fromkeys(filter(None, (self.name, self.column, *re.split(r"[,;\s]+", self.old_names or "")))))

    def goes_by(self, name: str) -> bool:
        """Whether a column of that name is this variable: `Gender`, `Gender_[term][yy]` or `Gender_spr17`."""
        if any(name.casefold() == own.casefold() for own in self.names):
            return True
        return any("[" in own and _shape(own).fullmatch(name) is not None for own in self.names)

    def as_object(self) -> dict[str, Any]:
        return {**asdict(self), "source": self.source}


def variables(store: Store, source: str | None = None) -> tuple[FormVariable, ...]:
    """Every variable on the forms that are held, of one source or of all, in the order of the forms."""
    held = reference.current(store)
    listed = []
    for form in FORMS:
        if form not in held:
            continue
        rows = present(reference.get(store, form), f"{form} is listed as held, and is not")
        rows = rows.filter(pc.invert(rows["is_heading"])).drop_columns("is_heading")
        listed += [FormVariable(form, held[form].edition, **row) for row in rows.to_pylist()]
    return tuple(v for v in listed if source in (None, v.source))


def find(store: Store, name: str) -> tuple[FormVariable, ...]:
    """The variables that go by a name: their own, a column's in any year, or one that they had before."""
    return named(variables(store), name)


def named(every: Iterable[FormVariable], name: str) -> tuple[FormVariable, ...]:
    """Those of the variables that go by a name, those whose own name it is first. `KS4.GENDER` is that of one sheet."""
    every = tuple(every)
    own = [v for v in every if name.casefold() == v.name.casefold()]
    other = [v for v in every if v not in own and v.goes_by(name)]
    sheet, dot, rest = name.partition(".")
    if dot and not own and not other:
        return named([v for v in every if v.sheet.casefold().startswith(sheet.casefold())], rest)
    return (*own, *other)


@dataclass(frozen=True)
class Request:
    """The variables that a project asks for, and what they come to."""

    variables: tuple[FormVariable, ...]

    @property
    def risks(self) -> dict[int | None, int]:
        """How many variables there are of each identification risk, the nearest to a person first; None: not judged."""
        counts = Counter(v.risk for v in self.variables)
        return {risk: counts[risk] for risk in (1, 2, 3, 4, 5, None) if counts[risk]}

    @property
    def sensitivities(self) -> dict[str | None, int]:
        """How many variables there are of each sensitivity, the most harmful first; None: not judged."""
        counts = Counter(v.sensitivity for v in self.variables)
        return {
            sensitivity: counts[sensitivity] for sensitivity in ("A", "B", "C", "D", "E", None) if counts[sensitivity]
        }

    @property
    def tables(self) -> dict[str, int]:
        """How many variables there are of each table, in the order of the form."""
        return dict(Counter(v.table for v in self.variables))

    def without(self, years: Sequence[AcademicYear]) -> tuple[FormVariable, ...]:
        """The variables that are not there in all of these years."""
        return tuple(v for v in self.variables if not all(_is_there(v, y) for y in years))

    def as_object(self) -> dict[str, Any]:
        return {
            "variables": [v.as_object() for v in self.variables],
            "tables": self.tables,
            "identification_risk": {str(risk or "not judged"): count for risk, count in self.risks.items()},
            "sensitivity": {sensitivity or "not judged": count for sensitivity, count in self.sensitivities.items()},
        }


def requested(store: Store, names: Iterable[str]) -> Request:
    """The request that asks for variables of these names, on the LEO form where it is held, else on the NPD tables.

    A name of several tables asks for all of them; `PLAMS.ACADYR` is that of one. Raises where no form is held, and
    where a name is that of none.
    """
    every = variables(store)
    every = tuple(v for v in every if v.form == every[0].form)
    if not every:
        raise UsageError(
            "no variable request form is held, so nothing is known of what can be asked for",
            next="Where to fetch it:  alder reference",
        )
    chosen: dict[FormVariable, None] = {}
    for name in names:
        these = named(every, name)
        if not these:
            known = {v.name: None for v in every}
            raise unknown_name("variable on the form", name, list(known), next="List them:  alder sources leo --fields")
        chosen |= dict.fromkeys(these)
    return Request(tuple(v for v in every if v in chosen))


def _is_there(variable: FormVariable, year: AcademicYear) -> bool:
    return (variable.first_year is None or variable.first_year <= year.start) and (
        variable.last_year is None or year.start <= variable.last_year
    )


def _shape(name: str) -> re.Pattern[str]:
    text = re.escape(name.replace("[term[", "[term]["))
    for mark, regex in _MARKS.items():
        text = re.sub(re.escape(re.escape(mark)), regex, text, flags=re.IGNORECASE)
    return re.compile(text, re.IGNORECASE)


_LEFT = 36
_MOST = 12
_LONGEST = 400
_LINE = 140


def explained(matches: Sequence[FormVariable]) -> Explanation:
    """A variable that only a form has."""
    first = matches[0]
    sources = list(dict.fromkeys(v.source for v in matches))
    return Explanation(
        first.name,
        "variable to ask for",
        tuple(dict.fromkeys(FORMS[v.form] for v in matches)),
        f"In {counted(len(matches), 'table')} of the form, of {listed(sources)}."
        if len(matches) > 1
        else _sentence(first.meaning or "The form does not say what it means"),
        sections=sections(matches),
        next=f"What several come to:  alder sources request {first.name} ...",
        more={"on_the_form": [v.as_object() for v in matches]},
    )


def sections(matches: Sequence[FormVariable]) -> tuple[Section, ...]:
    """Where a name stands on the forms that are held, as parts of its explanation: one in full, several in a line."""
    return tuple(
        Section(
            f"On the {FORMS[form]} ({these[0].edition})", rows=_whole(these[0]) if len(these) == 1 else _short(these)
        )
        for form in FORMS
        if (these := [v for v in matches if v.form == form])
    )


def of_source(matches: Sequence[FormVariable]) -> tuple[Section, ...]:
    """How many variables of a source can be asked for, by table of the form, as a part of what is said of it."""
    parts = []
    for form in FORMS:
        these = [v for v in matches if v.form == form]
        rows = []
        for table in dict.fromkeys(v.table for v in these):
            own = Request(tuple(v for v in these if v.table == table))
            rows.append((table, f"{own.variables[0].span}{counted(len(own.variables), 'variable')}; {_in_short(own)}"))
        if rows:
            parts.append(Section(f"On the {FORMS[form]} ({these[0].edition})", rows=tuple(rows)))
    return tuple(parts)


def where_to_find() -> Section:
    """What is said of the form where none is held."""
    return Section(
        "On the LEO variable request form",
        (
            "Every variable that a project can ask for, with its years, identification risk and sensitivity. The form "
            "is not held. Where to fetch it:  alder reference",
        ),
    )


def lines(matches: Sequence[FormVariable], width: int) -> Iterator[str]:
    """Every variable, by table, with risk, sensitivity, meaning and years."""
    before = ""
    for variable in matches:
        place = f"{variable.table}   {FORMS[variable.form]} ({variable.edition})"
        if place != before:
            yield ""
            yield from wrap(place, width, subsequent_indent="  ")
            before = place
        name = f"  {variable.name:<28}  {variable.judged:<3} "
        meaning = wrap(f"{_short_of(variable.meaning, _LINE)} ({variable.when})", max(width - _LEFT, 30))
        if len(variable.name) > 28:
            yield f"  {variable.name}"
            name = f"  {'':<28}  {variable.judged:<3} "
        yield f"{name}{meaning[0]}".rstrip()
        yield from (" " * _LEFT + more for more in meaning[1:])


def as_objects(matches: Sequence[FormVariable]) -> list[dict[str, Any]]:
    """The tables of forms with their variables, for programs: each beside the source's own kinds of record."""
    tables: dict[tuple[str, str, str], list[FormVariable]] = {}
    for variable in matches:
        tables.setdefault((variable.form, variable.edition, variable.table), []).append(variable)
    return [
        {"name": table, "form": FORMS[form], "edition": edition, "fields": [v.as_object() for v in these]}
        for (form, edition, table), these in tables.items()
    ]


def request(asked: Request, years: Sequence[AcademicYear], width: int) -> str:
    """A request as the terminal shows it: every variable, and what they come to."""
    return "\n".join(_request(asked, years, min(width, 100)))


def _request(asked: Request, years: Sequence[AcademicYear], width: int) -> Iterator[str]:
    yield f"{counted(len(asked.variables), 'variable')} of {counted(len(asked.tables), 'table')}"
    yield from lines(asked.variables, width)
    yield ""
    yield "Identification risk"
    for risk, count in asked.risks.items():
        yield from _sum(str(risk or "-"), count, RISKS[risk] if risk else "the form does not say", width)
    yield ""
    yield "Sensitivity"
    for sensitivity, count in asked.sensitivities.items():
        yield from _sum(
            sensitivity or "-",
            count,
            Sensitivity(sensitivity).meaning if sensitivity else "the form does not say",
            width,
        )
    if care := sorted({v.care for v in asked.variables if v.care}):
        yield ""
        yield from wrap(f"Level of care, as the form says: {listed(care)}.", width)
    if lacking := asked.without(years):
        yield ""
        missing = [f"{v.name} of {v.table} ({v.when})" for v in lacking[:_MOST]]
        more = f", and {len(lacking) - _MOST} more" if len(lacking) > _MOST else ""
        yield from wrap(f"Not there in all of the years: {', '.join(missing)}{more}.", width)


def _sum(code: str, count: int, meaning: str, width: int) -> Iterator[str]:
    yield from wrap(f"{count:>6}  {code}  {meaning}", width, initial_indent="  ", subsequent_indent=" " * 13)


def _in_short(asked: Request) -> str:
    risks = ", ".join(
        f"{count} of risk {risk}" if risk else f"{count} not judged" for risk, count in asked.risks.items()
    )
    sensitive = ", ".join(
        f"{count} of {sensitivity}"
        for sensitivity, count in asked.sensitivities.items()
        if sensitivity and sensitivity != "E"
    )
    return f"{risks}{f'; sensitivity: {sensitive}' if sensitive else ''}"


def _whole(variable: FormVariable) -> tuple[tuple[str, str], ...]:
    rows = [
        ("table", variable.table),
        ("means", _sentence(variable.meaning or "The form does not say")),
        ("type", variable.kind or ""),
        ("years", f"{variable.when}{f', terms: {variable.terms}' if variable.terms else ''}"),
        ("risk", f"{variable.risk} of 5: {RISKS[variable.risk]}" if variable.risk else "the form does not say"),
        ("sensitivity", _sensitivity(variable)),
        ("care", variable.care or ""),
        ("columns", ", ".join(n for n in variable.names if n != variable.name)),
        ("codes", _codes(variable.codes or "")),
        ("from", variable.data_set or ""),
        ("mind", _sentence(variable.note) if variable.note else ""),
        ("asked for", "by request" if variable.by_request else "by default"),
    ]
    return tuple((name, text) for name, text in rows if text)


def _short(matches: Sequence[FormVariable]) -> tuple[tuple[str, str], ...]:
    return tuple((v.table, f"{v.judged}  {v.when}: {_short_of(v.meaning, _LINE)}") for v in matches)


def _codes(text: str) -> str:
    lines = [line.strip(' "') for line in text.splitlines()]
    return _short_of("; ".join(filter(None, lines))) if text else ""


def _sensitivity(variable: FormVariable) -> str:
    if variable.sensitivity is None:
        return "the form does not say"
    return f"{variable.sensitivity}: {Sensitivity(variable.sensitivity).meaning}"


def _short_of(text: str | None, longest: int = _LONGEST) -> str:
    plain = " ".join((text or "no meaning is given").split())
    return plain if len(plain) <= longest else f"{plain[:longest].rpartition(' ')[0]} ..."


def _sentence(text: str) -> str:
    plain = " ".join(text.split())
    return plain if plain.endswith((".", "!", "?")) else f"{plain}."
