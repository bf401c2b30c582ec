"""All code lists of the ILR, by the field whose values they give, and how old the lists are that a rule rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from alder.model.code_list import CodeList
from alder.model.period import AcademicYear
from alder.sources.ilr.codes import (
    aim,
    countries,
    destination,
    employment,
    higher_education,
    learner,
    monitoring,
    outcome_grades,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType

LISTS = {
    code_list.field: code_list
    for code_list in (
        learner.ethnicity,
        learner.sex,
        learner.lldd_health_prob,
        learner.lldd_cat,
        learner.prior_attain,
        learner.prior_level,
        learner.accom,
        learner.learner_fam,
        learner.contact_preference,
        learner.gcse_grade,
        aim.aim_type,
        aim.fund_model,
        aim.prog_type,
        aim.comp_status,
        aim.outcome,
        aim.withdraw_reason,
        aim.emp_outcome,
        aim.tailored_outcome,
        aim.financial_record,
        outcome_grades.out_grade,
        aim.work_place_mode,
        employment.emp_stat,
        employment.monitoring,
        destination.outcome,
        monitoring.aim_fam,
        countries.domicile,
        countries.country_of_home,
        higher_education.equal_or_lower,
        higher_education.support,
        higher_education.completion,
        higher_education.level,
        higher_education.mode,
        higher_education.fee,
        higher_education.year_of_study,
        higher_education.term_time_home,
        higher_education.socio_economic_class,
        higher_education.source_of_fees,
        higher_education.highest_on_entry,
    )
}
"""Every list, by the field whose values it gives (for typed codes, the field of the type)."""

AS_OF = AcademicYear(2020)
"""The year whose lists these are, the last of which all are public. Later codes stand in them where rules name them."""

EDITIONS = {
    "PriorLevel": "2021/22, as consulted on",
    "TLOut": "2025/26, as its rules name them",
    "QUALENT3": "2020/21, and of 2024/25 as far as it is public",
}
"""Lists that are not of that year, by their field."""

_MODULES = (aim, countries, destination, employment, higher_education, learner, monitoring, outcome_grades)


def edition_of(function: Callable[..., Any], year: AcademicYear) -> str:
    """Which edition of a code list a rule for `year` rests on, where that is not the list of the year; else nothing."""
    if year == AS_OF:
        return ""
    usual = f"{AS_OF}" if year < AS_OF else f"{AS_OF}, with later codes that rules name"
    return "; ".join(dict.fromkeys(EDITIONS.get(code_list.field, usual) for code_list in lists_of(function)))


def lists_of(function: Callable[..., Any]) -> tuple[CodeList, ...]:
    """The code lists that a rule's function names, itself or through another function of the rules."""
    named: dict[str, CodeList] = {}
    seen: set[int] = set()
    waiting = [function]
    while waiting:
        called = waiting.pop()
        code, known = getattr(called, "__code__", None), getattr(called, "__globals__", {})
        if code is None or id(code) in seen:
            continue
        seen.add(id(code))
        names = set(_names(code))
        closed = [cell.cell_contents for cell in getattr(called, "__closure__", None) or ()]
        for module in _MODULES:
            own = {n: v for n, v in vars(module).items() if isinstance(v, CodeList)}
            if module.__name__.rpartition(".")[2] in names:
                named |= {v.field: v for n, v in own.items() if n in names}
        for value in [*(known[n] for n in names if n in known), *closed]:
            if isinstance(value, CodeList):
                named[value.field] = value
            elif _OURS.match(getattr(value, "__module__", None) or "") and hasattr(value, "__code__"):
                waiting.append(value)
    return tuple(named[f] for f in sorted(named))


def _names(code: CodeType) -> Iterator[str]:
    """What a function's text names outside itself, and what the functions inside it do."""
    yield from code.co_names
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            yield from _names(constant)


_OURS = re.compile(r"alder\.sources\.ilr\.(rules|codes)\b")
