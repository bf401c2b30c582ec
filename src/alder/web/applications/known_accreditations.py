"""Accreditations of this service in the answer about who sees records: whoever has one here types no number.

What is known here is told as it is now, whenever the answer is read: until when it holds, or that it is suspended. What
was submitted stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.governance.accreditation import LIVE, AccreditationState
from alder.look.words import day
from alder.web.accreditation.models import AccreditationRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from alder.web.accounts.models import Person

ASKED = "B2"
"""The question that names them."""
_GRANTED = (*LIVE, AccreditationState.PAUSED, AccreditationState.SUSPENDED)


@dataclass(frozen=True)
class KnownAccreditation:
    """The accreditation of one of the applicants."""

    name: str
    number: str
    status: str
    """Full or provisional; or that it is paused or suspended."""
    until: date

    @property
    def row(self) -> dict[str, str]:
        """As a row of the answer."""
        return {
            "name": self.name,
            "accreditation": self.number,
            "until": self.until.isoformat(),
            "here": self.status,
        }

    @property
    def label(self) -> str:
        return f"{self.name}: accreditation {self.number}, {self.status}, until {day(self.until)}"


def known_among(people: Iterable[Person]) -> dict[str, KnownAccreditation]:
    """Of these people, who is accredited here, by their name in small letters. Two of one name are told by nobody."""
    names = [one.name.strip().casefold() for one in people]
    by_person = {one.pk: one.name for one in people if names.count(one.name.strip().casefold()) == 1}
    rows = AccreditationRecord.objects.filter(person__in=by_person, state__in=_GRANTED).exclude(until=None)
    found = {}
    for row in rows.order_by("until", "pk"):
        if row.until is not None:
            name = by_person[row.person_id]
            status = row.grade if row.state in LIVE else row.state
            found[name.strip().casefold()] = KnownAccreditation(name, str(row.pk), status, row.until)
    return found


def is_known(row: Mapping[str, Any], known: Mapping[str, KnownAccreditation]) -> bool:
    return str(row.get("name", "")).strip().casefold() in known


def as_known(rows: Any, known: Mapping[str, KnownAccreditation]) -> list[dict[str, Any]]:
    """The rows of the answer: who is accredited here first, as that is now; then those of whom it was typed."""
    given = [row for row in rows or () if isinstance(row, dict)]
    here = [known[str(row["name"]).strip().casefold()].row for row in given if is_known(row, known)]
    typed = [{id: said for id, said in row.items() if id != "here"} for row in given if not is_known(row, known)]
    return [*here, *typed]


def chosen(numbers: Iterable[str], typed: Any, known: Mapping[str, KnownAccreditation]) -> list[dict[str, Any]]:
    """The answer that a form says: whoever is ticked, and who was typed and is not known here."""
    ticked = set(numbers)
    named = [one.row for one in known.values() if one.number in ticked]
    return [*named, *(row for row in typed or () if not is_known(row, known))]
