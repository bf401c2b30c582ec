"""From an approval to an agreement in force: one document with one hash, who signs it, and what the public reads."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from tests.support.applications_of_people import approved, at, desk, pressed, submitted
from tests.support.cast import Someone
from tests.support.site import Site

CONDITION = {"text": "Ages in bands", "owner": "Amara", "due": "2027-01-31", "before_access": True}


def drawn_up(people: dict[str, Someone], row: Any, **other: str) -> Any:
    """The agreement is sent out as it was drafted, but for these."""
    agnes = people["Agnes"]
    page = agnes.see(desk(row, "agreement"))
    given = {"plan": plan_in(page), "start": "1 1 2026", "end": "31 12 2028", **other}
    agnes.do(desk(row, "agreement"), do="send", **given)
    row.refresh_from_db()
    return row.agreement


def plan_in(page: str) -> str:
    from html import unescape

    found = re.search(r'<textarea[^>]*id="plan"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def here(agreement: Any, page: str = "") -> str:
    return f"/agreements/{agreement.key}{'/' + page if page else ''}"


def signed(who: Someone, agreement: Any, step: str = "sign", status: int = 302) -> None:
    agreement.refresh_from_db()
    who.do(here(agreement, step), read="yes", document=agreement.sha256, status=status)
    agreement.refresh_from_db()


@pytest.fixture(scope="module")
def agreed(people: dict[str, Someone]) -> Any:
    """An agreement in force."""
    row = approved(people)
    agreement = drawn_up(people, row)
    signed(people["Sana"], agreement)
    signed(people["Anton"], agreement, "countersign")
    return agreement


def test_an_agreement_is_in_force_once_everybody_signed_one_document(people: dict[str, Someone]) -> None:
    """Conditions before access, the parties, and an officer who signed for none of them: then both move together."""
    row = approved(people, CONDITION)
    agreement = drawn_up(people, row)
    assert row.state == "waiting for its agreement"
    agnes, sana, anton = (people[name] for name in ("Agnes", "Sana", "Anton"))
    shown = people["Amara"].see(here(agreement))
    assert "Harwick University" in shown
    assert agreement.sha256 in shown
    assert "Ages in bands" in shown
    early = anton.do(here(agreement, "countersign"), read="yes", document=agreement.sha256, status=403)
    assert "Its organisation has not signed." in early.content.decode()
    people["Amara"].do(here(agreement, "sign"), read="yes", document=agreement.sha256, status=403)
    sana.do(here(agreement, "sign"), status=200, document=agreement.sha256)
    signed(sana, agreement)
    assert "A condition has to be met before access" in anton.see(here(agreement))
    signed(anton, agreement, "countersign", status=403)
    pressed(agnes, row, "meet", condition="0")
    signed(anton, agreement, "countersign")
    row.refresh_from_db()
    assert (agreement.state, row.state) == ("active", "agreed")
    assert {one.person.name for one in agreement.people.all()} == {"Amara", "Ben"}
    assert "It is in force" in people["Ben"].see(here(agreement))


def test_a_document_that_changed_is_signed_anew_by_all(people: dict[str, Someone]) -> None:
    """T06: nobody signs what they did not read, and no signature holds for another document."""
    row = approved(people)
    agreement = drawn_up(people, row)
    sana, anton = people["Sana"], people["Anton"]
    old = agreement.sha256
    signed(sana, agreement)
    page = people["Agnes"].see(here(agreement, "issue-again"))
    changed = {"plan": plan_in(page), "start": "1 1 2026", "end": "30 6 2028", "reason": "It ends earlier."}
    people["Agnes"].do(here(agreement, "issue-again"), do="send", **changed)
    agreement.refresh_from_db()
    assert agreement.sha256 != old
    sana.do(here(agreement, "sign"), read="yes", document=old, status=403)
    anton.do(here(agreement, "countersign"), read="yes", document=agreement.sha256, status=403)
    signed(sana, agreement)
    signed(anton, agreement, "countersign")
    assert agreement.state == "active"


def test_signing_takes_a_code_that_was_shown_a_short_while_ago(people: dict[str, Someone]) -> None:
    row = approved(people)
    agreement = drawn_up(people, row)
    sana = people["Sana"].waits()
    sent = {"read": "yes", "document": agreement.sha256}
    asked = sana.client.post(here(agreement, "sign"), sent)
    assert "prove-code" in asked.content.decode()
    agreement.refresh_from_db()
    assert agreement.parties.get().signed is None
    assert sana.client.post(here(agreement, "sign"), {**sent, "prove-code": sana.code(1)}).status_code == 302
    assert agreement.parties.get().signed


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ('"CompStatus"', '"CompStatus", "Sex"', "Sex of ilr was not approved as collected"),
        ("2020/21", "2021/22", "2021/22 of ilr was not approved"),
        ("variables = []", 'variables = ["sex"]', "worked out of Sex, which was not approved"),
        ('agreement = "', 'agreement = "9', "The plan is of agreement"),
        ("CompStatus", "NoSuchField", "NoSuchField"),
    ],
)
def test_a_plan_that_names_what_was_not_approved_is_refused(
    people: dict[str, Someone], waiting: Any, was: str, now: str, why: str
) -> None:
    plan = plan_in(people["Agnes"].see(desk(waiting, "agreement")))
    assert was in plan
    given = {"plan": plan.replace(was, now), "start": "1 1 2026", "end": "31 12 2028"}
    reply = people["Agnes"].client.post(
        desk(waiting, "agreement"), {**given, "seen": str(waiting.revision), "do": "send"}
    )
    assert reply.status_code == 200
    assert why in reply.content.decode()
    waiting.refresh_from_db()
    assert waiting.state == "approved"


@pytest.fixture(scope="module")
def waiting(people: dict[str, Someone]) -> Any:
    """An approved application, of which no agreement was sent out."""
    return approved(people)


def test_who_suspends_does_not_lift_and_who_is_on_it_decides_nothing(people: dict[str, Someone]) -> None:
    from alder.web.accounts.models import Notification

    row = approved(people)
    agreement = drawn_up(people, row)
    signed(people["Sana"], agreement)
    signed(people["Anton"], agreement, "countersign")
    gwen = people["Gwen"]
    gwen.do(here(agreement, "suspend"), reason="A laptop was lost.")
    assert "It is suspended" in people["Ben"].see(here(agreement))
    people["Ben"].see(here(agreement, "lift"), status=403)
    other = submitted(people)
    Notification.objects.all().delete()
    people["Owen"].do(here(agreement, "revoke"), reason="It held more than was said.")
    agreement.refresh_from_db()
    assert agreement.state == "revoked"
    people["Amara"].see(here(agreement, "end"), status=403)
    told = Notification.objects.filter(about=f"application {other.pk}").values_list("person__name", flat=True)
    assert {"Iris", "Owen", "Otis"} == set(told)
    says = f"worked under agreement {agreement.pk}, which was revoked on"
    assert people["Iris"].see(desk(other)).count(says) == 2, "of Amara and of Ben"
    assert "Flagged" in people["Iris"].see("/desk/applications?part=check")
    assert says not in people["Iris"].see(desk(row)), "its own is no other"
    assert "revoked" not in people["Amara"].see(at(other))


def test_an_agreement_is_there_for_whom_it_concerns(people: dict[str, Someone], agreed: Any) -> None:
    """T01: also its document."""
    for page in ("", "document.txt", "sign", "end"):
        assert people["Tom"].client.get(here(agreed, page)).status_code == 404, page
    taken = people["Ben"].client.get(here(agreed, "document.txt"))
    from alder.web.applications.agreements import sha256_of

    assert sha256_of(taken.content.decode()) == agreed.sha256


def test_the_public_register_names_nobody_who_did_not_agree_to_it(
    site: Site, people: dict[str, Someone], agreed: Any
) -> None:
    """T37: what is exported has the rights of what is shown, and T16: no cell is taken for a formula."""
    row = agreed.application
    row.title = "=HYPERLINK(1) do they stay?"
    row.save()
    page = site.send("GET", f"/register/{agreed.pk}").content.decode()
    assert "Harwick University" in page
    names = [one.person.name for one in people.values()]
    assert not [name for name in names if name in page]
    assert [one["number"] for one in site.get("/register.json?q=stay")["results"]] == [agreed.pk]
    lines = list(csv.DictReader(io.StringIO(site.send("GET", "/register.csv").content.decode())))
    told = next(one for one in lines if one["number"] == str(agreed.pk))
    assert told["title"].startswith("'=")
    assert (told["route"], told["fields"], told["lead"]) == ("panel", "3", "")
    people["Amara"].client.post(here(agreed, "consent"), {"public": "yes"})
    assert site.get("/register.json?q=stay")["results"][0]["lead"] == "Amara"
    assert not json.dumps(site.get("/register.json")).count(people["Ben"].person.email)
    assert at(row)


def test_what_the_register_keeps_is_what_answers_and_events_say(people: dict[str, Someone], agreed: Any) -> None:
    """Kept when an agreement comes into force and whenever it moves; what somebody changes beside that is found."""
    from alder.web.applications.models import AgreementRecord
    from alder.web.applications.register import differing

    out = drawn_up(people, approved(people))
    assert out.told == {}, "nothing is told of what is not in force"
    moved = drawn_up(people, approved(people))
    signed(people["Sana"], moved)
    signed(people["Anton"], moved, "countersign")
    people["Gwen"].do(here(moved, "suspend"), reason="A laptop was lost.")
    assert differing() == []
    kept = AgreementRecord.objects.filter(pk=agreed.pk)
    for changed in ({"told": {**agreed.told, "fields": 2}}, {"end": "2030-01-01"}, {"state": "expired"}):
        was = kept.values(*changed).get()
        kept.update(**changed)
        assert differing() == [agreed.pk], changed
        kept.update(**was)
