"""The author's side: beginning an output, its files and cover sheets, what the checks say, handing it in, replies."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.errors import UsageError
from alder.governance.output_review import (
    ReviewAction,
    ReviewSight,
    ReviewState,
    state_seen,
    votes_seen,
)
from alder.look.words import sentence
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.sessions import for_people
from alder.web.forms import TOO_LARGE, form_revision, line, text, too_long
from alder.web.http import answers
from alder.web.output_desk import check_runs, cover_sheets, drafts
from alder.web.output_desk.models import OutputCheckRun, OutputGroup, OutputRequest
from alder.web.output_desk.permissions import HERE, for_output, output_page
from alder.web.result_lists import Paged
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import OutputReview
    from alder.web.accounts.models import Person
    from alder.web.forms import TextsSent
    from alder.web.output_desk.models import OutputFile


_LIST = f"{HERE}outputs.html.j2"
_MOST_RECIPIENTS = 10


@answers("GET")
@for_people
def outputs(request: HttpRequest, person: Person) -> HttpResponseBase:
    """One's own outputs, the newest first, with whose turn it is."""
    found = OutputRequest.objects.filter(author=person).order_by("-pk")
    listed = Paged(
        cast("Sequence[OutputRequest]", found),
        request.GET.get("page"),
        lambda n: f"{request.path}?page={n}",
        total=found.count(),
    )
    rows = [(one, "in review" if one.state in _WITH_CHECKERS else one.state) for one in listed.items]
    return page_for(request, person, _LIST, at="outputs", rows=rows, listed=listed)


_WITH_CHECKERS = (ReviewState.SUBMITTED, ReviewState.ONE_REVIEW, ReviewState.REVIEWED)


@answers("GET", "POST")
@for_people
def begin(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What it is for, until when, and who gets it."""
    given = _given(request)
    errors: dict[str, str] = {}
    if request.method == "POST":
        said, errors = words_said(given)
        if not errors:
            with beside_fields(errors):
                return _to(drafts.begin(person, **said))
    return page_for(
        request, person, f"{HERE}words.html.j2", at="outputs", given=given, uses=_USES, output=None, errors=errors
    )


@for_output(ReviewSight.EDIT)
def words(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """The same, changed."""
    given = _given(request) if request.method == "POST" else _kept(output)
    errors: dict[str, str] = {}
    if request.method == "POST":
        said, errors = words_said(given)
        if not errors:
            with beside_fields(errors):
                return _to(drafts.change(person, output, form_revision(request), **said))
    return output_page(request, person, output, "words", given=given, uses=_USES, errors=errors)


_USES = [(name, words, "") for name, words in drafts.USES.items()]
_FIELDS = ("title", "purpose", "planned_use", "day", "month", "year", "recipients")


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: (text if name in ("purpose", "recipients") else line)(request, name) for name in _FIELDS}


def _kept(output: OutputRequest) -> dict[str, str]:
    day = output.deadline
    return {
        "title": output.title,
        "purpose": output.purpose,
        "planned_use": output.planned_use,
        "day": str(day.day) if day else "",
        "month": str(day.month) if day else "",
        "year": str(day.year) if day else "",
        "recipients": "\n".join(f"{one.name}, {one.email}" for one in output.recipients.all()),
    }


def words_said(given: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the form says, and what is wrong with it, by field."""
    errors = too_long(given, drafts.LONGEST)
    if not given["title"]:
        errors["title"] = "Enter a title that somebody outside the project understands"
    if not given["purpose"]:
        errors["purpose"] = "Say what it is for"
    if given["planned_use"] not in drafts.USES:
        errors["planned_use"] = "Choose what you will do with it"
    deadline = None
    if given["day"] or given["month"] or given["year"]:
        try:
            deadline = date(*(int(given[name]) for name in ("year", "month", "day")))
        except (ValueError, OverflowError):
            errors["day"] = "There is no such date. Write it in numbers, for example 26 3 2027."
        else:
            if deadline < wall_clock.today():
                errors["day"] = "That day has passed"
    recipients, wrong = _recipients(given["recipients"])
    if wrong:
        errors["recipients"] = wrong
    said = {name: given[name] for name in ("title", "purpose", "planned_use")}
    return said | {"deadline": deadline, "recipients": recipients}, errors


def _recipients(given: str) -> tuple[list[tuple[str, str]], str]:
    """Names with e-mail addresses, a line each, or what is wrong."""
    found: list[tuple[str, str]] = []
    for said in filter(None, (part.strip() for part in given.split("\n"))):
        name, comma, email = (part.strip() for part in said.rpartition(","))
        try:
            validate_email(email)
        except ValidationError:
            comma = ""
        if not (name and comma) or len(name) > 200:
            return [], "Write one person on each line, like: Nia Bevan, nia@mereshire.example"
        found.append((name, email.casefold()))
    if len(found) > _MOST_RECIPIENTS:
        return [], f"An output goes to {_MOST_RECIPIENTS} people at the most"
    return list(dict.fromkeys(found)), ""


@for_output(ReviewSight.OWN, methods=("GET",))
def overview(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """An output as its author sees it: whose turn it is, what is missing, what came back."""
    groups = groups_of(output)
    waiting = any(part["state"] == OutputCheckRun.State.WAITING for part in groups)
    return output_page(
        request,
        person,
        output,
        "output",
        review=review,
        state=state_seen(review, str(person.pk)),
        may_edit=review.state in (ReviewState.DRAFT, ReviewState.RETURNED),
        groups=groups,
        missing=what_is_missing(groups),
        comments=comments_for(review, str(person.pk)),
        reason=reason_told(review),
        history=history_told(review),
        waiting=waiting,
        is_working=is_any_alive(),
        uses=drafts.USES,
        recipients=list(output.recipients.all()),
        days=settings.ALDER_OUTPUT_DAYS,
        address=lambda one: request.build_absolute_uri(reverse("output-outside", args=[one.token])),
    )


def groups_of(output: OutputRequest) -> list[dict[str, Any]]:
    found = []
    for group in output.groups.all():
        group.output = output
        run = check_runs.latest(group)
        files = list(group.present)
        found.append(
            {
                "group": group,
                "files": files,
                "run": run,
                "state": run.state if run else "",
                "held": drafts.held_findings(run) if run else [],
                "open": drafts.open_findings(group, run) if run else [],
                "missing": cover_sheets.missing(group) if files else [],
            }
        )
    return found


def what_is_missing(groups: list[dict[str, Any]]) -> list[str]:
    """What an output still needs before it can be handed in."""
    found = []
    if not any(file.leaves for part in groups for file in part["files"]):
        found.append("Add a file that is to leave.")
    for part in groups:
        named = f"Group {part['group'].number}"
        if part["missing"]:
            found.append(f"{named}: fill in its cover sheet.")
        if part["state"] == OutputCheckRun.State.WAITING:
            found.append(f"{named}: the automatic checks are running.")
        elif part["state"] == OutputCheckRun.State.FAILED:
            found.append(f"{named}: the automatic checks could not be done. {part['run'].why}")
        elif part["open"]:
            found.append(f"{named}: mend what the checks hold, or ask for an exception and say why.")
        elif part["files"] and not drafts.is_checked(part["group"]):
            found.append(f"{named}: a picture could not be drawn anew. Save it again as PNG.")
    return found


def comments_for(review: OutputReview, viewer: str) -> list[Any]:
    return list(votes_seen(review, viewer, frozenset()))


def reason_told(review: OutputReview) -> str:
    """Why it came back or was refused, where that was said in words."""
    told = ("RETURN", "RETURN_EARLY", "REJECT", "RECALL")
    last = next((event for event in reversed(review.events) if event.action in told), None)
    ended = (ReviewState.RETURNED, ReviewState.REJECTED, ReviewState.RECALLED)
    return str(last.said.get("reason", "")) if last and review.state in ended else ""


_TOLD = {
    "SUBMIT": "Handed in",
    "SUBMIT_AGAIN": "Handed in again",
    "RETURN_EARLY": "Came back",
    "RETURN": "Came back",
    "APPROVE": "Approved",
    "REJECT": "Rejected",
    "CONFIRM": "Released",
    "RECALL": "Recalled",
    "WITHDRAW": "Withdrawn",
    "LAPSE": "Withdrawn, after a long time without a change",
}
"""What an author is told of. Single reviews, and what settled them, are not theirs to know."""


def history_told(review: OutputReview) -> list[tuple[str, Any]]:
    return [(_TOLD[event.action], event.at) for event in review.events if event.action in _TOLD]


@for_output(ReviewSight.EDIT, methods=("POST",))
def add_group(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Another group, and on to its files."""
    group = drafts.add_group(person, output, form_revision(request))
    return HttpResponseRedirect(reverse("output-add-files", args=[output.key, group.number]))


def group_of(output: OutputRequest, number: int) -> OutputGroup:
    group = output.groups.filter(number=number).first()
    if group is None:
        raise Http404
    group.output = output
    return group


@for_output(ReviewSight.EDIT)
def add_files(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, group: int
) -> HttpResponseBase:
    """Files of one kind are sent."""
    into = group_of(output, group)
    kind = request.POST.get("kind", "output")
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.META.get(TOO_LARGE):
            errors["files"] = f"The files are larger than {settings.ALDER_UPLOAD_MB} MB together"
        else:
            with beside_fields(errors):
                drafts.add_files(person, into, form_revision(request), request.FILES.getlist("files"), kind)
                return _to(output, f"#group-{group}")
    return output_page(
        request,
        person,
        output,
        "add_files",
        group=into,
        kind=kind,
        kinds=[(name, words, "") for name, words in drafts.KINDS.items()],
        most=settings.ALDER_OUTPUT_MB,
        errors=errors,
    )


@for_output(ReviewSight.EDIT, methods=("POST",))
def remove_file(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, group: int, file: Any
) -> HttpResponseBase:
    """A file is taken back."""
    found: OutputFile | None = group_of(output, group).present.select_related("group__output").filter(pk=file).first()
    if found is None:
        raise Http404
    drafts.remove_file(person, found, form_revision(request))
    return _to(output, f"#group-{group}")


@for_output(ReviewSight.EDIT)
def cover(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, group: int
) -> HttpResponseBase:
    """The cover sheet: what the software knows is filled in, and marked as its own."""
    of = group_of(output, group)
    files = list(of.present)
    run = check_runs.latest(of)
    draft = last_draft(of, run)
    errors: dict[str, str] = {}
    if request.method == "POST":
        said, errors = cover_said(request, of, files, draft)
        if not errors:
            drafts.save_cover(person, of, form_revision(request), said)
            return _to(output, f"#group-{group}")
        of.cover = said
    return output_page(
        request,
        person,
        output,
        "cover",
        group=of,
        answers=cover_sheets.answers(of, draft),
        files=[(n, file, cover_sheets.file_answers(of, file, draft)) for n, file in enumerate(files, 1)],
        drawings=_drawings(files, run),
        tables=[(file.name, file.name) for file in files if file.kind == "output"],
        charts=[(kind, words) for kind, words in cover_sheets.CHARTS.items()],
        supporting=[(file.name, file.name) for file in files if file.kind == "supporting"],
        sheets=cover_sheets,
        is_reading=run is not None and run.state == OutputCheckRun.State.WAITING and not draft,
        errors=errors,
    )


def last_draft(group: OutputGroup, run: OutputCheckRun | None) -> dict[str, Any]:
    """What can be seen of the files, by the newest run that saw them."""
    if run is not None and run.draft:
        found: dict[str, Any] = run.draft
        return found
    older = OutputCheckRun.objects.filter(group=group, at_desk=False, state=OutputCheckRun.State.DONE).first()
    return older.draft if older else {}


def _drawings(files: list[OutputFile], run: OutputCheckRun | None) -> set[str]:
    """The drawings of lines among the files, of which the table is asked that they show."""
    known = run.forms if run is not None else {}
    return {
        file.name
        for file in files
        if known.get(file.name, check_runs.DRAWING if file.name.lower().endswith(".svg") else "") == check_runs.DRAWING
    }


_KIND_OF_STATISTIC = re.compile(r"[A-Za-z0-9_]{1,12}")


def cover_said(
    request: TextsSent, group: OutputGroup, files: list[OutputFile], draft: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """A cover sheet from its form, and what is wrong with it, by field."""
    from alder.outputs import OUTPUT_RULES
    from alder.outputs.cover_sheet import read_sources

    errors: dict[str, str] = {}
    said: dict[str, Any] = {}
    for name in cover_sheets.TEXTS:
        said[name] = text(request, name)
    errors |= too_long(said, {name: cover_sheets.LONGEST[name] for name in cover_sheets.TEXTS})
    for name in cover_sheets.NUMBERS:
        given = line(request, name).replace(",", "")
        if given and not (given.isascii() and given.isdigit() and len(given) < 10):
            errors[name] = "Write a whole number, for example 3010"
        said[name] = int(given) if given and name not in errors else given
    said["sources"] = line(request, "sources").replace(",", " ").split()[:20]
    try:
        said["sources"] = list(read_sources(said["sources"]))
    except UsageError as no_source:
        errors["sources"] = sentence(no_source.what)
    for name in cover_sheets.YES_OR_NO:
        said[name] = request.POST.get(name) == "yes"
    for name, asked in cover_sheets.NEEDED.items():
        if said[name] in ("", None) and name not in errors:
            errors[name] = asked
    known = {rule.id for rule in OUTPUT_RULES}
    about: dict[str, Any] = {}
    for number, file in enumerate(files, 1):
        one: dict[str, Any] = {name: text(request, f"{name}-{number}") for name in cover_sheets.OF_A_FILE}
        errors |= {
            f"{name}-{number}": f"That is longer than {cover_sheets.LONGEST[name]:,} characters"
            for name in cover_sheets.OF_A_FILE
            if len(one[name]) > cover_sheets.LONGEST[name]
        }
        kinds = _KIND_OF_STATISTIC.findall(one["statistic"].upper())
        unknown = [kind for kind in kinds if kind not in known]
        if unknown:
            errors[f"statistic-{number}"] = f"There is no kind {unknown[0]}. The list below has them all."
        one["statistic"] = kinds
        if file.kind == "output":
            if not kinds:
                errors[f"statistic-{number}"] = "Say which kinds of statistics it holds, for example FREQ, PCT"
            if not one["relation"]:
                errors[f"relation-{number}"] = "Say how it differs from what left before, or that nothing did"
        if one["table"] and one["table"] not in {other.name for other in files if other.kind == "output"}:
            errors[f"table-{number}"] = "Choose a file of this group that is to leave"
        if one["chart"] and one["chart"] not in cover_sheets.CHARTS:
            errors[f"chart-{number}"] = "Choose how it is drawn"
        if one["df"] and not (one["df"].isascii() and one["df"].isdigit() and len(one["df"]) < 10):
            errors[f"df-{number}"] = "Write a whole number"
        elif one["df"]:
            one["df"] = int(one["df"])
        one["structural"] = [part.strip() for part in one["structural"].split("\n") if part.strip()]
        if one["n"].isascii() and one["n"].isdigit():
            one["n"] = int(one["n"])
        kept = group.cover.get("files", {}).get(file.name, {}).get("columns")  # of a cover sheet that came as a file
        if columns := kept or draft.get("files", {}).get(file.name, {}).get("columns"):
            one["columns"] = columns
        about[file.name] = {name: value for name, value in one.items() if value not in ("", [])}
    said["files"] = about
    return {name: value for name, value in said.items() if value not in ("", None)}, errors


@for_output(ReviewSight.EDIT)
def findings(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, group: int
) -> HttpResponseBase:
    """What the checks say of a group, and a form beside each finding to ask for an exception."""
    of = group_of(output, group)
    run = check_runs.latest(of)
    errors: dict[str, str] = {}
    if request.method == "POST":
        file, _, rule = line(request, "finding").rpartition("|")
        with beside_fields(errors):
            reason = text(request, "reason")[:2_000]
            if not reason and request.POST.get("do") != "drop":
                errors[f"reason-{line(request, 'number')}"] = "Say why the rule should be set aside here"
            else:
                drafts.ask_exception(person, of, form_revision(request), file, rule, reason)
                return HttpResponseRedirect(f"{request.path}#findings")
    return output_page(
        request,
        person,
        output,
        "findings",
        group=of,
        run=run,
        redrawn=[file for file in of.present if file.redrawn and file.kind == "output"],
        by_check=by_check(run),
        may_be_excepted=drafts.may_be_excepted,
        outer=drafts.outer,
        rule_named=_rule_named,
        is_working=is_any_alive(),
        errors=errors,
    )


def _rule_named(id: str) -> str:
    from alder.outputs import output_rule

    return output_rule(id).name


def by_check(run: OutputCheckRun | None) -> list[tuple[int, str, list[dict[str, Any]]]]:
    """Every check with its number, what it asks and what it found."""
    from alder.outputs import OutputCheck

    if run is None or run.state != OutputCheckRun.State.DONE:
        return []
    return [(int(c), c.asks, [one for one in run.findings if one["check"] == int(c)]) for c in OutputCheck]


@for_output(ReviewSight.EDIT)
def submit(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """What is missing, the reply to each comment where it came back, and a button."""
    comments = comments_for(review, str(person.pk))
    back = returned_files(review)
    replies = {name: text(request, f"reply-{n}")[:2_000] for n, name in enumerate(back, 1)}
    missing = what_is_missing(groups_of(output))
    errors: dict[str, str] = {}
    if request.method == "POST":
        if missing:
            errors["submit"] = missing[0]
        else:
            with beside_fields(errors):
                drafts.submit(person, output, form_revision(request), replies)
                return _to(output)
    return output_page(
        request,
        person,
        output,
        "submit",
        missing=missing,
        back=back,
        comments=comments,
        replies=replies,
        is_again=review.state == ReviewState.RETURNED,
        errors=errors,
    )


def returned_files(review: OutputReview) -> list[str]:
    """Files that need a change or a reply."""
    if review.state != ReviewState.RETURNED:
        return []
    return [file.name for file in review.files if file.leaves and review.decision(file) != "approved"]


@for_output(ReviewAction.WITHDRAW)
def withdraw(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Ask once more, then take it back for good."""
    if request.method == "POST":
        drafts.withdraw(person, output, form_revision(request))
        return _to(output)
    return output_page(request, person, output, "withdraw")


def _to(output: OutputRequest, at: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("output", args=[output.key]) + at)
