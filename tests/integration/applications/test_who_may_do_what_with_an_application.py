"""T02: the tables of the processes decide, whichever page somebody comes to, in every state and as everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.support.applications_of_people import (
    answers,
    approved,
    begun,
    did,
    in_review,
    reviewed,
    submitted,
    with_the_panel,
)
from tests.support.cast import Someone

from alder.governance import Denied
from alder.governance.agreement import AGREEMENT, AgreementAction
from alder.governance.application import APPLICATION, ApplicationAction, ApplicationState

PUBLIC = {"register", "register-json", "register-csv", "register-entry"}
SIGNED_IN = {
    "applications",
    "application-start",
    "application-invitation",
    "application-file",
    "amendment",
    "amendment-change",
    "terms-of-use",
    "amendment-step",
}
"""Pages about no one application, and those that ask by themselves whose they are."""
BESIDE = {
    "application": ("see an application", "applicant"),
    "application-section": ("see an application", "applicant"),
    "application-fields": ("write in an application", "applicant"),
    "application-field": ("write in an application", "applicant"),
    "application-answers": ("see an application", "applicant"),
    "application-people": ("lead an application", "applicant"),
    "application-terms": ("see an application", "applicant"),
    "application-files": ("write in an application", "applicant"),
    "application-ask-sign-off": ("write in an application", "applicant"),
    "application-sign-off": ("sign for it", "signatory"),
    "application-submit": ("lead an application", "applicant"),
    "application-desk-one": ("see an application", "desk"),
    "application-desk-comment": ("see an application", "desk"),
    "application-desk-take-back": ("see an application", "desk"),
    "application-desk-interest": ("see an application", "desk"),
    "agreement": ("see an agreement", "agreement"),
    "agreement-document": ("see an agreement", "agreement"),
    "agreement-consent": ("lead an agreement", "agreement"),
    "agreement-amend": ("amend an agreement", "agreement"),
}
"""Pages about one that ask for no act of its process. A page that is not here has to name its act."""
OF_SITE = {"LAPSE", "LET_STAND", "AGREE", "REMIND", "SUBMIT", "SUBMIT_AGAIN"}
"""What the clock does, or a page that asks for its lead in the place of the act."""
AGREED_OTHERWISE = {"ISSUE", "VARY", "REMIND", "EXPIRE"}


ACTING = ("Amara", "Ben", "Iris", "Olga", "Gwen", "Mia", "Ines", "Owen", "Dora", "Agnes", "Tom")
"""One for each capacity in which somebody can come."""


def patterns() -> dict[str, Any]:
    from alder.web.applications.urls import urlpatterns

    return {pattern.name: pattern.callback for pattern in urlpatterns}


def test_every_page_asks_its_process_or_is_known_not_to(people: dict[str, Someone]) -> None:
    acts: set[Any] = set()
    for name, view in patterns().items():
        if name in PUBLIC:
            assert not hasattr(view, "for_people"), name
        elif name in SIGNED_IN:
            assert view.for_people
            assert not hasattr(view, "asks"), name
        elif name == "application-desk":
            assert view.for_people
        elif name in BESIDE:
            assert (view.asks, view.door) == BESIDE[name], name
        else:
            assert isinstance(view.asks, ApplicationAction | AgreementAction), name
            acts.add(view.asks)
    asked = {one for one in acts if isinstance(one, ApplicationAction)}
    assert {one.name for one in asked} | OF_SITE == set(ApplicationAction.__members__)
    agreed = {one for one in acts if isinstance(one, AgreementAction)}
    assert {one.name for one in agreed} | AGREED_OTHERWISE == {move.action.name for move in AGREEMENT.moves}


@pytest.fixture(scope="module")
def rows(people: dict[str, Someone]) -> dict[ApplicationState, Any]:
    """An application in every state, each by what people did."""
    amara, iris, owen, dora = (people[name] for name in ("Amara", "Iris", "Owen", "Dora"))
    s = ApplicationState
    found = {s.DRAFT: begun(amara), s.SUBMITTED: submitted(people), s.IN_REVIEW: in_review(people)}
    found |= {s.PANEL: with_the_panel(people), s.APPROVED: approved(people)}
    for state, action in ((s.WITHDRAWN, "WITHDRAW"), (s.DELETED, "DELETE")):
        found[state] = submitted(people) if state is s.WITHDRAWN else begun(amara)
        did(amara, found[state], action)
    found[s.RETURNED] = submitted(people)
    did(iris, found[s.RETURNED], "RETURN", questions=["D3"])
    for state in (s.REJECTED_AT_FIRST, s.APPEALED, s.REJECTED):
        found[state] = in_review(people)
        reviewed(people, found[state], Olga="oppose")
        did(dora, found[state], "DECLINE", reason="No.")
        if state is not s.REJECTED_AT_FIRST:
            did(amara, found[state], "APPEAL", reason="Why?")
    for name in ("Marcus", "Mia", "Ines"):
        did(people[name], found[s.REJECTED], "VOTE", approves=False)
    did(owen, found[s.REJECTED], "REJECT", reason="No.")
    return found


def test_everybody_gets_where_the_process_says_and_nowhere_else(
    people: dict[str, Someone], rows: dict[ApplicationState, Any]
) -> None:
    """Every person and page in every state: admitted if the table has a line for them, else refused or not there."""
    from alder.web.applications.permissions import is_at_desk
    from alder.web.applications.process import act_of, application_of, with_people

    pages = {name: view for name, view in patterns().items() if isinstance(getattr(view, "asks", 0), ApplicationAction)}
    acting = {name: people[name] for name in ACTING}
    asked = admitted = 0
    for state, row in rows.items():
        thing = with_people(application_of(row), row)
        assert thing.state is state
        acts = {who: act_of(one.person, thing, ApplicationAction.VOTE, {}) for who, one in acting.items()}
        at_desk = {who: is_at_desk(one.person, row, thing) for who, one in acting.items()}
        for name, view in pages.items():
            for who, one in acting.items():
                asked += 1
                try:
                    got = bool(view.admits(one.person, row, thing))
                except Denied:
                    got = False
                own = str(one.person.pk) in thing.people
                there = own if view.door == "applicant" else at_desk[who] and not own
                try:
                    APPLICATION.line(thing, replace(acts[who], action=view.asks))
                    listed = True
                except Denied:
                    listed = False
                assert got == (there and listed), (state, name, who)
                admitted += got
    assert (len(pages), len(rows), asked, admitted) == (18, 11, 18 * 11 * len(ACTING), 35)


def test_what_the_view_is_asked_is_what_the_page_does(people: dict[str, Someone], rows: Any) -> None:
    """One page of each door, through HTTP: what is refused there moves nothing."""
    row = rows[ApplicationState.PANEL]
    before = row.revision
    for who, page, status in (
        ("Ben", f"/applications/{row.key}/withdraw", 403),
        ("Iris", f"/desk/applications/{row.key}/approve", 403),
        ("Tom", f"/desk/applications/{row.key}/approve", 404),
        ("Amara", f"/desk/applications/{row.key}/approve", 404),
    ):
        reply = people[who].client.post(page, {"seen": str(before), "reason": "said"})
        assert reply.status_code == status, (who, page)
    row.refresh_from_db()
    assert row.revision == before


def test_no_form_goes_without_its_token(people: dict[str, Someone], rows: Any) -> None:
    """T11: a form that another site sends is refused on every page that takes one."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.cookies = people["Iris"].client.cookies
    row = rows[ApplicationState.SUBMITTED]
    for step in ("return", "ask-review", "send-to-review", "comment", "interest"):
        assert strict.post(f"/desk/applications/{row.key}/{step}", {"seen": "1"}).status_code == 403, step


def test_answers_are_kept_apart_from_what_is_hidden(people: dict[str, Someone]) -> None:
    """What was answered to a question that is not shown any more is not sent."""
    from alder.web.applications.sections import as_submitted

    said = {**answers(), "C5": False, "C7": "A report is sold."}
    assert "C7" not in as_submitted(said)
