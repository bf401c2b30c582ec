"""The course of output checkers, page by page: twenty outputs, one verdict each, and the reasons at the end."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.accreditation.checkers import BASE, THRESHOLD, CheckerVerdict
from alder.governance.accreditation_policy import accreditation_policy
from alder.wall_clock import today
from alder.web.accounts.person_page import page_for
from alder.web.accounts.sessions import for_people
from alder.web.accreditation import checker_course
from alder.web.accreditation.models import CheckerAttempt
from alder.web.accreditation.permissions import HERE
from alder.web.http import answers
from alder.web.trail.events import record_denial

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person

VERDICTS = [
    (str(CheckerVerdict.RELEASE), "Let it out", ""),
    (
        str(CheckerVerdict.RETURN),
        "Send it back",
        "It would tell of somebody, or something that has to be said is missing.",
    ),
]


@answers("GET", "POST")
@for_people
def course(request: HttpRequest, person: Person) -> HttpResponseBase:
    """What the course takes, the attempts so far, and a button to begin."""
    if request.method == "POST":
        attempt = checker_course.begin(person)
        return HttpResponseRedirect(reverse("checkers-output", args=[attempt.key, 1]))
    attempts = list(person.checker_attempts.all())
    return page_for(
        request,
        person,
        f"{HERE}checkers.html.j2",
        at="accreditation-yours",
        rules=accreditation_policy(today()).checker,
        threshold=THRESHOLD,
        base=BASE,
        going_on=next((one for one in attempts if one.ended is None), None),
        attempts=[one for one in attempts if one.ended is not None],
    )


def _for_own(*methods: str) -> Callable[[Any], Any]:
    """A page about an attempt, for whose it is."""

    def made(view: Callable[..., HttpResponseBase]) -> Any:
        @wraps(view)
        def entered(request: HttpRequest, person: Person, /, attempt: UUID, **named: Any) -> HttpResponseBase:
            found = CheckerAttempt.objects.filter(key=attempt, person=person).first()
            if found is None:
                record_denial(person, f"course of checkers {attempt}", "see it", "There is none for them.")
                raise Http404
            return view(request, person, found, **named)

        return answers(*methods)(for_people(entered))

    return made


@_for_own("GET", "POST")
def output(request: HttpRequest, person: Person, attempt: CheckerAttempt, number: int) -> HttpResponseBase:
    """One output with its cover sheet, to judge. Which are wrong is not told before all are handed in."""
    if attempt.ended is not None:
        return HttpResponseRedirect(reverse("checkers-result", args=[attempt.key]))
    outputs = checker_course.outputs_of(attempt)
    if not 1 <= number <= len(outputs):
        raise Http404
    errors: dict[str, str] = {}
    if request.method == "POST":
        verdict = request.POST.get("verdict", "")
        if verdict not in list(CheckerVerdict):
            errors["verdict"] = "Decide whether it may leave"
        else:
            checker_course.judge(attempt, number, CheckerVerdict(verdict))
            if number == len(outputs):
                return HttpResponseRedirect(reverse("checkers-hand-in", args=[attempt.key]))
            return HttpResponseRedirect(reverse("checkers-output", args=[attempt.key, number + 1]))
    one = outputs[number - 1]
    return page_for(
        request,
        person,
        f"{HERE}checker_output.html.j2",
        at="accreditation-yours",
        attempt=attempt,
        title=one.title,
        files=list(one.files.items()),
        number=number,
        of=len(outputs),
        verdicts=VERDICTS,
        chosen=attempt.verdicts.get(str(number), ""),
        threshold=THRESHOLD,
        base=BASE,
        errors=errors,
    )


@_for_own("GET", "POST")
def hand_in(request: HttpRequest, person: Person, attempt: CheckerAttempt) -> HttpResponseBase:
    """Which are not judged yet; then all verdicts are handed in."""
    if request.method == "POST":
        checker_course.hand_in(attempt)
        attempt.refresh_from_db()
    if attempt.ended is not None:
        return HttpResponseRedirect(reverse("checkers-result", args=[attempt.key]))
    outputs = checker_course.outputs_of(attempt)
    return page_for(
        request,
        person,
        f"{HERE}checker_hand_in.html.j2",
        at="accreditation-yours",
        attempt=attempt,
        rows=[(one.number, one.title, attempt.verdicts.get(str(one.number), "")) for one in outputs],
        open=len(outputs) - len(attempt.verdicts),
    )


@_for_own("GET")
def result(request: HttpRequest, person: Person, attempt: CheckerAttempt) -> HttpResponseBase:
    """How it went, and of every output what is right and why."""
    if attempt.ended is None:
        return HttpResponseRedirect(reverse("checkers-output", args=[attempt.key, 1]))
    return page_for(
        request,
        person,
        f"{HERE}checker_result.html.j2",
        at="accreditation-yours",
        attempt=attempt,
        mark=checker_course.mark_of(attempt),
        rows=[(one, attempt.verdicts[str(one.number)]) for one in checker_course.outputs_of(attempt)],
    )
