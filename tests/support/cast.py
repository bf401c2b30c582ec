"""People who sign in, as tests play them: each with a browser of their own, a password and an app for codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "correct horse battery staple"
NOW = {"when": "now", "day": "", "month": "", "year": "", "time": ""}
"""The form of an approver who publishes at once."""
CAST = {
    "leila": ("Leila", ("publisher",)),
    "omar": ("Omar", ("publisher", "approver")),
    "marcus": ("Marcus", ("approver",)),
    "noor": ("Noor", ("approver",)),
    "ada": ("Ada", ("admin",)),
    "pat": ("Pat", ()),
}


@dataclass
class Someone:
    """A person with a browser."""

    person: Any
    client: Any = field(default_factory=lambda: _client())

    def code(self, ahead: int = 0) -> str:
        """A code of the app, as if the one before had been some time ago."""
        from alder.web.accounts.models import App

        device = App.objects.get(user=self.person, confirmed=True)
        App.objects.filter(pk=device.pk).update(last_t=-1)
        return code_of(device.bin_key, ahead)

    def sign_in_by_pages(self) -> Someone:
        """As people do: the password, then a code."""
        self.client.post("/sign-in", {"email": self.person.email, "password": PASSWORD})
        reply = self.client.post("/sign-in/code", {"code": self.code()})
        assert reply.status_code == 302, reply.content.decode()
        return self

    def sign_in(self) -> Someone:
        """Their session begins, as it does after both factors; that pages ask for these has tests of its own."""
        from django.conf import settings
        from django.test import RequestFactory

        from alder.web.accounts.models import Person
        from alder.web.accounts.sessions import SessionStore, begin_session
        from alder.web.trail.circumstances import VISITOR, Circumstances, under

        request = RequestFactory().post("/sign-in/code")
        request.session = SessionStore()
        with under(Circumstances(request, VISITOR)):
            begin_session(request, Person.objects.get(pk=self.person.pk, is_active=True))
            request.session.save()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
        return self

    def waits(self) -> Someone:
        """An hour goes by since they showed their second factor, in the same session."""
        session = self.client.session
        session["proved"] = "2026-01-01T09:30:00+00:00"
        session.save()
        return self

    def see(self, address: str, status: int = 200) -> str:
        reply = self.client.get(address)
        assert reply.status_code == status, (address, reply.status_code, reply.get("Location"))
        return str(reply.content.decode())

    def do(self, address: str, status: int = 302, **given: Any) -> Any:
        """Send the form of a page, with the revision that the page was made from."""
        shown = self.client.get(address)
        seen = re.search(r'name="seen" value="(\d+)"', shown.content.decode()) if shown.status_code == 200 else None
        reply = self.client.post(address, {"seen": seen[1] if seen else "", **given})
        assert reply.status_code == status, (address, reply.status_code, _said(reply))
        return reply


def code_of(key: bytes, ahead: int = 0) -> str:
    """What an app shows for a secret, some half minutes from now."""
    from django_otp.oath import totp

    return f"{totp(key, t0=-30 * ahead):06d}"


def somebody(name: str, *roles: str, email: str = "") -> Someone:
    """A person with a password of their own and an app that works."""
    from alder.web.accounts import second_factor, services

    email = email or f"{name.casefold()}@mereshire.example"
    person = services.add(email, name, services.roles_of(roles), PASSWORD, is_their_own=True)
    second_factor.draw_app(person, confirmed=True)
    return Someone(person)


def another_account(who: Someone, *roles: str) -> Someone:
    """The same person under another address of their mailbox, with another name."""
    from alder.web.accounts.models import Person

    local, _, host = who.person.email.partition("@")
    made = somebody("Somebody else", *roles, email=f"{local}+{Person.objects.count()}@{host}")
    return made.sign_in()


def everybody() -> dict[str, Someone]:
    return {key: somebody(name, *roles) for key, (name, roles) in CAST.items()}


def begun(leila: Someone, title: str, publication: str = "Absence in Mereshire") -> str:
    """A draft of a release; its address at the desk."""
    from alder.web.publications.models import Publication

    known = Publication.objects.filter(title=publication).first()
    reply = leila.do(
        "/desk/begin", publication=str(known.pk) if known else "", new_publication=publication, about="", title=title
    )
    return str(reply["Location"])


def sent_files(leila: Someone, release: str, pair: Path, **given: Any) -> str:
    """A pair of files is sent and screened; the address of its report."""
    from alder.web.work.worker import work_once

    meta = pair.with_name(pair.name.replace(".csv", ".meta.csv"))
    with pair.open("rb") as data, meta.open("rb") as about:
        reply = leila.do(f"{release}/data", data=data, meta=about, **{"title": "Absence by school", **given})
    work_once()
    return str(reply["Location"])


def in_check(leila: Someone, title: str, pair: Path) -> str:
    """A release with a data set that waits for an approver; its address at the desk."""
    from alder.web.work.worker import work_once
    from tests.support.site import taken_on

    release = begun(leila, title)
    report = sent_files(leila, release, pair)
    failing = [name for name in taken_on(pair) if name != "--accept"]
    while "Does not pass" in leila.see(report):
        leila.do(report, do="accept", accept=failing, reason="Made up")
        work_once()
    leila.do(f"{release}/send", note="")
    return release


def seen_of(release: str) -> str:
    """The revision that a page of the release would have."""
    from alder.web.publications.models import Release

    return str(Release.objects.get(pk=release.rpartition("/")[2]).revision)


def _client() -> Any:
    from django.test import Client

    return Client(raise_request_exception=True)


def _said(reply: Any) -> str:
    found = re.search(r'error-summary__list">(.*?)</ul>', reply.content.decode(), re.DOTALL)
    return found[1] if found else reply.content.decode()[:300]
