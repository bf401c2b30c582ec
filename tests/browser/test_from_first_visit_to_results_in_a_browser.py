"""Amara from her first visit to a publication, in a browser, with the keyboard alone and without JavaScript.

1. Ada adds her; Amara signs in for the first time, sets up her second factor, and reads what she can do.
2. She applies for accreditation, Noor records who she is and admits her. She reads the six modules, takes the test that
   was drawn for her, signs the declaration, and is accredited.
3. She starts an application, and Ben joins it. She writes it, section by section and field by field; Sana confirms what
   it says of their university; Amara sends it.
4. Iris asks Olga, Gwen and Mina for reviews. She returns it with a comment of Olga's; Amara answers; all three review.
5. Marcus, Mia and Ines vote; Owen approves it on a condition.
6. Anton draws up the agreement, Sana signs it, Anton records that the condition is met, Agnes countersigns.
7. Dan builds the extract by the plan that was signed and loads it; Amara runs an analysis on it, in the sandbox, and
   takes its output to the desk.
8. Dev and Grace review it, neither seeing what the other says; Leila releases it; Amara takes the file, and enters what
   she published.

Everybody begins at what waits for them. Every kind of page that they meet fits its window and is looked at by axe-core.
What each of them did is counted, and is what the guide says. Time goes by that nobody spends: while a module is read.
Ben was accredited before, and who works for the service has roles.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from tests.browser.walks import DESK, PHONE, Effort, Inspection, SharedWindow, Walker
from tests.support import applications_of_people as applications
from tests.support import postgresql, researchers
from tests.support.cast import PASSWORD, Someone, code_of, somebody
from tests.support.commands import run
from tests.support.outputs_of_people import check_in_this_process, work
from tests.support.site import Site, served, site_of_people
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder.synth import parse_years, write_returns

ROOT = Path(__file__).parents[2]
SERVICE = {
    "Noor": ("accreditation officer",),
    "Iris": ("intake officer",),
    "Olga": (),
    "Gwen": ("information governance reviewer",),
    "Mina": ("methods reviewer",),
    "Marcus": ("panel member",),
    "Mia": ("panel member",),
    "Ines": ("independent panel member",),
    "Owen": ("panel chair",),
    "Anton": ("agreement officer",),
    "Agnes": ("agreement officer",),
    "Dan": ("data manager",),
    "Dev": ("output checker",),
    "Grace": ("output checker",),
    "Leila": ("release officer",),
}
"""Who works for the service. Olga owns the ILR."""
UNIVERSITY = {"Ben": (), "Sana": ("organisation signatory",)}
"""Who works for it beside Amara."""
MERESHIRE = "University of Mereshire"
REVIEWERS = {"ilr": "Olga", "information governance": "Gwen", "methods": "Mina"}
CHECKLIST = ("readable", "questions", "attached", "people", "less")
TITLE = "Do apprentices who travel further complete less often?"
ANALYSIS = """
import csv, json, os
from pathlib import Path

extract = Path(os.environ["ALDER_EXTRACT"])
(aims,) = (one for one in json.loads((extract / "manifest.json").read_text())["files"] if one["name"] == "aims.parquet")
notes = csv.DictReader((extract / "quality.csv").open())
found = sum(int(note["found"]) for note in notes if note["kind"] == "people")
assert found == aims["rows"] > 50
Path("level.csv").write_text(f"group,aims\\nOf level 3,{round(found, -1)}\\n")
print("the extract has", found, "aims")
"""
"""The Python of the system has no package that reads Parquet: it counts by what lies beside the records."""
COVER = """
title = "Aims of level 3"
shows = "Aims of level 3"
population = "Adults with funded learning in Mereshire in 2019/20"
people = 100
unit = "aims"

[[files]]
name = "level.csv"
statistic = "FREQ"
relation = "Nothing left before"
"""
GUIDE = ROOT / "docs/how-to/apply-for-learner-level-data.md"
WHO = {
    "accreditation officer": "Noor",
    "co-applicant": "Ben",
    "signatory": "Sana",
    "intake officer": "Iris",
    "owner of the data": "Olga",
    "information governance": "Gwen",
    "methods": "Mina",
    "panel member": "Marcus",
    "chair of the panel": "Owen",
    "agreement officer who draws it up": "Anton",
    "agreement officer who countersigns": "Agnes",
    "data manager": "Dan",
    "output checker": "Dev",
    "release officer": "Leila",
}
"""Whose minutes the guide tells, beside Amara's."""


ELSEWHERE = ("/sign-in", "/accreditation", "/desk/accreditations", "/outputs", "/desk/outputs", "/search")
"""Whose pages other tests look at in every state. On the long walk they are looked at here, too, and those who work for
the service sign in by hand, who come with a session on the other.
"""


class Cast:
    """Everybody, who sit down in turn at a window of theirs: those of the university at one, the service at another."""

    def __init__(self, browser: Any, site: Site, base: str, axe: str, widths: tuple[int, int], is_long: bool) -> None:
        from alder.governance import Right, Role, RoleScope, ScopeKind
        from alder.web.accounts.organisations import add_organisation, employ
        from alder.web.accounts.rights import give

        university = add_organisation(MERESHIRE, "university or research institute")
        service = add_organisation("The service", "government department or agency")
        self.people: dict[str, Someone] = {}
        for name, roles in {**SERVICE, **UNIVERSITY}.items():
            found = self.people[name] = somebody(name, *roles)
            employ(found.person, university if name in UNIVERSITY else service, "by telephone")
        give(self.people["Olga"].person, Right(Role.DATA_OWNER, RoleScope(ScopeKind.SOURCE, "ilr")))
        self.site, self.base, self._is_long = site, base, is_long
        self.inspection = Inspection(browser, axe, base, () if is_long else ELSEWHERE)
        self.windows = [SharedWindow(browser, width) for width in widths]
        self.walkers: dict[str, Walker] = {}

    def newcomer(self, name: str) -> Walker:
        """Somebody who never signed in, at the sign-in page."""
        window = self.windows[0 if name in UNIVERSITY or name == "Amara" else 1]
        walker = self.walkers[name] = Walker(window, self.base, self.inspection)
        walker.open("/sign-in")
        return walker

    def __call__(self, name: str) -> Walker:
        if name not in self.walkers and not self._is_long and name in SERVICE:
            window = self.windows[1]
            walker = self.walkers[name] = Walker(window, self.base, self.inspection)
            window.bring(walker, self.people[name].sign_in().client.cookies)
        elif name not in self.walkers:
            walker = self.newcomer(name)
            walker.fill(email=f"{name.casefold()}@mereshire.example", password=PASSWORD)
            walker.go("button", "Continue")
            walker.fill(code=self.people[name].code())
            walker.go("button", "Sign in")
        return self.walkers[name]


@contextmanager
def site_with_cast(
    browser: Any, axe: str, tmp_path: Path, top: Path, widths: tuple[int, int], is_long: bool
) -> Iterator[Cast]:
    """A site whose store holds a made-up return, its workspaces below `top`, and everybody."""
    (top / "workspaces").mkdir()
    rooms = {ip_network("127.0.0.0/8"): "safe room"}
    write_returns(tmp_path / "returns", providers=1, learners=150, years=parse_years(("2019/20",)), seed=5)
    with ExitStack() as over:
        named = {"ALDER_WORKSPACES": str(top / "workspaces"), "ALDER_NETWORKS": rooms}
        site = over.enter_context(site_of_people(tmp_path / "store", **named))
        site.run("load", str(tmp_path / "returns"))
        site.run("reference", "add", "--made-up")
        check_in_this_process(over.enter_context(pytest.MonkeyPatch.context()))
        yield Cast(browser, site, over.enter_context(served()), axe, widths, is_long)


@pytest.mark.parametrize(
    ("database", "widths"),
    [("sqlite", (PHONE, DESK)), pytest.param("postgresql", (DESK, PHONE), marks=pytest.mark.long)],
)
def test_amara_gets_from_her_first_visit_to_a_publication(
    browser: Any, axe: str, tmp_path: Path, database: str, widths: tuple[int, int]
) -> None:
    with ExitStack() as over:
        if database == "postgresql":
            if not postgresql.programs():
                pytest.skip("needs the programs of PostgreSQL: apt-get install postgresql")
            over.enter_context(postgresql.running())
        top = over.enter_context(folder())
        cast = over.enter_context(site_with_cast(browser, axe, tmp_path, top, widths, database == "postgresql"))
        first_visit(cast)
        accredited(cast, tmp_path)
        spent = {"researcher": cast("Amara").effort.minutes}
        cast("Amara").effort = Effort()
        begun(cast)
        written(cast)
        confirmed_and_sent(cast, tmp_path)
        returned_and_answered(cast)
        reviewed(cast)
        decided(cast)
        agreed(cast)
        assert cast.inspection.found == {}
        with_a_sandbox()
        run_and_handed_in(cast, top)
        released(cast)
        published(cast)
        assert cast.inspection.found == {}
        spent |= {who: cast(name).effort.minutes for who, name in {**WHO, "lead": "Amara"}.items()}
        told = dict(re.findall(r"^\| ([^|]+) \| [^|]+ \| (\d+) \|$", GUIDE.read_text(), re.MULTILINE))
        assert told.keys() == spent.keys()
        far = {who: (minutes, told[who]) for who, minutes in spent.items() if abs(minutes - int(told[who])) > 2}
        assert not far, "what the guide tells is not what it takes"


def first_visit(cast: Cast) -> None:
    said = cast.site.run("people", "add", "amara@mereshire.example", "--name", "Amara")
    cast.site.run("organisations", "employ", "amara@mereshire.example", MERESHIRE, "--verified", "by telephone")
    amara = cast.newcomer("Amara")
    amara.fill(email="amara@mereshire.example", password=said.partition("Password: ")[2].split()[0])
    amara.go("button", "Continue")
    amara.fill(new="words of my own choice", again="words of my own choice")
    amara.go("button", "Continue")
    secret = amara.page.locator(".alder-key").inner_text().replace(" ", "")
    amara.fill(code=code_of(base64.b32decode(secret + "=" * (-len(secret) % 8))))
    assert "Keep these recovery codes" in amara.go("button", "Finish and sign in")
    assert "Nothing waits for you now." in amara.go("button", "I have kept them")


def accredited(cast: Cast, tmp_path: Path) -> None:
    """Amara on the pages; Ben was before."""
    amara, noor = cast("Amara"), cast("Noor")
    researchers.granted(cast.people["Ben"].sign_in(), cast.people["Noor"].sign_in())
    amara.open("/your-turn")
    amara.go("link", "become accredited")
    amara.go("button", "Apply for accreditation")
    amara.turn("Go on with your application")
    address = amara.page.url.removeprefix(cast.base)
    amara.go("link", "Say what qualifies you.")
    amara.fill(path="degree", degree="BSc Economics, 2:1", statistics="yes")
    amara.go("button", "Save")
    amara.go("link", "Send at least one document that shows it.")
    (tmp_path / "degree.pdf").write_bytes(researchers.PDF)
    amara.fill(kind="degree", day="1", month="7", year="2019", file=tmp_path / "degree.pdf")
    amara.go("button", "Add it")
    noor.turn("Record who they are")
    noor.go("button", "Record who they are")
    noor.fill(level="medium", how="Passport, in a call with picture")
    noor.go("button", "Record it")
    amara.turn("Send your application")
    amara.go("button", "Apply")
    noor.turn("Look at the evidence")
    noor.go("button", "Admit to the course")
    noor.fill(evidence="Degree certificate")
    noor.go("button", "Admit to the course")
    amara.turn("Read the course")
    course_read(amara, address)
    sat_the_test(amara)
    amara.turn("Sign the declaration")
    amara.go("button", "Read the declaration")
    amara.fill(promise="yes")
    amara.go("button", "Sign the declaration")
    noor.turn("Decide on it")
    noor.go("button", "Grant full accreditation")
    noor.go("button", "Grant full accreditation")
    amara.open(address)
    assert "You are accredited until" in amara.read()


def course_read(amara: Walker, address: str) -> None:
    """Module by module, each for as long as it takes, with its questions answered."""
    from alder.accreditation.course import modules

    amara.go("link", "1. ", exact=False)
    for module in modules():
        researchers.back(address, minutes=module.minutes)
        amara.fill(**{f"check-{n}": one.right for n, one in enumerate(module.checks, 1)})
        said = amara.go("button", "See what is right")
        assert f"That is right.\n{module.checks[0].why}" in said
        amara.go("button", "Go on to the test" if "The course is complete." in said else "Next: ", exact=False)


def sat_the_test(amara: Walker) -> None:
    """Amara knows the right answer to each question that she reads."""
    from alder.accreditation.bank import questions

    right = {one.stem: one.right for one in questions(date.today())}
    amara.go("button", "See what the test takes")
    amara.go("button", "Begin the test")
    amara.go("link", "All questions on one page")
    asked = amara.page.evaluate(_ASKED)
    assert len(asked) == 25
    amara.fill(**{name: offered[right[stem.partition(". ")[2]]] for stem, name, offered in asked})
    amara.go("button", "Save, and see what is open")
    assert "You passed" in amara.go("button", "Hand it in")


_ASKED = """() => [...document.querySelectorAll('main fieldset')].map(one => [
    one.querySelector('legend').innerText, one.querySelector('input').name,
    Object.fromEntries([...one.querySelectorAll('input')].map(other => [other.labels[0].innerText, other.value]))])"""


def begun(cast: Cast) -> None:
    """Amara starts an application, and Ben joins it."""
    amara, ben = cast("Amara"), cast("Ben")
    amara.open("/applications")
    amara.go("button", "Start an application")
    amara.fill(title=TITLE)
    amara.go("button", "Start")
    amara.go("link", "Who takes part")
    amara.fill(email="ben@mereshire.example")
    amara.go("button", "Invite")
    ben.turn("Accept or decline to take part")
    ben.go("button", "Take part")
    for one in (ben, amara):
        one.turn("Accept the terms of use")
        one.fill(accept="1")
        one.go("button", "Accept")


def written(cast: Cast) -> None:
    """Every section is typed, and every field asked for. Who is accredited here stands there, to be ticked."""
    amara, page = cast("Amara"), cast("Amara").page
    amara.turn("Write it, and send it")
    said = _answers()
    for section in "ABCDEGFHIJKL":
        amara.go("link", f"{section}. ", exact=False)
        left = {name: value for name, value in applications.posted(said, section).items() if not name.endswith("-rows")}
        while left := {name: left[name] for name in amara.fill(**left)}:
            amara.go("button", "Save and check")
        if section == "B":
            here = [str(one.get_attribute("value")) for one in page.locator("[name=B2-here]").all()]
            assert len(here) == 2
            amara.fill(**{"B2-here": here})
        if section == "G":
            amara.go("button", "Save and check")
            amara.go("link", "Choose fields")
            for one in said["G4"]:
                _field_asked_for(amara, one)
            amara.go("link", "Back to section G")
        amara.go("button", "Save and come back later")
    assert page.get_by_text("In progress").count() == 0, amara.read()


def _answers() -> dict[str, Any]:
    """The answers as people of Mereshire give them: days as the form says that one is written, and one year."""
    said = applications.answers(G2=[{"source": "ilr", "first": "2019/20", "last": "2019/20", "why": "a new bus"}])
    del said["B2"]
    return {id: _moved(answer) for id, answer in said.items()}


def _moved(said: Any) -> Any:
    if isinstance(said, str):
        day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", said)
        return f"{int(day[3])} {int(day[2])} {day[1]}" if day else said.replace("Harwick University", MERESHIRE)
    if isinstance(said, list):
        return [_moved(one) for one in said]
    return {key: _moved(one) for key, one in said.items()} if isinstance(said, dict) else said


def _field_asked_for(amara: Walker, one: dict[str, Any]) -> None:
    amara.fill(source=one["source"], q=one["field"])
    amara.go("button", "Search")
    amara.go("link", one["field"])
    amara.fill(why=one["why"], question=one["question"], form=one["form"])
    amara.go("button", "Ask for this field")


def confirmed_and_sent(cast: Cast, tmp_path: Path) -> None:
    amara, sana = cast("Amara"), cast("Sana")
    amara.turn("Write it, and send it")
    amara.go("link", "H. Ethics")
    amara.go("link", "add a letter or a certificate as PDF")
    for name in ("H1a", "I1"):
        (tmp_path / f"{name}.pdf").write_bytes(applications.FILE)
        amara.fill(question=name, file=tmp_path / f"{name}.pdf")
        amara.go("button", "Add it")
    amara.turn("Write it, and send it")
    amara.go("link", "Confirmed by your organisation")
    amara.go("button", "Ask them")
    sana.turn("Confirm what it says of your organisation")
    sana.go("button", f"Confirm section C for {MERESHIRE}")
    amara.turn("Write it, and send it")
    amara.go("button", "Check your answers and send")
    amara.fill(declared="yes")
    amara.go("button", "Send the application")
    assert "It is the intake officers’ turn" in amara.read()


def returned_and_answered(cast: Cast) -> None:
    iris, olga, amara = cast("Iris"), cast("Olga"), cast("Amara")
    iris.turn("Check whether it is complete")
    for _ in REVIEWERS:
        iris.go("button", "Ask for a review")
        asked = iris.page.locator("input[name=subject]").get_attribute("value")
        iris.fill(reviewer=cast.people[REVIEWERS[str(asked)]].person.pk)
        iris.go("button", "Ask for the review")
    _sent_on(iris)
    olga.turn("Accept or decline to review it")
    olga.go("button", "Accept to review it")
    olga.fill(question="D2", comment="Say how distance is worked out.")
    olga.go("button", "Add the comment")
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


def _sent_on(iris: Walker) -> None:
    iris.go("button", "Go through the checklist")
    iris.fill(**dict.fromkeys(CHECKLIST, "yes"))
    iris.go("button", "Send it to its reviewers")


def reviewed(cast: Cast) -> None:
    for name in REVIEWERS.values():
        reviewer = cast(name)
        if name != "Olga":
            reviewer.turn("Accept or decline to review it")
            reviewer.go("button", "Accept to review it")
        reviewer.turn("eview")
        reviewer.go("button", "Review it")
        reviewer.fill(recommendation="support", reason="It is sound.")
        reviewer.go("button", "Give this review")


def decided(cast: Cast) -> None:
    iris, owen = cast("Iris"), cast("Owen")
    iris.turn("Send it on, or back")
    iris.go("button", "Send it to the panel")
    for name in ("Marcus", "Mia", "Ines"):
        member = cast(name)
        member.turn("Vote on it")
        member.go("button", "Vote")
        member.fill(vote="for")
        member.go("button", "Vote")
    owen.turn("Decide as the panel voted")
    owen.go("button", "Approve it")
    condition = {"condition-1": "Show the notice to learners", "owner-1": "Amara", "due-1": "31 1 2027"}
    owen.fill(reason="A clear gain for the public.", **condition, **{"before-1": "yes"})
    owen.go("button", "Approve it")


def agreed(cast: Cast) -> None:
    """The agreement is signed on its hash, and the project begins with an empty workspace."""
    from django.utils import timezone

    anton, sana, agnes, amara = (cast(name) for name in ("Anton", "Sana", "Agnes", "Amara"))
    anton.turn("Draw up the agreement")
    anton.go("button", "It is met", exact=False)
    anton.go("button", "Draw up the agreement")
    today = timezone.localdate()
    plan = anton.page.locator("#plan").input_value().replace("variables = []", 'variables = ["home_region"]')
    plan = plan.replace("starts = 2027-01-01", f"starts = {today}")
    anton.fill(start=f"{today.day} {today.month} {today.year}", plan=plan)
    anton.go("button", "Send it out for signature")
    for who, what, begin in (
        (sana, "Sign it for your organisation", "Read and sign"),
        (agnes, "Countersign it", "Countersign it for the service"),
    ):
        who.turn(what)
        who.go("button", begin)
        who.fill(read="yes")
        who.go("button", "Sign")
    work()
    amara.open("/projects")
    amara.go("link", f"1: {TITLE}")


def run_and_handed_in(cast: Cast, top: Path) -> None:
    """Dan takes the plan and builds the extract of the store that holds the records; Amara's analysis runs under the
    account of the workspace, which owns nothing else.
    """
    from alder.web.projects.models import ProjectRecord

    amara, dan = cast("Amara"), cast("Dan")
    project = top / "workspaces" / ProjectRecord.objects.get().name
    dan.turn("Load its extract")
    plan = dan.take("Take the plan that it is built by")
    said = cast.site.run("project", "extract", str(plan), "--project", str(project))
    assert f"for agreement {ProjectRecord.objects.get().agreement}" in said
    dan.turn("Load its extract")
    dan.go("button", "Load the extract")
    dan.go("button", "Load the extract")
    amara.open("/applications")
    amara.go("link", f"1: {TITLE}")
    amara.go("link", "your projects")
    assert "You can work in it." in amara.go("link", f"1: {TITLE}")
    (top / "analysis.py").write_text(ANALYSIS)
    (top / "cover.toml").write_text(COVER)
    hand_over(top)
    said = unprivileged(lambda: run("project", "run", top / "analysis.py", "--project", project))
    assert "ended with status 0" in said
    amara.open(amara.page.url.removeprefix(cast.base))
    assert "With status 0" in amara.go("link", "0001")
    amara.fill(planned="Completion by distance")
    amara.go("button", "Begin an output with them")
    work()
    amara.open(amara.page.url.removeprefix(cast.base))
    amara.go("button", "Hand it in")
    amara.go("button", "Hand it in")
    work()


def released(cast: Cast) -> None:
    for name in ("Dev", "Grace"):
        checker = cast(name)
        assert "Approved by" not in checker.turn("Review it"), "no checker sees what another said"
        vote = checker.page.locator("input[type=radio][name^=vote-]").first.get_attribute("name")
        checker.fill(**{str(vote): "approve"})
        checker.go("button", "Send my vote")
    dev, leila = cast("Dev"), cast("Leila")
    dev.turn("Decide on it")
    dev.go("button", "Approve it")
    leila.turn("Release it")
    leila.go("button", "Release it")
    leila.go("button", "Release it")
    work()


def published(cast: Cast) -> None:
    """Amara takes the file, and everybody reads of what she published."""
    amara = cast("Amara")
    amara.open("/projects")
    amara.go("link", f"1: {TITLE}")
    amara.go("link", "All outputs, and the files that were released")
    assert re.search(r"Of level 3,\d+0$", amara.take("level.csv").read_text().strip())
    amara.open("/projects")
    amara.go("link", f"1: {TITLE}")
    amara.go("button", "Add a publication")
    amara.fill(title="Far from college", address="10.1234/far", published="30 11 2026")
    amara.fill(output=amara.page.locator("select[name=output] option").nth(1).get_attribute("value"))
    assert "Far from college" in amara.go("button", "Add it")
    visitor = cast.newcomer("Visitor")
    visitor.open("/published-research")
    assert "Far from college" in visitor.read()
    visitor.open("/register")
    assert re.search(r"Years\s+2019/20\s+Fields", visitor.go("link", TITLE))
