"""How much an application asks for, by rules that anybody can read: the route that it takes follows from it.

Low leads to the officer who may approve what every review supports; standard and high go to the panel, high with more
care. The rules are Alder's choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.applications import requested_fields
from alder.look.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.applications.answers import Answers


class ApplicationRisk(StrEnum):
    """How much could go wrong."""

    LOW = "low"
    STANDARD = "standard"
    HIGH = "high"


LOW_SCORE = 60
"""A score of fields up to which an application can be of low risk: about ten telling fields in coarser forms."""
MOST_PEOPLE = 10


@dataclass(frozen=True)
class JudgedRisk:
    """The risk, with every reason why it is no lower."""

    risk: ApplicationRisk
    reasons: tuple[str, ...]


def risk_of(answers: Answers) -> JudgedRisk:
    """Judge answers, complete or not: what is not said raises nothing."""
    high, standard = tuple(_high(answers)), tuple(_standard(answers))
    if high:
        return JudgedRisk(ApplicationRisk.HIGH, (*high, *standard))
    return JudgedRisk(ApplicationRisk.STANDARD if standard else ApplicationRisk.LOW, standard)


def _high(answers: Answers) -> Iterator[str]:
    if answers.get("F3") is True:
        yield "It asks for data about criminal offences."
    if answers.get("F7") is True:
        yield "Somebody works with the data outside the United Kingdom."
    if "supply" in (answers.get("J1") or ()):
        yield "Data would leave the secure workspace: direct supply."
    if answers.get("C5") is True:
        yield "Somebody makes a profit from it."
    if answers.get("L3") is True:
        yield "Trained models are to be taken out."


def _standard(answers: Answers) -> Iterator[str]:
    rows = _rows(answers, "G4")
    if requested_fields.has_special_category(rows):
        yield "It asks for a field of a special category."
    raw = [
        found.name
        for row in rows
        if (found := requested_fields.field_of(str(row.get("source", "")), str(row.get("field", "")))) is not None
        and requested_fields.is_raw_quasi(found, row)
    ]
    if raw:
        yield f"It asks for {counted(len(raw), 'field')} as collected that helps to recognise somebody."
    if (score := requested_fields.score(rows)) > LOW_SCORE:
        yield f"Its fields weigh {score} together, more than {LOW_SCORE}."
    if answers.get("G6") is True:
        yield "Records of several sources are linked."
    if answers.get("G7") is True:
        yield "Data of the applicants' own are brought in."
    if "home" in (answers.get("J1") or ()):
        yield "Somebody works from home."
    if answers.get("L2") in ("smaller", "providers"):
        yield "Small areas or single providers would be named."
    if len(_rows(answers, "B2")) > MOST_PEOPLE:
        yield f"More than {MOST_PEOPLE} people would see records."


def _rows(answers: Answers, id: str) -> list[dict[str, Any]]:
    return [row for row in answers.get(id) or () if isinstance(row, dict)]
