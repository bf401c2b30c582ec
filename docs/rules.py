"""A page for every rule, written from the rule book and from the rules' own test cases, and an index by theme."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import tests.spec.rules
from tests import rulecases, texttable

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
        rows = [r for text in self.tables.values() for r in texttable.rows(text)]
        return list(dict.fromkeys(r["case"] or "" for r in rows if "case" in r))


def cases() -> list[Case]:
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
    return noted


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
        rule = rulecases.rule_of(ilr, function)
        chosen = AcademicYear.parse(year) if year else rulecases.year_of(ilr, rule)
        title = name.removeprefix("test_").replace("_", " ")
        noted.append(Case(title[:1].upper() + title[1:], rule, chosen, tables, list(expect)))

    return breaks


def pages() -> dict[str, str]:
    """The index and a page for each code."""
    by_rule: dict[str, list[Case]] = defaultdict(list)
    for case in cases():
        by_rule[case.rule.code].append(case)
    found = {f"rules/{code}.md": _page(code, by_rule[code]) for code in ilr.codes}
    found["rules/index.md"] = _index()
    return found


def _index() -> str:
    themes: dict[str, list[Rule]] = defaultdict(list)
    for code in ilr.codes:
        newest = ilr.versions(code)[-1]
        module = inspect.getmodule(newest.function)
        theme = (inspect.getdoc(module) or "").split("\n")[0].removeprefix("Rules ").rstrip(".")
        themes[theme[:1].upper() + theme[1:]].append(newest)
    lines = [
        "# Rules",
        "",
        f"Written by `make docs` from the rule book: {len(ilr)} rules. How to write one is told in "
        "[the guide to rules](../../explanation/rules.md).",
    ]
    for theme, rules in themes.items():
        lines += ["", f"## {theme}", "", "| rule | | what is wrong | years |", "|---|---|---|---|"]
        lines += [
            f"| [{r.code}]({r.code}.md) | {r.severity} | {r.message} | {_years(r.code)} |"
            for r in sorted(rules, key=lambda r: r.code)
        ]
    return "\n".join(lines)


def _years(code: str) -> str:
    """The years of all versions, those that follow one another as one span."""
    spans: list[list[Rule]] = []
    for version in ilr.versions(code):
        before = spans[-1][-1].until if spans else None
        if before is not None and version.since == before + 1:
            spans[-1].append(version)
        else:
            spans.append([version])
    said = []
    for span in spans:
        first, last = span[0].years.split(" to ")[0], span[-1].years.split(" to ")[-1]
        said.append(first if first == last else f"{first} to {last}")
    return ", ".join(said)


def _page(code: str, told: list[Case]) -> str:
    versions = ilr.versions(code)
    lines = [f"# {code}", ""]
    for rule in reversed(versions):
        if len(versions) > 1:
            lines += [f"## {rule.years[:1].upper()}{rule.years[1:]}", ""]
        lines += _version(rule, [c for c in told if c.rule is rule], "###" if len(versions) > 1 else "##")
    return "\n".join(lines)


def _version(rule: Rule, told: list[Case], heading: str) -> list[str]:
    judged = ilr.shape.table(rule.judged).element
    severities = {str(rule.severity)} | {f"{s} up to {y}" for y, s in rule.severities.items()}
    needs = ", ".join(ilr.title_of(n) for n in ilr.needs(rule))
    lines = [f"**{rule.message}**", ""]
    if rule.details:
        lines += [rule.details, ""]
    lines += [f"Put right: {rule.next}", "", "| | |", "|---|---|"]
    lines += [f"| severity | {', '.join(sorted(severities))} |", f"| judges | {judged} |"]
    lines += [f"| reads | {', '.join(f'`{f}`' for f in rule.reads)} |", f"| years | {rule.years} |"]
    lines += [f"| needs | {needs}; the rule does not run until it is loaded |"] if needs else []
    for case in told:
        lines += ["", f"{heading} {case.title}", ""]
        for parameter, text in case.tables.items():
            lines += [f"`{_title(parameter)}`", "", *_table(text), ""]
        sound = [n for n in case.names if n not in case.expect]
        lines += [f"In {case.year}, broken by: {_quoted(case.expect)}. Kept by: {_quoted(sound)}."]
    return [*lines, ""]


def _title(parameter: str) -> str:
    if parameter in ilr.shape.references:
        return parameter
    return ilr.shape.table(parameter).element


def _table(text: str) -> list[str]:
    rows = texttable.rows(text)
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return lines + [f"| {' | '.join(r[h] or '' for h in heads)} |" for r in rows]


def _quoted(names: list[str]) -> str:
    return ", ".join(f"*{n}*" for n in names) if names else "none"
