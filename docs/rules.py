"""A page for every rule, written from the rule book and from the rules' own test cases."""

from __future__ import annotations

from collections import defaultdict

from tests.support import text_tables

from alder.rules.rule import Rule
from alder.sources.ilr import explanation
from alder.sources.ilr.explanation import in_words, severity_in_words
from alder.sources.ilr.rules import ilr
from docs import rule_indexes
from docs.cases import Case, cases


def pages() -> dict[str, str]:
    """The indexes and a page for each code."""
    by_rule: dict[str, list[Case]] = defaultdict(list)
    for case in cases():
        by_rule[case.rule.code].append(case)
    return {f"rules/{code}.md": _page(code, by_rule[code]) for code in ilr.codes} | rule_indexes.pages()


def _page(code: str, told: list[Case]) -> str:
    versions = ilr.versions(code)
    drawn = explanation.examples_of(code)
    lines = [f"# {code}", ""]
    for rule in reversed(versions):
        if len(versions) > 1:
            lines += [f"## {rule.years[:1].upper()}{rule.years[1:]}", ""]
        heading = "###" if len(versions) > 1 else "##"
        lines += _version(rule, drawn.get(rule.years), [c for c in told if c.rule is rule], heading)
    lines += [f"The SQL that judges it: `alder explain {code} --sql`. [All rules](index.md)."]
    return "\n".join(lines)


def _version(rule: Rule, drawn: explanation.ExamplePair | None, told: list[Case], heading: str) -> list[str]:
    judged = in_words(ilr.shape.table(rule.judged).element)
    needs = "; ".join(ilr.title_of(n) for n in ilr.needs(rule))
    lines = [f"**{rule.message}**", ""]
    if rule.details:
        lines += [rule.details, ""]
    lines += [f"Put right: {rule.next}", "", "| | |", "|---|---|"]
    lines += [f"| severity | {severity_in_words(rule)} |", f"| judges | {judged} |"]
    lines += [f"| reads | {', '.join(f'`{f}`' for f in rule.reads)} |", f"| years | {rule.years} |"]
    lines += [f"| needs | {needs}. Without, the rule does not run. |"] if needs else []
    lines += [f"| {name} | {_cell(text)} |" for name, text in drawn.rows()] if drawn else []
    lines += ["", f"{heading} The condition", "", "What is wrong, as Alder judges it:", ""]
    lines += ["```text", rule.condition, "```"]
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
    rows = text_tables.rows(text)
    heads = list(rows[0])
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return lines + [f"| {' | '.join(r[h] or '' for h in heads)} |" for r in rows]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _quoted(names: list[str]) -> str:
    return ", ".join(f"*{n}*" for n in names) if names else "none"
