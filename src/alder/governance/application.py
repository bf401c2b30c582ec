"""How an application for learner-level data is decided. Pages, API and commands ask this table.

Where the facts contradict themselves, or leave something out, this holds:

- A decision with its reasons is one act. The facts know a state *decided* of its own that nobody owns and nothing but
  the decision leads out of: whoever decides says what.
- An application is a question, and ends with its answer. The facts list *active*, *suspended*, *expired*, *revoked* and
  *closed* among its states, and ask elsewhere for an active *agreement*: what may be used, by whom and until when is
  what was signed, so these are states of the agreement.
- *Rejected* is final in one line of the facts and leads to the panel by an appeal in another. Here a first rejection
  is open to an appeal for 30 days, and then stands.
- An owner of data who opposes an application keeps it from the panel, and the facts name no way on. The delegated
  officer tells the applicants that it was declined, which they may appeal against.
- Applicants may leave at any time before the agreement is in force, not only before the panel: nobody has to take data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.process import Act, Move, Process, lies_still, says_why, service_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class ApplicationState(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    IN_REVIEW = "in review"
    PANEL = "with the panel"
    REJECTED_AT_FIRST = "rejected, open to an appeal"
    APPEALED = "appealed against"
    APPROVED = "approved"
    AGREEMENT = "waiting for its agreement"
    AGREED = "agreed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    DELETED = "deleted"


class ApplicationRole(StrEnum):
    """In which capacity somebody acts on an application."""

    LEAD = "lead"
    CO_APPLICANT = "co-applicant"
    INTAKE = "intake officer"
    REVIEWER = "reviewer"
    """Owner of a source, information governance or methods: which of them, the review that they were asked for says."""
    PANEL = "panel member"
    CHAIR = "panel chair"
    DELEGATED = "delegated officer"
    AGREEMENT = "agreement officer"
    SYSTEM = "system"


class ApplicationAction(StrEnum):
    """What can be done to an application, as a sentence about it says."""

    SUBMIT = "submit an application"
    SUBMIT_AGAIN = "submit an application again"
    DELETE = "delete a draft"
    WITHDRAW = "withdraw an application"
    RETURN = "return an application"
    ASK_REVIEW = "ask somebody for a review"
    SEND_TO_REVIEW = "send an application to its reviewers"
    ACCEPT_REVIEW = "accept to review an application"
    DECLINE_REVIEW = "decline to review an application"
    REVIEW = "review an application"
    SEND_TO_PANEL = "send an application to the panel"
    APPROVE_LOW_RISK = "approve an application of low risk"
    DECLINE = "tell that an owner of data declined"
    VOTE = "vote on an application"
    APPROVE = "approve an application"
    REJECT = "reject an application"
    DEFER = "defer an application"
    APPEAL = "appeal against a rejection"
    LET_STAND = "let a rejection stand"
    MEET = "say that a condition is met"
    ISSUE = "send out the agreement"
    AGREE = "say that the agreement is in force"
    REMIND = "remind of an application"
    LAPSE = "close an application that lies still"


class Recommendation(StrEnum):
    """What a reviewer recommends."""

    SUPPORT = "support"
    CONDITIONS = "support with conditions"
    CHANGES = "changes"
    OPPOSE = "oppose"


class ReviewProgress(StrEnum):
    """How far a review is."""

    ASKED = "asked"
    OPEN = "open"
    DONE = "done"
    STALE = "stale"
    """A section that it covers changed since: its reviewer confirms it, on what changed alone."""


GOVERNANCE, METHODS = "information governance", "methods"
"""What is reviewed beside the sources, each of which its owner reviews under the name of the source."""

DRAFT_DAYS = 365
"""A draft that nobody touched for so long is deleted, after reminders."""
SILENT_DAYS = 90
"""A returned application that nothing was heard of for so long lapses: the facts' policy."""
REMINDERS = 2
"""How often applicants are reminded before it lapses."""
APPEAL_DAYS = 30
"""How long a rejection is open to an appeal."""
VOTES = 3
"""How many members of the panel vote at least, one of them independent: what the national panel asks."""

_S, _R, _A = ApplicationState, ApplicationRole, ApplicationAction
SERVICE_OWNED = frozenset({_S.SUBMITTED, _S.IN_REVIEW, _S.PANEL, _S.APPEALED, _S.APPROVED})
"""States in which the service has the turn, and the clock runs. An agreement waits for several parties at once."""


@dataclass(frozen=True)
class Review:
    """One review that was asked for: of one subject, by one person."""

    subject: str
    """A source by its id, `information governance` or `methods`."""
    reviewer: str
    covers: tuple[str, ...]
    """The sections of the form that it is about, by their letters."""
    progress: ReviewProgress = ReviewProgress.ASKED
    recommendation: Recommendation | None = None
    reason: str = ""
    """For the applicants. What is private to the service is kept beside, never here."""
    round: int = 0
    """The round of the application in which it was given or confirmed."""

    @property
    def is_owners(self) -> bool:
        """Whether the owner of a source gives it."""
        return self.subject not in (GOVERNANCE, METHODS)


@dataclass(frozen=True)
class Ballot:
    """One vote of the panel."""

    member: str
    approves: bool
    is_independent: bool


@dataclass(frozen=True)
class ApprovalCondition:
    """What has to be done, by whom and until when."""

    text: str
    owner: str
    due: str
    """A day, as in 2027-01-31."""
    before_access: bool = False
    is_met: bool = False


@dataclass(frozen=True)
class Application:
    """One application, as its events made it. Its answers are kept beside, a version for each time it was submitted."""

    id: str
    lead: str
    co_applicants: tuple[str, ...] = ()
    state: ApplicationState = ApplicationState.DRAFT
    round: int = 0
    """How often it was submitted."""
    sources: tuple[str, ...] = ()
    """The sources that it asks for, as submitted."""
    is_low_risk: bool = False
    answers: str = ""
    """The hash of the answers as submitted."""
    open_questions: tuple[str, ...] = ()
    """Ids of the questions that it was returned with."""
    reviews: tuple[Review, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    conditions: tuple[ApprovalCondition, ...] = ()
    rejected_by: str = ""
    """Who decided on its first rejection: another person decides on an appeal."""
    agreement: str = ""
    """The number of the agreement that was drawn up for it."""
    events: tuple[Event, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """Whose application it is."""
        return frozenset({self.lead, *self.co_applicants})

    @property
    def subjects(self) -> frozenset[str]:
        """What has to be reviewed: every source by its owner, and information governance."""
        return frozenset({*self.sources, GOVERNANCE})

    def review_of(self, reviewer: str) -> tuple[Review, ...]:
        """The reviews that somebody was asked for."""
        return tuple(review for review in self.reviews if review.reviewer == reviewer)

    @property
    def may_begin(self) -> bool:
        """Whether all that has to be done before access is done."""
        return all(condition.is_met for condition in self.conditions if condition.before_access)

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far, the day on which it got it not counted."""
        return service_days(self.events, SERVICE_OWNED, until)


def turn(application: Application) -> frozenset[str]:
    """Whose turn it is: roles, or for reviews that are still to come the accounts of their reviewers."""
    match application.state:
        case _S.DRAFT | _S.RETURNED | _S.REJECTED_AT_FIRST:
            return frozenset({_R.LEAD})
        case _S.SUBMITTED:
            return frozenset({_R.INTAKE})
        case _S.IN_REVIEW:
            waiting = {review.reviewer for review in application.reviews if review.progress is not ReviewProgress.DONE}
            return frozenset(waiting) or frozenset({_R.INTAKE})
        case _S.PANEL | _S.APPEALED:
            return frozenset({_R.CHAIR if _votes_missing(application) == "" else _R.PANEL})
        case _S.APPROVED | _S.AGREEMENT:
            return frozenset({_R.AGREEMENT})
    return frozenset()


def _is_filled_in(application: Application, act: Act) -> str:
    """Every question that it shows is answered as it asks, and everybody accepted the terms in person."""
    faults = act.said.get("faults")
    if faults is None:
        return "Its answers have not been checked."
    if faults:
        return f"{len(faults)} of its questions {'is' if len(faults) == 1 else 'are'} not answered as they ask."
    return "" if str(act.said.get("answers", "")).strip() else "There is nothing to submit."


def _is_of_a_verified_organisation(application: Application, act: Act) -> str:
    """The service knows the lead's organisation."""
    return "" if act.said.get("organisation_verified") is True else "The service has not confirmed your organisation."


def _is_signed_off(application: Application, act: Act) -> str:
    """Somebody who signs for the lead's organisation confirmed what is said of it, as it is now."""
    confirmed = act.said.get("signed_off") is True
    return (
        "" if confirmed else "Somebody who signs for your organisation has to confirm what you say of it in section C."
    )


def _answers_questions(application: Application, act: Act) -> str:
    """Each question that it was returned with has a reply or another answer."""
    answered = set(act.said.get("replied", ())) | set(act.said.get("changed", ()))
    left = [question for question in application.open_questions if question not in answered]
    return f"Answer first: {', '.join(left)}." if left else ""


def _names_questions(application: Application, act: Act) -> str:
    """At least one comment that applicants see is tied to a question."""
    return "" if act.said.get("questions") else "Tie at least one comment to a question, so that they know what to do."


def _is_no_applicant(application: Application, act: Act) -> str:
    """They have no part in it, also not under another account."""
    theirs = any(act.is_by(person) for person in application.people)
    return "You have a part in this application, so others deal with it." if theirs else ""


def _has_no_conflict(application: Application, act: Act) -> str:
    """They are in no conflict of interest."""
    conflict = act.said.get("conflict")
    return str(conflict) if conflict else ""


def _names_reviewer(application: Application, act: Act) -> str:
    """It is said who reviews what, and they are neither an applicant nor asked already."""
    reviewer, subject = str(act.said.get("reviewer", "")), str(act.said.get("subject", ""))
    if not reviewer or subject not in application.subjects | {METHODS}:
        return "Say who reviews, and what: a source that it asks for, information governance or methods."
    if reviewer in application.people or act.said.get("is_applicant"):
        return "They have a part in this application, so another person reviews it."
    if any(review.subject == subject for review in application.reviews):
        return "Somebody was asked for this review already."
    return "" if act.said.get("covers") else "Say which sections the review is about."


def _is_complete(application: Application, act: Act) -> str:
    """The checklist is done, and every source and information governance have a reviewer."""
    if act.said.get("checklist") is not True:
        return "First go through the checklist."
    missing = application.subjects - {review.subject for review in application.reviews}
    return f"Ask for a review of {', '.join(sorted(missing))} first." if missing else ""


def _was_asked(application: Application, act: Act) -> str:
    """They were asked for this very review."""
    return "" if _review_said(application, act) else "You were not asked for this review."


def _is_not_accepted(application: Application, act: Act) -> str:
    """They have not accepted it yet."""
    review = _review_said(application, act)
    return "" if review and review.progress is ReviewProgress.ASKED else "You accepted this review already."


def _is_accepted(application: Application, act: Act) -> str:
    """They accepted it, and have not given it in this round."""
    review = _review_said(application, act)
    if review is None or review.progress is ReviewProgress.ASKED:
        return "First accept the review, and say that you are in no conflict."
    return "You gave this review." if review.progress is ReviewProgress.DONE else ""


def _recommends(application: Application, act: Act) -> str:
    """One of the recommendations is given, with its reason."""
    if act.said.get("recommendation") not in set(Recommendation):
        return f"Recommend one of: {', '.join(Recommendation)}."
    return ""


def _is_reviewed(application: Application, act: Act) -> str:
    """All reviews are done in this round, none of them by an owner of data who opposes."""
    waiting = [review.subject for review in application.reviews if review.progress is not ReviewProgress.DONE]
    missing = application.subjects - {review.subject for review in application.reviews}
    if waiting or missing:
        return f"Reviews are still to come: {', '.join(sorted({*waiting, *missing}))}."
    return "An owner of data opposes it: it cannot go on as it is." if _opposed(application) else ""


def _is_low_risk(application: Application, act: Act) -> str:
    """It is of low risk, and every review supports it without conditions."""
    if not application.is_low_risk:
        return "It is not of low risk: the panel decides."
    supported = all(review.recommendation is Recommendation.SUPPORT for review in application.reviews)
    return "" if supported else "Not every review supports it: the panel decides."


def _is_opposed(application: Application, act: Act) -> str:
    """An owner of data opposes it."""
    return "" if _opposed(application) else "No owner of data opposes it."


def _opposed(application: Application) -> bool:
    return any(
        review.is_owners and review.progress is ReviewProgress.DONE and review.recommendation is Recommendation.OPPOSE
        for review in application.reviews
    )


def _is_no_reviewer(application: Application, act: Act) -> str:
    """They did not review it: who advises does not decide."""
    theirs = any(act.is_by(review.reviewer) for review in application.reviews)
    return "You reviewed it, so others decide." if theirs else ""


def _votes_once(application: Application, act: Act) -> str:
    """They have not voted on it yet, and say yes or no, and whether they are independent of the service."""
    if any(act.is_by(ballot.member) for ballot in application.ballots):
        return "You have voted."
    said = (act.said.get("approves"), act.said.get("is_independent"))
    return "" if all(isinstance(one, bool) for one in said) else "Vote for or against it."


def _is_voted(application: Application, act: Act) -> str:
    """Three members of the panel voted, one of them independent."""
    return _votes_missing(application)


def _votes_missing(application: Application) -> str:
    if len(application.ballots) < VOTES:
        return f"{len(application.ballots)} members have voted; it takes {VOTES}."
    if not any(ballot.is_independent for ballot in application.ballots):
        return "No independent member has voted."
    return ""


def _follows_votes(approves: bool) -> Any:
    def guard(application: Application, act: Act) -> str:
        """More members voted so than otherwise."""
        share = sum(ballot.approves for ballot in application.ballots) * 2 - len(application.ballots)
        return "" if (share > 0 if approves else share <= 0) else "The votes of the panel say otherwise."

    return guard


def _names_conditions(application: Application, act: Act) -> str:
    """Each condition says what, who and until when."""
    for condition in _conditions(act.said):
        if not (condition.text.strip() and condition.owner.strip() and condition.due.strip()):
            return "Each condition says what has to be done, by whom and until when."
    return ""


def _is_another_chair(application: Application, act: Act) -> str:
    """Somebody else decided the first time."""
    return "You decided the first time, so another chair does." if act.is_by(application.rejected_by) else ""


def _appeals_once(application: Application, act: Act) -> str:
    """It is the first appeal, and within 30 days."""
    if any(event.action == _A.APPEAL.name for event in application.events):
        return "There is one appeal, and it was decided."
    late = act.at - application.events[-1].at > timedelta(days=APPEAL_DAYS)
    return f"An appeal comes within {APPEAL_DAYS} days." if late else ""


def _is_reminded(application: Application, act: Act) -> str:
    """Its lead was reminded twice since it was returned."""
    since = 0
    for event in reversed(application.events):
        if event.action != _A.REMIND.name:
            break
        since += 1
    return "" if since >= REMINDERS else "Its lead has not been reminded often enough."


def _is_left(application: Application, act: Act) -> str:
    """Nobody has written in it for a year. What is written in a draft is no event, so the clock says since when."""
    days = act.said.get("idle_days")
    left = isinstance(days, int) and days >= DRAFT_DAYS
    return "" if left else "Its lead has had less time than they are given."


def _is_silent(application: Application, act: Act) -> str:
    """Nothing but reminders happened for long."""
    own = [event for event in application.events if event.action != _A.REMIND.name]
    long = not own or act.at - own[-1].at >= timedelta(days=SILENT_DAYS)
    return "" if long else "Its lead has had less time than they are given."


def _is_to_be_met(application: Application, act: Act) -> str:
    """The condition is one of its own, and not met."""
    number = act.said.get("condition")
    left = [n for n, condition in enumerate(application.conditions) if not condition.is_met]
    return "" if number in left else "There is no such condition to be met."


def _names_agreement(application: Application, act: Act) -> str:
    """The agreement is named."""
    return "" if str(act.said.get("agreement", "")).strip() else "Name the agreement."


def _is_in_force(application: Application, act: Act) -> str:
    """Its agreement is in force, and what had to be met before access is met."""
    if act.said.get("agreement") != application.agreement or act.said.get("in_force") is not True:
        return "Its agreement is not in force."
    return "" if application.may_begin else "A condition has to be met before access."


_says_why = says_why("its applicants")
_LEAD, _INTAKE, _SYSTEM = frozenset({_R.LEAD}), frozenset({_R.INTAKE}), frozenset({_R.SYSTEM})
_REVIEWER, _CHAIR, _PANEL = frozenset({_R.REVIEWER}), frozenset({_R.CHAIR}), frozenset({_R.PANEL, _R.CHAIR})
_DELEGATED, _AGREEMENT = frozenset({_R.DELEGATED}), frozenset({_R.AGREEMENT})
_FILLED = (_is_filled_in, _is_of_a_verified_organisation, _is_signed_off)
_OTHERS = (_is_no_applicant, _has_no_conflict)
_DECIDES = (*_OTHERS, _is_no_reviewer)
_ANSWERED = ("decision letter", "notify")
_UNDER_WAY = frozenset({_S.SUBMITTED, _S.IN_REVIEW, _S.RETURNED, _S.PANEL, _S.APPEALED, _S.APPROVED, _S.AGREEMENT})
_BOTH = frozenset({_S.PANEL, _S.APPEALED})

MOVES: tuple[Move, ...] = (
    Move(_A.SUBMIT, _LEAD, frozenset({_S.DRAFT}), _S.SUBMITTED, _FILLED, ("freeze answers", "start clock", "notify")),
    Move(_A.DELETE, _LEAD, frozenset({_S.DRAFT}), _S.DELETED, (), ("purge",)),
    Move(_A.LAPSE, _SYSTEM, frozenset({_S.DRAFT}), _S.DELETED, (_is_left,), ("purge",)),
    Move(
        _A.SUBMIT_AGAIN,
        _LEAD,
        frozenset({_S.RETURNED}),
        _S.SUBMITTED,
        (*_FILLED, _answers_questions),
        ("freeze answers", "show what changed", "next round", "resume clock", "notify"),
    ),
    Move(_A.WITHDRAW, _LEAD, _UNDER_WAY, _S.WITHDRAWN, (), ("stop clock", "notify")),
    Move(
        _A.RETURN,
        _INTAKE,
        frozenset({_S.SUBMITTED, _S.IN_REVIEW}),
        _S.RETURNED,
        (*_OTHERS, _names_questions),
        ("pause clock", "notify"),
    ),
    *(
        Move(_A.ASK_REVIEW, _INTAKE, frozenset({state}), state, (*_OTHERS, _names_reviewer), ("notify",))
        for state in (_S.SUBMITTED, _S.IN_REVIEW)
    ),
    Move(
        _A.SEND_TO_REVIEW,
        _INTAKE,
        frozenset({_S.SUBMITTED}),
        _S.IN_REVIEW,
        (*_OTHERS, _is_complete),
        ("notify",),
    ),
    Move(
        _A.ACCEPT_REVIEW,
        _REVIEWER,
        frozenset({_S.IN_REVIEW}),
        _S.IN_REVIEW,
        (_was_asked, *_OTHERS, _is_not_accepted),
    ),
    Move(
        _A.DECLINE_REVIEW,
        _REVIEWER,
        frozenset({_S.IN_REVIEW}),
        _S.IN_REVIEW,
        (_was_asked, says_why("the intake officers")),
        ("ask another", "notify"),
    ),
    Move(
        _A.REVIEW,
        _REVIEWER,
        frozenset({_S.IN_REVIEW}),
        _S.IN_REVIEW,
        (_was_asked, *_OTHERS, _is_accepted, _recommends, _says_why),
        ("notify",),
    ),
    Move(
        _A.SEND_TO_PANEL,
        _INTAKE,
        frozenset({_S.IN_REVIEW}),
        _S.PANEL,
        (*_OTHERS, _is_reviewed),
        ("agenda", "notify"),
    ),
    Move(
        _A.APPROVE_LOW_RISK,
        _DELEGATED,
        frozenset({_S.IN_REVIEW}),
        _S.APPROVED,
        (*_DECIDES, _is_reviewed, _is_low_risk, _says_why),
        _ANSWERED,
    ),
    Move(
        _A.DECLINE,
        _DELEGATED,
        frozenset({_S.IN_REVIEW}),
        _S.REJECTED_AT_FIRST,
        (*_DECIDES, _is_opposed, _says_why),
        (*_ANSWERED, "stop clock"),
    ),
    *(Move(_A.VOTE, _PANEL, frozenset({state}), state, (*_DECIDES, _votes_once)) for state in (_S.PANEL, _S.APPEALED)),
    Move(
        _A.APPROVE,
        _CHAIR,
        frozenset({_S.PANEL}),
        _S.APPROVED,
        (*_DECIDES, _is_voted, _follows_votes(True), _names_conditions, _says_why),
        _ANSWERED,
    ),
    Move(
        _A.APPROVE,
        _CHAIR,
        frozenset({_S.APPEALED}),
        _S.APPROVED,
        (*_DECIDES, _is_another_chair, _is_voted, _follows_votes(True), _names_conditions, _says_why),
        _ANSWERED,
    ),
    Move(
        _A.REJECT,
        _CHAIR,
        frozenset({_S.PANEL}),
        _S.REJECTED_AT_FIRST,
        (*_DECIDES, _is_voted, _follows_votes(False), _says_why),
        (*_ANSWERED, "stop clock"),
    ),
    Move(
        _A.REJECT,
        _CHAIR,
        frozenset({_S.APPEALED}),
        _S.REJECTED,
        (*_DECIDES, _is_another_chair, _is_voted, _follows_votes(False), _says_why),
        (*_ANSWERED, "stop clock"),
    ),
    Move(
        _A.DEFER,
        _CHAIR,
        frozenset({_S.PANEL}),
        _S.RETURNED,
        (*_DECIDES, _names_questions, _says_why),
        ("pause clock", "notify"),
    ),
    Move(
        _A.APPEAL,
        _LEAD,
        frozenset({_S.REJECTED_AT_FIRST}),
        _S.APPEALED,
        (_appeals_once, says_why("the panel")),
        ("drop votes", "resume clock", "notify"),
    ),
    Move(
        _A.LET_STAND,
        _SYSTEM,
        frozenset({_S.REJECTED_AT_FIRST}),
        _S.REJECTED,
        (lies_still(APPEAL_DAYS + 1, "lead"),),
        ("notify",),
    ),
    *(
        Move(_A.MEET, _AGREEMENT, frozenset({state}), state, (*_OTHERS, _is_to_be_met), ("notify",))
        for state in (_S.APPROVED, _S.AGREEMENT)
    ),
    Move(
        _A.ISSUE,
        _AGREEMENT,
        frozenset({_S.APPROVED}),
        _S.AGREEMENT,
        (*_OTHERS, _names_agreement),
        ("stop clock", "notify"),
    ),
    Move(
        _A.AGREE,
        _SYSTEM,
        frozenset({_S.AGREEMENT}),
        _S.AGREED,
        (_is_in_force,),
        ("notify",),
    ),
    Move(_A.REMIND, _SYSTEM, frozenset({_S.RETURNED}), _S.RETURNED, (), ("notify",)),
    Move(_A.LAPSE, _SYSTEM, frozenset({_S.RETURNED}), _S.LAPSED, (_is_reminded, _is_silent), ("notify",)),
)

_STATE_SAYS = {
    _S.DRAFT: "It is a draft, which its applicants still work on.",
    _S.SUBMITTED: "It waits for its completeness check.",
    _S.RETURNED: "It is with its applicants, to be changed.",
    _S.IN_REVIEW: "It is being reviewed.",
    _S.PANEL: "It is with the panel.",
    _S.REJECTED_AT_FIRST: "It was rejected, and is open to an appeal.",
    _S.APPEALED: "An appeal is with the panel.",
    _S.APPROVED: "It is approved, and waits for its agreement to be drawn up.",
    _S.AGREEMENT: "It is approved, and waits for its agreement to be in force.",
    _S.AGREED: "Its agreement is in force. What changes is an amendment.",
    _S.REJECTED: "It was rejected.",
    _S.WITHDRAWN: "It was withdrawn.",
    _S.LAPSED: "Nothing was heard of it for long, so it lapsed. It can be copied as a new one.",
    _S.DELETED: "It was deleted.",
}


def _roles_of(application: Application, act: Act) -> frozenset[ApplicationRole]:
    """An applicant is an applicant and nothing else, whatever roles they have, also under another account."""
    if act.actor == application.lead:
        return frozenset({_R.LEAD})
    if any(act.is_by(person) for person in application.people):
        return frozenset({_R.CO_APPLICANT})
    return act.roles - {_R.LEAD, _R.CO_APPLICANT}


def _after(application: Application, event: Event) -> Application:
    said: Mapping[str, Any] = event.said
    now = replace(application, state=ApplicationState(event.to_state), events=(*application.events, event))
    match ApplicationAction[event.action]:
        case _A.SUBMIT | _A.SUBMIT_AGAIN:
            return _submitted(now, said)
        case _A.RETURN | _A.DEFER:
            return replace(now, open_questions=tuple(said["questions"]), ballots=())
        case _A.ASK_REVIEW:
            review = Review(str(said["subject"]), str(said["reviewer"]), tuple(said["covers"]))
            return replace(now, reviews=(*now.reviews, review))
        case _A.ACCEPT_REVIEW:
            return _with_review(now, event, progress=ReviewProgress.OPEN)
        case _A.DECLINE_REVIEW:
            subject = said["subject"]
            return replace(now, reviews=tuple(review for review in now.reviews if review.subject != subject))
        case _A.REVIEW:
            recommendation = Recommendation(said["recommendation"])
            reason = str(said["reason"])
            given: dict[str, Any] = {"recommendation": recommendation, "reason": reason, "round": now.round}
            return _with_review(now, event, progress=ReviewProgress.DONE, **given)
        case _A.VOTE:
            ballot = Ballot(event.actor, said["approves"], said["is_independent"])
            return replace(now, ballots=(*now.ballots, ballot))
        case _A.APPROVE | _A.APPROVE_LOW_RISK:
            return replace(now, conditions=_conditions(said))
        case _A.REJECT | _A.DECLINE:
            return replace(now, rejected_by=event.actor)
        case _A.APPEAL:
            return replace(now, ballots=())
        case _A.MEET:
            met = said["condition"]
            kept = (replace(one, is_met=one.is_met or n == met) for n, one in enumerate(now.conditions))
            return replace(now, conditions=tuple(kept))
        case _A.ISSUE:
            return replace(now, agreement=str(said["agreement"]))
    return now


def _submitted(application: Application, said: Mapping[str, Any]) -> Application:
    """As submitted in the next round: reviews of what changed are stale, those that nobody needs are dropped."""
    changed = {question[:1] for question in said.get("changed", ())}
    sources = tuple(said.get("sources", ()))
    asked = {*sources, GOVERNANCE, METHODS}
    others = tuple(said.get("co_applicants", ()))
    reviews = tuple(
        replace(review, progress=ReviewProgress.STALE)
        if review.progress is ReviewProgress.DONE and changed & set(review.covers)
        else review
        for review in application.reviews
        if review.subject in asked and review.reviewer not in (application.lead, *others)
    )
    return replace(
        application,
        co_applicants=others,
        round=application.round + 1,
        sources=sources,
        is_low_risk=said.get("low_risk") is True,
        answers=str(said.get("answers", "")),
        open_questions=(),
        reviews=reviews,
    )


def _review_said(application: Application, act: Act) -> Review | None:
    """The review that an act is about: of the subject that it names, asked of whoever acts."""
    subject = act.said.get("subject")
    return next((one for one in application.reviews if one.subject == subject and one.reviewer == act.actor), None)


def _with_review(application: Application, event: Event, **changes: Any) -> Application:
    subject = event.said["subject"]
    reviews = (replace(one, **changes) if one.subject == subject else one for one in application.reviews)
    return replace(application, reviews=tuple(reviews))


def _conditions(said: Mapping[str, Any]) -> tuple[ApprovalCondition, ...]:
    return tuple(ApprovalCondition(**one) for one in said.get("conditions", ()))


APPLICATION: Process[Application] = Process("application", MOVES, _STATE_SAYS, _roles_of, _after, ApplicationRole.LEAD)
"""The process, to check and to do what people ask of an application."""
