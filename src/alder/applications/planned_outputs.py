"""What a project expects to take out: the kinds of statistic are those that outputs are checked by."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

OTHER = "other"
"""Stands for what is none of the kinds; the next column says what it is."""
_OF_OTHERS = frozenset({"ZERO", "PROV", "DIFFQ", "WEIGHT", "ROUND"})
"""Rules about figures of any kind, which nobody plans to take out by themselves."""


@cache
def planned_kinds() -> dict[str, str]:
    """The kinds that can be planned, by their ids, with their names. What never leaves is none of them."""
    from alder.outputs.output_rules import OUTPUT_RULES, Stance

    return {
        rule.id: rule.name for rule in OUTPUT_RULES if rule.stance is not Stance.NEVER and rule.id not in _OF_OTHERS
    }


def kind_fault(row: Mapping[str, Any]) -> str:
    """What is wrong with the kind that a row names; empty where nothing is."""
    kind = str(row.get("statistic", ""))
    if kind == OTHER:
        return "" if str(row.get("other", "")).strip() else "Say what it is, since it is none of the kinds."
    return "" if kind in planned_kinds() else "Kind of statistic: choose one of the list, or “something else”."


def kinds_by_title(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The kind of each output that is planned, by its title: where it is something else, in the words of who plans it.

    Answers to earlier forms have words of their own, which stay.
    """
    return {
        str(row.get("title", "")): str(row.get("other") if row.get("statistic") == OTHER else row.get("statistic", ""))
        for row in rows
    }
