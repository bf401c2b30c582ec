"""The indexes of the rules: by theme, field, record, severity and year."""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from alder.model.period import AcademicYear
from alder.rules.findings import Severity
from alder.rules.rule import Rule
from alder.sources.ilr import rule_list
from alder.sources.ilr.explanation import in_words
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities

OTHERS = {
    "by-field": "By field",
    "by-record": "By kind of record",
    "by-severity": "By severity",
    "by-year": "By year",
}

Groups = Mapping[str, Iterable[Rule]]


def pages() -> dict[str, str]:
    """The index by theme, and one for each other way to look for a rule."""
    return {
        "rules/index.md": _by_theme(),
        "rules/by-field.md": _by_field(),
        "rules/by-record.md": _by_record(),
        "rules/by-severity.md": _by_severity(),
        "rules/by-year.md": _by_year(),
    }


def _by_theme() -> str:
    themes: dict[str, list[Rule]] = defaultdict(list)
    for rule in _newest():
        themes[_theme(rule)].append(rule)
    links = [f"[{title[:1].lower()}{title[1:]}]({name}.md)" for name, title in OTHERS.items()]
    lines = [
        "# Rules",
        "",
        f"Written by `make docs` from the rule book: {len(ilr)} rules, here by theme. Find one {', '.join(links)}.",
        "In the terminal: `alder rules`. How to write one is told in [the guide to rules](../../explanation/rules.md).",
    ]
    return "\n".join([*lines, *_tables({t: themes[t] for t in sorted(themes)})])


def _by_field() -> str:
    fields: dict[str, list[Rule]] = defaultdict(list)
    for rule in _newest():
        for field in dict.fromkeys(f for v in ilr.versions(rule.code) for f in v.reads):
            fields[field].append(rule)
    homes = {f.name: e.element for e in reversed(list(entities().values())) for f in e.fields}
    lines = [
        "# Rules by field",
        "",
        f"{len(fields)} fields are read by rules. A rule that reads several stands under each. About a field itself: "
        "`alder explain FIELD`. Back to [all rules](index.md).",
        "",
        "| field | in | rules |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{field}` | {in_words(homes.get(field, 'Message'))} | {_links(fields[field])} |"
        for field in sorted(fields, key=str.casefold)
    ]
    return "\n".join(lines)


def _by_record() -> str:
    judged: dict[str, list[Rule]] = defaultdict(list)
    for rule in _newest():
        judged[in_words(ilr.shape.table(rule.judged).element)].append(rule)
    named = {f"{k[:1].upper()}{k[1:]}": judged[k] for k in sorted(judged, key=str.casefold)}
    lines = ["# Rules by kind of record", "", "A finding points at the record that its rule judges. " + _BACK]
    return "\n".join([*lines, *_tables(named)])


def _by_severity() -> str:
    found: dict[str, list[Rule]] = {"Errors": [], "Warnings": [], "Errors in some years, warnings in others": []}
    titles = list(found)
    for rule in _newest():
        of = {s for v in ilr.versions(rule.code) for s in (v.severity, *v.severities.values())}
        found[titles[2] if len(of) > 1 else titles[0] if Severity.ERROR in of else titles[1]].append(rule)
    lines = [
        "# Rules by severity",
        "",
        "A learner with an error does not count until it is put right. A warning asks to look again. " + _BACK,
    ]
    return "\n".join([*lines, *_tables({t: rules for t, rules in found.items() if rules})])


def _by_year() -> str:
    lines = [
        "# Rules by year",
        "",
        "The rules of a collection year. Years whose book was written as a whole have all their rules; of the others "
        f"only those are judged that are known to hold. {_BACK}",
        "",
        "| year | book | rules | errors | warnings |",
        "|---|---|---|---|---|",
    ]
    counts = {y: rule_list.count(y) for y in reversed(rule_list.years())}
    for year, n in counts.items():
        book = "whole" if n.is_full else "known"
        lines.append(f"| [{year}](#{_anchor(year)}) | {book} | {n.rules} | {n.errors} | {n.warnings} |")
    before: list[str] | None = None
    for year in counts:
        codes = [r.code for r in ilr.for_year(year).rules]
        lines += ["", f"## {year}", ""]
        if codes == before:
            lines.append(f"The same rules as {year + 1}.")
        else:
            stems: dict[str, list[Rule]] = defaultdict(list)
            for rule in ilr.for_year(year).rules:
                stems[_stem(rule.code).casefold()].append(rule)
            lines += ["| | rules |", "|---|---|"]
            lines += [f"| {_stem(stems[s][0].code)} | {_links(stems[s])} |" for s in sorted(stems)]
        before = codes
    return "\n".join(lines)


def _stem(code: str) -> str:
    """The first part of a code: the field that it is about, or R for rules about several records."""
    return re.sub(r"_?\d+$", "", code)


def _anchor(year: AcademicYear) -> str:
    return year.label.replace("/", "")


def _newest() -> list[Rule]:
    """Each code once, as it holds now or held last."""
    return [ilr.versions(code)[-1] for code in ilr.codes]


def _theme(rule: Rule) -> str:
    """What the rule's module says that it holds, as a heading: `Rules of 2020/21 about fees` is `Fees (2020/21)`."""
    said = (inspect.getdoc(inspect.getmodule(rule.function)) or "").split("\n")[0].rstrip(".").split(". ")[0]
    said = re.sub(r",? beside those in `\w+`|`", "", said)
    theme = re.sub(r"^Rules of ([\d/]+) about (.*)$", r"\2 (\1)", said).removeprefix("Rules about ")
    return theme[:1].upper() + theme[1:]


def _tables(groups: Groups) -> list[str]:
    lines = []
    for title, rules in groups.items():
        lines += ["", f"## {title}", "", "| rule | | what is wrong | years |", "|---|---|---|---|"]
        lines += [
            f"| [{r.code}]({r.code}.md) | {r.severity} | {r.message} | {years(r.code)} |"
            for r in sorted(rules, key=lambda r: r.code.casefold())
        ]
    return lines


def _links(rules: Iterable[Rule]) -> str:
    return ", ".join(f"[{r.code}]({r.code}.md)" for r in sorted(rules, key=lambda r: r.code.casefold()))


def years(code: str) -> str:
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


_BACK = "Back to [all rules](index.md)."
