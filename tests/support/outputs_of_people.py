"""People who hand in and check outputs, and the outputs that they hand in."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.support.cast import Someone, somebody

PEOPLE = {
    "ben": (),
    "amara": (),
    "dev": ("output checker",),
    "grace": ("output checker",),
    "marcus": ("output checker",),
    "sunita": ("senior checker",),
    "leila": ("release officer",),
    "ines": ("incident officer",),
    "gwen": ("information governance reviewer",),
    "omar": ("output checker", "senior checker", "release officer", "incident officer"),
    "pat": ("publisher",),
}
SAFE = "distance,learners\nUnder 5 km,1240\n5 to under 10 km,980\n10 km and over,610\nAll,2830\n"
"""Rounded to ten, every cell large: nothing holds it."""
SMALL = "distance,learners\nUnder 5 km,1240\n5 to under 10 km,980\n10 km and over,7\n"
"""A cell of seven people."""
COVER = {
    "title": "Learners by distance",
    "shows": "Learners by how far they live from where they learn",
    "population": "Adults with funded learning in Mereshire in 2026/27",
    "people": "2830",
    "unit": "learners",
    "threshold": "10",
    "rounding": "10",
    "suppression": "Nothing is hidden",
}


def cast() -> dict[str, Someone]:
    """Everybody, signed in."""
    return {name: somebody(name.capitalize(), *roles).sign_in() for name, roles in PEOPLE.items()}


def sent(name: str, content: str | bytes) -> Any:
    """A file as a form sends it."""
    found = io.BytesIO(content.encode() if isinstance(content, str) else content)
    found.name = name
    return found


def begun(author: Someone, title: str = "Learners by distance", recipients: str = "") -> str:
    """An output is started; its address."""
    given = {"purpose": "A paper on travel to learn", "planned_use": "paper", "recipients": recipients}
    return str(author.do("/outputs/begin", title=title, **given)["Location"])


def with_file(
    author: Someone, address: str, name: str, content: str | bytes, kind: str = "output", group: int = 1
) -> None:
    """A file is sent, and the checks run."""
    author.do(f"{address}/groups/{group}/files", files=sent(name, content), kind=kind)
    work()


def work() -> None:
    from alder.web.work.worker import work_once

    work_once()


def covered(author: Someone, address: str, group: int = 1, **said: str) -> None:
    """The cover sheet is filled in, and the checks run."""
    from alder.web.output_desk.models import OutputGroup

    number = output_of(address).pk
    files = OutputGroup.objects.get(output=number, number=group).present
    about: dict[str, str] = {}
    for n, file in enumerate(files, 1):
        about |= {f"statistic-{n}": "FREQ", f"relation-{n}": "Nothing left before"} if file.kind == "output" else {}
    author.do(f"{address}/groups/{group}/cover", **{**COVER, **about, **said})
    work()


def output_of(address: str) -> Any:
    from alder.web.output_desk.models import OutputRequest

    return OutputRequest.objects.get(key=re.findall(r"[0-9a-f-]{36}", address)[0])


def ready(author: Someone, content: str | bytes = SAFE, *, name: str = "distance.csv", **more: Any) -> str:
    """An output that can be handed in."""
    address = begun(author, **more)
    with_file(author, address, name, content)
    covered(author, address)
    return address


def submitted(author: Someone, content: str | bytes = SAFE, **more: Any) -> str:
    """An output that waits for its checkers, with the checks at the desk done."""
    address = ready(author, content, **more)
    author.do(f"{address}/submit")
    work()
    return address
