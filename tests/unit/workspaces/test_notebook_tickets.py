"""What the site and the gateway of notebooks tell one another, and that nobody else can say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support import text_tables

from alder.errors import UsageError
from alder.workspaces.notebook_tickets import (
    NotGenuine,
    Seal,
    answer_question,
    make_question,
    make_ticket,
    read_answer,
    read_seal,
    read_ticket,
)

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
OURS, THEIRS = Seal(b"a" * 32), Seal(b"b" * 32)
AMARA = {"person": "amara", "project": "leavers", "session": "mark"}


def test_a_ticket_opens_the_notebooks_of_a_project_for_a_minute() -> None:
    text = make_ticket(OURS, **AMARA, at=NOW)
    ticket = read_ticket(OURS, text, at=NOW + timedelta(seconds=59))
    assert (ticket.person, ticket.project, ticket.session) == ("amara", "leavers", "mark")
    assert ticket.number != read_ticket(OURS, make_ticket(OURS, **AMARA, at=NOW), at=NOW).number
    with pytest.raises(NotGenuine, match="the time of this ticket is over"):
        read_ticket(OURS, text, at=NOW + timedelta(seconds=60))


def _question() -> tuple[str, str]:
    return make_question(OURS, read_ticket(OURS, make_ticket(OURS, **AMARA, at=NOW), at=NOW), used=True, at=NOW)


FORGED = """
what is shown               | what it is

a ticket of another key     | theirs
a question as a ticket      | question
a ticket with a letter more | longer
a ticket without its seal   | bare
nothing                     | nothing
"""


def test_what_was_not_sealed_as_a_ticket_opens_nothing() -> None:
    ticket = make_ticket(OURS, **AMARA, at=NOW)
    shown = {
        "theirs": make_ticket(THEIRS, **AMARA, at=NOW),
        "question": _question()[0],
        "longer": f"A{ticket}",
        "bare": ticket.split(".")[0],
        "nothing": "",
    }
    for row in text_tables.rows(FORGED):
        with pytest.raises(NotGenuine):
            read_ticket(OURS, shown[str(row["what it is"])], at=NOW)


def test_an_answer_is_good_for_its_question_alone_and_only_in_its_time() -> None:
    asked, number = _question()
    answers = [answer_question(OURS, asked, at=NOW, why_not=lambda _, why=why: why) for why in ((), ("Suspended.",))]
    assert [read_answer(OURS, one, number=number) for one in answers] == [(), ("Suspended.",)]
    with pytest.raises(NotGenuine, match="another question"):
        read_answer(OURS, answers[0], number=_question()[1])
    with pytest.raises(NotGenuine, match="the time of this question is over"):
        answer_question(OURS, asked, at=NOW + timedelta(seconds=31), why_not=lambda _: ())


def test_a_key_is_long_and_closed_to_others(tmp_path: Path) -> None:
    key = tmp_path / "notebooks.key"
    with pytest.raises(UsageError, match="cannot be read"):
        read_seal(key)
    key.write_text("a" * 32 + "\n")
    key.chmod(0o644)
    with pytest.raises(UsageError, match="everybody on this machine could read the key"):
        read_seal(key)
    key.chmod(0o640)
    assert read_seal(key) == OURS
    with pytest.raises(UsageError, match="fewer than 32 bytes"):
        Seal(b"short")
    with pytest.raises(UsageError, match="letters, digits and hyphens"):
        make_ticket(OURS, person="../up", project="leavers", session="mark", at=NOW)
