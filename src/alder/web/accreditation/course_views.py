"""The course and the test of a researcher, on pages that work without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.accreditation.course import modules
from alder.governance.accreditation import Accreditation, AccreditationAction, AccreditationState, why_no_test
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accreditation import sittings, study
from alder.web.accreditation.permissions import SEE, for_own, own_page
from alder.web.accreditation.process import replayed
from alder.web.accreditation.prose import as_page_part

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.accreditation.course import CourseModule
    from alder.accreditation.paper import Paper
    from alder.web.accounts.models import Person
    from alder.web.accreditation.models import AccreditationRecord, PaperSitting


def _at(name: str, record: AccreditationRecord, *more: object) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name, args=[record.key, *more]))


def _module(number: int) -> CourseModule:
    found = next((one for one in modules() if one.number == number), None)
    if found is None:
        raise Http404
    return found


@for_own(SEE)
def module(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, number: int
) -> HttpResponseBase:
    """A module, and at its end two questions to check oneself by, which count for nothing.

    While the course is being taken, its time is counted from the first look.
    """
    of = _module(number)
    counts = thing.state == AccreditationState.TRAINING
    if counts:
        study.open_module(record, of)
    given = {n: request.POST.get(f"check-{n}", "") for n in range(1, len(of.checks) + 1)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = {f"check-{n}": f"Choose an answer to question {n}" for n, chosen in given.items() if not chosen}
        if not errors and counts:
            study.finish_module(record, of)
            if not study.why_not_studied(record) and not thing.completed:
                study.complete(person, record, thing)
                counts = False
    now = next(one for one in study.progress(record) if one.module.number == number)
    return own_page(
        request,
        person,
        record,
        "module",
        module=of,
        words=as_page_part(of.text),
        checks=[(n, check, sorted((check.right, *check.wrong)), given[n]) for n, check in enumerate(of.checks, 1)],
        is_answered=request.method == "POST" and not errors,
        now=now,
        counts=counts,
        is_complete=thing.state == AccreditationState.TRAINING and not counts,
        following=next((one for one in modules() if one.number == number + 1), None),
        errors=errors,
    )


@for_own(AccreditationAction.COMPLETE, methods=("POST",))
def complete(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """The course is completed by the session that an officer recorded."""
    study.complete(person, record, thing)
    return _at("accreditation-own", record)


@for_own(AccreditationAction.BEGIN_TEST)
def begin_test(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """What the test takes, and its beginning. From then on its time runs."""
    extra = request.POST.get("extra", "0")
    why = why_no_test(thing, wall_clock.now())
    errors: dict[str, str] = {}
    if request.method == "POST":
        if extra not in sittings.EXTRA:
            errors["extra"] = "Choose how much time you need"
        else:
            sittings.begin(person, record, float(extra))
            return _at("accreditation-question", record, 1)
    return own_page(
        request,
        person,
        record,
        "begin_test",
        rules=accreditation_policy(today()).test,
        options=[
            (value, f"{sittings.minutes_in_all(float(value))} minutes", words if value != "0" else "The usual time.")
            for value, words in sittings.EXTRA.items()
        ],
        extra=extra,
        why_no_test=why,
        errors=errors,
    )


def _taken(record: AccreditationRecord, thing: Accreditation) -> tuple[PaperSitting, Paper] | HttpResponseRedirect:
    """The test that is being taken, with its paper; else where to go: to the result, or to go on after a pause."""
    sitting = sittings.open_sitting(record)
    if sitting is None:
        return _at("accreditation-result" if thing.attempts else "accreditation-own", record)
    if sitting.paused is not None:
        return _at("accreditation-paused", record)
    return sitting, sittings.paper_of(sitting, thing)


def _choice(text: str, of: int) -> int | None:
    """The place of an answer that was chosen, if there is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) < of else None


@for_own(SEE)
def question(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation, number: int
) -> HttpResponseBase:
    """One question. Its answer is kept as it is sent; none may be left open for later."""
    taken = _taken(record, thing)
    if isinstance(taken, HttpResponseRedirect):
        return taken
    sitting, paper = taken
    if not 1 <= number <= len(paper.questions):
        raise Http404
    one = paper.questions[number - 1]
    if request.method == "POST":
        chosen = _choice(request.POST.get("answer", ""), len(one.answers))
        if chosen is not None:
            sittings.keep_answers(record, {number - 1: chosen})
        last = number == len(paper.questions)
        return _at("accreditation-hand-in", record) if last else _at("accreditation-question", record, number + 1)
    return own_page(
        request,
        person,
        record,
        "question",
        number=number,
        of=len(paper.questions),
        stem=one.question.stem,
        answers=[(str(n), answer, "") for n, answer in enumerate(one.answers)],
        chosen=str(sitting.answers.get(str(number - 1), "")),
        answered=len(sitting.answers),
        minutes_left=_minutes_left(sitting),
    )


def _minutes_left(sitting: PaperSitting) -> int:
    return -(-int(sittings.left(sitting, wall_clock.now()).total_seconds()) // 60)


@for_own(SEE)
def all_questions(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """All questions on one page, with what was answered so far."""
    taken = _taken(record, thing)
    if isinstance(taken, HttpResponseRedirect):
        return taken
    sitting, paper = taken
    if request.method == "POST":
        sent = {
            at: _choice(request.POST.get(f"answer-{at + 1}", ""), len(one.answers))
            for at, one in enumerate(paper.questions)
        }
        sittings.keep_answers(record, {at: choice for at, choice in sent.items() if choice is not None})
        return _at("accreditation-hand-in" if request.POST.get("do") == "done" else "accreditation-all", record)
    return own_page(
        request,
        person,
        record,
        "all_questions",
        questions=[
            (
                n,
                one.question.stem,
                [(str(at), answer, "") for at, answer in enumerate(one.answers)],
                str(sitting.answers.get(str(n - 1), "")),
            )
            for n, one in enumerate(paper.questions, 1)
        ],
        answered=len(sitting.answers),
        minutes_left=_minutes_left(sitting),
    )


@for_own(SEE)
def hand_in(
    request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation
) -> HttpResponseBase:
    """What is still open is said; then it is marked."""
    taken = _taken(record, thing)
    if isinstance(taken, HttpResponseRedirect):
        return taken
    sitting, paper = taken
    if request.method == "POST":
        sittings.hand_in(record)
        return _at("accreditation-result", record)
    return own_page(
        request,
        person,
        record,
        "hand_in",
        open=[n for n in range(1, len(paper.questions) + 1) if str(n - 1) not in sitting.answers],
        of=len(paper.questions),
        minutes_left=_minutes_left(sitting),
    )


@for_own(SEE)
def paused(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """The time stands still, and no question is shown, until it goes on."""
    sitting = sittings.open_sitting(record)
    if sitting is None:
        return _at("accreditation-result" if thing.attempts else "accreditation-own", record)
    if request.method == "POST":
        if request.POST.get("do") == "resume":
            sittings.resume(record)
            return _at("accreditation-question", record, 1)
        sittings.pause(record)
        return _at("accreditation-paused", record)
    if sitting.paused is None:
        return _at("accreditation-question", record, 1)
    return own_page(
        request,
        person,
        record,
        "paused",
        minutes_left=_minutes_left(sitting),
        days=sittings.LONGEST_PAUSE.days,
    )


@for_own(SEE, methods=("GET",))
def result(request: HttpRequest, person: Person, record: AccreditationRecord, thing: Accreditation) -> HttpResponseBase:
    """How the last test went, topic by topic. Which answers were right is told after a pass alone."""
    if sittings.open_sitting(record) is not None:
        return _at("accreditation-own", record)
    sitting = record.sittings.exclude(ended=None).last()
    if sitting is None:
        return _at("accreditation-own", record)
    now = replayed(record)  # it may have been marked just now
    mark = sittings.mark_of(sitting, now)
    return own_page(
        request,
        person,
        record,
        "result",
        mark=mark,
        modules={one.topic: one for one in modules()},
        asked=[
            (n, one.question, one.answers[given] if given is not None else "", given == one.right)
            for n, (one, given) in enumerate(zip(mark.answers, mark.given, strict=False), 1)
        ],
        why_no_test=why_no_test(now, wall_clock.now()),
        state=now.state,
    )
