"""A field, or a rule, of the ILR explained."""

from __future__ import annotations

import calendar
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.model.explanation import Explanation, Section
from alder.model.layout import RISKS
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.layout import judged
from alder.sources.ilr.quality import BREAKS, GRADES
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.schema import YEARS, entities, years_of
from alder.sources.ilr.xml import form

if TYPE_CHECKING:
    from alder.model.field import Entity, Field
    from alder.model.period import AcademicYear
    from alder.rules.rule import Rule


def fields() -> dict[str, list[tuple[str, Entity, Field]]]:
    """Every field by name, with the tables that have it."""
    homes: dict[str, list[tuple[str, Entity, Field]]] = {}
    for table, entity in entities().items():
        for field in entity.fields:
            homes.setdefault(field.name, []).append((table, entity, field))
    return homes


def field(name: str) -> Explanation:
    """A field: meaning, type, limits, years, grade, and its codes."""
    homes = fields()[name]
    _, entity, first = homes[0]
    rows = [("type", f"{first.kind}{_limits(first)}")]
    rows += [("in", f"{e.element}: {_spans(years_of(t, name))}{_required(f)}") for t, e, f in homes]
    grade = GRADES.get(name)
    if grade:
        rows.append(("grade", f"{grade.grade}: {grade.why}"))
    identifies, risk, sensitivity = judged(name)
    rows.append(("risk", f"{risk} of 5: {RISKS[risk]} (Alder's judgement)"))
    rows.append(("sensitivity", f"{sensitivity}: {sensitivity.meaning} (Alder's judgement)"))
    rows.append(("identifies", f"{identifies}: {identifies.meaning}"))
    rows += [(f"break in {b.at.year}", b.at.text) for b in BREAKS if name in b.touches]
    readers = sorted({rule.code for rule in ilr if name in rule.reads})
    if readers:
        rows.append(("rules", ", ".join(readers)))
    sections = []
    if name in LISTS:
        codes = LISTS[name]
        sections.append(Section(f"Codes: {codes.title}", rows=tuple((c.key, c.label + _dates(c)) for c in codes)))
    return Explanation(
        name,
        "field",
        ("ILR", entity.element),
        first.meaning or "Its meaning is not written down yet.",
        rows=tuple(rows),
        sections=tuple(sections),
        next="Lists: alder explain fields",
    )


def rule(code: str) -> Explanation:
    """A rule: what is wrong when it is broken, since when, what it reads, and how to put it right."""
    versions = ilr.versions(code)
    newest = versions[-1]
    needs = [ilr.title_of(n) for v in versions for n in ilr.needs(v)]
    rows = [("reads", ", ".join(newest.reads)), ("put right", newest.next)]
    if needs:
        rows.append(("needs", f"{'; '.join(dict.fromkeys(needs))}. Without, it does not run."))
    details = tuple(" ".join(p.split()) for p in newest.details.split("\n\n") if p)
    earlier = tuple((v.years, _then(v, newest)) for v in versions[:-1])
    drawn = examples_of(newest.code)
    rows += drawn[newest.years].rows() if newest.years in drawn else ()
    sections = [Section("More", details)] if details else []
    sections.append(Section("The condition, as Alder judges it", code=newest.condition))
    if earlier:
        sections.append(Section("In other years", rows=earlier))
    return Explanation(
        newest.code,
        "rule",
        (
            severity_in_words(newest),
            in_words(ilr.shape.table(newest.judged).element),
            ", ".join(v.years for v in versions),
        ),
        newest.message,
        rows=tuple(rows),
        sections=tuple(sections),
        next=f"SQL: alder explain {newest.code} --sql     Lists: alder explain rules",
        more={"versions": [_version(v, drawn.get(v.years)) for v in reversed(versions)]},
    )


def _then(version: Rule, newest: Rule) -> str:
    return version.message if version.message != newest.message else "The same sentence, by another condition."


def _version(rule: Rule, drawn: ExamplePair | None) -> dict[str, Any]:
    """All that there is to know of one version, for programs."""
    return {
        "years": rule.years,
        "severity": str(rule.severity),
        "severity_up_to": {year.label: str(severity) for year, severity in rule.severities.items()},
        "message": rule.message,
        "details": rule.details,
        "put_right": rule.next,
        "judges": ilr.shape.table(rule.judged).element,
        "reads": list(rule.reads),
        "needs": [ilr.title_of(n) for n in ilr.needs(rule)],
        "condition": rule.condition,
        "example_year": drawn.year if drawn else None,
        "breaks_it": drawn.breaks.as_object() if drawn else None,
        "keeps_it": drawn.keeps.as_object() if drawn else None,
    }


def fields_listed() -> Explanation:
    known = fields()
    return Explanation(
        "fields",
        "list",
        (f"{len(known)} fields", f"{len(entities())} kinds of record"),
        "Every field that the ILR has had since 2016/17, under its specification name.",
        sections=tuple(Section(e.element, (", ".join(f.name for f in e.fields),)) for e in entities().values()),
        next="About one:  alder explain NAME",
    )


def rules_listed() -> Explanation:
    newest = {r.code: r for r in ilr}
    return Explanation(
        "rules",
        "list",
        (f"{len(newest)} rules",),
        "What is checked in an ILR return. Each line says what is wrong when the rule is broken.",
        rows=tuple((code, r.message) for code, r in sorted(newest.items())),
        sections=(
            Section(
                "The form of fields",
                ("Before any rule is asked, each field is held against the declarations of its year (FD_ codes).",),
                rows=tuple((year.label, f"{len(form.codes_in(year))} codes") for year in sorted(YEARS)),
            ),
        ),
        next="About one:  alder explain NAME     Search and filter them:  alder rules",
    )


def in_words(element: str) -> str:
    """`LearningDeliveryFAM` as words: learning delivery FAM."""
    words = _WORDS.get(element) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", element)
    return " ".join(w if w.isupper() else w.lower() for w in words.split())


def severity_in_words(rule: Rule) -> str:
    """`error`, or `error, warning up to 2020/21` where it was another before."""
    return ", ".join([str(rule.severity), *(f"{s} up to {y}" for y, s in sorted(rule.severities.items()))])


def _limits(f: Field) -> str:
    limits = []
    if f.low is not None or f.high is not None:
        limits.append(f"from {_number(f.low)} to {_number(f.high)}")
    if f.digits is not None:
        limits.append(f"at most {f.digits} digit{'s' * (f.digits != 1)}")
    if f.max_length is not None:
        limits.append(f"at most {f.max_length} character{'s' * (f.max_length != 1)}")
    if f.values:
        limits.append(f"one of {', '.join(f.values)}")
    return f", {', '.join(limits)}" if limits else ""


def _number(limit: float | None) -> str:
    return "any" if limit is None else f"{limit:g}" if abs(limit) < 1e6 else f"{limit:.0f}"


def _required(f: Field) -> str:
    return ", must be there" if f.required else ""


def _spans(years: tuple[AcademicYear, ...]) -> str:
    """`2016/17 to 2020/21 and 2025/26`: years in a row as a span."""
    spans: list[list[AcademicYear]] = []
    for year in sorted(years):
        if spans and spans[-1][-1] + 1 == year:
            spans[-1].append(year)
        else:
            spans.append([year])
    return " and ".join(s[0].label if len(s) == 1 else f"{s[0]} to {s[-1]}" for s in spans)


def _dates(code: object) -> str:
    first, last = getattr(code, "first", None), getattr(code, "last", None)
    dates = [f"from {first.day} {first:%B %Y}"] if first else []
    dates += [f"to {last.day} {last:%B %Y}"] if last else []
    return f" ({' '.join(dates)})" if dates else ""


_WORDS = {
    "Message": "file",
    "AppFinRecord": "apprenticeship financial record",
    "DPOutcome": "outcome of a destination",
    "LLDDandHealthProblem": "LLDD and health problem",
    "LearnerDestinationandProgression": "destination and progression",
    "PriorAttain": "prior attainment",
    "ProviderSpecDeliveryMonitoring": "provider's own mark of a delivery",
    "ProviderSpecLearnerMonitoring": "provider's own mark of a learner",
}
"""Elements whose names do not read as words."""


FILE = Path(__file__).parent / "rules" / "examples.jsonl"

TYPED = {
    "LearnDelFAMCode": "LearnDelFAMType",
    "LearnFAMCode": "LearnFAMType",
    "ContPrefCode": "ContPrefType",
    "AFinCode": "AFinType",
    "ESMCode": "ESMType",
    "OutCode": "OutType",
}
"""Codes that mean something only together with their type."""


@dataclass(frozen=True)
class ExampleRecord:
    """One record of an example: what it is, and its fields with what they hold. None: there is no such record."""

    what: str
    values: dict[str, str | None] | None

    def shown(self) -> str:
        """`CompStatus 3 (withdrawn), WithdrawReason empty`."""
        if self.values is None:
            return "no row"
        return ", ".join(f"{f} {_value(f, v, self.values)}" for f, v in self.values.items()) or "there is one"


@dataclass(frozen=True)
class Example:
    """A little return: what it shows, and its records."""

    case: str
    records: tuple[ExampleRecord, ...]

    def as_object(self) -> dict[str, Any]:
        return {"case": self.case, "records": [{"record": r.what, "fields": r.values} for r in self.records]}


@dataclass(frozen=True)
class ExamplePair:
    """The two examples of one version of a rule, judged in `year`."""

    rule: str
    years: str
    year: str
    breaks: Example
    keeps: Example

    def rows(self) -> tuple[tuple[str, str], ...]:
        """As an explanation shows them: what an example is for, then a line a record."""
        return (*_rows("breaks it", self.breaks), *_rows("keeps it", self.keeps))


def examples_of(code: str) -> dict[str, ExamplePair]:
    """The examples of a rule by the years of its versions."""
    start = json.dumps({"rule": code})[:-1] + ","
    pairs = {}
    with FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(start):
                example = json.loads(line)
                pairs[example["years"]] = ExamplePair(
                    code, example["years"], example["year"], _example(example["breaks"]), _example(example["keeps"])
                )
    return pairs


def _example(example: dict[str, Any]) -> Example:
    return Example(example["case"], tuple(ExampleRecord(what, values) for what, values in example["records"]))


def _rows(name: str, example: Example) -> list[tuple[str, str]]:
    case = f"{example.case[:1].upper()}{example.case[1:]}"
    return [(name, case), *(("", f"{r.what}: {r.shown()}") for r in example.records)]


def _value(field: str, value: str | None, beside: dict[str, str | None]) -> str:
    if value is None:
        return "empty"
    label = _label(field, value, beside)
    return f"{value} ({_inside(label)})" if label else value


def _inside(label: str) -> str:
    """A label as it stands inside a sentence: a name, whose other words have capitals too, keeps its own."""
    words = (word.strip(",:;()") for word in label.split()[1:])
    is_name = any(w[:1].isupper() and not w.isupper() and w not in _ALWAYS_CAPITAL for w in words)
    return label if is_name else f"{label[:1].lower()}{label[1:]}"


_ALWAYS_CAPITAL = frozenset((*calendar.month_name, "England", "English", "Ofsted"))
"""Words that have a capital wherever they stand, and so tell nothing of the label."""


def _label(field: str, value: str, beside: dict[str, str | None]) -> str:
    """What a code means, where that is a matter of a short list."""
    type = beside.get(TYPED.get(field, ""))
    codes = LISTS.get(TYPED.get(field, field))
    key = f"{type} {value}".upper() if field in TYPED else value
    if codes is None or key not in codes:
        return ""
    return codes.label(key)
