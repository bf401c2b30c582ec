"""What the site and the gateway of notebooks tell one another, under a key that both hold and nobody else.

The site gives a person whose access it has judged a ticket, which opens the notebooks of one project once, within a
minute. While they are open the gateway asks the site about that person again and again. A ticket, a question and an
answer are JSON with a seal over it and over what kind of thing it is, so that none can be shown for another. Whoever
reads one learns nothing that opens anything; whoever changes a letter of it has nothing.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

GOOD_FOR = timedelta(seconds=60)
"""A ticket is shown at once, by the button that it came with."""
_QUESTION_GOOD_FOR = timedelta(seconds=30)
"""A question that was overheard is no use later; clocks of two machines may differ by so much."""
_SHORTEST_KEY = 32
_MAKE_ONE = "Make one, and give it to both:  openssl rand -base64 48 > notebooks.key && chmod 640 notebooks.key"
_LONGEST = 8192
_NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
"""What a person may be called here: it names a folder."""


class NotGenuine(UsageError):
    """It was not sealed under the key, or not as what it is shown for, or its time is over."""


class _Kind(StrEnum):
    TICKET = "ticket"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True)
class Seal:
    """A key that the site and the gateway share."""

    key: bytes

    def __post_init__(self) -> None:
        if len(self.key) < _SHORTEST_KEY:
            raise UsageError(
                f"the key that site and gateway share has fewer than {_SHORTEST_KEY} bytes",
                next=_MAKE_ONE,
            )

    def put_on(self, kind: str, said: Mapping[str, Any]) -> str:
        """Say something as a thing of a kind."""
        body = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
        return f"{body}.{self._over(kind, body)}"

    def open(self, kind: str, text: str) -> dict[str, Any]:
        """What was said, if the seal is whole."""
        body, _, seal = text.partition(".")
        if len(text) > _LONGEST or not hmac.compare_digest(self._over(kind, body).encode(), seal.encode()):
            raise NotGenuine(f"this is no {kind} that was made under the shared key")
        said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body))
        return said

    def _over(self, kind: str, body: str) -> str:
        return hmac.new(self.key, f"notebooks of Alder {kind}\n{body}".encode(), sha256).hexdigest()


def read_seal(path: Path) -> Seal:
    """The key in a file, which nobody but its owner, or a group made for it, may read."""
    try:
        text, open_to_all = path.read_bytes().strip(), path.stat().st_mode & 0o007
    except OSError as error:
        raise UsageError(
            "the key that site and gateway share cannot be read", where=f"{path}: {error.strerror}", next=_MAKE_ONE
        ) from None
    if open_to_all:
        raise UsageError(
            "everybody on this machine could read the key that site and gateway share",
            where=str(path),
            next=f"Close it:  chmod o= {path}",
        )
    return Seal(text)


@dataclass(frozen=True)
class Ticket:
    """Somebody who may open the notebooks of a project, once."""

    person: str
    project: str
    session: str
    """A mark of their session at the site, which tells nobody its key."""
    until: float
    number: str
    """Drawn; with it the ticket is used up."""


@dataclass(frozen=True)
class AccessQuestion:
    """Whether somebody who has notebooks open still has access."""

    person: str
    project: str
    session: str
    used: bool
    """Whether they did something there since the question before."""
    asked: float
    number: str
    """Drawn; it stands in the answer too, which is good for no other question."""


def check_person(person: str) -> None:
    """Refuse a name of a person that could not be that of a folder."""
    if not _NAMES.fullmatch(person):
        raise UsageError("a person is named by letters, digits and hyphens where notebooks are")


def make_ticket(seal: Seal, *, person: str, project: str, session: str, at: datetime) -> str:
    """A ticket, for the page on which a person presses “open”. Judge their access first."""
    check_person(person)
    until = (at + GOOD_FOR).timestamp()
    return seal.put_on(_Kind.TICKET, asdict(Ticket(person, project, session, until, secrets.token_hex(16))))


def read_ticket(seal: Seal, text: str, *, at: datetime) -> Ticket:
    """The ticket, if it is genuine and its time is not over. Whoever takes it keeps its number."""
    ticket = Ticket(**seal.open(_Kind.TICKET, text))
    if ticket.until <= at.timestamp():
        raise NotGenuine("the time of this ticket is over")
    return ticket


def make_question(seal: Seal, ticket: Ticket, *, used: bool, at: datetime) -> tuple[str, str]:
    """A question to the site about whoever came with a ticket, and its number."""
    about = (ticket.person, ticket.project, ticket.session)
    question = AccessQuestion(*about, used, at.timestamp(), secrets.token_hex(16))
    return seal.put_on(_Kind.QUESTION, asdict(question)), question.number


def answer_question(seal: Seal, text: str, *, at: datetime, why_not: Callable[[AccessQuestion], Sequence[str]]) -> str:
    """The site's answer: every reason why somebody has no access, or none where they have."""
    question = AccessQuestion(**seal.open(_Kind.QUESTION, text))
    if abs(at.timestamp() - question.asked) > _QUESTION_GOOD_FOR.total_seconds():
        raise NotGenuine("the time of this question is over, or two clocks differ")
    return seal.put_on(_Kind.ANSWER, {"number": question.number, "why_not": list(why_not(question))})


def read_answer(seal: Seal, text: str, *, number: str) -> tuple[str, ...]:
    """Why somebody has no access; nothing where they have."""
    said = seal.open(_Kind.ANSWER, text)
    if said["number"] != number:
        raise NotGenuine("this is the answer to another question")
    return tuple(said["why_not"])
