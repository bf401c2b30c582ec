"""The plan of an extract that an agreement signs: drafted from what was approved, and held against it.

A plan may name less than was approved, and nothing else: another field, year or source, or a date left finer than it
was asked for, is a fault that keeps the agreement from being sent out.
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from alder.applications.answers import day_of, sources_of
from alder.applications.requested_fields import AS_COLLECTED, field_of, source_id
from alder.derive import variables
from alder.errors import AlderError
from alder.look.words import listed, sentence
from alder.model.field import FieldKind
from alder.model.period import AcademicYear
from alder.workspaces.extract_plan import FORM, ExtractPlan, fields_of_aims, read_plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ILR = "ilr"


def drafted(answers: Mapping[str, Any], agreement: str, project: str) -> str:
    """A plan with what can be said of the approved answers by rule; what a person has to word stands as a comment."""
    lines = [f"form = {FORM}", f'agreement = "{agreement}"', f'project = "{project}"']
    lines += [f"{name} = {_days(answers)[name].isoformat()}" for name in ("starts", "ends") if _days(answers).get(name)]
    rows = [row for row in _rows(answers, "G4") if source_id(str(row.get("source", ""))) == ILR]
    fields = [str(row["field"]) for row in rows if _stays(row)]
    dates = [str(row["field"]) for row in rows if row.get("form") == "banded" and _is_date(row)]
    years = sorted(_approved_years(answers).get(ILR, ()))
    if rows:
        lines += [f'source = "{ILR}"', f"years = [{', '.join(_quoted(year) for year in years)}]"]
        condition = str((_rows(answers, "G3") or [{}])[0].get("condition") or "").strip()
        lines += [f"where = {_quoted(condition)}"] if condition else []
        lines += [f"fields = [{', '.join(map(_quoted, fields))}]"]
        lines += [
            f"# {row['field']}, {row['form']}: name a variable that says no more" for row in rows if _is_open(row)
        ]
        lines += ["variables = []"]
    if dates:
        lines += ["", "[dates]", *(f'{name} = "year"' for name in dates)]
    for source in sources_of(answers):
        if source != ILR:
            lines += ["", f"# {source}: add its tables, each with source, record, years and fields"]
    return "\n".join([*lines, ""])


def _stays(row: Mapping[str, Any]) -> bool:
    return row.get("form") == AS_COLLECTED and str(row.get("field")) in fields_of_aims()


def _is_open(row: Mapping[str, Any]) -> bool:
    return not _stays(row) and not (row.get("form") == "banded" and _is_date(row))


def _is_date(row: Mapping[str, Any]) -> bool:
    found = fields_of_aims().get(str(row.get("field")))
    return found is not None and found.kind is FieldKind.DATE


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def faults(text: str, answers: Mapping[str, Any], agreement: str, project: str) -> list[str]:
    """What is wrong with a plan: as a file, and beside what was approved. A sentence each."""
    try:
        plan = read(text)
    except AlderError as error:
        return [" ".join(f"{sentence(error.what)}. {error.where} {error.next}".split())]
    return [*_beside(plan, answers, agreement, project)]


def read(text: str) -> ExtractPlan:
    """A plan from its text. Raises `UsageError` where it is none."""
    with TemporaryDirectory(prefix="alder-plan-") as folder:
        path = Path(folder, "plan.toml")
        path.write_bytes(text.encode())
        try:
            return read_plan(path)
        except AlderError as error:  # where it lies for a moment says nothing to whoever wrote it
            error.what, error.where = (said.replace(str(path), "the plan") for said in (error.what, error.where))
            raise


def parts_by_source(text: str) -> dict[str, Any]:
    """What a plan says of each source, to be compared: how people are linked is said of every one. Raises as `read`."""
    plan = read(text)
    linked = (plan.starts, plan.ends, plan.link, plan.through)
    found: dict[str, Any] = {}
    if plan.source:
        of_aims = (plan.years, plan.return_number, plan.condition, plan.variables, plan.fields, dict(plan.dates))
        found[plan.source] = [linked, of_aims]
    for table in plan.tables:
        found.setdefault(table.source.id, [linked]).append(table)
    for source, _ in plan.through:
        found.setdefault(source, [linked])
    return found


def _beside(plan: ExtractPlan, answers: Mapping[str, Any], agreement: str, project: str) -> Iterator[str]:
    if plan.agreement != agreement or plan.project != project:
        yield f'The plan is of agreement = "{agreement}" and project = "{project}".'
    approved = {
        (source_id(str(row.get("source", ""))), str(row.get("field"))): str(row.get("form"))
        for row in _rows(answers, "G4")
    }
    years = _approved_years(answers)
    used = [(ILR, plan.years, plan.fields, tuple(plan.dates), plan.variables)] if plan.source else []
    used += [(one.source.id, one.years, (*one.fields, *one.keys), one.coarser, ()) for one in plan.tables]
    for source in dict.fromkeys((*(one[0] for one in used), *(source for source, _ in plan.through))):
        if source not in years:
            yield f"{source} was not approved."
    for source, asked_years, fields, dates, derived in used:
        for year in asked_years:
            if year.label not in years.get(source, ()):
                yield f"{year.label} of {source} was not approved."
        for name in fields:
            if approved.get((source, name)) != AS_COLLECTED:
                yield f"{name} of {source} was not approved as collected."
        for name in dates:
            if (source, name) not in approved:
                yield f"{name} of {source} was not approved."
        for name in derived:
            reads = [one for one in variables[name].reads if field_of(source, one) is not None]
            if missing := [one for one in reads if (source, one) not in approved]:
                were = "was" if len(missing) == 1 else "were"
                yield f"The variable {name} is worked out of {listed(missing)}, which {were} not approved."
    days = _days(answers)
    if plan.ends is not None and days.get("ends") and plan.ends > days["ends"]:
        yield "It ends later than was approved."


def _approved_years(answers: Mapping[str, Any]) -> dict[str, set[str]]:
    """The academic years of each source, by their labels."""
    found: dict[str, set[str]] = {}
    for row in _rows(answers, "G2"):
        source = source_id(str(row.get("source", "")))
        first, last = (AcademicYear.parse(str(row[name])) for name in ("first", "last"))
        if source is not None:
            span = range(first.start, last.start + 1)
            found.setdefault(source, set()).update(AcademicYear(year).label for year in span)
    return found


def _days(answers: Mapping[str, Any]) -> dict[str, Any]:
    rows = _rows(answers, "D5")
    return {"starts": day_of(rows[0].get("start")), "ends": day_of(rows[0].get("end"))} if rows else {}


def _rows(answers: Mapping[str, Any], id: str) -> list[Mapping[str, Any]]:
    return [row for row in answers.get(id) or () if isinstance(row, dict)]
