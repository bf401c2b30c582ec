"""What the register tells of an application: worked out once, when its agreement comes into force.

A whole application is read for it, which a list of thousands must not do for each of its rows. Answers do not change
after that, so neither does this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.applications import requested_fields
from alder.applications.answers import sources_of
from alder.applications.form import form
from alder.wall_clock import LONDON
from alder.web.applications.entries import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from alder.web.applications.models import AgreementRecord


def told_of(answers: Mapping[str, Any], since: datetime) -> dict[str, Any]:
    """What everybody may read of these answers, in the words of the day on which the agreement came into force."""
    fields = [row for row in answers.get("G4") or [] if isinstance(row, dict)]
    on = since.astimezone(LONDON).date()
    return {
        "summary": str(answers.get("D2", "")),
        "benefit": str(answers.get("E1", "")),
        "commercial": answers.get("C5") is True,
        "gateway": _words("F4", answers, on),
        "sources": list(sources_of(answers)),
        "years": [_years(row) for row in answers.get("G2") or []],
        "fields": len(fields),
        "special_category": requested_fields.has_special_category(fields),
        "linked": answers.get("G6") is True,
        "place": _words("J1", answers, on),
    }


def _words(id: str, answers: Mapping[str, Any], on: date) -> str:
    question = form().question(id)
    return in_words(question, answers.get(id), on).replace("\n", "; ") if question else ""


def approved_answers(record: AgreementRecord) -> Mapping[str, Any]:
    """Those of the last round: what was approved, and is agreed."""
    found: Mapping[str, Any] = record.application.rounds.order_by("-round").values_list("answers", flat=True)[0]
    return found


def _years(row: Mapping[str, Any]) -> str:
    first, last = row.get("first"), row.get("last")
    return str(first) if first == last else f"{first} to {last}"
