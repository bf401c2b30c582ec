"""What a case tells about code lists, as lists that a rule reads instead of the published ones.

Answers that agree with the published list change nothing. Where they differ, the list is the published one with the
told codes put in, taken out, opened or closed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from alder.model.code_list import Code, CodeList
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import LISTS, occupations, outcome_grades
from tests.worked_cases.answers import ANY, Untold
from tests.worked_cases.instead import Instead

NAMES = {
    "appfintype": "AFinType",
    "apprenticeshipfinancialrecord": "AFinType",
    "contactpreference": "ContPrefType",
    "gcsegrade": "EngGrade",
    "learnerfam": "LearnFAMType",
    "learningdeliveryfam": "LearnDelFAMType",
}
"""Names of lists in cases that are not the name of their field."""

NUMBERED = {"soc2000": occupations.soc2000, "soc2010": occupations.soc2010}
"""Lists that are bare numbers."""

GRADES_OF_TYPE = "learningaimtype"
"""The list of grades by type of aim."""

IN_CAPITALS = {"DOMICILE", "PERMADDCOUNTRY", "QUALENT3", "EngGrade"}
"""Lists whose codes are compared without letter case; typed codes all are."""

MEMBERS = ("Contains", "IsCurrent", "IsExpired", "IsVaguelyCurrent")


def tell(case: dict[str, Any], year: AcademicYear, instead: Instead) -> None:
    """Put the case's code lists in the place of the published ones."""
    for name, answers in _by_list(case).items():
        said = f"{name}: {answers}"
        if name in NUMBERED:
            _numbers(NUMBERED[name], case, answers, instead, said)
        elif name == GRADES_OF_TYPE:
            _grades(case, answers, instead, said)
        else:
            _codes(_list_called(name), case, year, answers, instead, said)


def _by_list(case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The answers about each list, which is known by its name in small letters."""
    found: dict[str, list[dict[str, Any]]] = {}
    for answer in case["reference"]:
        if answer.get("service") == "LOOKUPS" and answer.get("member") is not None:
            if answer["member"] not in MEMBERS:
                raise Untold(f"an answer of another kind: LOOKUPS {answer['member']}")
            name = str((answer.get("args") or [""])[0]).rpartition(".")[2].lower()
            found.setdefault(name, []).append(answer)
    return found


def _list_called(name: str) -> CodeList:
    fields = {field.lower(): field for field in LISTS} | NAMES
    if name not in fields:
        raise Untold("an answer about a code list that no rule asks")
    return LISTS[fields[name]]


def _codes(
    published: CodeList,
    case: dict[str, Any],
    year: AcademicYear,
    answers: list[dict[str, Any]],
    instead: Instead,
    said: str,
) -> None:
    codes = {c.key: c for c in published}
    for answer in answers:
        for key in _keys(published, case, answer["args"][1]):
            _change(codes, key, answer, year)
    told = tuple(codes.values())
    if told != published.codes:
        instead.put(published, replace(published, codes=told), said)


def _keys(published: CodeList, case: dict[str, Any], asked: Any) -> list[str]:
    """The codes asked about, as the list writes them: the one named, or all that the record holds."""
    field, typed = published.field, any(c.type for c in published)
    if asked == ANY:
        code = field.removesuffix("Type") + "Code"
        held = [f"{r[field]} {r.get(code)}" if typed else r[field] for r in _records(case["record"]) if r.get(field)]
    else:
        text = "" if asked is None else str(asked).strip()
        held = [f"{text[:3]} {text[3:]}" if typed and text else text]
    in_capitals = typed or field in IN_CAPITALS
    return [str(h).upper() if in_capitals else str(h) for h in held if str(h)]


def _records(value: Any) -> list[dict[str, Any]]:
    """Every record in the case's record, at whatever depth."""
    if isinstance(value, list):
        return [r for one in value for r in _records(one)]
    if not isinstance(value, dict):
        return []
    return [value, *(r for one in value.values() for r in _records(one))]


def _change(codes: dict[str, Code], key: str, answer: dict[str, Any], year: AcademicYear) -> None:
    """Make the list say of the code what the case says."""
    member, told = answer["member"], bool(answer.get("returns"))
    type, _, code = key.rpartition(" ")
    held = codes.get(key)
    if member == "Contains":
        if not told:
            codes.pop(key, None)
        elif held is None or (held.first and held.first > year.last_day):
            codes[key] = Code(code, "told by the case", type)
        return
    if ANY in answer["args"]:
        raise Untold("an answer about a day that is not named")
    day = date.fromisoformat(str(answer["args"][2])[:10])
    held = held or Code(code, "told by the case", type)
    closed = held.last is not None and held.last < day
    may_be_used = not told if member == "IsExpired" else told
    if not may_be_used and (held.is_open(day) if member == "IsCurrent" else not closed):
        codes[key] = replace(held, last=day - timedelta(days=1))
    elif may_be_used and closed:
        codes[key] = replace(held, last=None)
    if may_be_used and member == "IsCurrent" and held.first and day < held.first:
        codes[key] = replace(codes[key], first=None)


def _numbers(
    published: frozenset[int], case: dict[str, Any], answers: list[dict[str, Any]], instead: Instead, said: str
) -> None:
    told = set(published)
    for answer in answers:
        asked = answer["args"][1]
        held = [r["SOC2000"] for r in _records(case["record"]) if r.get("SOC2000")] if asked == ANY else [asked]
        for number in held:
            (told.add if answer.get("returns") else told.discard)(int(number))
    if told != published:
        instead.put(published, frozenset(told), said)


def _grades(case: dict[str, Any], answers: list[dict[str, Any]], instead: Instead, said: str) -> None:
    published = outcome_grades.grades_of

    def grades_of(type: str, year: AcademicYear) -> frozenset[str]:
        grades = set(published(type, year))
        for answer in answers:
            of_type, asked = (*answer["args"][1:], ANY, ANY)[:2]
            held = [r["OutGrade"] for r in _records(case["record"]) if r.get("OutGrade")] if asked == ANY else [asked]
            if of_type in (ANY, type):
                (grades.update if answer.get("returns") else grades.difference_update)(held)
        return frozenset(grades)

    instead.put(published, grades_of, said)
