"""What would be counted, how good it would be and how much of it hidden, worked out before anybody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django_tasks import task

from alder.errors import AlderError, WrongEntry
from alder.measures.query_explanation import outline
from alder.web.accounts.models import Person
from alder.web.publications.ledger import ledger_of_store
from alder.web.table_requests.judgement import Band, Judged, Near, counted, in_the_way, judged, nearest
from alder.web.table_requests.models import Preview, PreviewState, RequestRecord
from alder.web.table_requests.process import organisation_of, previews_budget
from alder.web.table_requests.queries import environment, in_words, object_of, query_of
from alder.web.trail.events import record

if TYPE_CHECKING:
    from alder.measures import Query

LOOKED = "LOOK BEFORE ASKING"
TRIED = "TRY AN ANSWER"
"""Actions in the trail: each look is an event, for it tells something of people."""


def look(person: Person, query: Query, policy: str) -> Preview:
    """Somebody wants to see what a table would hide before they ask for it. It counts in their budget."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two at once are counted one after the other
        budget = previews_budget(person)
        if budget.left <= 0:
            raise WrongEntry(
                "measure",
                "you have looked at as many tables as you can for now",
                where=f"It is {budget.most} in 30 days for a person, and {budget.most_of_organisation} for everybody "
                "at your organisation. Ask in words, and a person will look.",
            )
        made = Preview.objects.create(
            person=person, organisation=organisation_of(person), query=object_of(query), policy=policy
        )
        transaction.on_commit(lambda: work_out.enqueue(str(made.pk)))
    return made


def try_answer(person: Person, row: RequestRecord, query: Query, policy: str) -> Preview:
    """A statistician tries how a table would stand that could answer a request."""
    with transaction.atomic():
        made = Preview.objects.create(person=person, request=row, counts=False, query=object_of(query), policy=policy)
        transaction.on_commit(lambda: work_out.enqueue(str(made.pk)))
    return made


@transaction.atomic
def look_at_named(person: Person, query: dict[str, Any], policy: str) -> Preview:
    """The table that a refusal named is looked at before it is asked for. It does not count in the budget."""
    made = Preview.objects.create(
        person=person, organisation=organisation_of(person), counts=False, query=query, policy=policy
    )
    transaction.on_commit(lambda: work_out.enqueue(str(made.pk)))
    return made


@transaction.atomic
def take_near(preview: Preview, n: int) -> Preview | None:
    """What was suggested is looked at: it was judged already, so it costs nothing more."""
    near = preview.found.get("nearest", [])
    if preview.state != PreviewState.DONE or not 0 <= n < len(near):
        return None
    query = query_of(near[n]["query"])
    return Preview.objects.create(
        person=preview.person,
        organisation=preview.organisation,
        counts=False,
        query=object_of(query),
        policy=preview.policy,
        state=PreviewState.DONE,
        found={"about": about(query), "band": near[n]["band"], "nearest": [], "suggested": True},
    )


@task()
def work_out(id: str) -> None:
    """What a table would hide. Done twice it does nothing the second time."""
    preview = Preview.objects.select_related("person", "request").filter(pk=id, state=PreviewState.WAITING).first()
    if preview is None:
        return

    def tell(what: str) -> None:
        Preview.objects.filter(pk=preview.pk).update(step=what[:120])

    try:
        query = query_of(preview.query)
        tell("Counting")
        found = _for_staff(preview, query, tell) if preview.request_id else _for_asker(preview, query, tell)
        preview.state, preview.found = PreviewState.DONE, found
    except AlderError as error:
        preview.state, preview.found = PreviewState.FAILED, {"why": error.what, "next": error.next}
    preview.step = ""
    with transaction.atomic():
        preview.save()
        told: dict[str, Any] = {"query": preview.query, "policy": preview.policy, "told": _told(preview.found)}
        if preview.request_id:
            told["request"] = preview.request_id
            record(str(preview.person_id), "statistician", f"preview {preview.pk}", TRIED, said=told)
        else:
            record(str(preview.person_id), "asker", f"preview {preview.pk}", LOOKED, said=told)


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """What was told of people, as the trail keeps it."""
    return {
        "band": found.get("band", ""),
        "hidden": found.get("hidden", ""),
        "nearest": [{"query": one["query"], "band": one.get("band", "")} for one in found.get("nearest", [])],
    }


def _for_asker(preview: Preview, query: Query, tell: Any) -> dict[str, Any]:
    """In bands; the nearest tables only where much would be hidden."""
    counts, _ = counted(query)
    ledger = ledger_of_store("the site")
    tell("Working out how much of it would be hidden")
    one = judged(counts, preview.policy, ledger, tell)
    near = []
    if one.band in (Band.SOME, Band.MANY):
        found = nearest(query, preview.policy, ledger, one, tell, untold=False)
        near = [{**_told_of(n), "band": n.judged.band} for n in found if _rank(n.judged) < _rank(one)]
    return {"about": about(query), "band": one.band, "nearest": near}


def _told_of(near: Near) -> dict[str, Any]:
    return {"query": object_of(near.query), "words": "; ".join(near.words), "title": in_words(near.query)}


def _rank(one: Judged) -> int:
    return [Band.FEW, Band.SOME, Band.MANY, Band.UNTOLD].index(one.band)


def _for_staff(preview: Preview, query: Query, tell: Any) -> dict[str, Any]:
    """In numbers, with what the ledger says and what it would be in the way of."""
    counts, said = counted(query)
    ledger = ledger_of_store("the site")
    one = judged(counts, preview.policy, ledger, tell)
    way = [] if one.refused else [vars(w) for w in in_the_way(counts, said, preview.policy, tell)]
    near = []
    if one.refused is not None or one.share > 0:
        found = nearest(query, preview.policy, ledger, one, tell, untold=True)
        near = [{**_told_of(n), "share": f"{n.judged.share:.0%}"} for n in found]
    return {
        "about": about(query),
        "figures": one.figures,
        "hidden": one.hidden if one.refused is None else "",
        "share": f"{one.share:.0%}",
        "refused": str(one.refused) if one.refused is not None else "",
        "in_the_way": way,
        "nearest": near,
    }


def about(query: Query) -> dict[str, Any]:
    """What would be counted and how good it would be: nothing of it is counted, so it is for everybody."""
    found = outline(environment(), query)
    return {name: found[name] for name in ("population", "definition", "returns", "deliveries", "quality")}
