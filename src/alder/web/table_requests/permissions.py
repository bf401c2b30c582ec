"""How views about a request begin: whose it is, and whether its process lets whoever is signed in do what they want.

A request of somebody else is not there, whoever knows its address: the answer is that of one that never was, and the
trail has that somebody tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from alder.governance.table_request import RequestAction
from alder.web.accounts.page_guard import PageGuard
from alder.web.table_requests.answerers import answers_query
from alder.web.table_requests.models import RequestRecord
from alder.web.table_requests.process import RequestActor, check

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.accounts.models import Person

SEE = "see a request"
"""What a page asks that only shows: its asker and statisticians may, whatever its state."""
STEPS_UP = frozenset({RequestAction.COUNT, RequestAction.RERUN})
"""What makes a table that everybody will read is done by who showed their second factor a short while ago."""


def all_that_can_be_said() -> dict[str, Any]:
    """What an act would say if a form were filled in: so a page is refused for who, when and why, not for blanks."""
    fees = bool(settings.ALDER_REQUEST_FEES)
    said = dict.fromkeys(("reason", "query", "words", "table", "nearest", "cost", "output", "csv"), "said")
    return {**said, "shown": True, "fees": fees}


def is_asker(person: Person, row: RequestRecord) -> bool:
    return row.asker_id == person.pk


def is_staff(person: Person, row: RequestRecord) -> bool:
    return answers_query(person, row.query)


def _found(key: UUID) -> tuple[RequestRecord] | None:
    row = RequestRecord.objects.select_related("asker", "taken_by").filter(key=key).first()
    return (row,) if row else None


def _insists(person: Person, asks: RequestAction | str, row: RequestRecord) -> None:
    if isinstance(asks, RequestAction):
        check(row, RequestActor.of(person), asks, **all_that_can_be_said())


OF_ASKER = PageGuard("request", "asker", _found, is_asker, _insists)
OF_STAFF = PageGuard("request", "statistician", _found, is_staff, _insists)
OF_BOTH = PageGuard("request", "", _found, lambda person, row: is_asker(person, row) or is_staff(person, row), _insists)
"""What a call asks that is for whoever asked for a table as for who answers."""
for_own, for_staff = OF_ASKER.page, OF_STAFF.page
"""A page about a request, for who asked it, and for statisticians."""
