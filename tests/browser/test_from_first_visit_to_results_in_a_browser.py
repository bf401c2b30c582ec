"""Amara from her first visit to results in her hands, in a browser, with the keyboard alone and without JavaScript.

1. Amara signs in for the first time, sets up her second factor, and reads what she can do.
2. She applies for accreditation, Noor records who she is and admits her.
3. Her application is written; Owen joins it and Sana confirms what it says of their university; Amara sends it.
4. Iris returns it with a comment of Olga's; Amara answers; Dora approves it.
5. Anton draws up the agreement, Sana signs it, Agnes countersigns.
6. Dan loads the extract; Amara takes the outputs of a run to the desk.
7. Dev and Grace review them, neither seeing what the other says; Leila releases them; Amara takes the file.

Everybody begins at what waits for them: researchers at a telephone, the service at a desk. With `--postgresql` it is on
PostgreSQL. Short cuts, where other tests show the way: the course and the test, the sections
of the form, reviewers' forms, the extract and the run.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from tests.browser.pages import expect
from tests.browser.walks import DESK, PHONE, Walker, sign_in
from tests.support import applications_of_people as applications
from tests.support import projects_of_people, researchers
from tests.support.cast import PASSWORD, Someone, code_of, somebody
from tests.support.outputs_of_people import check_in_this_process, work
from tests.support.site import served, site_of_people

SERVICE = {
    "Noor": ("accreditation officer",),
    "Iris": ("intake officer",),
    "Olga": (),
    "Gwen": ("information governance reviewer",),
    "Mina": ("methods reviewer",),
    "Dora": ("delegated officer",),
    "Anton": ("agreement officer",),
    "Agnes": ("agreement officer",),
    "Dan": ("data manager",),
    "Dev": ("output checker",),
    "Grace": ("output checker",),
    "Leila": ("release officer",),
}
"""Who works for the service. Olga owns the ILR."""
UNIVERSITY = {"Amara": (), "Owen": (), "Sana": ("organisation signatory",)}
REVIEWERS = {"ilr": "Olga", "information governance": "Gwen", "methods": "Mina"}
CHECKLIST = ("readable", "questions", "attached", "people", "less")


class Cast:
    """Everybody, each with a browser of their own once they need one."""

    def __init__(self, browser: Any, base: str) -> None:
        from alder.governance import Right, Role, RoleScope, ScopeKind
        from alder.web.accounts import second_factor
        from alder.web.accounts.organisations import add_organisation, employ
        from alder.web.accounts.rights import give

        self._browser, self.base = browser, base
        university = add_organisation("University of Mereshire", "university or research institute")
        service = add_organisation("The service", "government department or agency")
        self.people: dict[str, Someone] = {}
        for name, roles in {**SERVICE, **UNIVERSITY}.items():
            found = self.people[name] = somebody(name, *roles)
            employ(found.person, university if name in UNIVERSITY else service, "by telephone")
        give(self.people["Olga"].person, Right(Role.DATA_OWNER, RoleScope(ScopeKind.SOURCE, "ilr")))
        amara = self.people["Amara"].person
        second_factor.forget(amara)
        type(amara).objects.filter(pk=amara.pk).update(chose_password=False)
        self.walkers: dict[str, Walker] = {}

    def __call__(self, name: str) -> Walker:
        from alder.web.accounts import second_factor

        if name not in self.walkers:
            shape = {"width": PHONE if name in UNIVERSITY else DESK, "height": 900}
            context = self._browser.new_context(java_script_enabled=False, viewport=shape)
            self.walkers[name] = Walker(context.new_page(), self.base)
            if name != "Amara":
                codes = second_factor.draw_recovery_codes(self.people[name].person)
                sign_in(self.walkers[name].page, self.base, name.casefold(), codes.pop())
        return self.walkers[name]

    def close(self) -> None:
        for one in self.walkers.values():
            one.page.context.close()


@pytest.fixture
def cast(browser: Any, tmp_path: Path) -> Iterator[Cast]:
    (tmp_path / "workspaces").mkdir()
    rooms = {ip_network("127.0.0.0/8"): "safe room"}
    with ExitStack() as over:
        workspaces = str(tmp_path / "workspaces")
        over.enter_context(site_of_people(tmp_path / "store", ALDER_WORKSPACES=workspaces, ALDER_NETWORKS=rooms))
        check_in_this_process(over.enter_context(pytest.MonkeyPatch.context()))
        made = Cast(browser, over.enter_context(served()))
        over.callback(made.close)
        yield made


def test_amara_gets_from_her_first_visit_to_results(cast: Cast, tmp_path: Path) -> None:
    _first_visit(cast)
    _accredited(cast, tmp_path)
    row = _sent(cast)
    _approved(cast, row)
    _agreed(cast)
    _released(cast)
    amara = cast("Amara")
    amara.open("/projects")
    amara.go("link", f"1: {row.title}")
    amara.go("link", "All outputs, and the files that were released")
    with amara.page.expect_download() as came:
        amara.page.get_by_role("link", name="distance.csv").press("Enter")
    assert "Under 5 km,1240" in Path(came.value.path()).read_text()
    assert amara.minutes < 60, "what she reads and types, the course and the sections of the form left out"


def _first_visit(cast: Cast) -> None:
    amara = cast("Amara")
    page = amara.page
    amara.open("/sign-in")
    amara.fill(email="amara@mereshire.example", password=PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/password")
    amara.fill(new="words of my own choice", again="words of my own choice")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/set-up")
    secret = page.locator(".alder-key").inner_text().replace(" ", "")
    amara.fill(code=code_of(base64.b32decode(secret + "=" * (-len(secret) % 8))))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Keep these recovery codes")).to_have_count(1)
    amara.go("button", "I have kept them")
    assert "Nothing waits for you now." in amara.read()


def _accredited(cast: Cast, folder: Path) -> None:
    """Amara on the pages; Owen is accredited already."""
    amara, noor, page = cast("Amara"), cast("Noor"), cast("Amara").page
    officer = cast.people["Noor"].sign_in()
    researchers.granted(cast.people["Owen"].sign_in(), officer)
    amara.go("link", "become accredited")
    amara.go("button", "Apply for accreditation")
    amara.turn("Go on with your application")
    address = page.url.removeprefix(cast.base)
    amara.go("link", "Say what qualifies you.")
    amara.fill(path="degree", degree="BSc Economics, 2:1", statistics="yes")
    amara.go("button", "Save")
    amara.go("link", "Send at least one document that shows it.")
    (folder / "degree.pdf").write_bytes(researchers.PDF)
    amara.fill(kind="degree", day="1", month="7", year="2019", file=str(folder / "degree.pdf"))
    amara.go("button", "Add it", stays=True)
    noor.turn("Record who they are")
    noor.go("button", "Record who they are")
    noor.fill(level="medium", how="Passport, in a call with picture")
    noor.go("button", "Record it")
    amara.turn("Send your application")
    amara.go("button", "Apply", stays=True)
    noor.turn("Look at the evidence")
    noor.go("button", "Admit to the course")
    noor.fill(evidence="Degree certificate")
    noor.go("button", "Admit to the course")
    amara.turn("Read the course")
    client = Someone(cast.people["Amara"].person)
    client.client.post("/sign-in", {"email": client.person.email, "password": "words of my own choice"})
    client.client.post("/sign-in/code", {"code": client.code()})
    cast.people["Amara"] = client
    researchers.completed(client, address)
    researchers.sent(client, f"{address}/test", extra="0")
    researchers.answered(client, address)
    amara.turn("Sign the declaration")
    amara.open(f"{address}/declaration")
    amara.fill(promise="yes")
    amara.go("button", "Sign the declaration")
    noor.turn("Decide on it")
    noor.go("button", "Grant full accreditation")
    noor.go("button", "Grant full accreditation")
    amara.open(address)
    assert "You are accredited until" in amara.read()


def _sent(cast: Cast) -> Any:
    """An application whose sections are written by short cut."""
    from alder.web.applications.models import ApplicationRecord

    amara, owen, sana, page = cast("Amara"), cast("Owen"), cast("Sana"), cast("Amara").page
    amara.open("/applications")
    amara.go("button", "Start an application")
    amara.fill(title="Do apprentices who travel further complete less often?")
    amara.go("button", "Start")
    row = ApplicationRecord.objects.get()
    applications.written(row, cast.people["Amara"], _moved(applications.answers()))
    own = page.url.removeprefix(cast.base)
    amara.open(f"{own}/sections/D")
    assert page.locator("#D5-1-start").input_value() == "1 1 2027", "a day as its hint writes one"
    amara.open(f"{own}/people")
    amara.fill(email="owen@mereshire.example")
    amara.go("button", "Invite", stays=True)
    amara.open(f"{own}/ask-sign-off")
    amara.go("button", "Ask them", stays=True)
    owen.turn("Accept or decline to take part")
    owen.go("button", "Take part")
    for one in (owen, amara):
        one.turn("Accept the terms of use")
        one.fill(accept="1")
        one.go("button", "Accept")
    sana.turn("Confirm what it says of your organisation")
    sana.go("button", "Confirm section C for University of Mereshire", stays=True)
    amara.turn("Write it, and send it")
    amara.go("button", "Check your answers and send")
    amara.fill(declared="yes")
    amara.go("button", "Send the application")
    assert "It is the intake officers’ turn" in amara.read()
    return row


def _moved(said: Any) -> Any:
    """The answers as people of Mereshire give them."""
    if isinstance(said, str):
        return said.replace("Harwick University", "University of Mereshire").replace("Ben", "Owen")
    if isinstance(said, list):
        return [_moved(one) for one in said]
    return {key: _moved(one) for key, one in said.items()} if isinstance(said, dict) else said


def _approved(cast: Cast, row: Any) -> None:
    iris, olga, amara, dora = (cast(name) for name in ("Iris", "Olga", "Amara", "Dora"))
    iris.turn("Check whether it is complete")
    for subject, name in REVIEWERS.items():
        iris.open(applications.desk(row, f"ask-review?subject={subject}"))
        iris.fill(reviewer=str(cast.people[name].person.pk))
        iris.go("button", "Ask for the review")
    _sent_on(iris)
    olga.turn("Accept or decline to review it")
    olga.go("button", "Accept to review it", stays=True)
    olga.fill(question="D2", comment="Say how distance is worked out.")
    olga.go("button", "Add the comment", stays=True)
    iris.turn("Read what reviewers comment")
    iris.go("button", "Return it with 1 comment")
    iris.go("button", "Return it")
    amara.turn("Answer the comments, and send it again")
    amara.go("link", "D. Aims and methods")
    reply = amara.page.locator("textarea[name^=reply-]").get_attribute("name")
    amara.fill(**{reply: "In a straight line, from the home to where the learner learns."})
    amara.go("button", "Save and come back later")
    amara.go("button", "Check your answers and send")
    amara.fill(declared="yes")
    amara.go("button", "Send it again")
    iris.turn("Check whether it is complete")
    _sent_on(iris)
    for subject, name in REVIEWERS.items():
        if name != "Olga":
            applications.did(cast.people[name], row, "ACCEPT_REVIEW", subject=subject)
            given = {"recommendation": "support", "reason": "It is sound."}
            applications.did(cast.people[name], row, "REVIEW", subject=subject, **given)
    olga.turn("eview")
    olga.go("button", "Review it")
    olga.fill(recommendation="support", reason="It is sound.")
    olga.go("button", "Give this review")
    dora.turn("Approve it without the panel")
    dora.go("button", "Approve it")
    dora.fill(reason="A clear gain for the public.")
    dora.go("button", "Approve it without the panel")


def _sent_on(iris: Walker) -> None:
    iris.go("button", "Go through the checklist")
    iris.fill(**dict.fromkeys(CHECKLIST, "yes"))
    iris.go("button", "Send it to its reviewers")


def _agreed(cast: Cast) -> None:
    """The agreement is signed on its hash, the project begins, and its extract is loaded."""
    from django.utils import timezone

    from alder.web.projects.access import agreement_of
    from alder.web.projects.models import ProjectRecord
    from alder.web.projects.workspaces import follow_agreements

    anton, sana, agnes, dan, amara = (cast(name) for name in ("Anton", "Sana", "Agnes", "Dan", "Amara"))
    anton.turn("Draw up the agreement")
    anton.go("button", "Draw up the agreement")
    assert anton.page.locator("#start").input_value() == "1 1 2027", "a day as its hint writes one"
    today = timezone.localdate()
    anton.fill(start=f"{today.day} {today.month} {today.year}")
    anton.go("button", "Send it out for signature")
    for who, what, begin in (
        (sana, "Sign it for your organisation", "Read and sign"),
        (agnes, "Countersign it", "Countersign it for the service"),
    ):
        who.turn(what)
        who.go("button", begin)
        who.fill(read="yes")
        who.go("button", "Sign")
    follow_agreements()
    project = ProjectRecord.objects.get()
    projects_of_people.with_extract(project, plan=agreement_of(project).scope)
    projects_of_people.with_run(project)
    dan.turn("Load")
    dan.go("button", "Load the extract")
    dan.go("button", "Load the extract")
    amara.open("/applications")
    amara.go("link", "1: Do apprentices who travel further complete less often?")
    amara.go("link", "your projects")
    amara.go("link", f"1: {project.title}")
    amara.go("link", "0001")


def _released(cast: Cast) -> None:
    amara, leila = cast("Amara"), cast("Leila")
    amara.fill(planned="Completion by distance")
    amara.go("button", "Begin an output with them")
    work()
    amara.page.reload()
    amara.go("button", "Hand it in")
    amara.go("button", "Hand it in")
    work()
    for name in ("Dev", "Grace"):
        checker = cast(name)
        checker.turn("Review it")
        assert "Approved by" not in checker.read(), "no checker sees what another said"
        vote = checker.page.locator("input[type=radio][name^=vote-]").first.get_attribute("name")
        checker.fill(**{vote: "approve"})
        checker.go("button", "Send my vote", stays=True)
    cast("Dev").turn("Decide on it")
    cast("Dev").go("button", "Approve it", stays=True)
    leila.turn("Release it")
    leila.go("button", "Release it")
    leila.go("button", "Release it")
    work()
