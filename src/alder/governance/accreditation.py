"""How a researcher is accredited, and loses it again. Pages, API and commands ask this table.

A person applies, shows evidence, attends the course, passes the test and signs the declaration; an officer grants the
accreditation, in full or provisionally under a supervisor. It holds until a day, for each owner of data as long as that
owner counts the test, and while the person works where it was confirmed. Whoever begins anew has another accreditation:
an ended one is not revived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.governance.accreditation_policy import accreditation_policy
from alder.governance.process import Act, Move, Process, lies_still, says_why, service_days
from alder.governance.roles import Denied
from alder.look.words import counted, day, moment
from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alder.model.event import Event


class AccreditationState(StrEnum):
    """Where an accreditation is."""

    NONE = "none"
    APPLIED = "applied"
    EVIDENCE_ASKED = "evidence asked"
    TRAINING = "training"
    TEST_READY = "test ready"
    SITTING = "sitting the test"
    FAILED = "failed"
    PASSED = "passed"
    DECLARED = "declared"
    FULL = "full"
    PROVISIONAL = "provisional"
    EXPIRING = "expiring"
    REINSTATED = "reinstated"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    GIVEN_UP = "given up"


class AccreditationRole(StrEnum):
    """In which capacity somebody acts on an accreditation."""

    PERSON = "person"
    OFFICER = "accreditation officer"
    SIGNATORY = "organisation signatory"
    INCIDENT_OFFICER = "incident officer"
    SYSTEM = "system"


class AccreditationAction(StrEnum):
    """What can be done to an accreditation, as a sentence about it says."""

    APPLY = "apply for accreditation"
    ASK_EVIDENCE = "ask for evidence"
    SHOW_EVIDENCE = "show evidence"
    ADMIT = "admit somebody to the course"
    COMPLETE = "complete the course"
    BEGIN_TEST = "begin the test"
    PASS = "say that the test is passed"
    FAIL = "say that the test is failed"
    REPEAT = "repeat the course"
    TALK = "record a talk about failed tests"
    DECLARE = "sign the declaration"
    GRANT_FULL = "grant full accreditation"
    GRANT_PROVISIONAL = "grant provisional accreditation"
    UPGRADE = "make a provisional accreditation a full one"
    REMIND = "remind somebody that an accreditation ends"
    EXPIRE = "end an accreditation whose time is over"
    MOVE = "record a change of employer"
    CONFIRM = "confirm that somebody works for the organisation"
    SUSPEND = "suspend an accreditation"
    REINSTATE = "reinstate an accreditation"
    WITHDRAW = "withdraw an accreditation"
    REFUSE = "refuse an accreditation"
    GIVE_UP = "give up an accreditation"
    LAPSE = "close an application that lies still"


class AccreditationGrade(StrEnum):
    """How far an accreditation goes."""

    FULL = "full"
    PROVISIONAL = "provisional"
    """Under a supervisor with full accreditation in the same organisation."""


class QualificationPath(StrEnum):
    """By what somebody is qualified."""

    DEGREE = "degree"
    """A degree, 2:2 or better, of which mathematics or statistics were a significant part."""
    EXPERIENCE = "experience"
    """Three years of quantitative research, with two referees."""
    SUPERVISED = "supervised"
    """Neither yet: provisional accreditation is asked for."""


_S, _R, _A = AccreditationState, AccreditationRole, AccreditationAction
LIVE = frozenset({_S.FULL, _S.PROVISIONAL, _S.EXPIRING, _S.REINSTATED})
"""States in which an accreditation holds, until its day."""
ON_THE_WAY = frozenset(
    {_S.APPLIED, _S.EVIDENCE_ASKED, _S.TRAINING, _S.TEST_READY, _S.SITTING, _S.FAILED, _S.PASSED, _S.DECLARED}
)
"""States before anything is granted."""
SERVICE_OWNED = frozenset({_S.APPLIED, _S.DECLARED})
"""States in which the service has the turn, and its clock runs."""
IDENTITY_LEVELS = ("medium", "high")
"""How surely it has to be known who somebody is, in the words of the government's guide to proving identity."""
EXPERIENCE_YEARS, REFEREES = 3, 2


@dataclass(frozen=True)
class Attempt:
    """One time at the test."""

    at: datetime
    draw: int
    """Which draw of questions it was; with the key of the service the questions follow from it."""
    items: tuple[tuple[str, int], ...]
    """The questions, each with its version."""
    passed: bool | None = None
    """None until it is marked."""
    percent: int | None = None


@dataclass(frozen=True)
class Accreditation:
    """One accreditation of one person, as its events made it."""

    id: str
    person: str
    barred_until: date | None = None
    """The last day on which this person may not apply, from an accreditation before this one."""
    state: AccreditationState = AccreditationState.NONE
    organisation: str = ""
    confirmed: bool = True
    """Whether the organisation that they work for now has said so."""
    path: QualificationPath = QualificationPath.SUPERVISED
    grade: AccreditationGrade | None = None
    supervisor: str = ""
    since: date | None = None
    until: date | None = None
    """Its last day."""
    attempts: tuple[Attempt, ...] = ()
    completed: tuple[datetime, ...] = ()
    """When the course was completed, each time."""
    talked_at: datetime | None = None
    reminded: tuple[int, ...] = ()
    """Of how many days before the end the person was reminded."""
    suspended_by: str = ""
    events: tuple[Event, ...] = ()

    @property
    def tested_on(self) -> date | None:
        """When the test was passed: from that day each owner of data counts its own years."""
        passed = [attempt.at for attempt in self.attempts if attempt.passed]
        return _day_of(passed[-1]) if passed else None

    @property
    def seen(self) -> frozenset[str]:
        """Questions that this person was asked before: another draw avoids them."""
        return frozenset(item for attempt in self.attempts for item, _ in attempt.items)

    def service_days(self, until: datetime) -> int:
        """Working days on which the service had the turn so far."""
        return service_days(self.events, SERVICE_OWNED, until)


def _day_of(at: datetime) -> date:
    """The day in London: accreditations end there at midnight."""
    return at.astimezone(LONDON).date()


def why_no_test(accreditation: Accreditation, at: datetime) -> str:
    """Why somebody may not begin the test now; empty where they may."""
    rules = accreditation_policy(_day_of(at)).attempts
    attempts = accreditation.attempts
    if not attempts:
        return ""
    fails = [one for one in attempts if accreditation.completed and one.at >= accreditation.completed[-1]]
    if len(fails) >= rules.before_session:
        return f"You have failed {counted(len(fails), 'time')} since the session. Attend it again, then try once more."
    year = [one for one in attempts if one.at > at - timedelta(days=365) and _is_after_talk(accreditation, one)]
    if len(year) >= rules.before_talk:
        return f"You have tried {counted(len(year), 'time')} in a year. Talk with an accreditation officer first."
    earliest = attempts[-1].at + timedelta(hours=rules.hours_apart)
    if len(attempts) >= rules.most:
        earliest = max(earliest, attempts[-rules.most].at + timedelta(days=rules.within_days))
    return "" if at >= earliest else f"You can try again from {moment(earliest)}."


def _is_after_talk(accreditation: Accreditation, attempt: Attempt) -> bool:
    return accreditation.talked_at is None or attempt.at > accreditation.talked_at


def _not_barred(accreditation: Accreditation, act: Act) -> str:
    """No earlier accreditation of theirs was withdrawn with a bar that still runs."""
    until = accreditation.barred_until
    if until is None or _day_of(act.at) > until:
        return ""
    return f"An earlier accreditation was withdrawn. You can apply again after {day(until)}."


def _is_identified(accreditation: Accreditation, act: Act) -> str:
    """It is known well enough who they are."""
    if act.said.get("identity") in IDENTITY_LEVELS:
        return ""
    return f"Prove who you are first: to the level {' or '.join(IDENTITY_LEVELS)}."


def _is_employed(accreditation: Accreditation, act: Act) -> str:
    """They say whom they work for."""
    return "" if str(act.said.get("organisation", "")).strip() else "Say which organisation you work for."


def _is_qualified(accreditation: Accreditation, act: Act) -> str:
    """A degree with statistics, three years of experience with two referees, or provisional is asked for."""
    match act.said.get("path"):
        case QualificationPath.DEGREE if act.said.get("degree") is True:
            return ""
        case QualificationPath.EXPERIENCE if (
            act.said.get("years", 0) >= EXPERIENCE_YEARS and act.said.get("referees", 0) >= REFEREES
        ):
            return ""
        case QualificationPath.SUPERVISED:
            return ""
    return (
        "Name what qualifies you: a degree of 2:2 or better with a significant part of mathematics or statistics, "
        f"or {EXPERIENCE_YEARS} years of quantitative research and {REFEREES} referees. "
        "With neither, ask for provisional accreditation."
    )


def _is_another(accreditation: Accreditation, act: Act) -> str:
    """It is not their own, also not under another account."""
    return "It is your own, so another person decides on it." if act.is_by(accreditation.person) else ""


def _evidence_seen(accreditation: Accreditation, act: Act) -> str:
    """They have seen the evidence, and say which."""
    return "" if str(act.said.get("evidence", "")).strip() else "Say which evidence you have seen."


def _kept_course(accreditation: Accreditation, act: Act) -> str:
    """The live session was attended, or every module read for its least time; after a repeat, the session."""
    course = act.said.get("course")
    if course == "session":
        return ""
    if accreditation.completed:
        return (
            "After a failed test the course is repeated at the live session. Reading the modules again is not enough."
        )
    if course == "modules" and act.said.get("read") is True:
        return ""
    return "Attend the live session, or read every module for its least time and answer its questions."


def _may_try(accreditation: Accreditation, act: Act) -> str:
    """Two attempts in 14 days, 24 hours apart; after two fails the session, after four in a year a talk."""
    return why_no_test(accreditation, act.at)


def _names_items(accreditation: Accreditation, act: Act) -> str:
    """The draw and the version of every question are kept with the attempt."""
    items = act.said.get("items")
    well = isinstance(act.said.get("draw"), int) and isinstance(items, (list, tuple)) and items
    return "" if well else "The questions of the test were not drawn."


def _is_marked(accreditation: Accreditation, act: Act) -> str:
    """The answers are marked."""
    return "" if isinstance(act.said.get("percent"), int) else "The answers are not marked yet."


def _is_enough(accreditation: Accreditation, act: Act) -> str:
    """As many answers are right as the policy asks."""
    wanted = accreditation_policy(_day_of(act.at)).test.percent
    percent = act.said.get("percent")
    return "" if isinstance(percent, int) and percent >= wanted else f"{wanted}% of the answers have to be right."


def _is_signed(accreditation: Accreditation, act: Act) -> str:
    """The declaration is signed in the version of today, by a person who has just shown who they are."""
    wanted = accreditation_policy(_day_of(act.at)).declaration
    if act.said.get("declaration") != wanted:
        return f"Sign version {wanted} of the declaration, which is the current one."
    return "" if act.said.get("reauthenticated") is True else "Show again who you are before you sign."


def _is_fully_qualified(accreditation: Accreditation, act: Act) -> str:
    """What they applied with qualifies for full accreditation."""
    if accreditation.path is not QualificationPath.SUPERVISED:
        return ""
    return "They applied with neither degree nor experience. Grant it provisionally, under a supervisor."


def _is_now_qualified(accreditation: Accreditation, act: Act) -> str:
    """It is provisional, and degree or experience is shown now."""
    if accreditation.grade is not AccreditationGrade.PROVISIONAL:
        return "It is full already."
    if act.said.get("path") == QualificationPath.SUPERVISED:
        return "Name the degree or the experience that qualifies them now."
    return _is_qualified(accreditation, act)


def _has_supervisor(accreditation: Accreditation, act: Act) -> str:
    """A supervisor with full accreditation in the same organisation is named, and is somebody else."""
    supervisor = str(act.said.get("supervisor", "")).strip()
    if not supervisor or supervisor == accreditation.person:
        return "Name a supervisor: another person, with full accreditation."
    if act.said.get("supervisor_is_full") is not True or act.said.get("supervisor_at") != accreditation.organisation:
        return "A supervisor has full accreditation, and works for the same organisation."
    return ""


def _in_its_time(grade: AccreditationGrade) -> Any:
    def guard(accreditation: Accreditation, act: Act) -> str:
        """It ends on a day, no later than the policy allows."""
        today = _day_of(act.at)
        latest = accreditation_policy(today).valid_until(grade, today)
        until = _day_said(act.said.get("until"))
        if until is None or not today <= until <= latest:
            return f"Say on which day it ends: {day(latest)} at the latest."
        return ""

    return guard


def _is_moved(accreditation: Accreditation, act: Act) -> str:
    """Another organisation is named."""
    said = str(act.said.get("organisation", "")).strip()
    return "" if said and said != accreditation.organisation else "Name the organisation that they work for now."


def _speaks_for_it(accreditation: Accreditation, act: Act) -> str:
    """It waits for that, they sign for the organisation where the person works now, and are somebody else."""
    if accreditation.confirmed:
        return "It is confirmed already."
    if act.said.get("organisation") != accreditation.organisation:
        return "Only the organisation that they work for now can confirm it."
    return "Another person of the organisation confirms it." if act.is_by(accreditation.person) else ""


def _keeps_supervisor(accreditation: Accreditation, act: Act) -> str:
    """A provisional one has a supervisor in the new organisation."""
    return _has_supervisor(accreditation, act) if accreditation.grade is AccreditationGrade.PROVISIONAL else ""


def _is_due(accreditation: Accreditation, act: Act) -> str:
    """A reminder of so many days is due and was not sent."""
    due = reminder_due(accreditation, _day_of(act.at))
    return "" if due is not None and act.said.get("days") == due else "No such reminder is due."


def _is_over(accreditation: Accreditation, act: Act) -> str:
    """Its last day has passed."""
    until = accreditation.until
    return "" if until is not None and _day_of(act.at) > until else "Its time is not over."


def _not_who_suspended(accreditation: Accreditation, act: Act) -> str:
    """They are not who suspended it, also not under another account."""
    return "You suspended it, so another person decides." if act.is_by(accreditation.suspended_by) else ""


def _is_confirmed(accreditation: Accreditation, act: Act) -> str:
    """The organisation that they work for now has confirmed it."""
    return "" if accreditation.confirmed else "The organisation that they work for now confirms that first."


def _names_bar(accreditation: Accreditation, act: Act) -> str:
    """It is said until when nobody admits them again; today for no bar."""
    until = _day_said(act.said.get("barred_until"))
    if until is None or until < _day_of(act.at):
        return "Say until which day they are barred: today, if they may apply again at once."
    return ""


def _lies_still(accreditation: Accreditation, act: Act) -> str:
    """Nothing happened for as long as the policy waits."""
    return lies_still(accreditation_policy(_day_of(act.at)).silent_days, "person")(accreditation, act)


def _day_said(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


_says_why = says_why("the person")
_PERSON, _OFFICER, _SYSTEM = frozenset({_R.PERSON}), frozenset({_R.OFFICER}), frozenset({_R.SYSTEM})
_INCIDENT, _SIGNATORY = frozenset({_R.INCIDENT_OFFICER}), frozenset({_R.SIGNATORY})
_WHO_MOVES = frozenset({_R.PERSON, _R.OFFICER, _R.SIGNATORY})
_ENDS = ("access ends", "visas end", "public register", "notify")

MOVES: tuple[Move, ...] = (
    Move(
        _A.APPLY,
        _PERSON,
        frozenset({_S.NONE}),
        _S.APPLIED,
        (_not_barred, _is_identified, _is_employed, _is_qualified),
        ("start clock",),
    ),
    Move(
        _A.ASK_EVIDENCE,
        _OFFICER,
        frozenset({_S.APPLIED}),
        _S.EVIDENCE_ASKED,
        (_is_another, _says_why),
        ("pause clock", "notify"),
    ),
    Move(
        _A.SHOW_EVIDENCE,
        _PERSON,
        frozenset({_S.EVIDENCE_ASKED}),
        _S.APPLIED,
        (_says_why,),
        ("resume clock", "notify"),
    ),
    Move(
        _A.ADMIT,
        _OFFICER,
        frozenset({_S.APPLIED}),
        _S.TRAINING,
        (_is_another, _evidence_seen),
        ("stop clock", "notify"),
    ),
    Move(_A.COMPLETE, _PERSON, frozenset({_S.TRAINING}), _S.TEST_READY, (_kept_course,)),
    Move(
        _A.BEGIN_TEST,
        _PERSON,
        frozenset({_S.TEST_READY, _S.FAILED}),
        _S.SITTING,
        (_may_try, _names_items),
        ("start time",),
    ),
    Move(_A.PASS, _SYSTEM, frozenset({_S.SITTING}), _S.PASSED, (_is_marked, _is_enough), ("stop time", "show answers")),
    Move(_A.FAIL, _SYSTEM, frozenset({_S.SITTING}), _S.FAILED, (_is_marked,), ("stop time", "show topics")),
    Move(_A.REPEAT, _PERSON, frozenset({_S.FAILED}), _S.TRAINING),
    Move(_A.TALK, _OFFICER, frozenset({_S.FAILED}), _S.FAILED, (_is_another, _says_why)),
    Move(_A.TALK, _OFFICER, frozenset({_S.TEST_READY}), _S.TEST_READY, (_is_another, _says_why)),
    Move(_A.DECLARE, _PERSON, frozenset({_S.PASSED}), _S.DECLARED, (_is_signed,), ("start clock",)),
    Move(
        _A.GRANT_FULL,
        _OFFICER,
        frozenset({_S.DECLARED}),
        _S.FULL,
        (_is_another, _is_fully_qualified, _in_its_time(AccreditationGrade.FULL)),
        ("stop clock", "public register", "notify"),
    ),
    Move(
        _A.GRANT_PROVISIONAL,
        _OFFICER,
        frozenset({_S.DECLARED}),
        _S.PROVISIONAL,
        (_is_another, _has_supervisor, _in_its_time(AccreditationGrade.PROVISIONAL)),
        ("stop clock", "public register", "notify"),
    ),
    Move(
        _A.UPGRADE,
        _OFFICER,
        LIVE - {_S.FULL},
        _S.FULL,
        (_is_another, _is_now_qualified, _evidence_seen, _in_its_time(AccreditationGrade.FULL)),
        ("public register", "notify"),
    ),
    Move(_A.REMIND, _SYSTEM, LIVE, _S.EXPIRING, (_is_due,), ("notify",)),
    Move(_A.EXPIRE, _SYSTEM, LIVE | {_S.PAUSED}, _S.EXPIRED, (_is_over,), _ENDS),
    Move(_A.MOVE, _WHO_MOVES, LIVE | {_S.PAUSED}, _S.PAUSED, (_is_moved,), ("access ends", "visas end", "notify")),
    # Whoever is suspended may go to another employer as well, which ends nothing.
    Move(_A.MOVE, _WHO_MOVES, frozenset({_S.SUSPENDED}), _S.SUSPENDED, (_is_moved,), ("notify",)),
    Move(
        _A.CONFIRM,
        _SIGNATORY,
        frozenset({_S.PAUSED}),
        _S.REINSTATED,
        (_speaks_for_it, _keeps_supervisor),
        ("public register", "notify"),
    ),
    Move(
        _A.CONFIRM,
        _SIGNATORY,
        frozenset({_S.SUSPENDED}),
        _S.SUSPENDED,
        (_speaks_for_it, _keeps_supervisor),
        ("notify",),
    ),
    Move(
        _A.SUSPEND,
        _INCIDENT,
        LIVE | {_S.PAUSED},
        _S.SUSPENDED,
        (_is_another, _says_why),
        (*_ENDS, "projects are flagged"),
    ),
    Move(
        _A.REINSTATE,
        _INCIDENT,
        frozenset({_S.SUSPENDED}),
        _S.REINSTATED,
        (_is_another, _not_who_suspended, _is_confirmed, _says_why),
        ("public register", "notify"),
    ),
    Move(
        _A.WITHDRAW,
        _INCIDENT,
        frozenset({_S.SUSPENDED}),
        _S.WITHDRAWN,
        (_is_another, _not_who_suspended, _says_why, _names_bar),
        (*_ENDS, "projects are flagged"),
    ),
    Move(_A.REFUSE, _OFFICER, ON_THE_WAY, _S.REFUSED, (_is_another, _says_why), ("stop clock", "notify")),
    Move(_A.GIVE_UP, _PERSON, ON_THE_WAY | LIVE | {_S.PAUSED}, _S.GIVEN_UP, (), ("stop clock", *_ENDS)),
    Move(
        _A.LAPSE,
        _SYSTEM,
        frozenset({_S.EVIDENCE_ASKED}),
        _S.GIVEN_UP,
        (_lies_still,),
        ("notify",),
    ),
)

_STATE_SAYS = {
    _S.NONE: "Nobody has applied yet.",
    _S.APPLIED: "It waits for an accreditation officer to look at the evidence.",
    _S.EVIDENCE_ASKED: "It waits for the person to show evidence.",
    _S.TRAINING: "The course comes first.",
    _S.TEST_READY: "The test comes next.",
    _S.SITTING: "The test is being taken.",
    _S.FAILED: "The test was failed.",
    _S.PASSED: "The test is passed. The declaration comes next.",
    _S.DECLARED: "It waits for an accreditation officer to grant it.",
    _S.FULL: "It is full.",
    _S.PROVISIONAL: "It is provisional.",
    _S.EXPIRING: "It ends soon.",
    _S.REINSTATED: "It holds again.",
    _S.PAUSED: "It is paused until the organisation that the person works for now confirms it.",
    _S.SUSPENDED: "It is suspended.",
    _S.EXPIRED: "It has ended. Apply for another.",
    _S.WITHDRAWN: "It was withdrawn.",
    _S.REFUSED: "It was refused.",
    _S.GIVEN_UP: "It was given up.",
}


def _roles_of(accreditation: Accreditation, act: Act) -> frozenset[AccreditationRole]:
    """Whoever it is of is its person, whatever else they are to others."""
    own = frozenset({AccreditationRole.PERSON}) if act.actor == accreditation.person else frozenset()
    return (act.roles - {AccreditationRole.PERSON}) | own


def _after(accreditation: Accreditation, event: Event) -> Accreditation:
    said: Mapping[str, Any] = event.said
    now = replace(accreditation, state=AccreditationState(event.to_state), events=(*accreditation.events, event))
    match AccreditationAction[event.action]:
        case AccreditationAction.APPLY:
            return replace(now, organisation=str(said["organisation"]), path=QualificationPath(said["path"]))
        case AccreditationAction.COMPLETE:
            return replace(now, completed=(*accreditation.completed, event.at))
        case AccreditationAction.BEGIN_TEST:
            items = tuple((str(item), int(version)) for item, version in said["items"])
            return replace(now, attempts=(*accreditation.attempts, Attempt(event.at, int(said["draw"]), items)))
        case AccreditationAction.PASS | AccreditationAction.FAIL as action:
            marked = replace(
                accreditation.attempts[-1],
                passed=action is AccreditationAction.PASS,
                percent=int(said["percent"]),
            )
            return replace(now, attempts=(*accreditation.attempts[:-1], marked))
        case AccreditationAction.TALK:
            return replace(now, talked_at=event.at)
        case AccreditationAction.GRANT_FULL:
            return _granted(now, event, AccreditationGrade.FULL)
        case AccreditationAction.GRANT_PROVISIONAL:
            return replace(_granted(now, event, AccreditationGrade.PROVISIONAL), supervisor=str(said["supervisor"]))
        case AccreditationAction.UPGRADE:
            path = QualificationPath(said["path"])
            return replace(_granted(now, event, AccreditationGrade.FULL), path=path, supervisor="")
        case AccreditationAction.REMIND:
            return replace(now, reminded=(*accreditation.reminded, int(said["days"])))
        case AccreditationAction.MOVE:
            return replace(now, organisation=str(said["organisation"]), confirmed=False)
        case AccreditationAction.CONFIRM:
            supervisor = str(said["supervisor"]) if accreditation.supervisor else ""
            return replace(now, confirmed=True, supervisor=supervisor)
        case AccreditationAction.SUSPEND:
            return replace(now, suspended_by=event.actor)
        case AccreditationAction.WITHDRAW:
            return replace(now, barred_until=date.fromisoformat(str(said["barred_until"])))
    return now


def _granted(now: Accreditation, event: Event, grade: AccreditationGrade) -> Accreditation:
    until = date.fromisoformat(str(event.said["until"]))
    return replace(now, grade=grade, since=_day_of(event.at), until=until, reminded=())


ACCREDITATION: Process[Accreditation] = Process(
    "accreditation", MOVES, _STATE_SAYS, _roles_of, _after, AccreditationRole.PERSON
)
"""The process, to check and to do what people ask of an accreditation."""


def new_accreditation(id: str, person: str, earlier: Iterable[Accreditation]) -> Accreditation:
    """A further accreditation of a person, to apply for. Raises `Denied` while one is on its way or in doubt."""
    theirs = list(earlier)
    for one in theirs:
        if one.state in ON_THE_WAY or one.state in (AccreditationState.SUSPENDED, AccreditationState.PAUSED):
            raise Denied(f"You have one already. {_STATE_SAYS[one.state]}")
    bars = [one.barred_until for one in theirs if one.barred_until is not None]
    return Accreditation(id, person, barred_until=max(bars, default=None))


def reminder_due(accreditation: Accreditation, today: date) -> int | None:
    """Of which number of days a reminder is to be sent now. Of several that were missed, the last alone is sent."""
    until = accreditation.until
    if accreditation.state not in LIVE or until is None or today > until:
        return None
    due = [days for days in accreditation_policy(today).reminders if (until - today).days <= days]
    return min(due) if due and min(due) not in accreditation.reminded else None


def clock_act(accreditation: Accreditation, at: datetime) -> Act | None:
    """What the clock has to do to an accreditation, if anything: end it, remind its person, or let it lapse."""
    days = reminder_due(accreditation, _day_of(at))
    acts = (
        Act(AccreditationAction.EXPIRE, "clock", _SYSTEM, at),
        Act(AccreditationAction.REMIND, "clock", _SYSTEM, at, {"days": days}),
        Act(AccreditationAction.LAPSE, "clock", _SYSTEM, at),
    )
    return next((act for act in acts if not ACCREDITATION.why_not(accreditation, act)), None)


def why_not_accredited(
    theirs: Iterable[Accreditation],
    owner: str,
    on: date,
    *,
    organisation: str = "",
    supervisors: Iterable[Accreditation] = (),
) -> str:
    """Why a person is not accredited on a day for the data of an owner; empty where they are. A term of G-ACCESS.

    `theirs` are all accreditations of the person, `supervisors` all of whoever supervises them; `organisation` is whom
    the person works for, where that is known from elsewhere. One that is suspended or paused stands in the way of every
    other, and one that was withdrawn in the way of all that were granted before its bar had run out.
    """
    accreditations, supervising = list(theirs), list(supervisors)
    for one in accreditations:
        if one.state in (AccreditationState.SUSPENDED, AccreditationState.PAUSED):
            return f"There is no accreditation that holds. {_STATE_SAYS[one.state]}"
    bars = [one.barred_until for one in accreditations if one.state is AccreditationState.WITHDRAWN]
    barred_until = max((bar for bar in bars if bar is not None), default=None)
    if barred_until is not None:
        accreditations = [one for one in accreditations if one.since is not None and one.since > barred_until]
        if not accreditations:
            return f"The accreditation was withdrawn. Another can be applied for after {day(barred_until)}."
    whys = [_why_not(one, owner, on, organisation, supervising) for one in accreditations]
    return "" if "" in whys else whys[-1] if whys else "There is no accreditation. Apply for one."


def _why_not(one: Accreditation, owner: str, on: date, organisation: str, supervisors: list[Accreditation]) -> str:
    if one.state is AccreditationState.EXPIRED and one.until is not None:
        return f"The accreditation ended on {day(one.until)}."
    if one.state not in LIVE or one.since is None or one.until is None or one.tested_on is None:
        return f"There is no accreditation. {_STATE_SAYS[one.state]}"
    if on < one.since:
        return f"The accreditation holds from {day(one.since)}."
    if on > one.until:
        return f"The accreditation ended on {day(one.until)}."
    if organisation and organisation != one.organisation:
        return f"The accreditation is for work at {one.organisation}. {organisation} has to confirm it."
    counted_until = accreditation_policy(on).counted_until(owner, one.tested_on)
    if on > counted_until:
        return f"{owner} counted the test until {day(counted_until)}. Take the course and the test again."
    if one.grade is AccreditationGrade.PROVISIONAL and not any(
        its.person == one.supervisor
        and its.grade is AccreditationGrade.FULL
        and not why_not_accredited([its], owner, on, organisation=one.organisation)
        for its in supervisors
    ):
        return "The accreditation is provisional, and its supervisor has none in full at the same organisation now."
    return ""
