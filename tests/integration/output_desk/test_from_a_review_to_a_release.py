"""Two checkers review blind; what they agree on is approved, released with a certificate, taken, and recalled."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from tests.support.cast import Someone
from tests.support.commands import refused, run
from tests.support.outputs_of_people import (
    SAFE,
    approved,
    desk,
    output_of,
    pressed,
    released,
    reviewed,
    sent,
    submitted,
    votes,
    work,
)
from tests.support.outputs_of_people import desk as desk_of
from tests.support.site import Site, body_of

CHANGES = "Join the last two bands"
PRIVATE = "I think the population is not what it says"


def test_an_output_goes_from_its_author_through_dev_and_grace_to_its_release(people: dict[str, Someone]) -> None:
    ben, dev, grace, leila = (people[name] for name in ("ben", "dev", "grace", "leila"))
    address = submitted(ben, recipients="Nia Bevan, nia@mereshire.example")
    assert f"{output_of(address).pk}: " in dev.see("/desk/outputs")
    shown = dev.see(desk(address))
    assert "It is your turn" in shown
    assert "1240" in shown
    assert "What Ben says" in shown
    assert votes(dev, address).status_code == 302
    assert "You have voted" in dev.see(desk(address))
    assert votes(grace, address).status_code == 302
    assert "Both approved every file" in dev.see(desk(address))
    pressed(dev, address, "approve")
    leila.do(f"{desk(address)}/release")
    assert output_of(address).state == "releasing"
    work()
    assert output_of(address).state == "released"
    assert "It is released" in ben.see(address)
    pack = zipfile.ZipFile(io.BytesIO(body_of(ben.client.get(f"{address}/all"))))
    assert pack.read("1/distance.csv") == SAFE.encode()
    certificate = json.loads(pack.read("certificate.json"))
    assert certificate["files"][0]["sha256"] == hashlib.sha256(SAFE.encode()).hexdigest()
    assert [one["what"] for one in certificate["acts"]] == ["handed in", "reviewed", "reviewed", "approved", "released"]
    assert not any("name" in one for one in certificate["acts"]), "names only where the service says so"
    from alder.web.output_desk.reviews import review_of

    confirmed = review_of(output_of(address)).events[-1]
    assert confirmed.said["certificate"] == hashlib.sha256(pack.read("certificate.json")).hexdigest()


def test_votes_are_hidden_from_the_other_checker_until_both_are_in_and_from_the_author_for_good(
    people: dict[str, Someone],
) -> None:
    """P7, on every page of everybody in every state."""
    ben, dev, grace, sunita = (people[name] for name in ("ben", "dev", "grace", "sunita"))
    address = submitted(ben)
    everybody = ("ben", "grace", "marcus", "sunita", "leila", "ines", "omar", "pat", "amara")
    votes(dev, address, approves=False, comment=CHANGES, private=PRIVATE)
    for name in everybody:
        for page in _pages(people[name], address):
            assert CHANGES not in page, name
            assert PRIVATE not in page, name
    assert CHANGES not in dev.see("/desk/outputs")
    votes(grace, address)
    for name in ("dev", "grace", "sunita"):
        assert CHANGES in people[name].see(desk(address))
        assert PRIVATE in people[name].see(desk(address))
    for page in _pages(ben, address):
        assert CHANGES not in page
        assert "conflict" not in page.lower()
    shown = sunita.see(f"{desk(address)}/settle")
    assert "Two checkers see these files differently" in shown
    sha = re.findall(r'name="sha-(\d+)" value="([0-9a-f]{64})"', shown)
    said = {f"sha-{n}": digest for n, digest in sha} | {f"vote-{n}": "approve" for n, _ in sha}
    sunita.do(f"{desk(address)}/settle", **said)
    pressed(dev, address, "approve")
    for page in _pages(ben, address):
        assert CHANGES not in page, "it would say that they differed"
        assert PRIVATE not in page
        assert "Dev" not in page
        assert "Grace" not in page


def _pages(who: Someone, address: str) -> list[str]:
    """Every page about the output that somebody can open."""
    from alder.web.output_desk.urls import urlpatterns

    found = []
    key = str(output_of(address).key)
    file = str(_file(address).pk)
    for pattern in urlpatterns:
        text = f"/{pattern.pattern}"
        if "<uuid:output>" not in text or "GET" not in getattr(pattern.callback, "methods", ("GET",)):
            continue
        text = text.replace("<uuid:output>", key).replace("<uuid:file>", file).replace("<int:group>", "1")
        reply = who.client.get(text.replace("<int:other>", "1").replace("<str:form>", "json"))
        if reply.status_code == 200:
            found.append(body_of(reply).decode(errors="replace"))
    return [*found, who.see("/outputs"), who.see("/account/notices")]


def _file(address: str):  # type: ignore[no-untyped-def]
    from alder.web.output_desk.models import OutputFile

    return OutputFile.objects.filter(group__output=output_of(address), gone=False).first()


def test_what_comes_back_tells_the_author_what_to_change_and_a_reply_or_a_change_is_needed(
    people: dict[str, Someone],
) -> None:
    ben, dev, grace = people["ben"], people["dev"], people["grace"]
    address = submitted(ben)
    votes(dev, address, approves=False, comment=CHANGES, private=PRIVATE)
    votes(grace, address, approves=False, comment="Say who is left out")
    refused = dev.do(f"{desk(address)}/return", 200, reason="").content.decode()
    assert "Choose at least one reason" in refused
    dev.do(f"{desk(address)}/return", reason="", categories=["context"])
    shown = ben.see(address)
    assert CHANGES in shown
    assert "Say who is left out" in shown
    assert PRIVATE not in shown
    assert "Dev" not in shown
    assert ben.client.post(f"{address}/submit", {"seen": str(output_of(address).revision)}).status_code == 403
    ben.do(f"{address}/submit", **{"reply-1": "The bands are those of the plan"})
    work()
    assert (output_of(address).state, output_of(address).turn) == ("submitted", 2)
    assert "The bands are those of the plan" in dev.see(desk(address))


def test_an_approval_of_a_file_that_did_not_change_stays_and_a_changed_one_is_voted_on_anew(
    people: dict[str, Someone],
) -> None:
    ben, dev, grace = people["ben"], people["dev"], people["grace"]
    address = submitted(ben)
    votes(dev, address)
    votes(grace, address, approves=False, comment=CHANGES)
    from alder.web.output_desk.reviews import review_of

    people["sunita"].do(
        f"{desk(address)}/settle",
        **{"sha-1": review_of(output_of(address)).files[0].sha256, "vote-1": "changes", "comment-1": "Round to ten"},
    )
    dev.do(f"{desk(address)}/return", reason="", categories=["unrounded", "other"])
    ben.do(f"{address}/groups/1/files", files=sent("distance.csv", SAFE.replace("610", "620")), kind="output")
    work()
    ben.do(f"{address}/submit")
    work()
    assert review_of(output_of(address)).votes == ()
    reviewed(people, address)
    assert output_of(address).state == "reviewed"


def test_what_a_checker_saves_is_theirs_alone_and_there_again(people: dict[str, Someone]) -> None:
    dev, grace = people["dev"], people["grace"]
    address = submitted(people["ben"])
    dev.client.post(desk(address), {"do": "save", "vote-1": "changes", "comment-1": CHANGES, "private-1": PRIVATE})
    shown = dev.see(desk(address))
    assert CHANGES in shown
    assert re.search(r'value="changes" checked', shown)
    assert CHANGES not in grace.see(desk(address))
    assert output_of(address).state == "submitted"


def test_a_vote_with_boxes_left_blank_names_each(people: dict[str, Someone]) -> None:
    address = submitted(people["ben"])
    reply = people["dev"].client.post(desk(address), {"vote-1": "changes"}).content.decode()
    assert '<a href="#comment-1">Say what has to change in 1/distance.csv</a>' in reply
    reply = people["dev"].client.post(desk(address), {}).content.decode()
    assert '<a href="#vote-1">Vote on 1/distance.csv</a>' in reply


def test_a_return_before_both_reviews_drops_the_votes_of_the_turn(people: dict[str, Someone]) -> None:
    address = submitted(people["ben"])
    votes(people["dev"], address)
    people["grace"].do(f"{desk(address)}/return-early", reason="The file is of the wrong year", categories=["other"])
    assert "The file is of the wrong year" in people["ben"].see(address)
    from alder.web.output_desk.reviews import review_of

    assert review_of(output_of(address)).votes == ()


def test_cells_that_the_checks_flag_are_framed_and_lead_to_what_was_found(people: dict[str, Someone]) -> None:
    ben = people["ben"]
    from tests.support.outputs_of_people import SMALL, ready

    address = ready(ben, SMALL)
    page = f"{address}/groups/1/findings"
    for _ in range(6):
        found = re.search(
            r'name="finding" value="([^"]+)"><input type="hidden" name="number" value="(\d+)"', ben.see(page)
        )
        if not found:
            break
        ben.do(page, finding=found[1], number=found[2], reason="They are courses")
    ben.do(f"{address}/submit")
    work()
    shown = people["dev"].see(desk(address))
    cell = re.search(r'<td class="[^"]*alder-flag">(.*?)</td>', shown)
    assert cell
    number = re.search(r'href="#(finding-1-\d+)"', cell[1])
    assert number
    assert f'id="{number[1]}"' in shown
    assert "Exception asked:" in shown
    assert "They are courses" in shown


@pytest.mark.parametrize(
    ("heading", "cells",                         "is_words"),
    [
        ("end",     ["Completed", "", "Left"],       True),
        ("level",   ["Level 2", "Level 3"],          True),
        ("n",       ["1240", "c"],                   False),
        ("age",     ["16 to 18", "19 and over"],     False),
        ("share",   ["(12.5%)", "< 5", "−3.1"],      False),
        ("cost",    ["£1,200"],                      False),
    ],
)  # fmt: skip
def test_a_reviewer_sees_words_on_the_left_and_figures_on_the_right(
    heading: str, cells: list[str], is_words: bool
) -> None:
    from alder.web.output_desk.check_process import columns_of_words

    rows = [["sex", heading], *(["Female", cell] for cell in cells)]
    assert columns_of_words(rows) == ([0, 1] if is_words else [0])


def test_minutes_are_counted_from_the_first_look_to_the_vote_without_pauses(people: dict[str, Someone]) -> None:
    from alder.web.output_desk.models import OutputReading

    address = submitted(people["ben"])
    people["dev"].see(desk(address))
    reading = OutputReading.objects.get(output=output_of(address))

    def back(minutes: int) -> None:
        kept = OutputReading.objects.get(pk=reading.pk)
        OutputReading.objects.filter(pk=reading.pk).update(last=kept.last - timedelta(minutes=minutes))

    back(4)
    people["dev"].see(desk(address))
    back(45)
    people["dev"].see(desk(address))
    back(3)
    votes(people["dev"], address)
    reading.refresh_from_db()
    assert 7 * 60 <= reading.seconds <= 7 * 60 + 30
    assert reading.voted
    people["grace"].see(desk(address))
    assert OutputReading.objects.filter(output=output_of(address)).count() == 2


def test_a_recipient_outside_takes_it_by_their_link_until_it_is_recalled(people: dict[str, Someone]) -> None:
    from alder.web.output_desk.models import IncidentReport
    from alder.web.output_desk.releases import QUEUE

    address = released(people, recipients="Nia Bevan, nia@mereshire.example")
    recipient = output_of(address).recipients.get()
    outside = Someone(None)
    link = f"/released/{recipient.token}"
    shown = outside.see(link)
    assert "Certificate of release" in shown
    file = _file(address)
    assert body_of(outside.client.get(f"{link}/files/{file.pk}")) == SAFE.encode()
    queued = recipient.mails.get()
    said = QUEUE.message(queued)
    assert said.subject == f"Alder: output {output_of(address).pk}"
    assert "Learners by distance" not in said.body
    assert "1240" not in said.body
    people["ines"].do(f"{desk(address)}/recall", reason="A small group can be told from it")
    assert outside.see(link, 410).count("Delete every copy") == 1
    assert outside.client.get(f"{link}/files/{file.pk}").status_code == 410
    assert people["ben"].client.get(f"{address}/all").status_code == 403
    assert recipient.mails.filter(is_recall=True).exists()
    incident = IncidentReport.objects.get(output=output_of(address))
    assert incident.state == "reported"
    assert f"Incident {incident.pk}" in people["ines"].see("/desk/incidents")


def test_a_release_that_cannot_be_finished_is_tried_again_and_then_given_back(
    people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    from alder.web.output_desk import releases
    from alder.web.output_desk.models import OutputRequest

    address = approved(people)
    people["leila"].do(f"{desk(address)}/release")
    with monkeypatch.context() as patch:

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(releases, "certificate_of", full)
        for n in range(1, len(releases.AGAIN_AFTER) + 1):
            work()
            output = output_of(address)
            assert (output.state, output.tries) == ("releasing", n)
            assert output.next_try > timezone.now()
            OutputRequest.objects.filter(pk=output.pk).update(next_try=timezone.now())
        work()
    output = output_of(address)
    assert output.state == "approved"
    assert "It was tried 4 times" in people["leila"].see(f"{desk(address)}/release")
    people["leila"].do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released"


def test_nothing_is_released_on_which_the_checks_did_not_run_by_the_rules_of_today(
    people: dict[str, Someone], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.outputs import output_rules

    address = approved(people)
    monkeypatch.setattr(output_rules, "rules_version", lambda: "9.9-another")
    people["leila"].do(f"{desk(address)}/release")
    work()
    output = output_of(address)
    assert output.state == "approved"
    assert "by the rules of today" in output.trouble
    work()
    people["leila"].do(f"{desk(address)}/release")
    work()
    assert output_of(address).state == "released"


def test_seniors_see_how_the_desk_does(people: dict[str, Someone]) -> None:
    released(people)
    shown = people["sunita"].see("/desk/outputs/numbers")
    assert "Released as first handed in" in shown
    assert people["dev"].client.get("/desk/outputs/numbers").status_code == 403


def test_an_incident_goes_from_its_report_to_what_was_learnt(people: dict[str, Someone]) -> None:
    from alder.web.output_desk.models import IncidentReport

    reply = people["pat"].client.post("/incidents/report", {"reason": "I saw a figure on a screen", "output": ""})
    assert "It is reported" in reply.content.decode()
    made = IncidentReport.objects.order_by("-pk").first()
    assert made
    address = f"/desk/incidents/{made.key}"
    ines, gwen = people["ines"], people["gwen"]
    assert "There is a problem" in ines.do(f"{address}/triage", 200).content.decode()
    ines.do(f"{address}/triage", severity="3", what_data="One table", who="Nobody known")
    ines.do(f"{address}/contain", done="yes")
    assert ines.client.get(f"{address}/assess").status_code == 403
    assert (
        "the Information Commissioner is told first" in gwen.do(f"{address}/assess", 200, risk="yes").content.decode()
    )
    gwen.do(f"{address}/assess", risk="no", owner_told="yes")
    ines.do(f"{address}/spare", reason="The screen showed a published figure")
    told_nothing = ines.do(f"{address}/close", 200, lesson="Turn screens away from doors").content.decode()
    assert "Say what the public is told, or why nothing is" in told_nothing
    both = {"lesson": "x", "public": "A screen was seen.", "withheld": "It is being looked into."}
    assert "not both" in ines.do(f"{address}/close", 200, **both).content.decode()
    ines.do(f"{address}/close", lesson="Turn screens away from doors", withheld="It was public already.")
    assert "It is closed" in ines.see(address)
    assert people["dev"].client.get(address).status_code == 404
    assert "None has been published" in people["dev"].see("/incidents"), "what is withheld is not told"


def test_a_sanction_is_written_to_whom_it_is_for_and_the_public_is_told_what_followed(
    people: dict[str, Someone],
) -> None:
    """They read the decision and nothing else, and have no say in it; the public is told, of nobody by name."""
    from alder.web.accounts.models import Notification
    from alder.web.output_desk import incidents

    ines, gwen, pat = people["ines"], people["gwen"], people["pat"]
    made = incidents.report(pat.person, "I saw a password on a note")
    address, own = f"/desk/incidents/{made.key}", f"/incidents/{made.key}/decision"
    ines.do(f"{address}/triage", severity="2", what_data="All of one project", who="One account")
    ines.do(f"{address}/contain", done="yes")
    gwen.do(f"{address}/assess", risk="no", owner_told="yes")
    assert people["dev"].client.get(own).status_code == 404, "nothing is decided yet"
    decided = {"sanction": "retrain", "reason": "A password is one person's."}
    wrong = ines.do(f"{address}/sanction", 200, whom="nobody@mereshire.example", **decided).content.decode()
    assert "There is no account with the address" in wrong
    assert "your own account" in ines.do(f"{address}/sanction", 200, whom=ines.person.email, **decided).content.decode()
    ines.do(f"{address}/sanction", whom=people["dev"].person.email.upper(), **decided)
    assert Notification.objects.filter(person=people["dev"].person, address=own).exists()
    read = people["dev"].see(own)
    assert "Retrain" in read
    assert "A password is one person" in read
    assert "I saw a password" not in read
    assert pat.client.get(own).status_code == 404
    assert f"For: {people['dev'].person.name}" in ines.see(address)
    ines.do(f"{address}/close", lesson="Show how apps keep passwords", public="A password was shared in a project.")
    told = pat.see("/incidents")
    assert "A password was shared in a project." in told
    assert "People could be harmed" in told
    assert people["dev"].person.name not in told.replace(people["dev"].person.email, "")


def test_whoever_has_the_files_sees_by_command_whether_they_are_those_that_left(
    people: dict[str, Someone], tmp_path: Path, desk: Site
) -> None:
    """And whoever holds the store, whether the certificate is the site's own, and still holds."""
    address = released(people)
    with zipfile.ZipFile(io.BytesIO(body_of(people["ben"].client.get(f"{address}/all")))) as packed:
        packed.extractall(tmp_path)
    paper = tmp_path / "certificate.json"
    issued = ("outputs", "verify", str(paper), "--issued", "--store", str(desk.store))
    said = run(*issued)
    assert "✓ 1/distance.csv: as released" in said
    assert f"✓ The site gave this certificate with output {output_of(address).pk}" in said
    (tmp_path / "1" / "distance.csv").write_text(SAFE.replace("610", "611"), encoding="utf-8")
    assert "✗ 1/distance.csv: not what was released" in run("outputs", "verify", str(paper), exit=1)
    (tmp_path / "1" / "distance.csv").unlink()
    assert "not there" in run("outputs", "verify", str(paper), exit=1)
    (tmp_path / "1" / "distance.csv").write_text(SAFE, encoding="utf-8")
    listed = json.loads(run("outputs", "list", "--all", "--format", "json", "--store", str(desk.store)))
    assert listed[0] | {"state": "released", "author": "Ben"} == listed[0]
    people["ines"].do(f"{desk_of(address)}/recall", reason="A group can be told from it")
    assert "The output was recalled" in run(*issued, exit=1)
    changed = paper.read_text(encoding="utf-8").replace("Learners by distance", "Learners by age")
    paper.write_text(changed, encoding="utf-8")
    assert "something in it was changed" in run(*issued, exit=1)
    paper.write_text("{}", encoding="utf-8")
    assert "no certificate of a release" in refused("outputs", "verify", str(paper))
