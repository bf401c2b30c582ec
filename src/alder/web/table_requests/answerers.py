"""Who answers which requests: statisticians for everything and those of the queue all of them, those of a source the
requests for tables that count from it.

A request in words alone counts from no source yet: it is for those who answer all.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from alder.governance import Denied, Role, RoleScope, ScopeKind
from alder.governance.rights import roles_in, things_of
from alder.measures import measures
from alder.web.accounts.rights import REQUESTS, people_with

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.accounts.models import Person
    from alder.web.table_requests.models import RequestRecord


@cache
def _sources() -> dict[str, str]:
    """For each measure the name, in the catalogue, of the source that it counts from."""
    return {one.name: one.counts_from for one in measures}


def source_of(query: Mapping[str, Any] | None) -> str:
    """The source that a query counts from; empty where there is none, or today's Alder knows its measure no more."""
    return _sources().get(str(query.get("measure", "")), "") if query else ""


def answers_all(person: Person) -> bool:
    """Whether somebody answers requests for whatever they count, and plans publications."""
    return _own_sources(person) is None


def answers_some(person: Person) -> bool:
    """Whether there is a desk for them at all."""
    return _own_sources(person) != frozenset()


def answers_query(person: Person, query: Mapping[str, Any] | None) -> bool:
    """Whether somebody answers requests for what a query counts."""
    own = _own_sources(person)
    return own is None or source_of(query) in own


def check_query(person: Person | None, query: Mapping[str, Any]) -> None:
    """Insist that whoever answers with a query, which need not be the one that was asked, answers for its source."""
    if person is not None and not answers_query(person, query):
        raise Denied("You answer requests about other sources than the one that this table counts from.")


def answered_by(person: Person) -> Q:
    """The requests that somebody answers."""
    own = _own_sources(person)
    if own is None:
        return Q()
    return counted_from(own)


def counted_from(sources: frozenset[str]) -> Q:
    """The requests whose query counts from one of these sources."""
    return Q(query__measure__in=[name for name, source in _sources().items() if source in sources])


def answerers_of(row: RequestRecord) -> list[Person]:
    """Everybody who answers a request and did not ask for it themselves."""
    scopes = [REQUESTS, *(RoleScope(ScopeKind.SOURCE, id) for id in filter(None, [source_of(row.query)]))]
    found = {one.pk: one for scope in scopes for one in people_with(Role.STATISTICIAN, scope)}
    return [person for pk, person in found.items() if pk != row.asker_id]


def _own_sources(person: Person) -> frozenset[str] | None:
    """Those for which somebody answers; None for whatever is counted."""
    rights = person.rights
    if Role.STATISTICIAN in roles_in(rights, REQUESTS):
        return None
    return things_of(rights, [Role.STATISTICIAN], ScopeKind.SOURCE)
