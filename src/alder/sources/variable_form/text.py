"""Variables of a form for people: one explained, all of a source as lines, and what a request comes to."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from alder.look.words import counted, listed
from alder.model.explanation import Explanation, Section
from alder.model.layout import RISKS, Sensitivity
from alder.sources.variable_form.variables import FORMS, Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.model.period import AcademicYear
    from alder.sources.variable_form.variables import FormVariable

_LEFT = 36
_MOST = 12
_LONGEST = 400
_LINE = 140


def explained(found: Sequence[FormVariable]) -> Explanation:
    """A variable that only a form has."""
    first = found[0]
    sources = list(dict.fromkeys(v.source for v in found))
    return Explanation(
        first.name,
        "variable to ask for",
        tuple(dict.fromkeys(FORMS[v.form] for v in found)),
        f"In {counted(len(found), 'table')} of the form, of {listed(sources)}."
        if len(found) > 1
        else _sentence(first.meaning or "The form does not say what it means"),
        sections=sections(found),
        next=f"What several come to:  alder sources request {first.name} ...",
        more={"on_the_form": [v.as_object() for v in found]},
    )


def sections(found: Sequence[FormVariable]) -> tuple[Section, ...]:
    """Where a name stands on the forms that are held, as parts of its explanation: one in full, several in a line."""
    return tuple(
        Section(
            f"On the {FORMS[form]} ({these[0].edition})", rows=_whole(these[0]) if len(these) == 1 else _short(these)
        )
        for form in FORMS
        if (these := [v for v in found if v.form == form])
    )


def of_source(found: Sequence[FormVariable]) -> tuple[Section, ...]:
    """How many variables of a source can be asked for, by table of the form, as a part of what is said of it."""
    parts = []
    for form in FORMS:
        these = [v for v in found if v.form == form]
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


def lines(found: Sequence[FormVariable], width: int) -> Iterator[str]:
    """Every variable, by table, with risk, sensitivity, meaning and years."""
    before = ""
    for variable in found:
        place = f"{variable.table}   {FORMS[variable.form]} ({variable.edition})"
        if place != before:
            yield ""
            yield from wrap(place, width, subsequent_indent="  ")
            before = place
        name = f"  {variable.name:<28}  {variable.judged:<3} "
        said = wrap(f"{_short_of(variable.meaning, _LINE)} ({variable.when})", max(width - _LEFT, 30))
        if len(variable.name) > 28:
            yield f"  {variable.name}"
            name = f"  {'':<28}  {variable.judged:<3} "
        yield f"{name}{said[0]}".rstrip()
        yield from (" " * _LEFT + more for more in said[1:])


def as_objects(found: Sequence[FormVariable]) -> list[dict[str, Any]]:
    """The tables of forms with their variables, for programs: each beside the source's own kinds of record."""
    tables: dict[tuple[str, str, str], list[FormVariable]] = {}
    for variable in found:
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
    for one, count in asked.sensitivities.items():
        yield from _sum(one or "-", count, Sensitivity(one).meaning if one else "the form does not say", width)
    if care := sorted({v.care for v in asked.variables if v.care}):
        yield ""
        yield from wrap(f"Level of care, as the form says: {listed(care)}.", width)
    if lacking := asked.without(years):
        yield ""
        said = [f"{v.name} of {v.table} ({v.when})" for v in lacking[:_MOST]]
        more = f", and {len(lacking) - _MOST} more" if len(lacking) > _MOST else ""
        yield from wrap(f"Not there in all of the years: {', '.join(said)}{more}.", width)


def _sum(code: str, count: int, meaning: str, width: int) -> Iterator[str]:
    yield from wrap(f"{count:>6}  {code}  {meaning}", width, initial_indent="  ", subsequent_indent=" " * 13)


def _in_short(asked: Request) -> str:
    risks = ", ".join(
        f"{count} of risk {risk}" if risk else f"{count} not judged" for risk, count in asked.risks.items()
    )
    sensitive = ", ".join(f"{count} of {one}" for one, count in asked.sensitivities.items() if one and one != "E")
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


def _short(found: Sequence[FormVariable]) -> tuple[tuple[str, str], ...]:
    return tuple((v.table, f"{v.judged}  {v.when}: {_short_of(v.meaning, _LINE)}") for v in found)


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
