"""How an output is reviewed. Pages, API and commands ask this table.

No program approves anything. Where the facts speak of outputs that are released when all automatic checks pass, and
ask elsewhere for two approvals of every output, the second holds: an automatic check fills in what it can, and two
people look.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.process import Act, Move, Process, lies_still, says_why, service_days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alder.model.event import Event


class ReviewState(StrEnum):
    """Where an output is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ONE_REVIEW = "one review"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    APPROVED = "approved"
    RELEASING = "releasing"
    RELEASED = "released"
    RECALLED = "recalled"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ReviewRole(StrEnum):
    """In which capacity somebody acts on an output."""

    AUTHOR = "author"
    CHECKER = "output checker"
    SENIOR_CHECKER = "senior checker"
    RELEASE_OFFICER = "release officer"
    INCIDENT_OFFICER = "incident officer"
    SYSTEM = "system"
    """The clock and the program that writes files: no person."""


class ReviewAction(StrEnum):
    """What can be done to an output, as a sentence about it says."""

    SUBMIT = "submit an output"
    SUBMIT_AGAIN = "submit an output again"
    REVIEW = "review an output"
    RETURN_EARLY = "return an output before both reviews"
    SETTLE = "settle a conflict of reviews"
    RETURN = "return an output"
    APPROVE = "approve an output"
    REJECT = "reject an output"
    RELEASE = "release an output"
    CONFIRM = "say that a release is done"
    FAIL = "say that a release failed"
    REOPEN = "put an output back to review"
    RECALL = "recall an output"
    WITHDRAW = "withdraw an output"
    LAPSE = "withdraw an output that lies still"
    ESCALATE = "escalate an output that waits for long"


class Decision(StrEnum):
    """What the reviews of one file come to."""

    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    CHANGES = "changes"
    CONFLICTED = "conflicted"


RETURN_REASONS = {
    "unrounded": "Counts are not rounded",
    "context": "Not enough is said of what it shows",
    "small": "Counts below the threshold",
    "counts": "The counts behind it are missing",
    "type": "A file of a kind that does not leave",
    "beside": "Beside another table it tells of a small group",
    "other": "Another reason",
}
"""Why outputs come back. The first five are those that OpenSAFELY counted most, in its order."""
SILENT_DAYS = 60
"""An output that lies returned for so many days is withdrawn."""
ESCALATED_AFTER = 4
"""Working days of the service after which an output that waits is escalated, unless the service says otherwise."""

_S, _R, _A = ReviewState, ReviewRole, ReviewAction
SERVICE_OWNED = frozenset({_S.SUBMITTED, _S.ONE_REVIEW, _S.REVIEWED, _S.APPROVED, _S.RELEASING})
"""States in which the service has the turn, and the clock runs."""


LEAVING = ("output", "code")
"""Kinds of files that leave. Evidence and what left before stay."""


@dataclass(frozen=True)
class FrozenFile:
    """A file as it was when it was submitted."""

    name: str
    sha256: str
    kind: str = "output"
    """`output` and `code` leave; `supporting` stays."""
    held: bool = False
    """Whether an automatic check holds it."""
    exception: str = ""
    """Why a rule should be set aside for it."""

    @property
    def leaves(self) -> bool:
        return self.kind in LEAVING


@dataclass(frozen=True)
class Vote:
    """What one checker says of one file, of exactly these bytes."""

    checker: str
    file: str
    sha256: str
    approves: bool
    comment: str = ""
    """For the author, shown after the output is returned or finished."""
    private: str = ""
    """For checkers alone."""
    senior: bool = False
    """Whether it settles a conflict."""


@dataclass(frozen=True)
class OutputReview:
    """One output under review, as its events made it."""

    id: str
    author: str
    state: ReviewState = ReviewState.DRAFT
    turn: int = 1
    """How often it was submitted."""
    files: tuple[FrozenFile, ...] = ()
    votes: tuple[Vote, ...] = ()
    reviewed_by: tuple[str, ...] = ()
    """Checkers who reviewed in this turn."""
    sources: tuple[str, ...] = ()
    """What all of it is made from, by names of the catalogue; empty where that is not known, so that it concerns those
    who check whatever there is.
    """
    events: tuple[Event, ...] = ()

    def decision(self, file: FrozenFile) -> Decision:
        """What the votes on these very bytes come to. A senior checker's vote settles what two others left open."""
        votes = [vote for vote in self.votes if vote.file == file.name and vote.sha256 == file.sha256]
        senior = [vote for vote in votes if vote.senior]
        approvals = {vote.checker for vote in votes if vote.approves}
        refusals = {vote.checker for vote in votes if not vote.approves}
        if senior and not senior[-1].approves:
            return Decision.CHANGES
        if len(approvals) >= 2 and (senior or not refusals):
            return Decision.APPROVED
        if len(approvals | refusals) < 2:
            return Decision.INCOMPLETE
        return Decision.CONFLICTED if approvals else Decision.CHANGES

    @property
    def decisions(self) -> dict[str, Decision]:
        """For each file that is to leave."""
        return {file.name: self.decision(file) for file in self.files if file.leaves}

    @property
    def is_escalated(self) -> bool:
        """Whether it has waited for long since it was last handed in: senior checkers may then take over a review."""
        for event in reversed(self.events):
            if event.action.startswith("SUBMIT"):
                return False
            if event.action == ReviewAction.ESCALATE.name:
                return True
        return False

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far, the day on which it got it not counted."""
        return service_days(self.events, SERVICE_OWNED, until)


def _has_output(review: OutputReview, act: Act) -> str:
    """A file is to leave."""
    files = _files_said(act)
    return "" if any(file.leaves for file in files) else "There is no file that is to leave."


def _has_cover(review: OutputReview, act: Act) -> str:
    """Its cover sheet is complete."""
    return "" if act.said.get("cover") is True else "Its cover sheet has questions that are not answered."


def _is_checked(review: OutputReview, act: Act) -> str:
    """Automatic checks ran on these bytes, and what they hold was mended or an exception was asked for."""
    if act.said.get("checked") is not True:
        return "The automatic checks have not run on these files."
    if any(file.held and not file.exception and file.leaves for file in _files_said(act)):
        return "An automatic check holds a file. Mend it, or ask for an exception and say why."
    return ""


def _is_answered(review: OutputReview, act: Act) -> str:
    """Each file that was sent back is changed or has a reply."""
    replies = act.said.get("replies", {})
    now = {file.name: file.sha256 for file in _files_said(act)}
    for file in review.files:
        open_still = review.decision(file) is not Decision.APPROVED and file.leaves
        if open_still and now.get(file.name) == file.sha256 and not str(replies.get(file.name, "")).strip():
            return "Each file that was sent back needs a change or a reply."
    return ""


def _is_no_author(review: OutputReview, act: Act) -> str:
    """They did not write it, also not under another account."""
    wrote = act.actor == review.author or bool(act.said.get("is_author"))
    return "You wrote this output, so others must check and release it." if wrote else ""


def _has_no_conflict(review: OutputReview, act: Act) -> str:
    """They are not in its project, nor in conflict with it otherwise. Whoever knows why says it in a sentence."""
    conflict = act.said.get("conflict")
    if isinstance(conflict, str):
        return conflict
    return "You have a part in this project, so another checker must review it." if conflict else ""


def _is_another(review: OutputReview, act: Act) -> str:
    """They have not reviewed it in this turn."""
    return "You reviewed it already, so another checker must." if act.actor in review.reviewed_by else ""


def _has_waited(review: OutputReview, act: Act) -> str:
    """The service had the turn for long, and nobody was told in this turn."""
    if review.is_escalated:
        return "It was escalated in this turn already."
    after = int(act.said.get("after", ESCALATED_AFTER))
    return "" if review.service_days(act.at) >= after else "It has not waited for long."


def _may_take_over(review: OutputReview, act: Act) -> str:
    """A senior checker reviews what has waited for long, and nothing else."""
    return why_not_take_over(review)


def why_not_take_over(review: OutputReview) -> str:
    """Why a senior checker may not give a review in a checker's place; empty where they may."""
    if review.is_escalated:
        return ""
    return "Checkers review it. A senior checker takes over once it has waited for long, and settles what they see."


def _votes_on_all(review: OutputReview, act: Act) -> str:
    """Every file that is to leave has their vote, on its present bytes; a vote for changes says which."""
    votes = {vote.file: vote for vote in _votes_said(review, act)}
    kept = {vote.file for vote in review.votes if vote.checker == act.actor}
    for file in review.files:
        if not file.leaves or (file.name in kept and file.name not in votes):
            continue
        vote = votes.get(file.name)
        if vote is None:
            return "Each file that is to leave needs your vote."
        if vote.sha256 != file.sha256:
            return "A file has changed since you looked at it."
        if not vote.approves and not vote.comment.strip():
            return "A vote for changes says what is to be changed."
    return ""


def _is_in_conflict(review: OutputReview, act: Act) -> str:
    """Two reviews of a file disagree, and they gave neither."""
    if Decision.CONFLICTED not in review.decisions.values():
        return "The two reviews agree: there is nothing to settle."
    return "You reviewed it already, so another must settle it." if act.actor in review.reviewed_by else ""


def _settles_all(review: OutputReview, act: Act) -> str:
    """They vote on each file in conflict."""
    settled = {vote.file for vote in _votes_said(review, act)}
    missing = [name for name, decision in review.decisions.items() if decision is Decision.CONFLICTED]
    return "" if set(missing) <= settled else "Each file in conflict needs your vote."


def _tells_changes(review: OutputReview, act: Act) -> str:
    """Something is to be changed, every conflict is settled, and each change has a comment for the author."""
    decisions = review.decisions
    if Decision.CONFLICTED in decisions.values():
        return "The reviews are in conflict: a senior checker settles it first."
    if Decision.CHANGES not in decisions.values():
        return "No review asks for changes."
    return ""


def _is_approved(review: OutputReview, act: Act) -> str:
    """Two people who did not write it approved every file that leaves, each these very bytes."""
    if all(decision is Decision.APPROVED for decision in review.decisions.values()):
        return ""
    return "Not every file has two approvals."


def _is_unchanged(review: OutputReview, act: Act) -> str:
    """The bytes that are to leave are those that were approved."""
    present = dict(act.said.get("hashes", {}))
    same = all(present.get(file.name) == file.sha256 for file in review.files if file.leaves)
    return "" if same else "A file is no longer what was approved. It goes back to review, and an incident is opened."


def _is_live(review: OutputReview, act: Act) -> str:
    """Its project is not suspended."""
    return "Its project is suspended: nothing leaves it." if act.said.get("suspended") else ""


_says_why = says_why("its author")
_AUTHOR, _CHECKER, _SYSTEM = frozenset({_R.AUTHOR}), frozenset({_R.CHECKER}), frozenset({_R.SYSTEM})
_SENIOR = frozenset({_R.SENIOR_CHECKER})
_CHECKERS = frozenset({_R.CHECKER, _R.SENIOR_CHECKER})
_SUBMITS = (_has_output, _has_cover, _is_checked, _is_live)
_CHECKS = (_is_no_author, _has_no_conflict)

MOVES: tuple[Move, ...] = (
    Move(_A.SUBMIT, _AUTHOR, frozenset({_S.DRAFT}), _S.SUBMITTED, _SUBMITS, ("freeze files", "start clock")),
    Move(
        _A.SUBMIT_AGAIN,
        _AUTHOR,
        frozenset({_S.RETURNED}),
        _S.SUBMITTED,
        (*_SUBMITS, _is_answered),
        ("freeze files", "next turn", "resume clock"),
    ),
    Move(
        _A.REVIEW,
        _CHECKER,
        frozenset({_S.SUBMITTED}),
        _S.ONE_REVIEW,
        (*_CHECKS, _is_another, _votes_on_all),
        ("hide votes from others",),
    ),
    Move(
        _A.REVIEW,
        _CHECKER,
        frozenset({_S.ONE_REVIEW}),
        _S.REVIEWED,
        (*_CHECKS, _is_another, _votes_on_all),
        ("show votes to checkers",),
    ),
    Move(
        _A.REVIEW,
        _SENIOR,
        frozenset({_S.SUBMITTED}),
        _S.ONE_REVIEW,
        (*_CHECKS, _may_take_over, _is_another, _votes_on_all),
        ("hide votes from others",),
    ),
    Move(
        _A.REVIEW,
        _SENIOR,
        frozenset({_S.ONE_REVIEW}),
        _S.REVIEWED,
        (*_CHECKS, _may_take_over, _is_another, _votes_on_all),
        ("show votes to checkers",),
    ),
    Move(
        _A.RETURN_EARLY,
        _CHECKER,
        frozenset({_S.SUBMITTED, _S.ONE_REVIEW}),
        _S.RETURNED,
        (*_CHECKS, _says_why),
        ("drop votes of this turn", "pause clock"),
    ),
    Move(
        _A.SETTLE,
        frozenset({_R.SENIOR_CHECKER}),
        frozenset({_S.REVIEWED}),
        _S.REVIEWED,
        (*_CHECKS, _is_in_conflict, _settles_all),
    ),
    Move(
        _A.RETURN,
        _CHECKERS,
        frozenset({_S.REVIEWED}),
        _S.RETURNED,
        (*_CHECKS, _tells_changes),
        ("show comments to the author", "pause clock"),
    ),
    Move(_A.APPROVE, _CHECKERS, frozenset({_S.REVIEWED}), _S.APPROVED, (*_CHECKS, _is_approved)),
    Move(_A.REJECT, _CHECKERS, frozenset({_S.REVIEWED}), _S.REJECTED, (*_CHECKS, _says_why), ("stop clock",)),
    Move(
        _A.RELEASE,
        frozenset({_R.RELEASE_OFFICER}),
        frozenset({_S.APPROVED}),
        _S.RELEASING,
        (*_CHECKS, _is_approved, _is_unchanged, _is_live),
        ("ledger", "write files"),
    ),
    Move(_A.CONFIRM, _SYSTEM, frozenset({_S.RELEASING}), _S.RELEASED, (), ("certificate", "notify", "stop clock")),
    Move(_A.FAIL, _SYSTEM, frozenset({_S.RELEASING}), _S.APPROVED, (), ("try again",)),
    Move(
        _A.REOPEN,
        _SYSTEM,
        frozenset({_S.ONE_REVIEW, _S.REVIEWED, _S.APPROVED, _S.RELEASING}),
        _S.SUBMITTED,
        (says_why("its checkers"),),
        ("drop all votes",),
    ),
    Move(
        _A.RECALL,
        frozenset({_R.INCIDENT_OFFICER}),
        frozenset({_S.RELEASED}),
        _S.RECALLED,
        (_is_no_author, _says_why),
        ("links end", "ask recipients to delete", "open incident"),
    ),
    Move(_A.WITHDRAW, _AUTHOR, frozenset({_S.DRAFT, _S.RETURNED}), _S.WITHDRAWN),
    *(
        Move(_A.ESCALATE, _SYSTEM, frozenset({state}), state, (_has_waited,), ("tell senior checkers",))
        for state in (_S.SUBMITTED, _S.ONE_REVIEW, _S.REVIEWED)
    ),
    Move(_A.ESCALATE, _SYSTEM, frozenset({_S.APPROVED}), _S.APPROVED, (_has_waited,), ("tell release officers",)),
    Move(_A.LAPSE, _SYSTEM, frozenset({_S.RETURNED}), _S.WITHDRAWN, (lies_still(SILENT_DAYS, "author"),), ("notify",)),
)

_STATE_SAYS = {
    _S.DRAFT: "It is a draft, which its author still works on.",
    _S.SUBMITTED: "It waits for its first review.",
    _S.ONE_REVIEW: "It waits for its second review.",
    _S.REVIEWED: "Both reviews are done.",
    _S.RETURNED: "It is with its author, to be changed.",
    _S.APPROVED: "It is approved, and waits for its release.",
    _S.RELEASING: "It is being released.",
    _S.RELEASED: "It was released.",
    _S.RECALLED: "It was recalled.",
    _S.REJECTED: "It was rejected.",
    _S.WITHDRAWN: "It was withdrawn.",
}


def _roles_of(review: OutputReview, act: Act) -> frozenset[ReviewRole]:
    """Its author is author and nothing else, whatever roles they have."""
    if act.actor == review.author:
        return frozenset({ReviewRole.AUTHOR})
    return act.roles - {ReviewRole.AUTHOR}


def _after(review: OutputReview, event: Event) -> OutputReview:
    action = ReviewAction[event.action]
    now = replace(review, state=ReviewState(event.to_state), events=(*review.events, event))
    said = event.said
    if action is _A.SUBMIT:
        return replace(now, files=_files(said), sources=_sources(said))
    if action is _A.SUBMIT_AGAIN:
        files = _files(said)
        same = {(file.name, file.sha256) for file in files}
        votes = tuple(vote for vote in review.votes if vote.approves and (vote.file, vote.sha256) in same)
        if (sources := _sources(said)) != review.sources:
            votes = ()  # whoever approved it may not check what is made from others
        return replace(now, files=files, votes=votes, reviewed_by=(), turn=review.turn + 1, sources=sources)
    if action in (_A.REVIEW, _A.SETTLE):
        votes = _votes(said, event.actor, senior=action is _A.SETTLE)
        named = {vote.file for vote in votes}
        kept = tuple(v for v in review.votes if v.checker != event.actor or v.file not in named)
        return replace(now, votes=(*kept, *votes), reviewed_by=(*review.reviewed_by, event.actor))
    if action is _A.RETURN_EARLY:
        votes = tuple(vote for vote in review.votes if vote.checker not in review.reviewed_by)
        return replace(now, votes=votes, reviewed_by=())
    if action is _A.REOPEN:
        return replace(now, votes=(), reviewed_by=())
    return now


def _sources(said: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(said.get("sources", ()))


def _files_said(act: Act) -> tuple[FrozenFile, ...]:
    return _files(act.said)


def _files(said: Mapping[str, Any]) -> tuple[FrozenFile, ...]:
    return tuple(FrozenFile(**file) for file in said.get("files", ()))


def _votes_said(review: OutputReview, act: Act) -> tuple[Vote, ...]:
    return _votes(act.said, act.actor, senior=act.action is _A.SETTLE)


def _votes(said: Mapping[str, Any], checker: str, *, senior: bool) -> tuple[Vote, ...]:
    return tuple(Vote(checker=checker, senior=senior, **vote) for vote in said.get("votes", ()))


OUTPUT_REVIEW: Process[OutputReview] = Process("output", MOVES, _STATE_SAYS, _roles_of, _after, ReviewRole.AUTHOR)
"""The process, to check and to do what people ask of an output."""


def votes_seen(review: OutputReview, viewer: str, roles: frozenset[ReviewRole]) -> tuple[Vote, ...]:
    """The votes that somebody may see now.

    Checkers are blind to each other until both have voted; authors see comments for them once the output came back or
    is finished, and never who voted how; private words are for checkers alone.
    """
    if viewer == review.author:
        told = review.state in (_S.RETURNED, _S.APPROVED, _S.RELEASING, _S.RELEASED, _S.REJECTED, _S.RECALLED)
        if not told:
            return ()
        # What one asked to be changed and a senior checker approved is not told: it would say that they differed.
        changes = {name for name, decision in review.decisions.items() if decision is Decision.CHANGES}
        return tuple(
            replace(vote, checker="", private="", approves=False, senior=False)
            for vote in review.votes
            if vote.comment and not vote.approves and vote.file in changes
        )
    if not roles & _CHECKERS:
        return ()
    independent = review.state in (_S.SUBMITTED, _S.ONE_REVIEW)
    return tuple(vote for vote in review.votes if not independent or vote.checker == viewer)


def may_see(review: OutputReview, viewer: str, roles: frozenset[ReviewRole]) -> bool:
    """Whether an output is there for somebody at all. What was never submitted is its author's alone."""
    if viewer == review.author:
        return True
    if not review.files:
        return False
    if roles & _CHECKERS:
        return True
    leaving = review.state in (_S.APPROVED, _S.RELEASING, _S.RELEASED, _S.RECALLED)
    return leaving and bool(roles & {_R.RELEASE_OFFICER, _R.INCIDENT_OFFICER})


class ReviewSight(StrEnum):
    """What pages show without moving an output: whose they are follows from the output, as with acts."""

    OWN = "see an output of one's own"
    EDIT = "change an output of one's own"
    DESK = "see an output at the desk"
    TAKE = "take the files of a released output"


def why_not_see(sight: ReviewSight, review: OutputReview, viewer: str, roles: frozenset[ReviewRole]) -> str:
    """Why somebody who may know of the output gets no such page; empty where they do."""
    is_author = viewer == review.author
    match sight:
        case ReviewSight.DESK:
            return "You wrote this output, so others must check and release it." if is_author else ""
        case ReviewSight.TAKE if review.state is not _S.RELEASED:
            return _STATE_SAYS[review.state]
        case ReviewSight.EDIT if is_author and review.state not in (_S.DRAFT, _S.RETURNED):
            return "It is frozen as it was handed in. What is checked is what leaves."
    return "" if is_author else "Only its author can do that."


IN_REVIEW = frozenset({_S.SUBMITTED, _S.ONE_REVIEW, _S.REVIEWED})
"""States that are one to an author, who is not told how far the checkers are."""


def state_seen(review: OutputReview, viewer: str) -> str:
    """The state in the words for somebody."""
    return "in review" if viewer == review.author and review.state in IN_REVIEW else str(review.state)
