"""Aims as programs want them: plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from alder.sources.aims.listed import LEVELS, subject_name

if TYPE_CHECKING:
    from alder.sources.aims.asked import AimsAsked
    from alder.sources.aims.find import Choices, Found
    from alder.sources.aims.one import Aim


def found_as_object(found: Found, asked: AimsAsked) -> dict[str, Any]:
    """A page of what was found, with what was asked and how many there are of each kind."""
    return {
        "asked": {
            "words": asked.words,
            "level": asked.level or found.level_in_words,
            "subject": asked.subject,
            "body": asked.body,
            "kind": asked.kind,
            "on": asked.on.isoformat() if asked.on else None,
            "sort": asked.sort,
        },
        "total": found.total,
        "page": found.page,
        "pages": found.pages,
        "did_you_mean": found.instead or None,
        "aims": [row_as_object(row) for row in found.rows],
        "choices": {
            "levels": _choices(found.levels),
            "subjects": _choices(found.subjects),
            "kinds": _choices(found.kinds),
            "bodies": _choices(found.bodies),
        },
    }


def row_as_object(row: dict[str, Any]) -> dict[str, Any]:
    """One line of a list of aims."""
    return {
        "LearnAimRef": row["ref"],
        "title": row["title"],
        "level": LEVELS.get(row["level"], row["level"]),
        "level_code": row["level"],
        "kind": row["kind"],
        "awarding_body": row["body"],
        "subject_area": row["area"],
        "subject_area_name": subject_name(row["area"]) if row["area"] else None,
        "subject_area_tier_2": row["subject"],
        "subject_area_tier_2_name": subject_name(row["subject"]) if row["subject"] else None,
        "guided_hours": row["hours"],
        "credits": row["credits"],
    }


def aim_as_object(aim: Aim) -> dict[str, Any]:
    """Everything about an aim."""
    found: dict[str, Any] = _plain(asdict(aim))
    found["LearnAimRef"] = found.pop("ref")
    found["editions"] = dict(aim.editions)
    return {"LearnAimRef": found.pop("LearnAimRef"), **found}


def _choices(choices: Choices) -> list[dict[str, Any]]:
    return [{"value": value, "label": label, "aims": count} for value, label, count in choices]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
