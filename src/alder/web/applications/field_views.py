"""The fields that an application asks for: found in the catalogue, each with its reason; and what they could do.

Each field has a page of its own, and saves itself: two people can add fields at the same time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.applications import requested_fields
from alder.applications.answers import faults, sources_of
from alder.applications.form import form
from alder.applications.minimisation import minimisation
from alder.model.layout import RISKS
from alder.wall_clock import today
from alder.web.applications.models import ApplicationRecord
from alder.web.applications.permissions import WRITE, about, for_applicants
from alder.web.applications.sections import FIELDS, answers_of, digest, last, write
from alder.web.forms import line, text
from alder.web.frame import query as address_query

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.application import Application
    from alder.model.layout import SourceField
    from alder.web.accounts.models import Person

MOST_FOUND = 40
"""So many fields are shown at once: a search with another word finds the rest."""
MOST_FIELDS = 400
LONGEST = 2_000
_FORMS = (
    ("derived", "Derived", "Made into something else that says less, such as an age or a distance."),
    ("banded", "Banded", "In groups, such as years or districts."),
    ("as collected", "As collected", ""),
)


def statement(row: ApplicationRecord) -> list[str]:
    """What the fields could do to people, as it was counted when they were saved last."""
    said: list[str] = row.statement.get("sentences", [])
    return said


def count_statement(row: ApplicationRecord) -> None:
    """Count it anew where the fields are others than those that it was counted for."""
    rows = [one for one in answers_of(row).get(FIELDS) or [] if isinstance(one, dict)]
    of = digest([[one.get("source"), one.get("field"), one.get("form")] for one in rows])
    if row.statement.get("of") != of:
        row.statement = {"of": of, "sentences": list(minimisation(rows).sentences) if rows else []}
        ApplicationRecord.objects.filter(pk=row.pk).update(statement=row.statement)


@for_applicants(WRITE, methods=("GET",))
def fields(request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application) -> HttpResponseBase:
    """The fields that are asked for, and a search for others."""
    said = answers_of(row)
    rows = _rows(said)
    wrong = [one for one in faults(said, today()) if one.question == FIELDS]
    source = requested_fields.source_id(request.GET.get("source", "")) or ""
    words = request.GET.get("q", "").strip()[:100]
    known = requested_fields.sources()
    asked_sources = [one for one in sources_of(said) if one in known]
    if source not in known:
        source = asked_sources[0] if len(asked_sources) == 1 else ""
    found = requested_fields.search(source, words, MOST_FOUND + 1) if source and words else ()
    return about(
        request,
        person,
        row,
        "fields",
        rows=list(enumerate(rows, 1)),
        wrong={n: [one for one in wrong if one.row == n] for n in {one.row for one in wrong if one.row is not None}},
        beside=[one for one in wrong if one.row is None],
        statement=statement(row),
        sources=[(one, known[one]) for one in asked_sources] or list(known.items()),
        are_named=bool(asked_sources),
        source=source,
        words=words,
        found=found[:MOST_FOUND],
        more=len(found) > MOST_FOUND,
        has={(requested_fields.source_id(str(one.get("source", ""))), one.get("field")) for one in rows},
        risk_of=_risk,
        questions=said.get("D1") or [],
    )


def _risk(found: SourceField) -> str:
    """What the catalogue says of how telling a field is."""
    return RISKS[found.risk] if found.risk else "not judged"


@for_applicants(WRITE)
def field(
    request: HttpRequest, person: Person, row: ApplicationRecord, thing: Application, source: str, name: str
) -> HttpResponseBase:
    """One field: why it is needed, for which research question, and the coarsest form that would do."""
    found = requested_fields.field_of(source, name)
    if found is None:
        raise Http404
    said = answers_of(row)
    own = next((one for one in _rows(said) if _is(one, source, name)), None)
    errors: dict[str, str] = {}
    given = dict(own or {"form": "derived" if requested_fields.is_telling(found) else "as collected"})
    if request.method == "POST":
        given = _typed(request, source, name)
        if request.POST.get("was") != digest(own):
            errors["why"] = "Somebody else changed this field while you wrote. What you wrote is here: save it again"
        else:
            _put(row, person, source, name, None if request.POST.get("do") == "remove" else given)
            count_statement(row)
            words = request.POST.get("q", "")[:100]
            back = address_query(("source", source), ("q", words)) if words else "#asked"
            wrong = _wrong(row, source, name) if request.POST.get("do") != "remove" else {}
            if not wrong:
                return HttpResponseRedirect(f"{reverse('application-fields', args=[row.key])}{back}")
            errors, own = wrong, given
    return about(
        request,
        person,
        row,
        "field",
        found=found,
        source=source,
        source_title=requested_fields.sources().get(source, source),
        given=given,
        own=own,
        was=digest(own),
        errors=errors,
        forms=_FORMS,
        questions=[(str(n), f"{n}. {one}") for n, one in enumerate(said.get("D1") or [], 1)],
        risk=_risk(found),
        never=requested_fields.never(found),
        coarser=requested_fields.coarser(found),
        words=request.GET.get("q", request.POST.get("q", ""))[:100],
    )


def _typed(request: HttpRequest, source: str, name: str) -> dict[str, Any]:
    question = line(request, "question")
    row: dict[str, Any] = {
        "source": source,
        "field": name,
        "why": text(request, "why")[:LONGEST],
        "question": int(question) if question.isascii() and question.isdigit() and len(question) < 3 else "",
        "form": line(request, "form"),
        "raw": text(request, "raw")[:LONGEST],
    }
    return {id: value for id, value in row.items() if value != ""}


@transaction.atomic
def _put(row: ApplicationRecord, person: Person, source: str, name: str, given: dict[str, Any] | None) -> None:
    """The field as it was given in the place of its own row, at the end where there is none; None takes it out."""
    locked = ApplicationRecord.objects.select_for_update().get(pk=row.pk)
    now = last(locked, "G")
    answers = dict(now.answers) if now else {}
    rows = [one for one in answers.get(FIELDS) or [] if isinstance(one, dict)]
    at = next((n for n, one in enumerate(rows) if _is(one, source, name)), len(rows))
    rows[at : at + 1] = [given] if given is not None else []
    answers[FIELDS] = rows[:MOST_FIELDS]
    if not rows:
        del answers[FIELDS]
    write(locked, "G", answers, by=person)


def _wrong(row: ApplicationRecord, source: str, name: str) -> dict[str, str]:
    said = answers_of(row)
    number = next((n for n, one in enumerate(_rows(said), 1) if _is(one, source, name)), 0)
    labels = {column.label: column.id for column in form().question(FIELDS).columns}  # type: ignore[union-attr]
    found: dict[str, str] = {}
    for one in faults(said, today()):
        if one.question == FIELDS and one.row == number and not one.is_warning:
            label, _, rest = one.says.partition(": ")
            found[labels.get(label) or _place(one.says)] = f"{label}: {rest}" if rest else one.says
    return found


def _place(says: str) -> str:
    """The field of the page that a fault is about which names no column."""
    return "question" if "research question" in says else "raw" if "would not do" in says else "why"


def _rows(said: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in said.get(FIELDS) or [] if isinstance(one, dict)]


def _is(one: dict[str, Any], source: str, name: str) -> bool:
    return requested_fields.source_id(str(one.get("source", ""))) == source and one.get("field") == name
