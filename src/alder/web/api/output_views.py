"""Outputs, for programs that act as people: begun, filled, handed in and taken; and what the desk sees of them.

Authors see what their page shows them, and the desk what it sees. A vote is given by somebody who has looked, and what
leaves or comes back takes a second factor: both are done on their pages and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied
from alder.governance.output_review import (
    IN_REVIEW,
    MOVES,
    OUTPUT_REVIEW,
    RETURN_REASONS,
    ReviewAction,
    ReviewRole,
    ReviewSight,
    ReviewState,
    state_seen,
    votes_seen,
)
from alder.governance.process import Act
from alder.web.accounts.models import Person
from alder.web.accounts.rights import OUTPUT_DESK, has_output_desk
from alder.web.accounts.tokens import TokenProcess
from alder.web.api.actions import Need, action_named, needs_json
from alder.web.api.governed import (
    MOST_TEXT,
    Sent,
    SentTexts,
    Stopped,
    WrongField,
    changed_meanwhile,
    check_version,
    chosen,
    governed,
    on_its_page,
    once,
    page_of,
    parameters,
    version_mark,
    version_seen,
    versioned,
)
from alder.web.error_replies import as_json
from alder.web.forms import TOO_LARGE
from alder.web.output_desk import author_views, check_runs, cover_sheets, decisions, drafts, file_views, releases
from alder.web.output_desk.author_views import by_check
from alder.web.output_desk.desk_views import LISTS, history_at_desk, waiting_for
from alder.web.output_desk.models import OutputCheckRun, OutputGroup, OutputRequest
from alder.web.output_desk.permissions import look_up, why_not, why_not_check
from alder.web.output_desk.reviews import BY_OTHERS, OutputChangedMeanwhile, lock, review_of, review_roles
from alder.web.output_desk.sources import findings_seen
from alder.web.trail.events import record_read

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.output_desk.models import OutputFile

OUTPUTS = TokenProcess.OUTPUTS


# Lists, and one


@governed(OUTPUTS, "GET", "POST")
def outputs(request: HttpRequest, person: Person) -> HttpResponseBase:
    """One's own, or those of the desk; and a new one."""
    if request.method == "POST":
        return once(request, person, lambda: _begin(request, person))
    asked = parameters(request, "of", "part", "state", "page", "pageSize")
    of, part = chosen(asked, "of", ("yours", "desk")), chosen(asked, "part", LISTS)
    if of == "desk":
        if not has_output_desk(person.rights):
            raise Denied(f"The desk is for people who are {' or '.join(OUTPUT_DESK)}.")
        found = waiting_for(person, part or "review").select_related("author")
        return page_of(asked, found, lambda output: _listed(request, output, person))
    state = chosen(asked, "state", ReviewState)
    own = OutputRequest.objects.filter(author=person).order_by("-pk")
    if state:
        own = own.filter(state__in=IN_REVIEW if state in IN_REVIEW else (state,))
    return page_of(asked, own, lambda output: _listed(request, output, person))


def _begin(request: HttpRequest, person: Person) -> HttpResponse:
    output = drafts.begin(person, **_words(request))
    return versioned(_whole(request, person, output, review_of(output)), status=201)


_FIELDS = {"title": "title", "purpose": "purpose", "planned_use": "plannedUse", "day": "deadline"}


def _words(request: HttpRequest) -> dict[str, Any]:
    """What it is for, until when and who gets it, read as the form of the page is."""
    sent = Sent(request, "title", "purpose", "plannedUse", "deadline", "recipients")
    given = {
        "title": sent.line("title"),
        "purpose": sent.text("purpose"),
        "planned_use": sent.line("plannedUse"),
        **dict.fromkeys(("day", "month", "year"), ""),
    }
    if said := sent.line("deadline"):
        try:
            day = date.fromisoformat(said)
        except ValueError:
            sent.wrong("deadline", "Write the day like 2027-03-26.")
        else:
            given |= {"day": str(day.day), "month": str(day.month), "year": str(day.year)}
    people = sent.objects("recipients", "name", "email")
    given["recipients"] = "\n".join(f"{one['name']}, {one['email']}" for one in people)
    found, errors = author_views.words_said(given)
    for name, message in errors.items():
        sent.wrong(_FIELDS.get(name, name), message)
    sent.settled()
    return found


def _listed(request: HttpRequest, output: OutputRequest, person: Person) -> dict[str, Any]:
    is_own = output.author_id == person.pk
    shown = {
        "id": str(output.key),
        "number": output.pk,
        "title": output.title,
        "state": "in review" if is_own and output.state in IN_REVIEW else output.state,
        "isYours": is_own,
        "turn": output.turn,
        "submitted": output.submitted.isoformat() if output.submitted else None,
        "promised": output.promised.isoformat() if output.promised else None,
        "finished": output.finished.isoformat() if output.finished else None,
        "page": request.build_absolute_uri(reverse("output" if is_own else "output-review", args=[output.key])),
    }
    return shown if is_own else {**shown, "author": output.author.name}


def version_of(output: OutputRequest, review: OutputReview, person: Person) -> str:
    """Another one with each change; to an author none of those that the checkers make while they look."""
    revision = output.revision
    if output.author_id == person.pk and review.state in IN_REVIEW:
        handed_in = max((n for n, event in enumerate(review.events) if event.action.startswith("SUBMIT")), default=0)
        revision -= len(review.events) - 1 - handed_in
    return version_mark(output.thing, revision)


@governed(OUTPUTS, "GET", "POST")
def one(request: HttpRequest, person: Person, output: UUID) -> HttpResponseBase:
    """An output, as its author or the desk sees it; and its words, changed."""
    found, review = look_up(person, output)
    if request.method != "POST":
        parameters(request)
        return versioned(_whole(request, person, found, review))
    _insist(ReviewSight.EDIT, person, found, review)
    return _changing(request, person, found, lambda seen: drafts.change(person, found, seen, **_words(request)))


def _insist(asks: ReviewAction | ReviewSight, person: Person, output: OutputRequest, review: OutputReview) -> None:
    if why := why_not(asks, person, output, review):
        raise Denied(why)


def _sight(person: Person, output: OutputRequest) -> ReviewSight:
    """As what somebody looks at it: their own, or that of others at the desk."""
    return ReviewSight.OWN if output.author_id == person.pk else ReviewSight.DESK


def _changing(
    request: HttpRequest,
    person: Person,
    output: OutputRequest,
    do: Callable[[int], object],
    *,
    status: int = 200,
) -> HttpResponse:
    """Change it as it was seen, and show it as it is then."""
    version_seen(request)

    def done() -> HttpResponse:
        try:
            with transaction.atomic():
                locked = lock(output)
                check_version(request, version_of(locked, review_of(locked), person))
                do(locked.revision)
        except OutputChangedMeanwhile:
            raise changed_meanwhile() from None
        now = OutputRequest.objects.select_related("author").get(pk=output.pk)
        return versioned(_whole(request, person, now, review_of(now)), status)

    return once(request, person, done)


def _whole(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> dict[str, Any]:
    _insist(_sight(person, output), person, output, review)
    is_own = output.author_id == person.pk
    shown = {
        **_listed(request, output, person),
        "state": state_seen(review, str(person.pk)) if is_own else str(review.state),
        "version": version_of(output, review, person),
        "purpose": output.purpose,
        "plannedUse": output.planned_use,
        "answers": output.answers,
        "sources": list(review.sources),
        "deadline": output.deadline.isoformat() if output.deadline else None,
        **(_own(output, review, person) if is_own else _at_desk(output, review, person)),
    }
    if review.state is ReviewState.RELEASED or (output.certificate and not is_own):
        shown["certificate"] = _here(request, output, "certificate")
    shown["actions"] = [action for action in _actions(request, person, output, review) if action["may"]]
    return shown


def _here(request: HttpRequest, output: OutputRequest, rest: str) -> str:
    """An address about it, under the prefix by which it was asked for."""
    path = request.path
    base = path[: path.index("/outputs") + len("/outputs")]
    return request.build_absolute_uri(f"{base}/{output.key}/{rest}")


def _own(output: OutputRequest, review: OutputReview, person: Person) -> dict[str, Any]:
    groups = author_views.groups_of(output)
    return {
        "recipients": [{"name": one.name, "email": one.email} for one in output.recipients.all()],
        "groups": [_group(part) for part in groups],
        "missing": author_views.what_is_missing(groups) if review.state in _WITH_AUTHOR else [],
        "toAnswer": author_views.returned_files(review),
        "comments": [
            {"file": vote.file, "comment": vote.comment} for vote in author_views.comments_for(review, str(person.pk))
        ],
        "reason": author_views.reason_told(review),
        "history": [{"at": at.isoformat(), "what": what, "said": ""} for what, at in author_views.history_told(review)],
    }


_WITH_AUTHOR = (ReviewState.DRAFT, ReviewState.RETURNED)


def _group(part: dict[str, Any]) -> dict[str, Any]:
    group, run = part["group"], part["run"]
    return {
        "number": group.number,
        "files": [_file(file) for file in part["files"]],
        "cover": group.cover,
        "missing": part["missing"],
        "checks": {
            "state": run.state if run else "",
            "why": run.why if run else "",
            "held": len(part["held"]),
            "open": len(part["open"]),
        },
        "exceptions": group.exceptions,
    }


def _file(file: OutputFile) -> dict[str, Any]:
    return {
        "id": str(file.pk),
        "name": file.name,
        "kind": file.kind,
        "bytes": file.size,
        "sha256": file.sha256,
        "leavingSha256": file.leaving_sha256,
    }


def _at_desk(output: OutputRequest, review: OutputReview, person: Person) -> dict[str, Any]:
    """As the page at the desk: the votes that this person may see, and what both come to once both are in."""
    seen = votes_seen(review, str(person.pk), review_roles(person, review))
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in={vote.checker for vote in seen})}
    groups = []
    for group in output.groups.all():
        run = check_runs.latest(group, at_desk=True)
        held = drafts.held_findings(run) if run else []
        part = {"group": group, "files": list(group.present), "run": run, "held": held, "missing": []}
        groups.append(_group(part | {"open": drafts.open_findings(group, run) if run else []}))
    return {
        "groups": groups,
        "votes": [
            {
                "checker": names.get(vote.checker, ""),
                "file": vote.file,
                "approves": vote.approves,
                "comment": vote.comment,
                "private": vote.private,
                "settles": vote.senior,
            }
            for vote in seen
        ],
        "decisions": {
            name: str(decision)
            for name, decision in review.decisions.items()
            if review.state not in (ReviewState.SUBMITTED, ReviewState.ONE_REVIEW)
        },
        "history": [{"at": at.isoformat(), "what": what, "said": said} for what, at, said in history_at_desk(review)],
        "day": review.service_days(wall_clock.now()),
        "days": settings.ALDER_OUTPUT_DAYS,
    }


# What an author fills in


def _of_author(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A view about a group of an output that its author still works on."""

    @wraps(view)
    def guarded(request: HttpRequest, person: Person, output: UUID, group: int = 0, **more: Any) -> HttpResponseBase:
        found, review = look_up(person, output)
        _insist(ReviewSight.EDIT, person, found, review)
        return view(request, person, found, author_views.group_of(found, group), **more)

    return guarded


@governed(OUTPUTS, "POST")
def groups(request: HttpRequest, person: Person, output: UUID) -> HttpResponseBase:
    """Another group, for files with a cover sheet of their own."""
    found, review = look_up(person, output)
    _insist(ReviewSight.EDIT, person, found, review)

    def add(seen: int) -> None:
        Sent(request).settled()
        drafts.add_group(person, found, seen)

    return _changing(request, person, found, add, status=201)


@governed(OUTPUTS, "POST")
@_of_author
def files(request: HttpRequest, person: Person, output: OutputRequest, group: OutputGroup) -> HttpResponseBase:
    """Files of one kind, as a form with files sends them. One of a name that is there takes its place."""
    version_seen(request)
    if request.content_type != "multipart/form-data":
        raise Stopped(415, "Send the files as multipart/form-data, in fields named files, with their kind in kind.")
    sent = request.FILES.getlist("files")
    if request.META.get(TOO_LARGE):
        raise Stopped(413, f"The files are larger than {settings.ALDER_UPLOAD_MB} MB together.")
    unknown = {*request.POST, *request.FILES} - {"kind", "files"}
    if unknown:
        raise Stopped(400, errors=[WrongField(name[:100], "There is no such field.") for name in sorted(unknown)])
    kind = request.POST.get("kind", "output")
    return _changing(
        request, person, output, lambda seen: drafts.add_files(person, group, seen, sent, kind), status=201
    )


@governed(OUTPUTS, "POST")
@_of_author
def remove_file(
    request: HttpRequest, person: Person, output: OutputRequest, group: OutputGroup, file: UUID
) -> HttpResponseBase:
    """A file is taken back."""
    found = group.present.select_related("group__output").filter(pk=file).first()
    if found is None:
        raise Http404

    def remove(seen: int) -> None:
        Sent(request).settled()
        drafts.remove_file(person, found, seen)

    return _changing(request, person, output, remove)


@governed(OUTPUTS, "GET", "POST")
@_of_author
def cover(request: HttpRequest, person: Person, output: OutputRequest, group: OutputGroup) -> HttpResponseBase:
    """The cover sheet, with what can be seen of the files where its author has not said it yet; and a new one."""
    run = check_runs.latest(group)
    draft, present = author_views.last_draft(group, run), list(group.present)
    if request.method != "POST":
        parameters(request)
        return as_json(
            {
                "cover": {name: one.value for name, one in cover_sheets.answers(group, draft).items()},
                "files": {
                    file.name: {name: one.value for name, one in cover_sheets.file_answers(group, file, draft).items()}
                    for file in present
                },
                "drafted": [name for name, one in cover_sheets.answers(group, draft).items() if one.is_drafted],
                "missing": cover_sheets.missing(group),
            }
        )
    sent = Sent(request, *cover_sheets.TEXTS, *cover_sheets.NUMBERS, *cover_sheets.YES_OR_NO, "sources", "files")
    form = _form_of(sent, present)
    said, errors = author_views.cover_said(form, group, present, draft)
    for name, message in errors.items():
        sent.wrong(_field_of(name, present), message)
    sent.settled()
    return _changing(request, person, output, lambda seen: drafts.save_cover(person, group, seen, said))


def _form_of(sent: Sent, present: list[OutputFile]) -> SentTexts:
    """A cover sheet in the form of its page: its keys are those of `cover.toml`."""
    given = {name: sent.text(name) for name in cover_sheets.TEXTS}
    for name in cover_sheets.NUMBERS:
        value = sent.value(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            given[name] = "" if value is None else str(value)
        else:
            sent.wrong(name, "Write a whole number.")
            given[name] = ""
    given |= {name: "yes" if sent.truth(name, False) else "" for name in cover_sheets.YES_OR_NO}
    given["sources"] = ", ".join(sent.texts("sources"))
    numbers = {file.name: n for n, file in enumerate(present, 1)}
    for name, about in sent.mapping("files").items():
        if name not in numbers:
            sent.wrong(f"files.{name}", "There is no such file in this group.")
        elif not isinstance(about, dict):
            sent.wrong(f"files.{name}", "Write an object with what is said of the file.")
        else:
            for key, value in about.items():
                if key not in cover_sheets.OF_A_FILE:
                    known = ", ".join(cover_sheets.OF_A_FILE)
                    sent.wrong(f"files.{name}.{key}", f"There is no such field. There are: {known}.")
                elif (words := _as_form(key, value)) is None:
                    sent.wrong(f"files.{name}.{key}", "Write a text, a whole number or a list of texts.")
                else:
                    given[f"{key}-{numbers[name]}"] = words
    return SentTexts(given)


def _as_form(key: str, value: Any) -> str | None:
    """What the form of the page has for a value: lists have a line, or a comma, for each; None where it is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ("\n" if key == "structural" else ", ").join(value)
    return None


def _field_of(name: str, present: list[OutputFile]) -> str:
    """The path of a field of the form: `statistic-2` is that of the second file."""
    key, dash, number = name.rpartition("-")
    return f"files.{present[int(number) - 1].name}.{key}" if dash and number.isdigit() else name


@governed(OUTPUTS, "GET")
def findings(request: HttpRequest, person: Person, output: UUID, group: int) -> HttpResponseBase:
    """What the checks say of a group, check by check: to its author theirs, at the desk those beside what left."""
    parameters(request)
    found, review = look_up(person, output)
    at_desk = _sight(person, found) is ReviewSight.DESK
    _insist(ReviewSight.DESK if at_desk else ReviewSight.EDIT, person, found, review)
    of = author_views.group_of(found, group)
    run = check_runs.latest(of, at_desk=at_desk)
    if at_desk:
        findings_seen(person, [run])
    checks = [{"number": n, "asks": asks, "findings": listed} for n, asks, listed in by_check(run)]
    state = run.state if run else ""
    said = {"group": of.number, "state": state, "why": run.why if run else "", "checks": checks}
    return as_json({**said, "isDone": state == OutputCheckRun.State.DONE})


@governed(OUTPUTS, "POST")
@_of_author
def exceptions(request: HttpRequest, person: Person, output: OutputRequest, group: OutputGroup) -> HttpResponseBase:
    """Ask that a rule be set aside for a file; without a reason it is no longer asked."""
    sent = Sent(request, "file", "rule", "reason")
    file, rule = sent.line("file", "Name the file."), sent.line("rule", "Name the rule.")
    reason = sent.text("reason", most=2_000)
    sent.settled()
    return _changing(
        request, person, output, lambda seen: drafts.ask_exception(person, group, seen, file, rule, reason)
    )


# What leaves


@governed(OUTPUTS, "GET")
def certificate(request: HttpRequest, person: Person, output: UUID) -> HttpResponseBase:
    """What left, by which rules and when: exactly the bytes whose hash the trail has."""
    parameters(request)
    found, review = look_up(person, output)
    at_desk = _sight(person, found) is ReviewSight.DESK
    _insist(ReviewSight.DESK if at_desk else ReviewSight.TAKE, person, found, review)
    if not found.certificate:
        raise Http404
    return HttpResponse(releases.as_json(found.certificate), content_type="application/json")


@governed(OUTPUTS, "GET")
def released_file(request: HttpRequest, person: Person, output: UUID, file: UUID) -> HttpResponseBase:
    """A released file, for its author. It is in the trail before its first byte is sent."""
    parameters(request)
    found, review = look_up(person, output)
    _insist(ReviewSight.TAKE, person, found, review)
    one = file_views.released_file(found, review, file)
    record_read(person, found.thing, "a released file", one.leaving_sha256)
    return file_views.saved(one, found)


# What can be done


@dataclass(frozen=True)
class OutputDoing:
    """How a person does an action by a call."""

    needs: tuple[Need, ...] = ()
    page: str = ""
    """The name of the page on which alone it is done, and why."""
    why: str = ""


_LOOKS = "A vote is given by somebody who has looked, on the page that shows every file."
_PROVES = "This asks for your second factor, which a token cannot show."
_REASON = Need("reason", "text", "In words that the author may read", most=MOST_TEXT)
_CATEGORIES = Need("categories", "texts", "Why it comes back, to be counted", values=tuple(RETURN_REASONS))
_REPLIES = Need("replies", "object", "By the names of files that came back and stay as they are: why", False)
DOING: dict[ReviewAction, OutputDoing] = {
    ReviewAction.SUBMIT: OutputDoing(),
    ReviewAction.SUBMIT_AGAIN: OutputDoing((_REPLIES,)),
    ReviewAction.REVIEW: OutputDoing(page="output-review", why=_LOOKS),
    ReviewAction.RETURN_EARLY: OutputDoing((_REASON, _CATEGORIES)),
    ReviewAction.SETTLE: OutputDoing(page="output-settle", why=_LOOKS),
    ReviewAction.RETURN: OutputDoing((Need("reason", "text", _REASON.says, False, MOST_TEXT), _CATEGORIES)),
    ReviewAction.APPROVE: OutputDoing(page="output-review", why=_LOOKS),
    ReviewAction.REJECT: OutputDoing((_REASON,)),
    ReviewAction.RELEASE: OutputDoing(page="output-release", why=_PROVES),
    ReviewAction.RECALL: OutputDoing(page="output-recall", why=_PROVES),
    ReviewAction.WITHDRAW: OutputDoing(),
}
"""Every action of the process that people do. One that is not here, or here and not there, fails a test."""
PEOPLES = tuple(
    action
    for action in ReviewAction
    if any(move.action is action and move.roles != {ReviewRole.SYSTEM} for move in MOVES)
)
ON_PAGES = frozenset(action for action, doing in DOING.items() if doing.page)

_BY_STEPS = frozenset(
    {
        ReviewAction.SUBMIT,
        ReviewAction.SUBMIT_AGAIN,
        ReviewAction.REVIEW,
        ReviewAction.SETTLE,
        ReviewAction.RELEASE,
    }
)
"""Those whose conditions are about what only the step itself finds out: of them the line of the table is asked."""


@governed(OUTPUTS, "GET")
def actions(request: HttpRequest, person: Person, output: UUID) -> HttpResponseBase:
    """Everything that people do to an output: whether this person may now, why not, and what it needs."""
    parameters(request)
    found, review = look_up(person, output)
    _insist(_sight(person, found), person, found, review)
    said = {"version": version_of(found, review, person), "actions": _actions(request, person, found, review)}
    return versioned(said)


def _actions(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> list[dict[str, Any]]:
    found = []
    near = why_not_check(person, output, review) if output.author_id != person.pk else ""
    for action in PEOPLES:
        doing = DOING[action]
        shown = needs_json(action, [move for move in MOVES if move.action is action], doing.needs)
        why = _why_not(action, person, review) or (near if action in BY_OTHERS else "")
        shown |= {"may": not why, "whyNot": why}
        if doing.page:
            shown["onlyOnPage"] = request.build_absolute_uri(reverse(doing.page, args=[output.key]))
        found.append(shown)
    return found


def _why_not(action: ReviewAction, person: Person, review: OutputReview) -> str:
    """As the table says it, as far as it can be known before the step."""
    act = Act(action, str(person.pk), review_roles(person, review), wall_clock.now(), {"reason": "-"})
    if action not in _BY_STEPS:
        return OUTPUT_REVIEW.why_not(review, act)
    try:
        OUTPUT_REVIEW.line(review, act)
    except Denied as denied:
        return denied.what
    return ""


@governed(OUTPUTS, "POST")
def take_action(request: HttpRequest, person: Person, output: UUID, action: str) -> HttpResponseBase:
    """Do one of them."""
    found, review = look_up(person, output)
    asked = action_named(ReviewAction, action)
    if why := _why_not(asked, person, review):
        raise Denied(why)
    if asked in BY_OTHERS and (why := why_not_check(person, found, review)):
        raise Denied(why)
    doing = DOING[asked]
    if doing.page:
        raise on_its_page(doing.why, request.build_absolute_uri(reverse(doing.page, args=[found.key])))
    version_seen(request)
    step = _STEPS[asked]
    return _changing(request, person, found, lambda seen: step(request, person, found, seen))


def _submit(request: HttpRequest, person: Person, output: OutputRequest, seen: int) -> None:
    sent = Sent(request, "replies")
    replies = {name: words for name, words in sent.mapping("replies").items() if isinstance(words, str)}
    if len(replies) < len(sent.mapping("replies")):
        sent.wrong("replies", "Write a text for each file.")
    sent.settled()
    if missing := author_views.what_is_missing(author_views.groups_of(output)):
        raise Stopped(400, errors=[WrongField("", said) for said in missing])
    drafts.submit(person, output, seen, {name: words[:2_000] for name, words in replies.items()})


def _withdraw(request: HttpRequest, person: Person, output: OutputRequest, seen: int) -> None:
    Sent(request).settled()
    drafts.withdraw(person, output, seen)


def _said(request: HttpRequest, *fields: str, missing: str = "Say why: the author will read it.") -> Sent:
    sent = Sent(request, *fields)
    sent.text("reason", missing)
    unknown = [name for name in sent.texts("categories") if name not in RETURN_REASONS]
    if "categories" in fields and (unknown or not sent.texts("categories")):
        sent.wrong("categories", f"Choose at least one of: {', '.join(RETURN_REASONS)}.")
    sent.settled()
    return sent


def _return_early(request: HttpRequest, person: Person, output: OutputRequest, seen: int) -> None:
    sent = _said(request, "reason", "categories")
    decisions.return_early(person, output, sent.text("reason"), sent.texts("categories"))


def _send_back(request: HttpRequest, person: Person, output: OutputRequest, seen: int) -> None:
    sent = _said(request, "reason", "categories", missing="")
    decisions.send_back(person, output, seen, sent.text("reason"), sent.texts("categories"))


def _reject(request: HttpRequest, person: Person, output: OutputRequest, seen: int) -> None:
    decisions.reject(person, output, seen, _said(request, "reason").text("reason"))


_STEPS: dict[ReviewAction, Callable[[HttpRequest, Person, OutputRequest, int], None]] = {
    ReviewAction.SUBMIT: _submit,
    ReviewAction.SUBMIT_AGAIN: _submit,
    ReviewAction.WITHDRAW: _withdraw,
    ReviewAction.RETURN_EARLY: _return_early,
    ReviewAction.RETURN: _send_back,
    ReviewAction.REJECT: _reject,
}
