"""Researchers who are accredited through the pages of a site, and who look after them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from tests.support.cast import Someone, somebody

MERESHIRE, NORTHFIELD = "University of Mereshire", "Northfield College"
DESK = {
    "owen": ("accreditation officer",),
    "noor": ("accreditation officer", "incident officer"),
    "ines": ("incident officer",),
    "sam": ("organisation signatory",),
}
PDF = b"%PDF-1.7\nmade up"
DEGREE = {"path": "degree", "degree": "BSc Economics, 2:1", "statistics": "yes"}
START = "/accreditation/begin"


def organisations() -> dict[str, Any]:
    from alder.web.accounts.organisations import add_organisation

    return {
        MERESHIRE: add_organisation(MERESHIRE, "university or research institute", domains=["mereshire.example"]),
        NORTHFIELD: add_organisation(NORTHFIELD, "college or training provider", domains=["northfield.example"]),
    }


def employed(who: Someone, at: str) -> Someone:
    """Whoever it is works there, as an admin verified, and is signed in."""
    from alder.web.accounts.models import Organisation
    from alder.web.accounts.organisations import employ

    employ(who.person, Organisation.objects.get(name=at), "by telephone")
    return who.sign_in()


def researcher(name: str, at: str = MERESHIRE) -> Someone:
    """Somebody who works there. What a name says beside letters is none of the address."""
    email = f"{''.join(filter(str.isalnum, name)).casefold()}@mereshire.example"
    return employed(somebody(name, email=email), at)


def desk() -> dict[str, Someone]:
    """The officers of the service, and who signs for Northfield."""
    found = {name: somebody(name.capitalize(), *roles).sign_in() for name, roles in DESK.items()}
    employed(found["sam"], NORTHFIELD)
    return found


def row(address: str) -> Any:
    from alder.web.accreditation.models import AccreditationRecord

    return AccreditationRecord.objects.get(key=re.findall(r"[0-9a-f-]{36}", address)[0])


def at_desk(address: str) -> str:
    return f"/desk/accreditations/{row(address).key}"


def sent(who: Someone, page: str, **given: Any) -> Any:
    """The form of a page about an accreditation, as from the page as it is now."""
    reply = who.client.post(page, {"seen": str(row(page).revision), **given})
    assert reply.status_code == 302, (page, reply.status_code, reply.content.decode()[:3000])
    return reply


def document(name: str = "degree.pdf", content: bytes = PDF) -> Any:
    import io

    found = io.BytesIO(content)
    found.name = name
    return found


def begun(who: Someone, **said: str) -> str:
    """An application is filled in, with a document; its address."""
    address = str(who.client.post(START)["Location"])
    sent(who, f"{address}/qualification", **(said or DEGREE))
    dated = {"day": "1", "month": "7", "year": "2019"}
    sent(who, f"{address}/evidence", kind="degree", file=document(), **dated)
    return address


def identified(officer: Someone, address: str) -> None:
    sent(officer, f"{at_desk(address)}/identity", level="medium", how="Passport, in a call with picture")


def applied(who: Someone, officer: Someone, **said: str) -> str:
    address = begun(who, **said)
    identified(officer, address)
    sent(who, f"{address}/apply")
    return address


def admitted(who: Someone, officer: Someone, **said: str) -> str:
    address = applied(who, officer, **said)
    sent(officer, f"{at_desk(address)}/admit", evidence="Degree certificate")
    return address


def back(address: str, **before: float) -> None:
    """Readings and the test of an accreditation began that much earlier."""
    by = timedelta(**before)
    for one in (*row(address).readings.all(), *row(address).sittings.filter(ended=None)):
        for name in ("since", "began", "paused"):
            if getattr(one, name, None) is not None:
                setattr(one, name, getattr(one, name) - by)
        one.save()


def organisation(name: str) -> Any:
    from alder.web.accounts.models import Organisation

    return Organisation.objects.get(name=name)


def studied(who: Someone, officer: Someone, **said: str) -> str:
    """The course is read by who was admitted."""
    return completed(who, admitted(who, officer, **said))


def completed(who: Someone, address: str) -> str:
    """The course is read, module by module, for as long as each takes, without its pages."""
    from alder.accreditation.course import modules
    from alder.web.accreditation import study
    from alder.web.accreditation.process import replayed

    record = row(address)
    for module in modules():
        study.open_module(record, module)
        back(address, minutes=module.minutes)
        assert study.finish_module(record, module).finished
    study.complete(who.person, record, replayed(record))
    assert row(address).state == "test ready"
    return address


def completed_on_pages(who: Someone, address: str) -> str:
    """The same as people do it."""
    from alder.accreditation.course import modules

    for module in modules():
        page = f"{address}/course/{module.number}"
        who.see(page)
        back(address, minutes=module.minutes)
        who.client.post(page, {"check-1": module.checks[0].right, "check-2": "something else"})
    assert row(address).state == "test ready"
    return address


def right_answers(address: str) -> list[int]:
    """Where the right answer of each question of the paper stands."""
    from alder.web.accreditation.process import replayed
    from alder.web.accreditation.sittings import paper_of

    record = row(address)
    return [one.right for one in paper_of(record.sittings.last(), replayed(record)).questions]


def answered(who: Someone, address: str, *, wrong: int = 0) -> None:
    """All questions are answered on one page, the first few wrongly, and the test is handed in."""
    given = {
        f"answer-{n}": (right + 1) % 3 if n <= wrong else right for n, right in enumerate(right_answers(address), 1)
    }
    sent(who, f"{address}/test/all", do="done", **given)
    sent(who, f"{address}/test/hand-in")


def passed(who: Someone, officer: Someone, **said: str) -> str:
    return tested(who, studied(who, officer, **said))


def tested(who: Someone, address: str) -> str:
    """The test is taken at the first time."""
    sent(who, f"{address}/test", extra="0")
    answered(who, address)
    assert row(address).state == "passed"
    return address


def declared(who: Someone, officer: Someone, **said: str) -> str:
    return promised(who, passed(who, officer, **said))


def promised(who: Someone, address: str) -> str:
    """The declaration is signed."""
    sent(who, f"{address}/declaration", version="1", promise="yes", is_named="yes")
    return address


def latest(officer: Someone, page: str) -> dict[str, str]:
    """The day that a page of an act has filled in."""
    shown = officer.see(page)
    return {name: re.findall(rf'name="{name}"[^>]* value="(\d+)"', shown)[0] for name in ("day", "month", "year")}


def granted(who: Someone, officer: Someone, **said: str) -> str:
    """Somebody with a full accreditation."""
    address = declared(who, officer, **said)
    page = f"{at_desk(address)}/grant-full"
    sent(officer, page, **latest(officer, page))
    assert row(address).state == "full"
    return address
