"""Every page about an output, as everybody, in every state: the table of the process decides, and a page without it
fails. T02, P6.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.outputs_of_people import (
    approved,
    begun,
    desk,
    output_of,
    ready,
    released,
    reviewed,
    submitted,
    votes,
)

from alder.governance import Denied
from alder.governance.incident import IncidentAction
from alder.governance.output_review import (
    OUTPUT_REVIEW,
    ReviewAction,
    ReviewSight,
    ReviewState,
    may_see,
    why_not_see,
)

ASKS: dict[str, ReviewAction | ReviewSight] = {
    "output": ReviewSight.OWN,
    "output-words": ReviewSight.EDIT,
    "output-add-group": ReviewSight.EDIT,
    "output-add-files": ReviewSight.EDIT,
    "output-remove-file": ReviewSight.EDIT,
    "output-cover": ReviewSight.EDIT,
    "output-findings": ReviewSight.EDIT,
    "output-submit": ReviewSight.EDIT,
    "output-withdraw": ReviewAction.WITHDRAW,
    "output-drawn": ReviewSight.OWN,
    "output-take": ReviewSight.TAKE,
    "output-take-all": ReviewSight.TAKE,
    "output-certificate": ReviewSight.TAKE,
    "output-certificate-file": ReviewSight.TAKE,
    "output-review": ReviewSight.DESK,
    "output-file": ReviewSight.DESK,
    "output-raw": ReviewSight.DESK,
    "output-picture": ReviewSight.DESK,
    "output-beside": ReviewSight.DESK,
    "output-check-again": ReviewSight.DESK,
    "output-desk-certificate": ReviewSight.DESK,
    "output-return-early": ReviewAction.RETURN_EARLY,
    "output-settle": ReviewAction.SETTLE,
    "output-return": ReviewAction.RETURN,
    "output-approve": ReviewAction.APPROVE,
    "output-reject": ReviewAction.REJECT,
    "output-release": ReviewAction.RELEASE,
    "output-recall": ReviewAction.RECALL,
}
"""What each page about one output asks. A page that is not here, or asks otherwise, fails."""
NOT_ALWAYS_THERE = {
    "output-picture",
    "output-drawn",
    "output-beside",
    "output-desk-certificate",
    "output-file",
    "output-raw",
}
"""Pages of what some outputs do not have: they may answer that it is not there."""
LISTS = {
    "output-desk": {"output checker", "senior checker", "release officer", "incident officer"},
    "output-numbers": {"senior checker"},
    "incidents": {"incident officer", "information governance reviewer"},
}
EVERYBODYS = {"outputs", "output-begin", "report-incident"}
OF_WHOM = {"incident-decision"}
"""What asks by itself whose it is: the page of what was decided is for whom it is about."""
PUBLIC = {"incidents-published"}
BY_LINK = {"output-outside", "output-outside-file", "output-outside-certificate", "output-outside-all"}
INCIDENTS = {"incident": None} | {
    f"incident-{action.name.lower()}": action for action in IncidentAction if action is not IncidentAction.REPORT
}
NOBODYS = {
    ReviewAction.CONFIRM,
    ReviewAction.FAIL,
    ReviewAction.REOPEN,
    ReviewAction.LAPSE,
    ReviewAction.ESCALATE,
}
"""What the system alone does: no page asks for it."""
IN_FORMS = {ReviewAction.REVIEW, ReviewAction.SUBMIT, ReviewAction.SUBMIT_AGAIN}
"""Acts that are one of several forms of a page, whose step asks for them."""


def _patterns() -> dict[str, Any]:
    from alder.web.output_desk.urls import urlpatterns

    return {pattern.name: pattern for pattern in urlpatterns}


def test_t02_every_page_names_what_it_asks_and_every_act_has_its_page() -> None:
    from alder.web.output_desk.permissions import STEPS_UP

    for name, pattern in _patterns().items():
        view = pattern.callback
        if name in LISTS:
            assert {str(role) for role in view.asks} == LISTS[name]
        elif name in INCIDENTS:
            assert view.asks is INCIDENTS[name]
        elif name in BY_LINK | PUBLIC:
            assert not hasattr(view, "for_people"), "whoever holds a link takes it, or anybody reads it"
        elif name in EVERYBODYS | OF_WHOM:
            assert view.for_people
        else:
            assert name in ASKS, f"{name} has no entry in the table: say in this test what it asks"
            assert view.asks is ASKS[name]
            assert view.steps_up is (ASKS[name] in STEPS_UP)
    asked = {what for what in ASKS.values() if isinstance(what, ReviewAction)}
    assert asked | IN_FORMS | NOBODYS == set(ReviewAction)


@pytest.fixture(scope="module")
def in_states(people: dict[str, Someone]) -> dict[ReviewState, str]:
    """An output of Ben in every state, by its address."""
    from alder.web.output_desk import releases

    ben, dev, ines, leila = (people[name] for name in ("ben", "dev", "ines", "leila"))
    found = {ReviewState.DRAFT: ready(ben), ReviewState.SUBMITTED: submitted(ben)}
    found[ReviewState.ONE_REVIEW] = submitted(ben)
    votes(dev, found[ReviewState.ONE_REVIEW])
    found[ReviewState.REVIEWED] = submitted(ben)
    reviewed(people, found[ReviewState.REVIEWED])
    found[ReviewState.RETURNED] = submitted(ben)
    dev.do(f"{desk(found[ReviewState.RETURNED])}/return-early", reason="Wrong year", categories=["other"])
    found[ReviewState.REJECTED] = submitted(ben)
    reviewed(people, found[ReviewState.REJECTED])
    dev.do(f"{desk(found[ReviewState.REJECTED])}/reject", reason="It may not leave")
    found[ReviewState.WITHDRAWN] = begun(ben)
    ben.do(f"{found[ReviewState.WITHDRAWN]}/withdraw")
    found[ReviewState.RELEASED] = released(people)
    found[ReviewState.RECALLED] = released(people)
    ines.do(f"{desk(found[ReviewState.RECALLED])}/recall", reason="A group can be told")
    found[ReviewState.APPROVED] = approved(people)
    found[ReviewState.RELEASING] = approved(people)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "carry_on", lambda: None)
        leila.do(f"{desk(found[ReviewState.RELEASING])}/release")
    held_up = output_of(found[ReviewState.RELEASING])
    held_up.next_try = None  # whichever test has the worker work, this one stays as it is
    held_up.save(update_fields=["next_try"])
    assert set(found) == set(ReviewState)
    for state, address in found.items():
        assert output_of(address).state == state
    return found


REFUSED_EVERYWHERE = (ReviewState.DRAFT, ReviewState.REVIEWED)
"""A state in which the author has the turn, and one in which others have it: in both every page refuses somebody of
each kind that it has to refuse, those to whom the output is not there and those who may not do this.
"""
PLAYERS = ("ben", "dev", "sunita", "leila", "ines", "omar")
"""The author, somebody of each role, and somebody of all of them. Who has none is in the test of T01."""


def test_t02_everybody_gets_where_the_table_says_and_nowhere_else(
    people: dict[str, Someone], in_states: dict[ReviewState, str]
) -> None:
    """The door that every page has answers for everybody in every state. Whoever it lets in gets the page; whom it does
    not, is refused by each page, also by a form, which is made from another state, so that nothing moves.
    """
    from django.http import Http404

    from alder.web.output_desk.permissions import look_up, why_not
    from alder.web.output_desk.reviews import review_of, review_roles

    patterns = _patterns()
    let = refused = cells = 0
    for state, address in in_states.items():
        output = output_of(address)
        review = review_of(output)
        expected: dict[tuple[str, ReviewAction | ReviewSight], int] = {}
        for player in PLAYERS:
            person = people[player].person
            roles = review_roles(person, review)
            try:
                look_up(person, output.key)
                sees = True
            except Http404:
                sees = False
            for what in set(ASKS.values()):
                wanted = expected[player, what] = _expected(review, str(person.pk), roles, what)
                door = 404 if not sees else 403 if why_not(what, person, output, review) else 200
                assert door == wanted, (state, player, what)
        for name, what in ASKS.items():
            page, methods = _address(patterns[name], address), patterns[name].callback.methods
            tried = set()
            for player in PLAYERS:
                who, wanted = people[player], expected[player, what]
                where, cells = (state, name, player), cells + 1
                if wanted == 200 and "GET" in methods:
                    reply = who.client.get(page)
                    assert reply.status_code in ((200, 404) if name in NOT_ALWAYS_THERE else (200,)), where
                    let += reply.status_code == 200
                    reply.close()
                elif wanted != 200 and wanted not in tried and state in REFUSED_EVERYWHERE:
                    form = {"seen": "77777", "state": "released", "reason": "x", "do": "none"}
                    for method in set(methods) & {"GET", "POST"}:  # a form is refused by the step as well
                        reply = getattr(who.client, method.lower())(page, form)
                        assert reply.status_code == wanted, (*where, method, reply.status_code)
                    tried.add(wanted)
                    refused += 1
        assert output_of(address).state == state, "nothing moved"
        assert review_of(output_of(address)) == review
    assert cells == len(ReviewState) * len(ASKS) * len(PLAYERS) == 11 * 28 * 6
    assert refused > 2 * len(ASKS)
    assert let > 60


def _address(pattern: Any, address: str) -> str:
    from alder.web.output_desk.models import OutputFile

    output = output_of(address)
    file = OutputFile.objects.filter(group__output=output).first()
    nobody = "00000000-0000-4000-8000-000000000000"
    text = f"/{pattern.pattern}".replace("<uuid:output>", str(output.key))
    text = text.replace("<uuid:file>", str(file.pk) if file else nobody).replace("<int:group>", "1")
    return text.replace("<int:other>", "1").replace("<str:form>", "json")


def _expected(review: Any, me: str, roles: Any, what: ReviewAction | ReviewSight) -> int:
    """What the table says of this person, role, state and act, and nothing else."""
    from django.utils import timezone

    from alder.governance.process import Act

    if not may_see(review, me, roles):
        return 404
    if isinstance(what, ReviewSight):
        return 403 if why_not_see(what, review, me, roles) else 200
    try:
        OUTPUT_REVIEW.line(review, Act(what, me, roles, timezone.now()))
    except Denied:
        return 403
    return 200


def test_lists_are_for_those_who_have_a_role(people: dict[str, Someone]) -> None:
    for name, roles in LISTS.items():
        for who in people.values():
            may = bool({str(role) for role in who.person.roles} & roles)
            assert who.client.get(f"/{_patterns()[name].pattern}").status_code == (200 if may else 403), name


def test_nothing_is_to_be_had_without_signing_in(people: dict[str, Someone]) -> None:
    stranger = Someone(None)
    nobody = "00000000-0000-4000-8000-000000000000"
    for name, pattern in _patterns().items():
        address = f"/{pattern.pattern}"
        for part in ("output", "file", "incident", "token"):
            address = address.replace(f"<uuid:{part}>", nobody)
        address = address.replace("<int:group>", "1").replace("<int:other>", "1").replace("<str:form>", "json")
        for reply in (stranger.client.get(address), stranger.client.post(address)):
            wanted = (404, 405) if name in BY_LINK else (200, 405) if name in PUBLIC else (302, 405)
            assert reply.status_code in wanted, (name, reply.status_code)
