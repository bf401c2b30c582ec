"""Writing the trail, and reading what it says of one thing.

An event is written in the transaction of what it tells: both are there, or neither is. Two kinds tell of what changes
nothing, and are written in a transaction of their own: that somebody was refused, and that somebody read what is not
public. A read is recorded before anything of it is shown: what cannot be recorded is not read.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import connection, transaction

from alder import wall_clock
from alder.errors import StoreError
from alder.governance import EVERYTHING, ScopeKind
from alder.governance.process import Governed
from alder.model.event import Event, plain
from alder.web.trail.circumstances import Circumstances, Somebody, circumstances
from alder.web.trail.models import TrailEvent, TrailHead

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from alder.governance import Right
    from alder.governance.process import Act, Process

DENIED, READ = "Denied", "Read"
"""The actions of those two kinds."""
_LONGEST = {"actor": 64, "role": 200, "thing": 120, "action": 60, "from_state": 40, "to_state": 40}
"""What is longer is cut, so that an event never fails because of the length of a name. `said` has room for all."""


def record(
    actor: str,
    role: str,
    thing: str,
    action: str,
    *,
    from_state: str = "",
    to_state: str = "",
    said: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Event:
    """Append an event to the chain, within the transaction of what it tells. Raises `StoreError` outside of one.

    Session and network of the request, or the account of the command, are added to what is `said`.
    """
    if not connection.in_atomic_block:
        raise StoreError("an event is recorded in the transaction of what it tells, and there is none")
    names = {
        "actor": actor,
        "role": role,
        "thing": thing,
        "action": action,
        "from_state": from_state,
        "to_state": to_state,
    }
    return append(
        {name: plain(str(value))[: _LONGEST[name]] for name, value in names.items()},
        said={**circumstances().marks, **(said or {})},
        at=at or wall_clock.now(),
    )


def append(names: Mapping[str, str], *, said: Mapping[str, Any], at: datetime) -> Event:
    """Put an event at the end of the chain, as it is given."""
    head = TrailHead.objects.select_for_update().filter(id=1).first()
    if head is None:  # two may come to this at once, and one makes it
        TrailHead.objects.get_or_create(id=1)
        head = TrailHead.objects.select_for_update().get(id=1)
    event = Event(seq=head.events, at=at.astimezone(UTC), said=plain(dict(said)), previous=head.hash, **names)
    hash = event.hash
    TrailEvent.objects.create(**{name: getattr(event, name) for name in FIELDS}, hash=hash)
    TrailHead.objects.filter(id=1).update(events=event.seq + 1, hash=hash)
    return event


FIELDS = ("seq", "at", "actor", "role", "thing", "action", "from_state", "to_state", "said", "previous")
"""The columns of an event, in the order of its fields."""


def record_denial(person: Somebody | None, thing: str, action: str, reason: str, **said: Any) -> None:
    """Somebody was refused; nobody where a visitor was. `thing` is what they wanted, also where there is no such thing:
    whether there is one must not show in how long a refusal takes.

    Within a transaction, which the refusal undoes, it is recorded when the request is over, so that it stays.
    """
    now = circumstances()
    denial = partial(
        _alone,
        *_who(person, now),
        thing,
        DENIED,
        {"wanted": action, "reason": reason} | said,
    )
    if not connection.in_atomic_block:
        denial()
    elif now.request is not None:
        now.owed.append(denial)
    else:
        raise StoreError("a denial is recorded outside of the transaction that it ends")


def record_read(person: Somebody | None, thing: str, what: str, sha256: str = "", **said: Any) -> None:
    """Somebody reads what is not public: a file, with its hash, or rows. Call it before anything is sent.

    `what` says in words what is read; never a value of a learner, and no text of a filter, which may hold one.
    """
    now = circumstances()
    _alone(
        *_who(person, now),
        thing,
        READ,
        {"what": what} | ({"sha256": sha256} if sha256 else {}) | said,
    )


def _who(person: Somebody | None, now: Circumstances) -> tuple[str, str]:
    """The number and the roles of a person, and what these are for; of nobody the role of the circumstances."""
    if person is None:
        return "", now.role
    return str(person.pk), roles_in_words(person.rights)


def roles_in_words(rights: Iterable[Right]) -> str:
    """The roles of somebody with what each is held for, those for everything first, as an event names them.

    Where a role is held for so many things that they would be cut off, it is said for how many.
    """
    held = sorted(rights, key=lambda right: (right.scope != EVERYTHING, right))
    whole = ", ".join(map(str, held))
    if len(whole) <= _LONGEST["role"]:
        return whole or "no role"
    counted = Counter((right.role, right.scope.kind) for right in held)
    return ", ".join(
        str(role) if kind is ScopeKind.EVERYTHING else f"{role} for {_counted(count, kind)}"
        for (role, kind), count in counted.items()
    )


def _counted(count: int, kind: ScopeKind) -> str:
    return f"1 {kind}" if count == 1 else f"{count} {kind}s"


def _alone(actor: str, role: str, thing: str, action: str, said: Mapping[str, Any]) -> None:
    with transaction.atomic():
        record(actor, role, thing, action, said=said)


def events_of(thing: str) -> tuple[Event, ...]:
    """All that was done to a thing, named like `output 0f3a…`, the oldest first.

    That somebody read it, or was refused, changes nothing of it and is not among them: what a thing is follows from its
    events, and so does whose turn it was for how long.
    """
    return tuple(kept.event for kept in _done_to(thing).order_by("seq"))


def count_of(thing: str) -> int:
    """How many those are."""
    return _done_to(thing).count()


def _done_to(thing: str) -> QuerySet[TrailEvent]:
    return TrailEvent.objects.filter(thing=thing).exclude(action__in=(DENIED, READ))


T = TypeVar("T", bound=Governed)


def act_on(process: Process[T], thing: T, act: Act) -> T:
    """Do what somebody wants to do to a thing, and record it. Raises `Denied` where it may not be done.

    Whoever calls holds the lock of the thing's row: an act is on the thing as it is, not as it was.
    """
    event = process.done(thing, act).events[-1]
    recorded = record(
        event.actor,
        event.role,
        event.thing,
        event.action,
        from_state=event.from_state,
        to_state=event.to_state,
        said=event.said,
        at=event.at,
    )
    return process.after(thing, recorded)


def replayed(process: Process[T], begun: T) -> T:
    """A thing as its events made it, from one that has just begun."""
    return process.replayed(begun, events_of(f"{process.name} {begun.id}"))
