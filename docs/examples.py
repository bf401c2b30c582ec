"""The file of examples in the package, drawn from the rules' test cases: of each version a breaking and a sound one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from tests.support import text_tables

from alder.rules.rule import Rule
from alder.sources.ilr.explanation import in_words
from alder.sources.ilr.rules import ilr
from docs.cases import Case, cases

Records = list[tuple[str, str, dict[str, str | None] | None]]
"""What a record is, the parameter under which the rule sees it, and its fields."""

PATH = "src/alder/sources/ilr/rules/examples.jsonl"
KEYS = ("case", "learner", "aim", "employment", "destination")
MOST_ROWS = 3
"""Of a reference table at most so many rows are shown."""


def files() -> dict[str, str]:
    """The file, by its path in the repository: a line for each version of a rule, in the order of the codes."""
    told: dict[int, list[Case]] = defaultdict(list)
    for case in cases():
        told[id(case.rule)].append(case)
    lines = [_line(rule, told[id(rule)]) for code in sorted(ilr.codes) for rule in ilr.versions(code)]
    return {PATH: "\n".join(lines) + "\n"}


def _line(rule: Rule, told: list[Case]) -> str:
    case, broken, sound = min(
        ((c, b, s) for c in told for b in c.expect for s in c.names if s not in c.expect),
        key=lambda found: _distance(*found),
    )
    breaks, keeps = _records(case, broken), _records(case, sound)
    shown = _worth_showing(rule, breaks + keeps)
    said: dict[str, Any] = {"rule": rule.code, "years": rule.years, "year": case.year.label}
    for name, label, records in (("breaks", broken, breaks), ("keeps", sound, keeps)):
        said[name] = {"case": label, "records": [_short(r, shown) for r in records]}
    return json.dumps(said, ensure_ascii=False)


def _distance(case: Case, broken: str, sound: str) -> tuple[int, int]:
    """How much two cases differ, and how much there is to read: the nearest and shortest pair teaches most."""
    one, other = (
        {(n, f, v) for n, (w, _, values) in enumerate(_records(case, name)) for f, v in (values or {w: None}).items()}
        for name in (broken, sound)
    )
    return len(one ^ other), len(one | other)


def _records(case: Case, name: str) -> Records:
    """The records of one case, those that its rule judges first, then what it looks up."""
    own: list[tuple[str, dict[str, str | None]]] = []
    for parameter, text in case.tables.items():
        if parameter not in ilr.shape.references:
            own += [(parameter, row) for row in text_tables.rows(text) if row.get("case") == name]
    own.sort(key=lambda r: r[0] != case.rule.judged)
    several = {t: sum(ilr.shape.names[p] == t for p, _ in own) > 1 for t in ilr.shape.tables}
    turns: dict[str, int] = defaultdict(int)
    found: Records = []
    for parameter, row in own:
        table = ilr.shape.names[parameter]
        turns[table] += 1
        what = in_words(ilr.shape.tables[table].element)
        what += f" {turns[table]}" if several[table] else ""
        what += "".join(f" of {key} {row[key]}" for key in ("aim", "learner") if row.get(key))
        found.append((what, parameter, {f: v for f, v in row.items() if f not in KEYS}))
    for parameter, text in case.tables.items():
        if parameter in ilr.shape.references:
            title = ilr.title_of(ilr.shape.references[parameter].loaded_as)
            rows = _looked_up(parameter, text_tables.rows(text), name, [v for _, v in own])
            found += [(title, parameter, {f: v for f, v in r.items() if f not in KEYS}) for r in rows[:MOST_ROWS]]
            if not rows:
                found.append((title, parameter, None))
    return found


def _looked_up(
    parameter: str, rows: list[dict[str, str | None]], name: str, own: list[dict[str, str | None]]
) -> list[dict[str, str | None]]:
    """The rows of a reference table that the records of a case find, under whichever name the rule calls it by."""
    table = ilr.shape.references[parameter].loaded_as
    ways = [r.on for r in ilr.shape.references.values() if r.loaded_as == table]
    rows = [r for r in rows if r.get("case") in (None, name)]
    return [row for row in rows if any(_is_found(row, on, own) for on in ways)]


def _is_found(row: dict[str, str | None], on: Mapping[str, str], own: list[dict[str, str | None]]) -> bool:
    derived = {n: d.reads for t in ilr.shape.tables.values() for n, d in t.derived.items()}
    for field, column in on.items():
        name = field.split("__")[-1]
        values = {_folded(r[f]) for r in own for f in derived.get(name, (name,)) if f in r}
        if values and column in row and _folded(row[column]) not in values:
            return False
    return True


def _folded(text: str | None) -> str:
    return (text or "").strip().upper()


def _worth_showing(rule: Rule, records: Records) -> set[tuple[str, str]]:
    """Fields that hold something in one of the two examples, or that the rule says it reads."""
    held = {(p, f) for _, p, values in records for f, v in (values or {}).items() if v is not None}
    return held | {(p, f) for _, p, values in records for f in values or {} if f in rule.reads}


def _short(
    record: tuple[str, str, dict[str, str | None] | None], shown: set[tuple[str, str]]
) -> tuple[str, dict[str, str | None] | None]:
    what, parameter, values = record
    return what, None if values is None else {f: v for f, v in values.items() if (parameter, f) in shown}
