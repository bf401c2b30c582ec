"""What is done to a request: by the table of its process, in the trail, and in its row, all in one transaction."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.errors import WrongEntry
from alder.governance.process import Act
from alder.governance.table_request import (
    OPEN,
    SERVICE_OWNED,
    SILENT_DAYS,
    TABLE_REQUEST,
    RequestAction,
    RequestRole,
    RequestState,
)
from alder.governance.table_request import TableRequest as Governed
from alder.model.ids import ULN, UPN
from alder.model.working_days import in_working_days
from alder.wall_clock import LONDON
from alder.web.accounts.same_person import accounts_among, other_accounts
from alder.web.table_requests import notices
from alder.web.table_requests.answerers import answers_all, answers_query
from alder.web.table_requests.models import AnswerKind, AnswerState, Preview, RequestRecord, TableAnswer
from alder.web.trail import events as trail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from alder.web.accounts.models import Person

WINDOW = timedelta(days=30)
"""Over how long answers at once and previews are counted."""
MOST_WORDS = 4_000
_A_LEARNERS = re.compile(r"(?<![0-9A-Za-z])(?:[0-9]{10}|[A-Za-z][0-9]{11}[0-9A-Za-z])(?![0-9A-Za-z])")
"""What looks like a ULN, or a UPN: its check digit says whether it is one."""
_CLOSED = frozenset({RequestState.ANSWERED, RequestState.REFUSED, RequestState.WITHDRAWN})


@dataclass(frozen=True)
class RequestActor:
    """Who does something: a person, whoever holds the store, or the site itself."""

    name: str
    """As the trail names them: the number of a person, `command NAME`, or nothing for the site."""
    roles: frozenset[RequestRole]
    person: Person | None = None

    @classmethod
    def of(cls, person: Person) -> RequestActor:
        """A person with what they may do now to whichever request."""
        staff = {RequestRole.STATISTICIAN} if answers_all(person) else set()
        return cls(str(person.pk), frozenset(staff), person)

    @classmethod
    def of_command(cls, user: str) -> RequestActor:
        """Whoever holds the store may do by command what a statistician may."""
        return cls(f"command {user}"[:64], frozenset({RequestRole.STATISTICIAN}))


SITE = RequestActor("", frozenset({RequestRole.SYSTEM}))


def replayed(row: RequestRecord) -> Governed:
    """The request as its events make it."""
    return trail.replayed(TABLE_REQUEST, row.begun)


def why_not(row: RequestRecord, who: RequestActor, action: RequestAction, **said: Any) -> str:
    """Why somebody may not do something to a request now; empty where they may."""
    return TABLE_REQUEST.why_not(replayed(row), _act(row, who, action, said))


def why_none(row: RequestRecord, who: RequestActor, said: Mapping[str, Any]) -> dict[str, str]:
    """For every action why they may not do it, by its name, if they said all that can be said; empty where they may."""
    thing, act = replayed(row), _act(row, who, RequestAction.ASK, said)
    return {action.name: TABLE_REQUEST.why_not(thing, replace(act, action=action)) for action in RequestAction}


def check(row: RequestRecord, who: RequestActor, action: RequestAction, **said: Any) -> None:
    """Insist that somebody may do something, said what they would say. Raises `Denied` with the reason."""
    TABLE_REQUEST.check(replayed(row), _act(row, who, action, said))


def _act(row: RequestRecord, who: RequestActor, action: RequestAction, said: Mapping[str, Any]) -> Act:
    """Somebody may answer for the source of a request alone. And where a statistician has another account, and asked
    under that, it is asked by them.
    """
    roles = who.roles
    if who.person and answers_query(who.person, row.query):
        roles |= {RequestRole.STATISTICIAN}
    accounts = accounts_among(who.person, [row.asked_by]) if who.person and roles else frozenset()
    return Act(action, who.name, roles, wall_clock.now(), said, accounts)


def wrong_with(words: str) -> str:
    """Why what somebody wrote cannot be sent; empty where it can. What it holds of a person is not repeated."""
    if len(words) > MOST_WORDS:
        return f"That is {len(words):,} letters long. There is room for {MOST_WORDS:,}."
    numbers = _A_LEARNERS.findall(words)
    if any((ULN.is_sound(one) and one not in ULN.stand_ins) or UPN.is_sound(one.upper()) for one in numbers):
        return "Take out the number of a learner: a table is of many people, and nothing is told of one"
    return ""


def check_words(**said: str) -> None:
    """Insist that texts may be sent, whichever way they come. Raises `WrongEntry`."""
    for field, words in said.items():
        if wrong := wrong_with(words):
            raise WrongEntry(field, f"{wrong[0].lower()}{wrong[1:].rstrip('.')}")


@transaction.atomic
def act(row: RequestRecord, who: RequestActor, action: RequestAction, **said: Any) -> RequestRecord:
    """Do something to a request: event, row and notices are there together, or none is.

    Raises `Denied`, and `WrongEntry` for words that cannot be sent.
    """
    if who.name:  # what the site says of itself is longer at times, and names tables by number
        check_words(reason=str(said.get("reason", "")))
    locked = RequestRecord.objects.select_for_update().get(pk=row.pk)
    thing = trail.act_on(TABLE_REQUEST, replayed(locked), _act(locked, who, action, said))
    _keep(locked, thing, action, said)
    locked.save()
    notices.tell(locked, action)
    _let_go(locked, thing)
    return locked


def _let_go(row: RequestRecord, thing: Governed) -> None:
    """A table that is made by hand is that of whoever has the request: else it is no answer to it any more.

    The output itself stays where it is, with its author or its checkers, who are too far to be stopped from here.
    """
    answer = row.answers.filter(kind=AnswerKind.BY_HAND, state=AnswerState.BEGUN).select_related("by").first()
    is_over = thing.state in (RequestState.REFUSED, RequestState.WITHDRAWN)
    if answer is None or answer.by is None or not (is_over or thing.taken_by != answer.by_actor):
        return
    answer.state = AnswerState.FAILED
    answer.why = f"The request was {thing.state}." if is_over else "Another statistician works on the request."
    answer.save(update_fields=["state", "why"])
    notices.tell_author(row, answer.by)


def _keep(row: RequestRecord, thing: Governed, action: RequestAction, said: Mapping[str, Any]) -> None:
    """The row as the events make the request, and what lists show beside."""
    now = thing.events[-1].at
    row.state, row.changed, row.needs_person, row.step = thing.state, now, thing.needs_person, ""
    row.taken_actor = thing.taken_by
    row.taken_by_id = _number_of(thing.taken_by)
    row.due = promise(thing, now)
    if row.due is None:
        row.escalated = None
    if action is RequestAction.RECALL:
        row.closed = row.answered = row.days = None
    if thing.state in _CLOSED and row.closed is None:
        row.closed = now
    if thing.state == RequestState.ANSWERED:
        row.answered = now
        row.days = thing.service_days(now) if row.days is None else row.days
    if "reason" in said and action in _TELLS_ASKER:
        row.reason = str(said["reason"])
    if action is RequestAction.QUOTE:
        row.cost = str(said["cost"])
    if action is RequestAction.REFUSE:
        row.nearest = dict(said["nearest"]) if said.get("nearest") else {}


def cost_in(text: str) -> str:
    """A cost as it is kept, from what somebody wrote: `£1,200` is `1200.00`. Empty where it is none."""
    found = re.fullmatch(r"£?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,6})(?:\.([0-9]{2}))?", text.strip())
    if found is None:
        return ""
    pounds = int(found[1].replace(",", ""))
    cost = f"{pounds}.{found[2] or '00'}"
    return "" if cost == "0.00" or pounds >= 1_000_000 else cost


def asks_fees() -> bool:
    """Whether anything is asked for tables here: what a cost says of itself, through whichever door."""
    return bool(settings.ALDER_REQUEST_FEES)


def silent_until(row: RequestRecord) -> date | None:
    """The last day on which whoever asked can reply or agree before the request is closed; None in any other state."""
    if row.state not in (RequestState.QUESTIONED, RequestState.QUOTED):
        return None
    return (row.changed + timedelta(days=SILENT_DAYS)).astimezone(LONDON).date()


_TELLS_ASKER = {RequestAction.QUESTION, RequestAction.QUOTE, RequestAction.REFUSE, RequestAction.REPLY}


def _number_of(actor: str) -> UUID | None:
    """The number of a person, if the trail names one."""
    from uuid import UUID

    return None if not actor or actor.startswith("command ") else UUID(actor)


def promise(thing: Governed, now: datetime) -> date | None:
    """The day for which an answer is promised: the working days that are left of ours, from today; None else."""
    if thing.state not in SERVICE_OWNED:
        return None
    left = max(0, settings.ALDER_REQUEST_DAYS - thing.service_days(now))
    return in_working_days(now.astimezone(LONDON).date(), left)


def organisation_of(person: Person | None) -> str:
    """Whose budget a person's answers count in beside their own: that of everybody at their organisation, or where
    nobody says what that is, at the domain of their address.
    """
    if person is None:
        return ""
    return person.organisation.name if person.organisation is not None else person.email.rpartition("@")[2]


_JUST_NOW = timedelta(days=1)


def asked_already(person: Person, *, query: dict[str, Any] | None, title: str, words: str = "") -> RequestRecord | None:
    """The same request of this person, where they sent it within a day and it was not refused or withdrawn.

    Whoever goes back and presses again, or presses twice, asks once. Call it within the transaction that asks: a second
    one waits until the first is through.
    """
    from alder.web.accounts.models import Person as Row

    Row.objects.select_for_update().get(pk=person.pk)
    recent = RequestRecord.objects.filter(asker=person, title=title[:300], asked__gte=wall_clock.now() - _JUST_NOW)
    for row in recent.filter(state__in=(*OPEN, RequestState.ANSWERED)).order_by("-id")[:20]:
        if row.query == query and (query is not None or row.words == words):
            return row
    return None


@transaction.atomic
def ask(
    who: RequestActor,
    *,
    query: dict[str, Any] | None,
    title: str,
    policy: str = "",
    words: str = "",
    words_are_public: bool = True,
    shown: bool = False,
) -> RequestRecord:
    """A request is made and asked. `query` is what is asked, `shown` whether they saw what it would hide.

    Raises `WrongEntry` for words that cannot be sent.
    """
    import json

    check_words(title=title, words=words)
    row = RequestRecord.objects.create(
        asker=who.person,
        asked_by=who.name,
        organisation=organisation_of(who.person),
        query=query,
        policy=policy or usual_policy(),
        title=title[:300],
        words=words,
        words_are_public=words_are_public,
    )
    text = json.dumps(query, sort_keys=True, ensure_ascii=False) if query else ""
    return act(row, who, RequestAction.ASK, query=text, words=words, shown=shown, words_are_public=words_are_public)


def usual_policy() -> str:
    """The policy under which tables are protected, unless another is named."""
    return str(settings.ALDER_TABLE_POLICY)


@dataclass(frozen=True)
class Budget:
    """What somebody had of something in the last 30 days, and may have; and so their organisation."""

    own: int
    most: int
    organisation: int
    most_of_organisation: int

    @property
    def left(self) -> int:
        return max(0, min(self.most - self.own, self.most_of_organisation - self.organisation))


def _accounts_of(person: Person | None) -> list[Person]:
    """All accounts of somebody: who has several has one budget."""
    return [person, *other_accounts(person)] if person else []


def answers_budget(person: Person | None, organisation: str) -> Budget:
    """Answers at once, those that are being made among them."""
    since = wall_clock.now() - WINDOW
    had = TableAnswer.objects.filter(kind=AnswerKind.AT_ONCE, begun__gte=since).exclude(state=AnswerState.FAILED)
    return Budget(
        had.filter(request__asker__in=_accounts_of(person)).count(),
        settings.ALDER_ANSWERS_AT_ONCE,
        had.filter(request__organisation=organisation).count(),
        settings.ALDER_ANSWERS_AT_ONCE_ORGANISATION,
    )


def previews_budget(person: Person) -> Budget:
    """Previews of tables that nobody asked for yet. What a statistician tries for others does not count."""
    since = wall_clock.now() - WINDOW
    had = Preview.objects.filter(when__gte=since, counts=True, request=None)
    return Budget(
        had.filter(person__in=_accounts_of(person)).count(),
        settings.ALDER_TABLE_PREVIEWS,
        had.filter(organisation=organisation_of(person)).count(),
        settings.ALDER_TABLE_PREVIEWS_ORGANISATION,
    )


def open_requests() -> Any:
    """All that wait for somebody, the oldest promise first; those that wait for their asker last."""
    from django.db.models import F

    return RequestRecord.objects.filter(state__in=OPEN).order_by(F("due").asc(nulls_last=True), "id")


@dataclass(frozen=True)
class Times:
    """How long answers took, in working days of ours, over the requests that were answered last."""

    answered: int
    median: int
    ninetieth: int


_LAST = 500
"""Answers of which the times are told: those of months, and few enough to be read at once."""


def times() -> Times | None:
    """None where nothing was answered yet."""
    last = RequestRecord.objects.filter(state=RequestState.ANSWERED, days__isnull=False).order_by("-answered")[:_LAST]
    days = sorted(int(n or 0) for n in last.values_list("days", flat=True))
    if not days:
        return None
    return Times(len(days), days[(len(days) - 1) // 2], days[min(len(days) - 1, -(-len(days) * 9 // 10) - 1)])
