"""The checker's side: the queue, an output with all that is known of it, votes, and what the two votes lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.governance import Denied, Role
from alder.governance.output_review import (
    OUTPUT_REVIEW,
    RETURN_REASONS,
    Decision,
    ReviewAction,
    ReviewRole,
    ReviewSight,
    ReviewState,
    votes_seen,
    why_not_take_over,
)
from alder.governance.process import Act
from alder.web.accounts.models import Person
from alder.web.accounts.person_page import beside_fields, page_for
from alder.web.accounts.rights import OUTPUT_DESK, OUTPUTS, has_anywhere, roles_for
from alder.web.accounts.sessions import for_roles
from alder.web.forms import form_revision, text
from alder.web.output_desk import check_runs, decisions, earlier
from alder.web.output_desk.author_views import by_check
from alder.web.output_desk.drafts import USES, outer
from alder.web.output_desk.models import OutputCheckRun, OutputFile, OutputReading, OutputRequest, UnsentVote
from alder.web.output_desk.permissions import HERE, for_output, output_page, why_not_check
from alder.web.output_desk.project_ties import of_project
from alder.web.output_desk.readings import note_look
from alder.web.output_desk.reviews import frozen_files, review_roles
from alder.web.output_desk.sources import CHECKERS, findings_seen, limits, outputs_for, seen_among
from alder.web.result_lists import Paged
from alder.web.work.worker import is_any_alive

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.governance.output_review import FrozenFile, OutputReview

LISTS: dict[str, tuple[str, tuple[ReviewState, ...], str]] = {
    "review": ("To review", (ReviewState.SUBMITTED, ReviewState.ONE_REVIEW), "Nothing waits for a review."),
    "decide": ("To decide", (ReviewState.REVIEWED,), "Nothing waits for a decision."),
    "release": ("To release", (ReviewState.APPROVED, ReviewState.RELEASING), "Nothing waits for its release."),
    "returned": ("With authors", (ReviewState.RETURNED,), "Nothing is with its author."),
    "finished": (
        "Finished",
        (ReviewState.RELEASED, ReviewState.RECALLED, ReviewState.REJECTED),
        "Nothing is finished yet.",
    ),
}
"""Parts of the queue: what they are called, which states they show, and what an empty one says."""
_ROWS_AT_FIRST, ROWS_A_PAGE = 40, 500


@for_roles(*OUTPUT_DESK, anywhere=True)
def queue(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What waits, what is promised first before all else; who has it open; what is finished, the newest first."""
    part = request.GET.get("part", "")
    if part not in LISTS:
        part = "review" if has_anywhere(person, CHECKERS) else "release"
    title, _, empty = LISTS[part]
    found = waiting_for(person, part)
    open_now = OutputReading.objects.filter(voted=None).select_related("person")
    rows = found.select_related("author").prefetch_related(Prefetch("readings", open_now, "open_now"))
    listed = Paged(
        cast("Sequence[OutputRequest]", rows),
        request.GET.get("page"),
        lambda n: f"{request.path}?part={part}&page={n}",
        total=found.count(),
    )
    return page_for(
        request,
        person,
        f"{HERE}queue.html.j2",
        at="output-desk",
        part=part,
        heading=title,
        parts=[(name, words) for name, (words, _, _) in LISTS.items()],
        empty=empty,
        rows=[(one, _who_has(one, person)) for one in listed.items],
        listed=listed,
        is_senior=Role.SENIOR_CHECKER in roles_for(person, OUTPUTS),
        limits=limits(person),
        is_working=is_any_alive(),
    )


def waiting_for(person: Person, part: str) -> QuerySet[OutputRequest]:
    """What a part of the queue has for somebody, in its order. What is not theirs to see is not in it."""
    _, states, _ = LISTS[part]
    roles = OUTPUT_DESK if part in ("release", "finished") else CHECKERS
    found = OutputRequest.objects.filter(outputs_for(person, roles), state__in=states).exclude(author=person)
    return found.order_by(*(("-finished", "-pk") if part == "finished" else ("promised", "pk")))


def _who_has(output: OutputRequest, person: Person) -> list[str]:
    """Who has opened it in this turn and not voted yet."""
    open_now: list[OutputReading] = output.open_now  # type: ignore[attr-defined]  # prefetched above
    return ["you" if one.person_id == person.pk else one.person.name for one in open_now if one.turn == output.turn]


@for_output(ReviewSight.DESK)
def output(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """An output with everything that is known of it; and the vote, where it is theirs to give."""
    may_vote = not _why_not_vote(person, output, review)
    errors: dict[str, str] = {}
    votes = _votes_kept(person, output, review)
    if request.method == "POST":
        if not may_vote:
            raise Denied(_why_not_vote(person, output, review))
        votes, errors = _votes_sent(request, review, is_final=request.POST.get("do") != "save")
        if request.POST.get("do") == "save":
            decisions.save_votes(person, output, votes)
            return HttpResponseRedirect(f"{request.path}#vote")
        if not errors:
            with beside_fields(errors):
                decisions.review(person, output, list(votes.values()))
                return HttpResponseRedirect(request.path)
    if may_vote:
        note_look(person, output)
    return _shown(request, person, output, review, votes=votes, may_vote=may_vote, errors=errors)


def _why_not_vote(person: Person, output: OutputRequest, review: OutputReview) -> str:
    act = Act(ReviewAction.REVIEW, str(person.pk), review_roles(person, review), wall_clock.now())
    try:
        OUTPUT_REVIEW.line(review, act)
    except Denied as denied:
        return denied.what
    if not act.roles & {ReviewRole.CHECKER} and (why := why_not_take_over(review)):
        return why
    if act.actor in review.reviewed_by:
        return "You have voted. You see the other vote when it is in."
    return why_not_check(person, output, review)


def _votes_kept(person: Person, output: OutputRequest, review: OutputReview) -> dict[str, dict[str, Any]]:
    """What a checker wrote and has not sent; else their approvals of an earlier turn that still count."""
    kept = UnsentVote.objects.filter(output=output, person=person, turn=output.turn).first()
    own = {
        vote.file: {"approves": True, "comment": vote.comment, "private": vote.private}
        for vote in review.votes
        if vote.checker == str(person.pk)
    }
    return own | (kept.said if kept else {})


def _votes_sent(
    request: HttpRequest, review: OutputReview, *, is_final: bool, only: Callable[[FrozenFile], bool] | None = None
) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Votes from a form, and what is wrong with them, by field."""
    votes: dict[str, dict[str, Any]] = {}
    errors: dict[str, str] = {}
    for n, file in enumerate(review.files, 1):
        if not file.leaves or (only is not None and not only(file)):
            continue
        said = request.POST.get(f"vote-{n}", "")
        vote = {
            "file": file.name,
            "sha256": request.POST.get(f"sha-{n}", "")[:64],
            "approves": said == "approve",
            "comment": text(request, f"comment-{n}")[:4_000],
            "private": text(request, f"private-{n}")[:4_000],
        }
        if said not in ("approve", "changes"):
            errors[f"vote-{n}"] = f"Vote on {file.name}"
            if not is_final:
                vote["approves"] = None
        elif said == "changes" and not vote["comment"]:
            errors[f"comment-{n}"] = f"Say what has to change in {file.name}"
        votes[file.name] = vote
    return votes, errors


def _shown(
    request: HttpRequest,
    person: Person,
    output: OutputRequest,
    review: OutputReview,
    *,
    votes: Mapping[str, Any],
    may_vote: bool,
    errors: dict[str, str],
) -> HttpResponseBase:
    seen = votes_seen(review, str(person.pk), review_roles(person, review))
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in={vote.checker for vote in seen})}
    groups = [_group(group, review, person) for group in output.groups.all()]
    runs = [part["run"] for part in groups if part["run"]]
    together = review.state not in (ReviewState.SUBMITTED, ReviewState.ONE_REVIEW)
    return output_page(
        request,
        person,
        output,
        "review",
        review=review,
        groups=groups,
        numbers={file.name: n for n, file in enumerate(review.files, 1)},
        votes=votes,
        may_vote=may_vote,
        why_not_vote=_why_not_vote(person, output, review),
        seen=[(vote, names.get(vote.checker, "")) for vote in seen],
        decisions=review.decisions if together else {},
        acts=_acts(person, output, review),
        earlier=earlier.beside_page(output, runs, lambda numbers: seen_among(person, numbers)),
        project=of_project(output),
        more=sum(run.beside.get("more", 0) for run in runs),
        replies=_replies(review),
        history=history_at_desk(review),
        day=review.service_days(wall_clock.now()),
        days=settings.ALDER_OUTPUT_DAYS,
        uses=USES,
        waiting=any(run.state == OutputCheckRun.State.WAITING for run in runs),
        is_working=is_any_alive(),
        errors=errors,
    )


def _group(group: Any, review: OutputReview, person: Person) -> dict[str, Any]:
    """A group as it was handed in, with the checks at the desk and what is shown of its files."""
    run = check_runs.latest(group, at_desk=True)
    findings_seen(person, [run])
    preview = check_runs.preview_of(run) if run else {}
    handed_in = {file.name: file for file in review.files}
    files = [file for file in group.present if file.said_name in handed_in]
    findings = run.findings if run else []
    return {
        "group": group,
        "run": run,
        "by_check": by_check(run),
        "unknown": list(run.beside.get("ledger", {}).get("unknown", []) if run else []),
        "ledger": run.beside.get("ledger", {}) if run else {},
        "files": [
            {
                "file": file,
                "frozen": handed_in[file.said_name],
                "shown": _first_rows(preview.get(file.name, {})),
                "within": [(name, part) for name, part in preview.items() if name.startswith(f"{file.name} > ")],
                "findings": [one for one in findings if outer(one["file"]) == file.name],
                "said": group.cover.get("files", {}).get(file.name, {}),
            }
            for file in files
        ],
    }


def _first_rows(shown: dict[str, Any]) -> dict[str, Any]:
    """What stands on the page of the output itself; the rest has pages of its own."""
    if not shown:
        return {}
    sheets = [{**sheet, "rows": sheet["rows"][:_ROWS_AT_FIRST], "first": 0} for sheet in shown["sheets"]]
    return {**shown, "sheets": sheets, "lines": shown["lines"][:_ROWS_AT_FIRST], "first": 0}


def _acts(person: Person, output: OutputRequest, review: OutputReview) -> dict[str, bool]:
    """Which buttons there are."""
    found = {}
    roles, now = review_roles(person, review), wall_clock.now()
    blocked = bool(why_not_check(person, output, review))
    for action in ReviewAction:
        act = Act(action, str(person.pk), roles, now, {"reason": "-"})
        if action in (ReviewAction.SETTLE, ReviewAction.RELEASE):
            try:
                OUTPUT_REVIEW.line(review, act)
                found[action.name] = not blocked
            except Denied:
                found[action.name] = False
        else:
            found[action.name] = not OUTPUT_REVIEW.why_not(review, act) and not blocked
    is_open = Decision.CONFLICTED in review.decisions.values() and str(person.pk) not in review.reviewed_by
    found["SETTLE"] = found["SETTLE"] and is_open
    return found


def _replies(review: OutputReview) -> dict[str, str]:
    """What the author answered when it was handed in again."""
    last = next((event for event in reversed(review.events) if event.action.startswith("SUBMIT")), None)
    return dict(last.said.get("replies", {})) if last else {}


_TOLD = {
    "SUBMIT": "Handed in",
    "SUBMIT_AGAIN": "Handed in again",
    "REVIEW": "A review is in",
    "RETURN_EARLY": "Returned before both reviews",
    "SETTLE": "Settled by a senior checker",
    "RETURN": "Returned",
    "APPROVE": "Approved",
    "REJECT": "Rejected",
    "RELEASE": "Release begun",
    "CONFIRM": "Released",
    "FAIL": "The release was given back",
    "REOPEN": "Put back to review, all votes void",
    "RECALL": "Recalled",
    "WITHDRAW": "Withdrawn",
    "LAPSE": "Withdrawn, after a long time without a change",
    "ESCALATE": "Escalated, having waited for long: a senior checker may take over a review",
}


def history_at_desk(review: OutputReview) -> list[tuple[str, datetime, str]]:
    """What happened, with the reasons that were written for checkers or the author."""
    return [
        (_TOLD[one.action], one.at, str(one.said.get("reason", ""))) for one in review.events if one.action in _TOLD
    ]


@for_output(ReviewSight.DESK, methods=("GET",))
def file_page(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, file: Any
) -> HttpResponseBase:
    """A whole file, some hundred rows or lines a page."""
    one = _handed_in(output, review, file)
    run = check_runs.latest(one.group, at_desk=True) or check_runs.latest(one.group)
    findings_seen(person, [run])
    preview = check_runs.preview_of(run) if run else {}
    parts = {name: shown for name, shown in preview.items() if outer(name) == one.name}
    length = max((max([len(s["rows"]) for s in p["sheets"]] + [len(p["lines"])]) for p in parts.values()), default=0)
    asked = request.GET.get("page", "1")
    pages = max(1, -(-length // ROWS_A_PAGE))
    number = min(max(1, int(asked)), pages) if asked.isdecimal() and len(asked) < 6 else 1
    first = (number - 1) * ROWS_A_PAGE
    shown = [(name, _cut(part, first)) for name, part in parts.items()]
    if not _why_not_vote(person, output, review):
        note_look(person, output)
    return output_page(
        request,
        person,
        output,
        "file",
        file=one,
        shown=shown,
        findings=[found for found in (run.findings if run else []) if outer(found["file"]) == one.name],
        page=number,
        pages=pages,
        address=lambda n: f"{request.path}?page={n}",
    )


def _cut(part: dict[str, Any], first: int) -> dict[str, Any]:
    end = first + ROWS_A_PAGE
    sheets = [{**sheet, "rows": sheet["rows"][first:end], "first": first} for sheet in part["sheets"]]
    return {**part, "sheets": sheets, "lines": part["lines"][first:end], "first": first}


def _handed_in(output: OutputRequest, review: OutputReview, file: Any) -> OutputFile:
    """A file of the output as it was handed in; one that is not is not there."""
    found = next((one for one in frozen_files(output, review).values() if one.pk == file), None)
    if found is None:
        raise Http404
    return found


@for_output(ReviewSight.DESK, methods=("GET",))
def beside(
    request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview, other: int
) -> HttpResponseBase:
    """An earlier output of the same headings or author, file by file beside this one."""
    groups = list(output.groups.all())
    runs = [run for run in (check_runs.latest(group, at_desk=True) for group in groups) if run]
    listed = earlier.beside_page(output, runs, lambda numbers: seen_among(person, numbers))
    known = {one["output"].pk: one["output"] for one in listed}
    if other not in known:
        raise Http404
    findings = [one for run in runs for one in run.findings if one.get("earlier") == other]
    return output_page(
        request,
        person,
        output,
        "beside",
        other=known[other],
        ours=_tables(output),
        theirs=_tables(known[other]),
        findings=findings,
        covers=[
            (group.cover, earlier_group.cover)
            for group, earlier_group in zip(groups, known[other].groups.all(), strict=False)
        ],
    )


def _tables(output: OutputRequest) -> list[tuple[str, dict[str, Any]]]:
    """What is shown of the files of an output that leave."""
    found = []
    for group in output.groups.all():
        run = check_runs.latest(group, at_desk=True) or check_runs.latest(group)
        preview = check_runs.preview_of(run) if run else {}
        leaving = {file.name for file in group.present if file.leaves}
        found += [(name, _first_rows(part)) for name, part in preview.items() if outer(name) in leaving]
    return found


@for_output(ReviewSight.DESK, methods=("POST",))
def check_again(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """The checks at the desk run once more."""
    decisions.check_again(person, output)
    return _to(output)


@for_output(ReviewAction.RETURN_EARLY)
def return_early(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Back before both reviews, with the reason."""
    return _with_reason(
        request,
        person,
        output,
        review,
        "return_early",
        lambda reason, why: decisions.return_early(person, output, reason, why),
    )


@for_output(ReviewAction.RETURN)
def send_back(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Back with the comments of both."""
    return _with_reason(
        request,
        person,
        output,
        review,
        "return",
        lambda reason, why: decisions.send_back(person, output, form_revision(request), reason, why),
    )


@for_output(ReviewAction.REJECT)
def reject(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """For good, with the reason."""
    return _with_reason(
        request,
        person,
        output,
        review,
        "reject",
        lambda reason, _: decisions.reject(person, output, form_revision(request), reason),
    )


def _with_reason(
    request: HttpRequest,
    person: Person,
    output: OutputRequest,
    review: OutputReview,
    what: str,
    do: Callable[[str, list[str]], object],
) -> HttpResponseBase:
    if why := why_not_check(person, output, review):
        raise Denied(why)
    reason = text(request, "reason")[:4_000]
    errors: dict[str, str] = {}
    if request.method == "POST":
        if not reason and what != "return":
            errors["reason"] = "Say why: the author will read it"
        if not errors:
            with beside_fields(errors):
                do(reason, request.POST.getlist("categories"))
                return _to(output)
    roles = review_roles(person, review)
    return output_page(
        request,
        person,
        output,
        "reason",
        what=what,
        reason=reason,
        ticked=request.POST.getlist("categories"),
        categories=list(RETURN_REASONS.items()),
        comments=[vote for vote in votes_seen(review, str(person.pk), roles) if vote.comment and not vote.approves],
        errors=errors,
    )


@for_output(ReviewAction.SETTLE)
def settle(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """A senior checker's vote on each file that two see differently."""
    if why := why_not_check(person, output, review):
        raise Denied(why)
    errors: dict[str, str] = {}
    votes: dict[str, dict[str, Any]] = {}
    if request.method == "POST":
        votes, errors = _votes_sent(request, review, is_final=True, only=lambda file: _differ(review, file))
        if not errors:
            with beside_fields(errors):
                decisions.settle(person, output, form_revision(request), list(votes.values()))
                return _to(output)
    seen = votes_seen(review, str(person.pk), review_roles(person, review))
    names = {str(one.pk): one.name for one in Person.objects.filter(pk__in={vote.checker for vote in seen})}
    return output_page(
        request,
        person,
        output,
        "settle",
        files=[(n, file) for n, file in enumerate(review.files, 1) if _differ(review, file)],
        votes=votes,
        seen=[(vote, names.get(vote.checker, "")) for vote in seen],
        errors=errors,
    )


def _differ(review: OutputReview, file: FrozenFile) -> bool:
    return file.leaves and review.decision(file) is Decision.CONFLICTED


@for_output(ReviewAction.APPROVE, methods=("POST",))
def approve(request: HttpRequest, person: Person, output: OutputRequest, review: OutputReview) -> HttpResponseBase:
    """Both approved every file: a release officer has the turn."""
    decisions.approve(person, output, form_revision(request))
    return _to(output)


def _to(output: OutputRequest) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("output-review", args=[output.key]))
