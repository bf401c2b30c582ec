"""Release: the bytes that two people approved, and no others, with a certificate; and its recall.

A release officer starts it. The worker finishes it: it compares the bytes again, asks whether anything left meanwhile
beside which this was not looked at, enters into the disclosure ledger what the ledger knows, and then says that it is
done. What fails is tried again after a while, and then given back to the officer with the reason.
"""

from __future__ import annotations

import hashlib
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from alder import wall_clock
from alder.errors import AlderError, NotProtected
from alder.governance import Role
from alder.governance.output_review import (
    OUTPUT_REVIEW,
    ReviewAction,
    ReviewState,
)
from alder.governance.process import Act
from alder.web.accounts.models import Person
from alder.web.mail_queue import MailQueue, Paragraph, written
from alder.web.output_desk import check_runs, earlier, incidents
from alder.web.output_desk.decisions import tell_author, tell_desk, void_votes_of_near
from alder.web.output_desk.models import OutputCheckRun, OutputRequest, RecipientMail
from alder.web.output_desk.project_ties import is_suspended, of_project
from alder.web.output_desk.reviews import (
    act,
    check_unchanged,
    frozen_files,
    lock,
    present_hashes,
    review_of,
    review_roles,
)
from alder.web.publications.ledger import record_release

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.mail import EmailMultiAlternatives

    from alder.governance.output_review import OutputReview
    from alder.web.output_desk.models import OutputFile

_log = logging.getLogger("alder.output_desk")
AGAIN_AFTER = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5))
"""How long the worker waits after each time that a release could not be finished. After that it goes back."""
_TAKEN_FOR = timedelta(minutes=10)
"""How long one worker has, before another may take it up."""
CHANGED = "A file is no longer what was approved."


@transaction.atomic
def begin(person: Person, output: OutputRequest, seen: int) -> OutputReview:
    """A release officer releases it. Where the bytes have changed, it goes back to review and an incident is opened."""
    locked = lock(output)
    check_unchanged(locked, seen)
    if reopened := void_votes_of_near(locked):
        return reopened
    review = review_of(locked)
    present = present_hashes(frozen_files(locked, review).values())
    wanted = {file.name: file.sha256 for file in review.files}
    if present != wanted:
        fine = Act(
            ReviewAction.RELEASE, str(person.pk), review_roles(person, review), wall_clock.now(), {"hashes": wanted}
        )
        OUTPUT_REVIEW.check(review, fine)
        return reopen(locked, CHANGED)
    after = act(person, locked, ReviewAction.RELEASE, {"hashes": present})
    OutputRequest.objects.filter(pk=locked.pk).update(next_try=wall_clock.now(), tries=0, trouble="")
    output.state, output.revision = locked.state, locked.revision
    return after


@transaction.atomic
def reopen(output: OutputRequest, reason: str) -> OutputReview:
    """Back to review, with an incident: somebody or something touched what was approved."""
    after = act(None, output, ReviewAction.REOPEN, {"reason": reason})
    OutputRequest.objects.filter(pk=output.pk).update(next_try=None, trouble=reason)
    incidents.open_by_system(output, reason)
    tell_desk(output, (Role.CHECKER,))
    return after


def carry_on(now: Any = None) -> None:
    """Finish every release that is due, each by one worker."""
    now = now or wall_clock.now()
    due = OutputRequest.objects.filter(next_try__lte=now)
    for output in due.select_related("author").order_by("next_try", "pk")[:20]:
        taken = OutputRequest.objects.filter(pk=output.pk, next_try=output.next_try)
        if taken.update(next_try=now + _TAKEN_FOR):
            _finish(output)


def _finish(output: OutputRequest) -> None:
    try:
        finish(output)
    except NotReleased as stopped:
        _give_back(output, str(stopped))
    except (OSError, DatabaseError, AlderError) as error:
        _log.exception("a release could not be finished")
        if output.tries >= len(AGAIN_AFTER):
            _give_back(output, f"It was tried {output.tries + 1} times: {type(error).__name__}.")
        else:
            again = wall_clock.now() + AGAIN_AFTER[output.tries]
            OutputRequest.objects.filter(pk=output.pk).update(next_try=again, tries=output.tries + 1)


class NotReleased(Exception):
    """What stands in the way of a release, and does not go by itself."""


def finish(output: OutputRequest) -> None:
    """Compare, enter into the ledger, write the certificate, and say that it is done."""
    review = review_of(output)
    if review.state is not ReviewState.RELEASING:
        OutputRequest.objects.filter(pk=output.pk).update(next_try=None)
        return
    if void_votes_of_near(output):
        return
    if is_suspended(output):
        raise NotReleased("Its project is suspended: nothing leaves it.")
    files = frozen_files(output, review)
    if present_hashes(files.values()) != {file.name: file.sha256 for file in review.files}:
        reopen(output, CHANGED)
        return
    runs = desk_runs(output)
    _insist_on_comparison(output, runs)
    if undrawn := _undrawn(runs):
        with transaction.atomic():
            reason = f"{undrawn} is a drawing of lines, which leaves only as Alder draws it from its table. Return it."
            act(None, output, ReviewAction.REOPEN, {"reason": reason})
            OutputRequest.objects.filter(pk=output.pk).update(next_try=None, trouble=reason)
            tell_desk(output, (Role.CHECKER,))
        return
    ids = sorted({id for run in runs for id in run.beside.get("ledger", {}).get("tables", [])}, key=int)
    if ids:
        try:
            record_release(ids, who=_who_released(review))
        except NotProtected as refused:
            raise NotReleased(f"The disclosure ledger refuses it: {refused.what}.") from None
    with transaction.atomic():
        locked = lock(output)
        certificate = certificate_of(locked, review, files, runs)
        digest = hashlib.sha256(as_json(certificate)).hexdigest()
        OutputRequest.objects.filter(pk=output.pk).update(certificate=certificate, next_try=None, trouble="")
        act(None, locked, ReviewAction.CONFIRM, {"certificate": digest, "ledger": ids})
        tell_author(locked)
        mails = [RecipientMail(recipient=one) for one in output.recipients.all()]
        RecipientMail.objects.bulk_create(mails)


def desk_runs(output: OutputRequest) -> list[OutputCheckRun]:
    """The runs of the checks at the desk, for the groups as they are."""
    found = [check_runs.latest(group, at_desk=True) for group in output.groups.all() if group.present.exists()]
    return [run for run in found if run is not None]


def _undrawn(runs: list[OutputCheckRun]) -> str:
    """A drawing that was approved as it was handed in, before drawings were drawn anew; empty where there is none."""
    leaving = (file for run in runs for file in run.group.present if file.leaves and not file.redrawn)
    drawings = {(run.group_id, name) for run in runs for name, form in run.forms.items() if form == check_runs.DRAWING}
    return next((file.name for file in leaving if (file.group_id, file.name) in drawings), "")


def _insist_on_comparison(output: OutputRequest, runs: list[OutputCheckRun]) -> None:
    """What left since the checks ran at the desk was not compared: they run again, and people look at what they say."""
    done = {run.group_id for run in runs if run.state == OutputCheckRun.State.DONE}
    unchecked = [group for group in output.groups.all() if group.pk not in done and group.present.exists()]
    if unchecked:
        with transaction.atomic():
            for group in unchecked:
                check_runs.ask(group, at_desk=True)
        raise NotReleased(
            "The checks at the desk have not run to their end by the rules of today, so they run again. "
            "See what they say, then release it."
        )
    for run in runs:
        files = list(run.group.present)
        for file in files:
            file.group = run.group
        now = {table.output for table in earlier.related(run.group, files).tables}
        then = {table["output"] for table in run.beside.get("tables", [])}
        if new := now - then:
            with transaction.atomic():
                check_runs.ask(run.group, at_desk=True)
            raise NotReleased(
                f"Output {min(new)} came after the checks ran, so they run again. See what they say, then release it."
            )


def _give_back(output: OutputRequest, why: str) -> None:
    """The officer has the turn again, and is told why."""
    with transaction.atomic():
        act(None, output, ReviewAction.FAIL, {"reason": why})
        OutputRequest.objects.filter(pk=output.pk).update(next_try=None, trouble=why)
        tell_desk(output, (Role.RELEASE_OFFICER,))


def _who_released(review: OutputReview) -> Person | None:
    event = next((event for event in reversed(review.events) if event.action == "RELEASE"), None)
    return Person.objects.filter(pk=event.actor).first() if event else None


def certificate_of(
    output: OutputRequest, review: OutputReview, files: Mapping[str, OutputFile], runs: list[OutputCheckRun]
) -> dict[str, Any]:
    """What left, by which rules, who looked at it and when. Roles, and names where the service gives them.

    One that answers a request is public: it names nobody, and tells of an exception by which rule, without its words.
    """
    from alder.outputs.output_rules import rules_version

    is_public = bool(output.answers)
    people = {str(one.pk): one.name for one in Person.objects.filter(pk__in=_actors(review))}
    acts = [
        {
            "what": _ACTS[event.action],
            "role": event.role,
            **(
                {"name": people.get(event.actor, "")}
                if settings.ALDER_OUTPUT_NAMES and event.actor and not is_public
                else {}
            ),
            "at": event.at.isoformat(timespec="seconds"),
        }
        for event in _counting(review)
    ]
    leaving = [files[file.name] for file in review.files if file.leaves]
    return {
        "certificate": "Alder release certificate, version 1",
        "output": output.pk,
        "title": output.title,
        "author": "a statistician" if is_public else output.author.name,
        **of_project(output).get("certified", {}),
        "files": [
            {
                "name": file.said_name,
                "kind": file.kind,
                "sha256": file.leaving_sha256,
                "drawn_anew": bool(file.redrawn),
            }
            for file in leaving
        ],
        "rules": {
            "version": rules_version(),
            "threshold": settings.ALDER_OUTPUT_THRESHOLD,
            "rounding": settings.ALDER_OUTPUT_ROUNDING,
        },
        "exceptions": [
            {"file": file.name, "asked": _rules_set_aside(files[file.name]) if is_public else file.exception}
            for file in review.files
            if file.exception
        ],
        "compared_with": {
            "earlier_files": sum(len(run.beside.get("tables", [])) for run in runs),
            "not_compared": sum(run.beside.get("more", 0) for run in runs),
            "ledger_tables": sorted({id for run in runs for id in run.beside.get("ledger", {}).get("tables", [])}),
            "in_ledger": bool(runs) and all(run.beside.get("ledger", {}).get("tables") for run in runs),
        },
        "acts": acts,
        "released": wall_clock.now().isoformat(timespec="seconds"),
    }


def _rules_set_aside(file: OutputFile) -> str:
    return ", ".join(sorted(file.group.exceptions.get(file.name, {})))


_ACTS = {
    "SUBMIT": "handed in",
    "SUBMIT_AGAIN": "handed in again",
    "REVIEW": "reviewed",
    "SETTLE": "settled",
    "APPROVE": "approved",
    "RELEASE": "released",
}


def _counting(review: OutputReview) -> list[Any]:
    """Acts on which the release rests: those since it was last put back to review."""
    last = max((n for n, event in enumerate(review.events) if event.action == "REOPEN"), default=-1)
    kept = review.events[last + 1 :] if last >= 0 else review.events
    sent = [event for event in review.events[: last + 1] if event.action in ("SUBMIT", "SUBMIT_AGAIN")]
    return [event for event in (*sent, *kept) if event.action in _ACTS]


def _actors(review: OutputReview) -> set[str]:
    return {event.actor for event in review.events if event.actor}


def as_json(certificate: Mapping[str, Any]) -> bytes:
    """The certificate for programs. The event of the release holds the hash of these bytes."""
    return (json.dumps(certificate, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def why_not_ours(certificate: Mapping[str, Any]) -> str:
    """Why a certificate is none that this site gave and stands by; empty where it is."""
    number = certificate.get("output")
    output = OutputRequest.objects.filter(pk=number).first() if isinstance(number, int) else None
    review = review_of(output) if output else None
    done = next((event for event in reversed(review.events) if event.action == "CONFIRM"), None) if review else None
    if done is None or review is None:
        return "This site released no such output."
    if done.said.get("certificate") != hashlib.sha256(as_json(certificate)).hexdigest():
        return "It is not the certificate that was given with this output: something in it was changed."
    return "The output was recalled: delete every copy of it." if review.state is ReviewState.RECALLED else ""


def as_text(certificate: Mapping[str, Any]) -> str:
    """The certificate as plain text."""
    files = [f"  {file['sha256']}  {file['name']}" for file in certificate["files"]]
    acts = [f"  {one['at']}  {one['what']} by {one.get('name') or one['role']}" for one in certificate["acts"]]
    rules, compared = certificate["rules"], certificate["compared_with"]
    lines = [
        certificate["certificate"],
        "",
        f"Output {certificate['output']}: {certificate['title']}",
        f"By {certificate['author']}, released {certificate['released']}",
        "",
        "Files (SHA-256)",
        *files,
        "",
        f"Rules {rules['version']}, threshold {rules['threshold']}, rounding {rules['rounding']}",
        f"Compared with {compared['earlier_files']} earlier files; {compared['not_compared']} were not",
        f"Disclosure ledger: {', '.join(compared['ledger_tables']) or 'not known there, so not compared with it'}",
        "",
        "Who and when",
        *acts,
    ]
    return "\n".join(lines) + "\n"


@transaction.atomic
def recall(person: Person, output: OutputRequest, seen: int, reason: str) -> OutputReview:
    """Take it back: links end, recipients are asked to delete it, an incident is opened."""
    after = act(person, output, ReviewAction.RECALL, {"reason": reason}, seen=seen)
    incidents.report(None, "An output was recalled.", output)
    output.recipients.update(asked_to_delete=wall_clock.now())
    RecipientMail.objects.bulk_create([RecipientMail(recipient=one, is_recall=True) for one in output.recipients.all()])
    tell_author(output)
    return after


def message(queued: RecipientMail) -> EmailMultiAlternatives:
    """That an output is there, or is to be deleted: its number and a link, and no word of what it holds."""
    recipient = queued.recipient
    site = settings.ALDER_ADDRESS
    where = f"{site}{reverse('output-outside', args=[recipient.token])}"
    number = f"output {recipient.output_id}"
    said = (
        (Paragraph(f"The {number} that was released to you was recalled. Delete every copy of it. More:", where),)
        if queued.is_recall
        else (Paragraph(f"The {number} was released to you. The link is yours alone:", where),)
    )
    return written(queued, site, recipient.email, f"Alder: {number}", said)


QUEUE = MailQueue[RecipientMail](
    lambda: RecipientMail.objects.select_related("recipient__output"), lambda queued: message(queued)
)


def send_mails() -> None:
    """Mails to recipients that are due."""
    if RecipientMail.objects.filter(sent=None, given_up=None, due__lte=wall_clock.now()).exists():
        QUEUE.send_due()
