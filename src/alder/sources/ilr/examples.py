"""An example that breaks a rule and one that keeps it, for every version of every rule.

They are drawn from the rules' test cases by `python -m docs.generate` and lie in the package as one file, a line a
version, so that `alder explain` has them where the tests are not installed.
"""

from __future__ import annotations

import calendar
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alder.sources.ilr.codes import LISTS

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
class Record:
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
    records: tuple[Record, ...]

    def as_object(self) -> dict[str, Any]:
        return {"case": self.case, "records": [{"record": r.what, "fields": r.values} for r in self.records]}


@dataclass(frozen=True)
class Pair:
    """The two examples of one version of a rule, judged in `year`."""

    rule: str
    years: str
    year: str
    breaks: Example
    keeps: Example

    def rows(self) -> tuple[tuple[str, str], ...]:
        """As an explanation shows them: what an example is for, then a line a record."""
        return (*_rows("breaks it", self.breaks), *_rows("keeps it", self.keeps))


def of(code: str) -> dict[str, Pair]:
    """The examples of a rule by the years of its versions."""
    start = json.dumps({"rule": code})[:-1] + ","
    found = {}
    with FILE.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(start):
                said = json.loads(line)
                found[said["years"]] = Pair(
                    code, said["years"], said["year"], _example(said["breaks"]), _example(said["keeps"])
                )
    return found


def _example(said: dict[str, Any]) -> Example:
    return Example(said["case"], tuple(Record(what, values) for what, values in said["records"]))


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
