"""Whose turn it is on the way to an accreditation, as the page of what waits says it."""

from __future__ import annotations

import re
from typing import Any

from tests.support import researchers as of
from tests.support.cast import Someone

STAGES = """
begun     | Bea   | Go on with your application
begun     | owen  | Record who they are
proved    | Bea   | Send your application
applied   | owen  | Look at the evidence
asked     | Bea   | Show what the officer asked for
admitted  | Bea   | Read the course
completed | Bea   | Take the test
sitting   | Bea   | Go on with the test
passed    | Bea   | Sign the declaration
declared  | owen  | Decide on it
suspended | ines  | Reinstate or withdraw it
"""


def test_each_stage_waits_for_those_who_have_the_turn(people: dict[str, Someone]) -> None:
    bea, owen = of.researcher("Bea"), people["owen"]
    found: list[tuple[str, str, str]] = []

    def look(stage: str) -> None:
        for name, who in (("Bea", bea), ("owen", owen), ("ines", people["ines"]), ("sam", people["sam"])):
            found.extend((stage, name, what) for what in to_do(who))

    address = str(bea.client.post(of.START)["Location"])
    look("begun")
    assert of.begun(bea) == address
    of.identified(owen, address)
    look("proved")
    of.sent(bea, f"{address}/apply")
    look("applied")
    desk = of.at_desk(address)
    of.sent(owen, f"{desk}/ask-evidence", reason="The second page")
    look("asked")
    of.sent(bea, f"{address}/reply", reason="Here it is")
    of.sent(owen, f"{desk}/admit", evidence="Degree certificate")
    look("admitted")
    of.completed(bea, address)
    look("completed")
    of.sent(bea, f"{address}/test", extra="0")
    look("sitting")
    of.answered(bea, address)
    look("passed")
    of.sent(bea, f"{address}/declaration", version="1", promise="yes")
    look("declared")
    of.sent(owen, f"{desk}/grant-full", **of.latest(owen, f"{desk}/grant-full"))
    look("granted")
    of.sent(people["ines"], f"{desk}/suspend", reason="An incident is looked into")
    look("suspended")
    expected = [tuple(part.strip() for part in line.split("|")) for line in STAGES.strip().splitlines()]
    assert found == expected


def test_a_supervisor_is_asked_and_others_are_not_reminded_of_what_they_cannot_do(people: dict[str, Someone]) -> None:
    rhys, gita = of.researcher("Rhys"), of.researcher("Gita")
    address = str(rhys.client.post(of.START)["Location"])
    of.identified(people["owen"], address)
    of.sent(rhys, f"{address}/qualification", path="supervised", supervisor=gita.person.email)
    assert to_do(rhys) == [], "it is the turn of the supervisor"
    assert to_do(gita) == ["Say whether you supervise them"]
    gita.do(f"/accreditation/supervise/{of.row(address).key}")
    assert (to_do(rhys), to_do(gita)) == (["Send your application"], [])


def to_do(who: Any) -> list[str]:
    """What the page says that somebody has to do."""
    return re.findall(r'rowheader"[^>]*><a [^>]*>([^<]+)<', who.see("/your-turn"))
