"""The rules' own test cases, as the documentation shows them and the package's examples are drawn from them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import tests.spec.rules
from tests.support import rule_cases, text_tables

from alder.model.period import AcademicYear
from alder.rules.rule import Rule
from alder.sources.ilr.rules import ilr


class Case:
    """What one test of a rule says: its title, its tables and which cases break the rule."""

    def __init__(self, title: str, rule: Rule, year: AcademicYear, tables: dict[str, str], expect: list[str]) -> None:
        self.title, self.rule, self.year, self.tables, self.expect = title, rule, year, tables, expect

    @property
    def names(self) -> list[str]:
        """The cases, in the order in which they first appear."""
        rows = [r for text in self.tables.values() for r in text_tables.rows(text)]
        return list(dict.fromkeys(r["case"] or "" for r in rows if "case" in r))


@cache
def cases() -> tuple[Case, ...]:
    """Every test of a rule, told by calling it with a fixture that only takes notes."""
    noted: list[Case] = []
    for found in pkgutil.iter_modules(tests.spec.rules.__path__):
        if not found.name.startswith("test_"):
            continue
        module = importlib.import_module(f"tests.spec.rules.{found.name}")
        for name, test in vars(module).items():
            if name.startswith("test_") and "breaks" in inspect.signature(test).parameters:
                for arguments in _arguments(test):
                    test(breaks=_note(name, noted), **arguments)
    return tuple(noted)


def _arguments(test: Callable[..., None]) -> list[dict[str, Any]]:
    """What a test is called with beside `breaks`: nothing, or each row of its parameters."""
    rows: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            said, values = mark.args[:2]
            names = [n.strip() for n in said.split(",")] if isinstance(said, str) else list(said)
            given = [dict(zip(names, v if len(names) > 1 else (v,), strict=True)) for v in values]
            rows = [a | b for a in rows for b in given]
    return rows


def _note(name: str, noted: list[Case]) -> Callable[..., None]:
    def breaks(function: Any, *, expect: Iterable[str], year: str | None = None, **tables: str) -> None:
        said = AcademicYear.parse(year) if year else None
        rule = rule_cases.rule_of(ilr, function, said)
        chosen = said or rule_cases.year_of(ilr, rule)
        title = name.removeprefix("test_").replace("_", " ")
        noted.append(Case(title[:1].upper() + title[1:], rule, chosen, tables, list(expect)))

    return breaks
