"""A question as JSON, so that it can be kept, sent and asked again: the same question, from whoever reads it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError, unknown_name
from alder.measures.asked_years import in_short
from alder.model.explanation import Explanation, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.measures.query import Query

VERSION = 1

KEYS = {
    "alder_query": "The version of this form: 1.",
    "measure": "The name of a measure: alder explain measures.",
    "by": "The characteristics to split by, a list of names.",
    "years": "Years: 2020/21, a range 2018/19..2022/23, or several of these with commas between, as one text.",
    "where": "A filter, as text: level = 3 and sex = F.",
    "scope": "One kind of provision, or left out.",
    "as_of": "A return, R01 to R14, or left out for the latest.",
    "set": "Parameters of the measure and of its variables, by name: a text, a whole number, or a list of them.",
}
"""The keys of a question and what each means. `measure` and `years` must be there."""


EXAMPLE = """{
 "alder_query": 1,
 "measure": "achievement_rate",
 "by": [
  "sex"
 ],
 "years": "2018/19..2020/21",
 "where": "level = 'Level 3' and FundModel in (35, 36)",
 "scope": "apprenticeships",
 "set": {
  "transfer_days": 90
 }
}"""


def explained() -> Explanation:
    """The form: its keys, an example, and how to write and ask it."""
    return Explanation(
        "queries as JSON",
        "form",
        (f"version {VERSION}",),
        "A query can be kept and asked again.",
        tuple(KEYS.items()),
        (
            Section("Example", code=EXAMPLE),
            Section(
                "What it must have",
                (
                    "`alder_query`, `measure` and `years` must be there. A key that is not in the list is refused by "
                    "name, and so is a version that this Alder does not read. Within a version keys may be added, "
                    "never renamed or given another meaning. An area that was asked for is among `by`.",
                    "The policy is not part of a query: it belongs to what leaves.",
                ),
            ),
            Section(
                "How to write and ask it",
                heads=("to", "on the command line", "in Python (`Query` is in `alder.measures`)"),
                cells=(
                    (
                        "write it",
                        "`alder table ... --write-query query.json`",
                        "`Query.ask(...).to_json()`",
                    ),
                    (
                        "ask it",
                        "`alder table --query query.json`",
                        "`alder.tabulate(store, Query.from_json(text))`",
                    ),
                ),
            ),
        ),
        next="What may stand in it: alder explain measures, alder explain filters",
        title="Queries as JSON",
    )


def to_object(query: Query) -> dict[str, Any]:
    """A question as JSON has it; what was not asked for is left out."""
    found: dict[str, Any] = {"alder_query": VERSION, "measure": query.measure}
    if query.by:
        found["by"] = list(query.by)
    found["years"] = in_short(query.years)
    if query.where:
        found["where"] = query.where.text
    if query.scope is not None:
        found["scope"] = query.scope.value
    if query.return_number is not None:
        found["as_of"] = query.return_number.value
    if query.set:
        found["set"] = {n: list(v) if isinstance(v, tuple) else v for n, v in query.set}
    return found


def to_json(query: Query) -> str:
    return json.dumps(to_object(query), indent=1, ensure_ascii=False) + "\n"


def read(text: str) -> dict[str, Any]:
    """What a question as JSON asks for, as arguments of `Query.ask`. What is wrong with it is said by name."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f"Line {error.lineno}, column {error.colno}." if isinstance(error, json.JSONDecodeError) else ""
        raise UsageError("the question is not JSON", where=place, next="Make one with:  --write-query") from None
    if not isinstance(found, dict):
        raise UsageError("a question is one JSON object", where=f"Its keys are {', '.join(KEYS)}.")
    return arguments(found)


def arguments(found: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of `Query.ask` for an object read from JSON."""
    for name in found:
        if name not in KEYS:
            raise unknown_name("key of a question", str(name)[:80], KEYS, next=f"Its keys are {', '.join(KEYS)}.")
    if found.get("alder_query") != VERSION or isinstance(found.get("alder_query"), bool):
        raise UsageError(
            "the question is of another form",
            where=f'This Alder reads "alder_query": {VERSION}.',
            next="Ask for it anew with --write-query, or use the release of Alder that wrote it.",
        )
    for name in ("measure", "years"):
        if name not in found:
            raise UsageError(f"the question has no {name}", where=KEYS[name])
    for name in ("measure", "years", "where", "scope", "as_of"):
        if name in found and not isinstance(found[name], str):
            raise UsageError(f"{name} is a text", where=KEYS[name])
    by, given = found.get("by", []), found.get("set", {})
    if not isinstance(by, list) or not all(isinstance(b, str) for b in by):
        raise UsageError("by is a list of names", where=KEYS["by"])
    if not isinstance(given, dict) or not all(_is_setting(v) for v in given.values()):
        raise UsageError("set gives each parameter a text, a whole number, or a list of them", where=KEYS["set"])
    return {
        "measure": found["measure"],
        "by": by,
        "years": found["years"],
        "where": found.get("where", ""),
        "scope": found.get("scope"),
        "return_number": found.get("as_of"),
        "parameters": {n: tuple(v) if isinstance(v, list) else v for n, v in given.items()},
    }


def _is_setting(value: object) -> bool:
    one = (str, int)
    return not isinstance(value, bool) and (
        isinstance(value, one)
        or (isinstance(value, list) and all(isinstance(v, one) and not isinstance(v, bool) for v in value))
    )
