"""People who hand in and check outputs, and the outputs that they hand in."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

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


def account(name: str) -> Someone:
    return somebody(name.capitalize(), *PEOPLE[name])


def cast() -> dict[str, Someone]:
    """Everybody, signed in."""
    return {name: account(name).sign_in() for name in PEOPLE}


def check_in_this_process(patch: pytest.MonkeyPatch) -> None:
    """Outputs are checked where the tests run: a process for each would be most of what they cost."""
    from alder.web.output_desk import check_process, check_runs

    def checked(inside: Path, out: Path) -> str:
        check_process.check_folder(inside, out, 10, 5)
        return ""

    patch.setattr(check_runs, "check_in_a_process", checked)


def sent(name: str, content: str | bytes) -> Any:
    """A file as a form sends it."""
    found = io.BytesIO(content.encode() if isinstance(content, str) else content)
    found.name = name
    return found


def stepped(who: Someone, page: str, **given: Any) -> Any:
    """The form of a page about an output is sent as from the page as it is now, which is not looked at before."""
    about = re.search(r"[0-9a-f-]{36}", page)
    seen = str(output_of(page).revision) if about else ""
    reply = who.client.post(page, {"seen": seen, **given})
    assert reply.status_code == 302, (page, reply.status_code, reply.content.decode()[:2000])
    return reply


def begun(author: Someone, title: str = "Learners by distance", recipients: str = "") -> str:
    """An output is started; its address."""
    given = {"purpose": "A paper on travel to learn", "planned_use": "paper", "recipients": recipients}
    return str(stepped(author, "/outputs/begin", title=title, **given)["Location"])


def with_file(
    author: Someone, address: str, name: str, content: str | bytes, kind: str = "output", group: int = 1
) -> None:
    """A file is sent, and the checks run."""
    stepped(author, f"{address}/groups/{group}/files", files=sent(name, content), kind=kind)
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
    stepped(author, f"{address}/groups/{group}/cover", **{**COVER, **about, **said})
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
    stepped(author, f"{address}/submit")
    work()
    return address


def excepted(who: Someone, content: str, name: str, **said: str) -> str:
    """Counts that are not rounded are handed in, with an exception asked for."""
    address = begun(who)
    with_file(who, address, name, content)
    covered(who, address, **said)
    page = f"{address}/groups/1/findings"
    for _ in range(8):
        form = r'name="finding" value="([^"]+)"><input type="hidden" name="number" value="(\d+)"'
        found = re.search(form, who.see(page))
        if not found:
            break
        who.do(page, finding=found[1], number=found[2], reason="The service agreed on counts as they are")
    stepped(who, f"{address}/submit")
    work()
    assert output_of(address).state == "submitted"
    return address


def desk(address: str) -> str:
    """The address of an output at the desk."""
    return f"/desk/outputs/{output_of(address).key}"


def votes(checker: Someone, address: str, *, approves: bool = True, comment: str = "", private: str = "") -> Any:
    """A checker votes alike on every file that leaves."""
    shown = checker.see(desk(address))
    said: dict[str, str] = {}
    for number, sha256 in re.findall(r'name="sha-(\d+)" value="([0-9a-f]{64})"', shown):
        said |= {f"sha-{number}": sha256, f"vote-{number}": "approve" if approves else "changes"}
        said |= {f"comment-{number}": comment, f"private-{number}": private}
    return checker.client.post(desk(address), said)


def reviewed(people: dict[str, Someone], address: str) -> None:
    """Dev and Grace approve every file."""
    for name in ("dev", "grace"):
        reply = votes(people[name], address)
        assert reply.status_code == 302, reply.content.decode()


def approved(people: dict[str, Someone], author: str = "ben", content: str | bytes = SAFE, **more: Any) -> str:
    """An output that waits for its release."""
    address = submitted(people[author], content, **more)
    reviewed(people, address)
    pressed(people["dev"], address, "approve")
    return address


def pressed(who: Someone, address: str, step: str, status: int = 302) -> Any:
    """A button of the page at the desk is pressed."""
    reply = who.client.post(f"{desk(address)}/{step}", {"seen": str(output_of(address).revision)})
    assert reply.status_code == status, reply.content.decode()[:2000]
    return reply


def released(people: dict[str, Someone], author: str = "ben", content: str | bytes = SAFE, **more: Any) -> str:
    """An output that left."""
    address = approved(people, author, content, **more)
    stepped(people["leila"], f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released", output_of(address).trouble
    return address
