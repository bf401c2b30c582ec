"""What the OpenAPI document says of the endpoints for people: requests, outputs and incidents, with what can be done.

States, actions, fields and conditions are written from the tables of the processes and from what the endpoints read, so
that a line more there is a line more here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alder.disclosure.policy import POLICIES
from alder.governance.incident import IncidentState
from alder.governance.output_review import Decision, ReviewState
from alder.governance.table_request import RequestState
from alder.publishing.open_api import TEXT, TIME, UUID, WHOLE, a_page, many, of, openapi, ref
from alder.web.api import incident_views, output_views
from alder.web.api.actions import name_of
from alder.web.api.governed import LARGEST_PAGE
from alder.web.api.request_views import DOING, PEOPLES
from alder.web.output_desk import cover_sheets
from alder.web.output_desk.desk_views import LISTS
from alder.web.output_desk.drafts import KINDS, USES
from alder.web.output_desk.incidents import PARTS
from alder.web.table_requests.models import AnswerKind, AnswerState, PreviewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

    from alder.web.api.actions import Need

Schema = dict[str, Any]
_ABOUT = (
    " Requests for tables, outputs under review and incidents are for people who are known: a program sends an access "
    "token that one of them made on the page of their account, in the header `Authorization`, and does what they may "
    "do. What changes something takes an `Idempotency-Key`, and where it changes a thing that is there, the version "
    "that was seen in `If-Match`. What asks for a second factor or for somebody's eyes is done on its page."
)
_REFUSALS = {
    "400": "The call is wrong; each error is told with its field.",
    "401": "There is no access token, or it does not work.",
    "403": "This person may not do it, or not now, or not with this token; `detail` says why.",
    "404": "There is nothing here for this person.",
    "412": "It has changed since it was looked at. Nothing was done.",
    "413": "More was sent than is read.",
    "415": "It was sent in a form that is not read.",
    "422": "The `Idempotency-Key` was used for another call.",
    "428": "The version that was seen is not said.",
    "429": "Too many calls came; `Retry-After` says how long to wait.",
}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_TIME: Schema = {"type": ["string", "null"], "format": "date-time"}
_ANYTHING: Schema = {"type": "object"}
_PAGING = [
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 1}},
    {
        "name": "pageSize",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20},
    },
]
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": '^"[0-9a-f]{12}"$'},
    "description": "`version` as it was read, between quotes.",
}
_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "Drawn anew for each thing that is wanted: sent again within a day, the call is answered as it was.",
}


def document(address: str, title: str) -> dict[str, Any]:
    """The whole document of the API at this address."""
    found = openapi(address, title)
    found["info"]["description"] += _ABOUT
    found["paths"] |= _paths()
    found["components"]["schemas"] |= SCHEMAS
    found["components"]["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "An access token of a person."}
    }
    return found


def states(kind: Iterable[StrEnum]) -> Schema:
    return {"type": "string", "enum": [str(one) for one in kind]}


def read(summary: str, schema: str, parameters: Iterable[Schema] = (), **content: Schema) -> Schema:
    """A GET that gives JSON of this schema, or what else is named."""
    given = {"application/json": {"schema": ref(schema)}} if schema else {}
    return _call(summary, {"200": given | content}, parameters, ("400", "401", "403", "404", "429"))


def change(
    summary: str,
    schema: str,
    body: Mapping[str, Any],
    parameters: Iterable[Schema] = (),
    *,
    status: str = "200",
    of_version: bool = True,
) -> Schema:
    """A POST that changes something, with this body by its kind."""
    given = [*parameters, _KEY, *([_IF_MATCH] if of_version else [])]
    refusals = ("400", "401", "403", "404", "413", "415", "422", "429", *(["412", "428"] if of_version else []))
    call = _call(summary, {status: {"application/json": {"schema": ref(schema)}}}, given, refusals)
    return {**call, "requestBody": {"content": dict(body), "required": bool(body)}} if body else call


def fields(needed: dict[str, Schema] | None = None, more: dict[str, Schema] | None = None) -> dict[str, Any]:
    """A body of JSON with these fields."""
    return {"application/json": {"schema": of(needed or {}, more)}}


def _call(summary: str, answers: Mapping[str, Any], parameters: Iterable[Schema], refusals: Iterable[str]) -> Schema:
    responses: dict[str, Any] = {
        status: {"description": "As asked for.", "content": content} for status, content in answers.items()
    }
    for status in sorted(refusals):
        problem = {"application/problem+json": {"schema": ref("Refusal")}}
        responses[status] = {"description": _REFUSALS[status], "content": problem}
    return {
        "summary": summary,
        "security": [{"token": []}],
        "parameters": list(parameters),
        "responses": responses,
    }


def within(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def asked(name: str, schema: Schema, description: str = "") -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def body_of_actions(doing: Mapping[Any, Any], peoples: Iterable[StrEnum]) -> dict[str, Any]:
    """The bodies of all actions, each from what it needs. Which is for which, the list of actions says as well."""
    bodies = []
    for action in peoples:
        needs: tuple[Need, ...] = doing[action].needs
        if needs:
            own = {need.name: _field(need) for need in needs}
            needed = {need.name: own.pop(need.name) for need in needs if need.is_required}
            bodies.append(of(needed, own, title=name_of(action), description=str(action)))
    return {"application/json": {"schema": {"anyOf": [of({}, title="none needed"), *bodies]}}}


def _field(need: Need) -> Schema:
    values = {"enum": list(need.values)} if need.values else {}
    if need.kind == "texts":
        return {"type": "array", "items": {"type": "string", **values}, "description": need.says}
    if need.kind == "object":
        return {"type": "object", "additionalProperties": TEXT, "description": need.says}
    if need.kind in ("number", "truth"):
        return {"type": "integer" if need.kind == "number" else "boolean", **values, "description": need.says}
    most = {"maxLength": need.most} if need.most else {}
    return {"type": "string", **values, **most, "description": need.says}


def _paths() -> dict[str, Any]:
    visas = {"/visas": {"get": read("One's own visas, signed now, each for an hour at the most", "Visas")}}
    return {**_of_requests(), **_of_outputs(), **_of_incidents(), **visas}


def _of_incidents() -> dict[str, Any]:
    incident = within("incident", UUID)
    named = {"type": "string", "enum": [name_of(action) for action in incident_views.PEOPLES]}
    listing = [
        asked(
            "part", {"type": "string", "enum": list(PARTS), "default": "open"}, "Open ones, or those that are closed."
        ),
        *_PAGING,
    ]
    saw = fields({"reason": TEXT}, {"output": WHOLE})
    here = "/incidents/{incident}"
    return {
        "/incidents": {
            "get": read("Incidents, for those who deal with them", "Incidents", listing),
            "post": change("Report an incident", "ReportedIncident", saw, status="201", of_version=False),
        },
        here: {"get": read("An incident", "Incident", [incident])},
        f"{here}/actions": {"get": read("What can be done about it, by this person and now", "Actions", [incident])},
        f"{here}/actions/{{action}}": {
            "post": change(
                "Do it",
                "Incident",
                body_of_actions(incident_views.DOING, incident_views.PEOPLES),
                [incident, within("action", named)],
            )
        },
    }


def _of_outputs() -> dict[str, Any]:
    output, group, file = within("output", UUID), within("group", WHOLE), within("file", UUID)
    named = {"type": "string", "enum": [name_of(action) for action in output_views.PEOPLES]}
    listing = [
        asked("of", {"type": "string", "enum": ["yours", "desk"], "default": "yours"}, "Whose; the desk's queue."),
        asked("part", {"type": "string", "enum": list(LISTS), "default": "review"}, "The part of the desk's queue."),
        asked("state", states(ReviewState), "Of one's own, those in this state alone."),
        *_PAGING,
    ]
    recipients = many(of({"name": TEXT, "email": TEXT}))
    needed = {"title": TEXT, "purpose": TEXT, "plannedUse": {"type": "string", "enum": list(USES)}}
    words = fields(needed, {"deadline": {"type": "string", "format": "date"}, "recipients": recipients})
    sheet = fields({}, _COVER)
    sent = {
        "multipart/form-data": {
            "schema": of(
                {"files": many({"type": "string", "format": "binary"})},
                {"kind": {"type": "string", "enum": list(KINDS), "default": "output"}},
            )
        }
    }
    aside = fields({"file": TEXT, "rule": TEXT}, {"reason": TEXT})
    in_group, here = [output, group], "/outputs/{output}"
    of_group = f"{here}/groups/{{group}}"
    return {
        "/outputs": {
            "get": read("Outputs", "Outputs", listing),
            "post": change("Begin an output, with one group", "Output", words, status="201", of_version=False),
        },
        here: {
            "get": read("An output", "Output", [output]),
            "post": change("Change what it is for and who gets it", "Output", words, [output]),
        },
        f"{here}/groups": {"post": change("Add a group", "Output", {}, [output], status="201")},
        f"{of_group}/files": {"post": change("Add files to a group", "Output", sent, in_group, status="201")},
        f"{of_group}/files/{{file}}/remove": {"post": change("Take a file back", "Output", {}, [*in_group, file])},
        f"{of_group}/cover": {
            "get": read("The cover sheet, with what can be seen of the files", "Cover", in_group),
            "post": change("Say what a group shows", "Output", sheet, in_group),
        },
        f"{of_group}/findings": {"get": read("What the checks say of a group", "Findings", in_group)},
        f"{of_group}/exceptions": {"post": change("Ask that a rule be set aside", "Output", aside, in_group)},
        f"{here}/files/{{file}}": {
            "get": read("A released file", "", [output, file], **{"application/octet-stream": {}})
        },
        f"{here}/certificate": {"get": read("What left, by which rules and when", "Certificate", [output])},
        f"{here}/actions": {"get": read("What can be done to it, by this person and now", "Actions", [output])},
        f"{here}/actions/{{action}}": {
            "post": change(
                "Do it",
                "Output",
                body_of_actions(output_views.DOING, output_views.PEOPLES),
                [output, within("action", named)],
            )
        },
    }


_VALUE: Schema = {"type": ["string", "integer", "array"], "items": TEXT}
_COVER: dict[str, Schema] = {
    **{name: {**TEXT, "description": says} for name, says in cover_sheets.TEXTS.items()},
    **{name: {"type": ["integer", "null"], "description": says} for name, says in cover_sheets.NUMBERS.items()},
    **{name: {"type": "boolean", "description": says} for name, says in cover_sheets.YES_OR_NO.items()},
    "sources": {**many(TEXT), "description": f"{cover_sheets.SOURCES}, by the names of the catalogue"},
    "files": {"type": "object", "additionalProperties": of({}, dict.fromkeys(cover_sheets.OF_A_FILE, _VALUE))},
}


def _of_requests() -> dict[str, Any]:
    key, preview = within("key", UUID), within("preview", UUID)
    number = within("n", WHOLE)
    named = {"type": "string", "enum": [name_of(action) for action in PEOPLES]}
    listing = [
        asked("of", {"type": "string", "enum": ["yours", "desk"], "default": "yours"}, "Whose; the desk's waiting."),
        asked("state", states(RequestState), "Those in this state alone."),
        *_PAGING,
    ]
    new = fields({}, {"preview": UUID, "title": TEXT, "words": TEXT, "wordsArePublic": {"type": "boolean"}})
    query = fields(
        {"measure": TEXT, "years": many(TEXT)},
        {"by": many(TEXT), "only": many(TEXT), "scope": TEXT, "ukprn": TEXT},
    )
    trial = fields(
        {"measure": TEXT, "years": many(TEXT)},
        {
            "by": many(TEXT),
            "where": TEXT,
            "scope": TEXT,
            "asOf": TEXT,
            "researchCopy": {"type": "boolean"},
            "set": {"type": "object", "additionalProperties": TEXT},
            "policy": {"type": "string", "enum": list(POLICIES)},
        },
    )
    csv_and_others: dict[str, Schema] = {
        "text/csv": {},
        "application/vnd.apache.parquet": {},
        "application/octet-stream": {},
    }
    return {
        "/requests": {
            "get": read("Requests for tables", "Requests", listing),
            "post": change(
                "Ask for a table that was looked at, or in words", "Request", new, status="201", of_version=False
            ),
        },
        "/requests/options": {
            "get": read("What can be chosen", "RequestOptions", [asked("measure", TEXT, "Of one measure.")])
        },
        "/requests/previews": {
            "post": change(
                "See what would be counted and hidden, before asking", "Preview", query, status="202", of_version=False
            )
        },
        "/requests/previews/{preview}": {"get": read("How much would be hidden", "Preview", [preview])},
        "/requests/previews/{preview}/nearest/{n}": {
            "post": change(
                "Take one of the nearest tables", "Preview", {}, [preview, number], status="201", of_version=False
            )
        },
        "/requests/{key}": {"get": read("A request", "Request", [key])},
        "/requests/{key}/actions": {"get": read("What can be done to it, by this person and now", "Actions", [key])},
        "/requests/{key}/actions/{action}": {
            "post": change("Do it", "Request", body_of_actions(DOING, PEOPLES), [key, within("action", named)])
        },
        "/requests/{key}/trials": {
            "post": change(
                "As a statistician, try a table that could answer it",
                "Trial",
                trial,
                [key],
                status="202",
                of_version=False,
            )
        },
        "/requests/{key}/trials/{trial}": {
            "get": read("How a table that was tried would stand", "Trial", [key, within("trial", UUID)])
        },
        "/requests/{key}/answers/{n}/{name}": {
            "get": read("A file of a table that answered it", "", [key, number, within("name", TEXT)], **csv_and_others)
        },
    }


_LISTED_REQUEST = {
    "id": UUID,
    "number": WHOLE,
    "title": TEXT,
    "state": states(RequestState),
    "isYours": {"type": "boolean"},
    "asked": TIME,
    "changed": TIME,
    "due": {"type": ["string", "null"], "format": "date"},
    "answered": _MAYBE_TIME,
    "page": TEXT,
}
_LISTED_OUTPUT = {
    "id": UUID,
    "number": WHOLE,
    "title": TEXT,
    "state": TEXT,
    "isYours": {"type": "boolean"},
    "turn": WHOLE,
    "submitted": _MAYBE_TIME,
    "promised": {"type": ["string", "null"], "format": "date"},
    "finished": _MAYBE_TIME,
    "page": TEXT,
}
_LISTED_INCIDENT = {
    "id": UUID,
    "number": WHOLE,
    "state": states(IncidentState),
    "severity": {"type": ["integer", "null"]},
    "output": {"type": ["integer", "null"]},
    "reported": TIME,
    "page": TEXT,
}
_TITLED = of({"id": TEXT, "title": TEXT})

SCHEMAS: dict[str, Schema] = {
    "Refusal": of(
        {"type": TEXT, "title": TEXT, "status": WHOLE},
        {"detail": TEXT, "errors": many(of({"message": TEXT, "code": TEXT}, {"path": TEXT, "detail": {}}))},
    ),
    "Action": of(
        {
            "action": TEXT,
            "does": TEXT,
            "roles": many(TEXT),
            "from": many(TEXT),
            "to": many(TEXT),
            "conditions": many(TEXT),
            "needs": many(
                of(
                    {"name": TEXT, "kind": TEXT, "says": TEXT, "isRequired": {"type": "boolean"}},
                    {"most": WHOLE, "values": many({"type": ["string", "integer"]})},
                )
            ),
            "may": {"type": "boolean"},
            "whyNot": TEXT,
        },
        {"onlyOnPage": TEXT},
        description="A line of the table of the process, for whoever asks and the thing as it is.",
    ),
    "Actions": of({"version": TEXT, "actions": many(ref("Action"))}),
    "RequestOptions": of(
        {"years": many(TEXT), "policy": TEXT},
        {
            "measures": many(_TITLED),
            "measure": TEXT,
            "title": TEXT,
            "by": many(_TITLED),
            "only": many(of({"title": TEXT, "options": many(_TITLED)})),
            "scopes": many(_TITLED),
            "mostBreakdowns": WHOLE,
            "mostNarrowings": WHOLE,
        },
    ),
    "Preview": of(
        {"id": UUID, "state": states(PreviewState), "step": TEXT, "title": TEXT, "query": _ANYTHING, "page": TEXT},
        {
            "why": TEXT,
            "about": _ANYTHING,
            "hidden": of({"band": TEXT, "says": TEXT}),
            "nearest": many(of({"n": WHOLE, "title": TEXT, "words": TEXT, "band": TEXT})),
        },
    ),
    "Trial": of(
        {
            "id": UUID,
            "state": states(PreviewState),
            "step": TEXT,
            "title": TEXT,
            "query": _ANYTHING,
            "policy": TEXT,
            "found": _ANYTHING,
        },
        {"why": TEXT},
        description="Of a request, for its statisticians: in numbers, with what it would be in the way of.",
    ),
    "ListedRequest": of(_LISTED_REQUEST),
    "Requests": a_page("ListedRequest"),
    "Request": of(
        {
            **_LISTED_REQUEST,
            "version": TEXT,
            "query": {"type": ["object", "null"]},
            "policy": TEXT,
            "words": TEXT,
            "wordsArePublic": {"type": "boolean"},
            "needsPerson": {"type": "boolean"},
            "step": TEXT,
            "said": TEXT,
            "nearest": {"type": ["object", "null"]},
            "answers": many(
                of(
                    {
                        "n": WHOLE,
                        "kind": states(AnswerKind),
                        "state": states(AnswerState),
                        "title": TEXT,
                        "said": TEXT,
                        "made": _MAYBE_TIME,
                        "query": {"type": ["object", "null"]},
                        "output": {"type": ["integer", "null"]},
                        "about": _ANYTHING,
                        "files": many(
                            of({"name": TEXT, "title": TEXT, "bytes": WHOLE, "sha256": TEXT, "address": TEXT})
                        ),
                    }
                )
            ),
            "history": many(of({"at": TIME, "what": TEXT, "who": TEXT, "said": TEXT})),
            "actions": many(ref("Action")),
        },
        {
            "asker": TEXT,
            "takenBy": TEXT,
            "trials": many(ref("Trial")),
        },
    ),
    "ListedOutput": of(_LISTED_OUTPUT, {"author": TEXT}),
    "Outputs": a_page("ListedOutput"),
    "OutputGroup": of(
        {
            "number": WHOLE,
            "files": many(
                of({"id": UUID, "name": TEXT, "kind": TEXT, "bytes": WHOLE, "sha256": TEXT, "leavingSha256": TEXT})
            ),
            "cover": _ANYTHING,
            "missing": many(TEXT),
            "checks": of({"state": TEXT, "why": TEXT, "held": WHOLE, "open": WHOLE}),
            "exceptions": _ANYTHING,
        }
    ),
    "Output": of(
        {
            **_LISTED_OUTPUT,
            "version": TEXT,
            "purpose": TEXT,
            "plannedUse": TEXT,
            "answers": TEXT,
            "sources": many(TEXT),
            "deadline": _MAYBE_TEXT,
            "groups": many(ref("OutputGroup")),
            "history": many(of({"at": TIME, "what": TEXT, "said": TEXT})),
            "actions": many(ref("Action")),
        },
        {
            "author": TEXT,
            "certificate": TEXT,
            "recipients": many(of({"name": TEXT, "email": TEXT})),
            "missing": many(TEXT),
            "toAnswer": many(TEXT),
            "comments": many(of({"file": TEXT, "comment": TEXT})),
            "reason": TEXT,
            "votes": many(
                of(
                    {
                        "checker": TEXT,
                        "file": TEXT,
                        "approves": {"type": "boolean"},
                        "comment": TEXT,
                        "private": TEXT,
                        "settles": {"type": "boolean"},
                    }
                )
            ),
            "decisions": {"type": "object", "additionalProperties": states(Decision)},
            "day": WHOLE,
            "days": WHOLE,
        },
        description="Its author has what it needs and what came back; the desk has votes, as far as they may be seen.",
    ),
    "Cover": of({"cover": _ANYTHING, "files": _ANYTHING, "drafted": many(TEXT), "missing": many(TEXT)}),
    "Findings": of(
        {
            "group": WHOLE,
            "state": TEXT,
            "isDone": {"type": "boolean"},
            "why": TEXT,
            "checks": many(of({"number": WHOLE, "asks": TEXT, "findings": many(_ANYTHING)})),
        }
    ),
    "Certificate": _ANYTHING,
    "Visas": of({"ga4gh_passport_v1": {**many(TEXT), "minItems": 2, "maxItems": 2}}),
    "ReportedIncident": of({"id": UUID, "number": WHOLE, "state": states(IncidentState), "reported": TIME}),
    "ListedIncident": of(_LISTED_INCIDENT),
    "Incidents": a_page("ListedIncident"),
    "Incident": of(
        {
            **_LISTED_INCIDENT,
            "version": TEXT,
            "says": TEXT,
            "isAboutYou": {"type": "boolean"},
            "tellBy": _MAYBE_TIME,
            "history": many(
                of({"at": TIME, "what": TEXT, "role": TEXT, "said": many(of({"label": TEXT, "words": TEXT}))})
            ),
            "actions": many(ref("Action")),
        },
        description="`tellBy` is until when the Information Commissioner is told, unless nobody is at risk.",
    ),
}
