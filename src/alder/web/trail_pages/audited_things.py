"""Of which things an auditor reads the events: of all, or of the outputs and requests that their sources are behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from alder.governance import Role, ScopeKind
from alder.governance.rights import things_of
from alder.web.output_desk.models import OutputRequest
from alder.web.output_desk.sources import outputs_for
from alder.web.table_requests.answerers import counted_from
from alder.web.table_requests.models import RequestRecord

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from alder.web.accounts.models import Person


def sources_audited(person: Person) -> frozenset[str] | None:
    """The sources for which somebody is an auditor; None for the whole trail."""
    return things_of(person.rights, [Role.AUDITOR], ScopeKind.SOURCE)


def events_for(person: Person) -> Q:
    """The events that somebody reads. What is of no source, such as accounts, is for auditors of the whole trail."""
    own = sources_audited(person)
    if own is None:
        return Q()
    outputs = OutputRequest.objects.filter(outputs_for(person, [Role.AUDITOR]))
    requests = RequestRecord.objects.filter(counted_from(own))
    return Q(thing__in=_named("output", outputs)) | Q(thing__in=_named("request", requests))


def _named(kind: str, found: QuerySet[OutputRequest] | QuerySet[RequestRecord]) -> QuerySet[OutputRequest, str]:
    """Things as events name them: `output 12`."""
    name = Concat(Value(f"{kind} "), Cast("pk", CharField()), output_field=CharField())
    return found.order_by().values_list(name, flat=True)  # type: ignore[return-value]  # of either table
