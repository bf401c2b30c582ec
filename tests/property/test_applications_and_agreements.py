"""An application, its agreement and what changes it, whatever people do in whichever order: P2 and P9 among that."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import one_of, tried, up_to

from alder.governance.access import AccessFacts, Connection, why_no_access
from alder.governance.agreement import AGREEMENT, Agreement, AgreementAction, AgreementRole, AgreementState
from alder.governance.amendment import AMENDMENT, Amendment, AmendmentAction, AmendmentRole, AmendmentState
from alder.governance.application import (
    APPLICATION,
    Application,
    ApplicationAction,
    ApplicationRole,
    ApplicationState,
    Recommendation,
    ReviewProgress,
    turn,
)
from alder.governance.process import Act
from alder.model.event import Event

START = datetime(2026, 10, 7, 9, tzinfo=UTC)
DOCUMENT, SCOPE, OTHER = "d" * 64, "e" * 64, "0" * 64
A, R = ApplicationAction, ApplicationRole
PEOPLE: dict[str, set[ApplicationRole]] = {
    "amara": set(R) - {R.SYSTEM},  # whoever applies is an applicant, with every other role too
    "ben": set(R) - {R.SYSTEM},
    "noor": {R.INTAKE},
    "owen": {R.REVIEWER, R.CHAIR},  # reviews for information governance, and chairs the panel at other times
    "leila": {R.REVIEWER},
    "marcus": {R.PANEL},
    "grace": {R.PANEL},
    "ines": {R.PANEL},
    "petra": {R.CHAIR},
    "dev": {R.CHAIR},
    "joan": {R.DELEGATED},
    "omar": {R.AGREEMENT},
    "clock": {R.SYSTEM},
}
SUBMITS = {
    "faults": [],
    "answers": "a" * 64,
    "organisation_verified": True,
    "signed_off": True,
    "sources": ["ilr"],
    "co_applicants": ["ben"],
    "low_risk": True,
}


def act(who: str, action: ApplicationAction, days: float = 0, **said: Any) -> Act:
    return Act(action, who, frozenset(PEOPLE[who]), START + timedelta(days=days), said)


def told(story: str, application: Application | None = None, days: float = 0) -> Application:
    """An application after a story: who does what, a line each, and in brackets what a review or vote says."""
    application = application or begun()
    for line in story.strip().splitlines():
        who, _, rest = line.strip().partition(" ")
        action, _, more = rest.partition(" | ")
        said = SAID.get(action, {}) | dict(pair.split("=") for pair in more.split())
        said |= {name: value == "yes" for name, value in said.items() if value in ("yes", "no")}
        application = APPLICATION.done(application, act(who, A[action], days, **said))
    return application


REASON = {"reason": "said in full on paper"}
SAID: dict[str, dict[str, Any]] = {
    "SUBMIT": SUBMITS,
    "SUBMIT_AGAIN": {**SUBMITS, "changed": ["D3"], "replied": ["E1"]},
    "RETURN": {"questions": ["D3", "E1"]},
    "ASK_REVIEW": {"covers": ["D", "G"]},
    "SEND_TO_REVIEW": {"checklist": True},
    "REVIEW": REASON,
    "DECLINE_REVIEW": REASON,
    "APPROVE": {**REASON, "conditions": [{"text": "band the age", "owner": "amara", "due": "2027-01-31"}]},
    "APPROVE_LOW_RISK": REASON,
    "REJECT": REASON,
    "DECLINE": REASON,
    "DEFER": {**REASON, "questions": ["D3"]},
    "APPEAL": REASON,
    "VOTE": {"is_independent": False},
    "ISSUE": {"agreement": "A-0147"},
}
GOVERNANCE = {"subject": "information governance"}


def reviews_accepted() -> Application:
    """Leila owns the source, Owen looks after information governance; both accepted to review."""
    application = told("amara SUBMIT\nnoor ASK_REVIEW | subject=ilr reviewer=leila")
    asked = act("noor", A.ASK_REVIEW, reviewer="owen", covers=["F", "I"], **GOVERNANCE)
    application = told("noor SEND_TO_REVIEW", APPLICATION.done(application, asked))
    application = told("leila ACCEPT_REVIEW | subject=ilr", application)
    return APPLICATION.done(application, act("owen", A.ACCEPT_REVIEW, **GOVERNANCE))


def reviewed(application: Application, owner: str = "support", governance: str = "support") -> Application:
    for who, subject, said in (("leila", "ilr", owner), ("owen", "information governance", governance)):
        given = act(who, A.REVIEW, subject=subject, recommendation=said, **REASON)
        application = APPLICATION.done(application, given)
    return application


SIGN_OFF = "Somebody who signs for your organisation has to confirm what you say of it in section C."
VOTES = "marcus VOTE | approves={}\ngrace VOTE | approves={}\nines VOTE | approves=yes is_independent=yes"


@pytest.mark.parametrize(
    ("who", "action", "said", "why"),
    [
        ("amara", A.SUBMIT, {}, "Its answers have not been checked."),
        ("amara", A.SUBMIT, SUBMITS | {"faults": ["D2"]}, "1 of its questions is not answered as they ask."),
        ("amara", A.SUBMIT, SUBMITS | {"organisation_verified": 0}, "The service has not confirmed your organisation."),
        ("amara", A.SUBMIT, SUBMITS | {"signed_off": False}, SIGN_OFF),
        ("noor", A.SUBMIT, SUBMITS, "Only its lead can submit an application."),
        ("amara", A.APPROVE, REASON, "Only a panel chair can approve an application."),
    ],
)  # fmt: skip
def test_a_draft_goes_no_further_than_its_lead_takes_it(
    who: str, action: ApplicationAction, said: dict[str, Any], why: str
) -> None:
    assert APPLICATION.why_not(Application("26-0147", "amara"), act(who, action, **said)) == why


@pytest.mark.parametrize(
    ("owner", "governance", "who", "action", "why"),
    [
        ("support", "support", "joan", A.APPROVE_LOW_RISK, ""),
        ("support", "changes", "joan", A.APPROVE_LOW_RISK, "Not every review supports it: the panel decides."),
        ("support", "oppose", "noor", A.SEND_TO_PANEL, ""),
        ("oppose", "support", "noor", A.SEND_TO_PANEL, "An owner of data opposes it: it cannot go on as it is."),
        ("oppose", "support", "joan", A.APPROVE_LOW_RISK, "An owner of data opposes it: it cannot go on as it is."),
        ("oppose", "support", "joan", A.DECLINE, ""),
        ("support", "oppose", "joan", A.DECLINE, "No owner of data opposes it."),
    ],
)
def test_what_reviews_come_to(owner: str, governance: str, who: str, action: ApplicationAction, why: str) -> None:
    in_review = reviews_accepted()
    assert "still to come: ilr, information governance" in APPLICATION.why_not(in_review, act("noor", A.SEND_TO_PANEL))
    assert turn(in_review) == {"leila", "owen"}
    done = reviewed(in_review, owner, governance)
    assert turn(done) == {R.INTAKE}
    assert APPLICATION.why_not(done, act(who, action, **REASON)) == why


def test_a_panel_of_three_with_an_independent_member_decides_and_nobody_who_applied_or_reviewed() -> None:
    panel = sent_to_panel()
    vote = {"approves": True, "is_independent": False}
    for who, why in (
        ("amara", "Only a panel chair or a panel member can vote on an application."),
        ("owen", "You reviewed it, so others decide."),
        ("marcus", ""),
    ):
        assert APPLICATION.why_not(panel, act(who, A.VOTE, **vote)) == why
    again = Act(A.VOTE, "second account", frozenset({R.PANEL}), START, vote, frozenset({"ben"}))
    assert APPLICATION.why_not(panel, again) == "Only a panel chair or a panel member can vote on an application."
    few = told("marcus VOTE | approves=yes\ngrace VOTE | approves=yes", panel)
    assert APPLICATION.why_not(few, act("petra", A.APPROVE, **REASON)) == "2 members have voted; it takes 3."
    assert APPLICATION.why_not(few, act("grace", A.VOTE, **vote)) == "You have voted."
    none = told("petra VOTE | approves=yes", few)
    assert APPLICATION.why_not(none, act("petra", A.APPROVE, **REASON)) == "No independent member has voted."
    assert turn(none) == {R.PANEL}
    full = told(VOTES.format("no", "yes"), panel)
    assert turn(full) == {R.CHAIR}
    assert APPLICATION.why_not(full, act("petra", A.REJECT, **REASON)) == "The votes of the panel say otherwise."
    assert told("petra APPROVE", full).state is ApplicationState.APPROVED


def test_a_rejection_is_open_to_one_appeal_in_30_days_that_another_chair_decides() -> None:
    against = VOTES.format("no", "no")
    panel = sent_to_panel()
    rejected = told(f"{against}\npetra REJECT", panel)
    late = act("amara", A.APPEAL, 31, **REASON)
    assert APPLICATION.why_not(rejected, late) == "An appeal comes within 30 days."
    assert APPLICATION.why_not(rejected, act("clock", A.LET_STAND, 30)) != ""
    assert APPLICATION.done(rejected, act("clock", A.LET_STAND, 31)).state is ApplicationState.REJECTED
    appealed = told(f"amara APPEAL\n{against}", rejected, days=30)
    own = act("petra", A.REJECT, 30, **REASON)
    assert APPLICATION.why_not(appealed, own) == "You decided the first time, so another chair does."
    assert told("dev REJECT", appealed).state is ApplicationState.REJECTED
    heard = told("amara APPEAL\n" + VOTES.format("yes", "yes") + "\ndev APPROVE", rejected)
    assert heard.state is ApplicationState.APPROVED
    deferred = told("petra DEFER\namara SUBMIT_AGAIN", panel)
    assert (deferred.state, deferred.round, deferred.ballots) == (ApplicationState.SUBMITTED, 2, ())


def test_after_a_return_only_reviews_of_what_changed_are_given_again() -> None:
    returned = told("noor RETURN", reviewed(reviews_accepted()))
    partly = act("amara", A.SUBMIT_AGAIN, **{**SUBMITS, "changed": ["D3"]})
    assert APPLICATION.why_not(returned, partly) == "Answer first: E1."
    again = told("amara SUBMIT_AGAIN", returned)
    assert {review.subject: review.progress for review in again.reviews} == {
        "ilr": ReviewProgress.STALE,
        "information governance": ReviewProgress.DONE,
    }
    sent = told("noor SEND_TO_REVIEW", again)
    assert turn(sent) == {"leila"}
    confirmed = told("leila REVIEW | subject=ilr recommendation=support", sent)
    assert [review.round for review in confirmed.reviews] == [2, 1]
    assert APPLICATION.why_not(confirmed, act("noor", A.SEND_TO_PANEL)) == ""
    narrowed = act(
        "amara", A.SUBMIT_AGAIN, **{**SUBMITS, "sources": ["npd"], "changed": ["G1"], "replied": ["D3", "E1"]}
    )
    moved = told("noor ASK_REVIEW | subject=npd reviewer=marcus", APPLICATION.done(returned, narrowed))
    assert {review.subject for review in moved.reviews} == {"information governance", "npd"}
    joined = act("amara", A.SUBMIT_AGAIN, **{**SUBMITS, "co_applicants": ["owen"], "replied": ["D3", "E1"]})
    assert {review.subject for review in APPLICATION.done(returned, joined).reviews} == {"ilr"}


def test_an_application_lies_returned_for_90_days_and_two_reminders_before_it_lapses() -> None:
    returned = told("noor RETURN", reviews_accepted())
    assert "reminded" in APPLICATION.why_not(returned, act("clock", A.LAPSE, 95))
    reminded = told("clock REMIND\nclock REMIND", returned, days=80)
    assert APPLICATION.why_not(reminded, act("clock", A.LAPSE, 89)) == "Its lead has had less time than they are given."
    assert APPLICATION.done(reminded, act("clock", A.LAPSE, 90)).state is ApplicationState.LAPSED


ASIDE = {A.WITHDRAW, A.DELETE, A.RETURN, A.LAPSE, A.REMIND, A.DECLINE, A.DECLINE_REVIEW, A.DEFER}
FORWARD = frozenset(A) - ASIDE
"""Acts that lead an application on, tried more often than others so that many are decided."""


def begun() -> Application:
    return Application("26-0147", "amara")


def sent_to_panel() -> Application:
    return told("noor SEND_TO_PANEL", reviewed(reviews_accepted()))


@st.composite
def applications(draw: st.DrawFn) -> list[Application]:
    """An application after each act of anybody that was not refused, acts that lead on more often than others."""
    application = draw(one_of(begun, reviews_accepted, sent_to_panel))()
    steps, now = [], 0.0
    for _ in range(40):
        possible = [move for move in APPLICATION.moves if application.state in move.states]
        if not possible:
            break
        leading = [move for move in possible if move.action in FORWARD]
        move = draw(one_of(*(possible if not leading or draw(up_to(9)) == 7 else leading)))
        able = [who for who, roles in PEOPLE.items() if roles & move.roles]
        able = [*PEOPLE] if draw(up_to(9)) == 7 else able
        who = draw(one_of(*able))
        now += draw(one_of(0, 1, 40))
        said = dict(SAID.get(move.action.name, {}))
        match move.action:
            case A.ASK_REVIEW:
                said["reviewer"] = draw(one_of("leila", "owen", "amara", "petra"))
                said["subject"] = draw(one_of("ilr", "information governance", "methods"))
            case A.ACCEPT_REVIEW | A.DECLINE_REVIEW | A.REVIEW:
                own = {"leila": "ilr", "owen": "information governance"}.get(who, "methods")
                said["subject"] = "ilr" if draw(up_to(9)) == 7 else own
                said["recommendation"] = draw(one_of(*Recommendation))
            case A.VOTE:
                said |= {"approves": draw(one_of(False, True)), "is_independent": draw(one_of(False, True))}
        tried_act = act(who, move.action, now, **said)
        if not APPLICATION.why_not(application, tried_act):
            application = APPLICATION.done(application, tried_act)
            steps.append(application)
    return steps


@settings(max_examples=tried(600), deadline=None)
@given(applications())
def test_nothing_is_approved_without_every_owner_and_governance_and_never_by_who_applied_or_advised(
    steps: list[Application],
) -> None:
    """Told by the events alone, not by what the application makes of them."""
    for application in steps:
        event = application.events[-1]
        if event.to_state != ApplicationState.APPROVED:
            continue
        assert not any(event.actor == who for who in application.people)
        reviews = last_reviews(application.events)
        assert {"ilr", "information governance"} <= set(reviews)
        assert reviews["ilr"].said["recommendation"] != Recommendation.OPPOSE
        assert event.actor not in {review.actor for review in reviews.values()}
        if event.action == A.APPROVE.name:
            since = max(n for n, one in enumerate(application.events) if one.action in ("SEND_TO_PANEL", "APPEAL"))
            votes = [one for one in application.events[since:] if one.action == A.VOTE.name]
            assert len({vote.actor for vote in votes}) == len(votes) >= 3
            assert any(vote.said["is_independent"] for vote in votes)
            assert sum(vote.said["approves"] for vote in votes) * 2 > len(votes)


def last_reviews(events: tuple[Event, ...]) -> dict[str, Event]:
    """The last review of each subject, those declined left out."""
    found: dict[str, Event] = {}
    for event in events:
        if event.action == A.REVIEW.name:
            found[event.said["subject"]] = event
        elif event.action == A.DECLINE_REVIEW.name:
            found.pop(event.said["subject"], None)
    return found


G, GR = AgreementAction, AgreementRole
TERMS = {
    "document": DOCUMENT,
    "organisations": ["Harwick University", "Mereshire Council"],
    "people": ["amara", "ben"],
    "scope": SCOPE,
    "start": "2026-10-07",
    "end": "2028-10-06",
}
SIGNS = {"document": DOCUMENT, "proved": True}
BEGINS = {**SIGNS, "conditions_met": True, "ethics_in_date": True, "impact_accepted": True}


def agreed(who: str, action: AgreementAction, role: AgreementRole, days: float = 0, **said: Any) -> Act:
    return Act(action, who, frozenset({role}), START + timedelta(days=days), said)


@pytest.fixture
def signed() -> Agreement:
    """Signed by both organisations, not yet by the service."""
    agreement = AGREEMENT.done(Agreement("A-0147", "26-0147", "amara"), agreed("omar", G.ISSUE, GR.OFFICER, **TERMS))
    for who, organisation in (("sana", "Harwick University"), ("tom", "Mereshire Council")):
        agreement = AGREEMENT.done(agreement, agreed(who, G.SIGN, GR.SIGNATORY, organisation=organisation, **SIGNS))
    return agreement


@pytest.fixture
def active(signed: Agreement) -> Agreement:
    return AGREEMENT.done(signed, agreed("omar", G.COUNTERSIGN, GR.OFFICER, **BEGINS))


@pytest.mark.parametrize(
    ("who", "said", "why"),
    [
        ("amara", {}, "You work with the data, so somebody else signs for your organisation."),
        ("sana", {"organisation": "Elsewhere"}, "Your organisation is no party to it."),
        ("sana", {"document": OTHER}, "That is not the document as it is now. Read it again before you sign."),
        ("sana", {"proved": False}, "Prove who you are once more before you sign."),
        ("sana", {}, ""),
    ],
)
def test_a_signature_is_of_one_document_by_somebody_who_does_not_use_the_data(
    who: str, said: dict[str, Any], why: str
) -> None:
    issued = AGREEMENT.done(Agreement("A-0147", "26-0147", "amara"), agreed("omar", G.ISSUE, GR.OFFICER, **TERMS))
    sign = agreed(who, G.SIGN, GR.SIGNATORY, **{"organisation": "Harwick University", **SIGNS, **said})
    assert AGREEMENT.why_not(issued, sign) == why
    early = agreed("omar", G.COUNTERSIGN, GR.OFFICER, **BEGINS)
    assert AGREEMENT.why_not(issued, early) == "2 of 2 organisations have not signed."


@pytest.mark.parametrize(
    ("lacks", "why"),
    [
        ("conditions_met", "A condition has to be met before access."),
        ("ethics_in_date", "The ethical approval is not in date."),
        ("impact_accepted", "The data protection impact assessment is not accepted."),
        ("proved", "Prove who you are once more before you sign."),
    ],
)
def test_nobody_has_access_before_all_that_comes_before_it(signed: Agreement, lacks: str, why: str) -> None:
    begins = agreed("omar", G.COUNTERSIGN, GR.OFFICER, **{**BEGINS, lacks: False})
    assert AGREEMENT.why_not(signed, begins) == why


def test_a_document_that_changes_is_signed_anew_by_all(signed: Agreement) -> None:
    changed = {**TERMS, "document": OTHER, "reason": "another end"}
    again = AGREEMENT.done(signed, agreed("omar", G.ISSUE_AGAIN, GR.OFFICER, **changed))
    assert again.unsigned == ("Harwick University", "Mereshire Council")
    long = agreed("omar", G.ISSUE_AGAIN, GR.OFFICER, **{**changed, "end": "2031-10-07"})
    assert AGREEMENT.why_not(signed, long) == "It lasts 5 years at most."


def test_what_one_suspends_another_lifts_or_revokes(active: Agreement) -> None:
    why = {"reason": "a shared password"}
    suspended = AGREEMENT.done(active, agreed("ines", G.SUSPEND, GR.INCIDENT_OFFICER, **why))
    assert not suspended.is_in_force(START)
    alone = agreed("ines", G.LIFT, GR.INCIDENT_OFFICER, **why)
    assert AGREEMENT.why_not(suspended, alone) == "You suspended it, so another person decides."
    revokes = agreed("petra", G.REVOKE, GR.CHAIR, **why)
    assert AGREEMENT.why_not(active, revokes) == "It is active."
    assert AGREEMENT.done(suspended, revokes).state is AgreementState.REVOKED
    own = agreed("amara", G.SUSPEND, GR.INCIDENT_OFFICER, **why)
    assert AGREEMENT.why_not(active, own) == "You work under this agreement, so others decide."


@pytest.mark.parametrize(
    ("at", "in_force"),
    [
        (datetime(2026, 10, 6, 22, 59, tzinfo=UTC), False),  # 23:59 in England, which is on summer time
        (datetime(2026, 10, 6, 23, 0, tzinfo=UTC), True),
        (datetime(2028, 10, 6, 22, 59, tzinfo=UTC), True),
        (datetime(2028, 10, 6, 23, 0, tzinfo=UTC), False),
    ],
)
def test_access_ends_at_midnight_by_the_clock_of_england(active: Agreement, at: datetime, in_force: bool) -> None:
    assert active.is_in_force(at) is in_force
    if at > START:
        expires = Act(G.EXPIRE, "clock", frozenset({GR.SYSTEM}), at)
        assert (AGREEMENT.why_not(active, expires) == "") is not in_force


def test_people_are_reminded_of_the_end_90_30_and_7_days_before_once_each(active: Agreement) -> None:
    days = (date(2028, 10, 6) - START.date()).days
    sent = []
    for day in range(days - 100, days + 1):
        reminds = agreed("clock", G.REMIND, GR.SYSTEM, day)
        if not AGREEMENT.why_not(active, reminds):
            active = AGREEMENT.done(active, reminds)
            sent.append(days - day)
    assert sent == [90, 30, 7]


N, NR = AmendmentAction, AmendmentRole


def amends(who: str, action: AmendmentAction, role: AmendmentRole, **said: Any) -> Act:
    return Act(action, who, frozenset({role}), START, said)


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("a person is added", set()),
        ("more time", set()),
        ("more data", {"npd", "information governance"}),
        ("other aims", {"npd", "information governance", "methods"}),
        ("another place of use", {"npd", "security"}),
    ],
)
def test_an_amendment_never_widens_what_holds_before_it_is_in_force(
    active: Agreement, kind: str, asked: set[str]
) -> None:
    """P9: it is in force once all who have to look at it support it and everybody signed; nothing changes before."""
    amendment = Amendment("B-0147", active.id, "amara", active.people)
    change = {
        "kind": kind,
        "change": "c" * 64,
        "sources": ["npd"],
        "organisations": ["Harwick University"],
        "months": 6,
    }
    amendment = AMENDMENT.done(amendment, amends("amara", N.SUBMIT, NR.LEAD, **change))
    assert amendment.subjects == asked
    approves = amends("omar", N.APPROVE, NR.OFFICER, owners_told=True, **REASON)
    for subject in sorted(asked):
        assert AMENDMENT.why_not(amendment, approves).startswith("It is not supported yet for: ")
        support = {"subject": subject, "reviews_it": True, "supports": True, **REASON}
        amendment = AMENDMENT.done(amendment, amends("leila", N.REVIEW, NR.REVIEWER, **support))
    amendment = AMENDMENT.done(amendment, approves)
    force = amends("omar", N.COUNTERSIGN, NR.OFFICER)
    assert AMENDMENT.why_not(amendment, force) == "Not every organisation has signed."
    varied = {**TERMS, "scope": OTHER, "people": ["amara", "ben", "cleo"]}
    early = agreed("clock", G.VARY, GR.SYSTEM, amendment=amendment.id, in_force=False, **varied)
    assert AGREEMENT.why_not(active, early) == "An agreement changes by an amendment that is in force."
    signs = {"organisation": "Harwick University", "change": "c" * 64, "proved": True}
    amendment = AMENDMENT.done(amendment, amends("sana", N.SIGN, NR.SIGNATORY, **signs))
    amendment = AMENDMENT.done(amendment, force)
    assert amendment.state is AmendmentState.IN_FORCE
    late = agreed("clock", G.VARY, GR.SYSTEM, amendment=amendment.id, in_force=True, **varied)
    assert AGREEMENT.done(active, late).scope == OTHER


@pytest.mark.parametrize(
    ("kind", "said", "passes"),
    [
        ("a person is added", {}, True),
        ("a person is added", {"accredited": False}, False),
        ("a person is added", {"same_organisation": False}, False),
        ("more data", {}, False),
    ],
)
def test_an_accredited_colleague_needs_no_person_to_approve_them_but_a_signature(
    kind: str, said: dict[str, Any], passes: bool
) -> None:
    change = {"kind": kind, "change": "c" * 64, "sources": ["npd"], "organisations": ["Harwick University"]}
    amendment = Amendment("B-0147", "A-0147", "amara", ("amara",))
    amendment = AMENDMENT.done(amendment, amends("amara", N.SUBMIT, NR.LEAD, **change))
    known = {"accredited": True, "same_organisation": True, "terms_accepted": True, **said}
    assert (AMENDMENT.why_not(amendment, amends("clock", N.PASS, NR.SYSTEM, **known)) == "") is passes


def test_taking_somebody_off_waits_for_nobody_and_the_lead_stays() -> None:
    amendment = Amendment("B-0147", "A-0147", "amara", ("amara", "ben"))
    removes = amends("amara", N.SUBMIT, NR.LEAD, kind="a person is taken off", change="c" * 64)
    amendment = AMENDMENT.done(amendment, removes)
    lead = amends("clock", N.TAKE_OFF, NR.SYSTEM, is_lead=True)
    assert AMENDMENT.why_not(amendment, lead) == "A project has a lead: name another first."
    off = amends("clock", N.TAKE_OFF, NR.SYSTEM, is_lead=False)
    assert AMENDMENT.done(amendment, off).state is AmendmentState.IN_FORCE


REFUSED = {
    "not accredited": ({"not_accredited": ("Your accreditation has expired.",)}, "has expired"),
    "not on the agreement": ({"person": "cleo"}, "not named on the agreement"),
    "old terms": ({"terms_accepted": "2"}, "terms have changed"),
    "no terms": ({"terms_accepted": "", "terms_current": ""}, "terms have changed"),
    "organisation without an agreement": ({"organisation_until": None}, "agreement with your organisation"),
    "organisation's agreement over": ({"organisation_until": START}, "agreement with your organisation"),
    "another connection": ({"connection": Connection.HOME}, "from home"),
    "no second factor": ({"second_factor": False}, "second factor"),
    "person suspended": ({"person_suspended": True}, "Your access is suspended"),
    "organisation suspended": ({"organisation_suspended": True}, "access of your organisation"),
}


@settings(max_examples=tried(200), deadline=None)
@given(st.sets(st.sampled_from([*sorted(REFUSED), "suspended", "expired"])))
def test_somebody_has_access_only_while_every_term_holds_and_is_told_all_that_do_not(missing: set[str]) -> None:
    """P2, whichever terms are false together."""
    agreement = replace(
        Agreement("A-0147", "26-0147", "amara"),
        state=AgreementState.ACTIVE,
        people=("amara", "ben"),
        start=date(2026, 10, 7),
        end=date(2026, 10, 6) if "expired" in missing else date(2028, 10, 6),
    )
    if "suspended" in missing:
        agreement = replace(agreement, state=AgreementState.SUSPENDED)
    known: dict[str, Any] = {
        "person": "ben",
        "agreement": agreement,
        "not_accredited": (),
        "terms_accepted": "3",
        "terms_current": "3",
        "organisation_until": START + timedelta(days=1),
        "connection": Connection.SAFE_ROOM,
        "allowed": frozenset({Connection.SAFE_ROOM}),
        "second_factor": True,
    }
    for name in sorted(missing & set(REFUSED)):
        known |= REFUSED[name][0]
    reasons = why_no_access(AccessFacts(**known), START)
    assert (reasons == ()) is (missing == set())
    for name in missing & set(REFUSED):
        assert any(REFUSED[name][1] in reason for reason in reasons)
    if "suspended" in missing:
        assert "The project is suspended." in reasons
    elif "expired" in missing:
        assert "The agreement of this project is not in force." in reasons
