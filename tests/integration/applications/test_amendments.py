"""What changes while a project runs: it goes on under its old terms until the change is in force (P9)."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from tests.integration.applications.test_agreements_and_the_register import drawn_up, here, signed
from tests.support.applications_of_people import approved
from tests.support.cast import Someone, somebody
from tests.support.site import Site


@pytest.fixture(scope="module")
def agreement(people: dict[str, Someone]) -> Any:
    """An agreement in force."""
    made = drawn_up(people, approved(people))
    signed(people["Sana"], made)
    signed(people["Anton"], made, "countersign")
    return made


def asked(lead: Someone, agreement: Any, kind: str, **said: Any) -> Any:
    from alder.web.applications.models import AmendmentRecord

    reply = lead.do(here(agreement, "amend"), kind=kind, words="It takes longer than we thought.", **said)
    return AmendmentRecord.objects.get(key=reply["Location"].rpartition("/")[2])


def done(who: Someone, amendment: Any, step: str, status: int = 302, **said: Any) -> None:
    amendment.refresh_from_db()
    where = f"/amendments/{amendment.key}/{step}"
    reply = who.client.post(where, {"seen": str(amendment.revision), "reason": "It is sound.", **said})
    assert reply.status_code == status, (step, reply.content.decode()[-2000:])
    amendment.refresh_from_db()


def change(who: Someone, amendment: Any) -> str:
    found = re.search(r'name="change" value="([0-9a-f]+)"', who.see(f"/amendments/{amendment.key}"))
    assert found
    return found[1]


def approved_and_signed(people: dict[str, Someone], amendment: Any) -> None:
    done(people["Agnes"], amendment, "approve")
    done(people["Sana"], amendment, "sign", change=change(people["Sana"], amendment))
    done(people["Anton"], amendment, "countersign")


def test_more_data_is_in_no_extract_before_it_is_in_force(people: dict[str, Someone], agreement: Any) -> None:
    """P9: owner and information governance support exactly this change, every organisation signs it, then it holds."""
    from alder.web.applications.agreements import agreement_of, scope_of

    before = agreement_of(agreement)
    wider = agreement.plan.replace('"CompStatus"', '"CompStatus", "Outcome"')
    same = {"kind": "more data", "words": "Outcomes are needed.", "public": "It asks about outcomes too."}
    unchanged = people["Amara"].client.post(here(agreement, "amend"), {**same, "plan": agreement.plan})
    assert "The plan says what it says now" in unchanged.content.decode()
    spoilt = people["Amara"].client.post(here(agreement, "amend"), {**same, "plan": "form ="})
    assert "The plan cannot be read as a plan" in spoilt.content.decode()
    amendment = asked(people["Amara"], agreement, "more data", plan=wider, public="It asks about outcomes too.")
    assert amendment.details["sources"] == ["ilr"], "the plan says whose data change, not who asks"
    agnes, sana, anton = (people[name] for name in ("Agnes", "Sana", "Anton"))
    done(agnes, amendment, "approve", status=403)
    done(people["Olga"], amendment, "review", subject="ilr", supports="yes")
    done(people["Gwen"], amendment, "review", subject="ilr", supports="yes", status=403)
    done(people["Gwen"], amendment, "review", subject="information governance", supports="yes")
    done(agnes, amendment, "approve")
    done(anton, amendment, "countersign", status=403)
    done(sana, amendment, "sign", change="0" * 64, status=403)
    assert agreement_of(agreement) == before, "nothing of the agreement has changed"
    done(sana, amendment, "sign", change=change(sana, amendment))
    done(anton, amendment, "countersign")
    after = agreement_of(agreement)
    agreement.refresh_from_db()
    assert amendment.state == "in force"
    assert after.scope == scope_of(agreement.plan) != before.scope
    assert '"Outcome"' in agreement.plan
    assert (after.people, after.end, after.document) == (before.people, before.end, before.document)
    assert "It asks about outcomes too." in people["Tom"].see(f"/register/{agreement.pk}")


def test_more_time_is_signed_too_and_ends_later(people: dict[str, Someone], agreement: Any) -> None:
    from alder.web.applications.agreements import agreement_of

    end = agreement_of(agreement).end
    amendment = asked(people["Amara"], agreement, "more time", months="6")
    done(people["Agnes"], amendment, "approve")
    assert agreement_of(agreement).end == end
    done(people["Sana"], amendment, "sign", change=change(people["Sana"], amendment))
    done(people["Anton"], amendment, "countersign")
    assert str(agreement_of(agreement).end) == "2029-06-30"
    agreement.refresh_from_db()
    assert str(agreement.end) == "2029-06-30"


@pytest.mark.parametrize(
    ("kind",                 "details",              "says"),
    [
        ("another place of use", {},                 "Where people work changed."),
        ("other aims",           {},                 "Its aims changed."),
        ("more data",            {"sources": ["ilr"]}, "What is held of Individualised Learner Record changed."),
        ("more time",            {"months": 3},      "It lasts 3 months longer, until "),
    ],
)  # fmt: skip
def test_amendments_of_the_first_version_are_read_and_told(
    people: dict[str, Someone], agreement: Any, kind: str, details: dict[str, Any], says: str
) -> None:
    """A database of before has neither versions of amendments nor what is told of them, and less was asked then."""
    from importlib import import_module

    from django.apps import apps

    from alder.web.applications import amendments, register
    from alder.web.applications.access_facts import project_of
    from alder.web.applications.models import AmendmentRecord, AmendmentVersion

    amara, pk = people["Amara"], agreement.pk
    plan = {"plan": agreement.plan} if kind == "more data" else {}
    made = AmendmentRecord.objects.create(
        agreement=agreement, lead=amara.person, kind=kind, words="As it was asked.", details={**details, **plan}
    )
    amendments.act(amara.person, made, amendments.AmendmentAction.SUBMIT)
    reviewers = {"ilr": "Olga", "information governance": "Gwen", "security": "Gwen", "methods": "Grace"}
    for subject in sorted(amendments.amendment_of(made).subjects):
        done(people[reviewers[subject]], made, "review", subject=subject, supports="yes")
    assert "As it was asked." in amara.see(f"/amendments/{made.key}")
    approved_and_signed(people, made)
    assert made.state == "in force"
    AmendmentVersion.objects.all().delete()
    AmendmentRecord.objects.filter(pk=made.pk).update(told={})
    migration = import_module("alder.web.applications.migrations.0002_versions_of_amendments")
    migration.keep_what_was_asked(apps, None)
    migration.tell_what_is_in_force(apps, None)
    kept = made.versions.get()
    assert (kept.number, kept.words, kept.details) == (1, made.words, made.details)
    assert says in people["Tom"].see(f"/register/{pk}")
    assert pk not in register.differing()
    assert "As it was asked." in amara.see(f"/amendments/{made.key}")
    assert project_of(str(pk)), "its project goes on with what is known of it"


def test_somebody_who_is_not_accredited_needs_an_officer_and_is_off_at_once(
    people: dict[str, Someone], agreement: Any
) -> None:
    from alder.web.applications.agreements import agreement_of

    carl = somebody("Carl", email="carl@harwick.example").sign_in()
    amendment = asked(people["Amara"], agreement, "a person is added", email=carl.person.email)
    assert amendment.state == "submitted", "nobody passed it"
    assert "A project that Amara leads" in carl.see("/your-turn")
    assert "Tick the box" in carl.do("/terms-of-use", 200).content.decode()
    carl.do("/terms-of-use", accept="1")
    assert "You accepted them" in carl.see("/terms-of-use")
    assert "A project that Amara leads" not in carl.see("/your-turn")
    carl.see(here(agreement), status=404)
    decides = people["Agnes"].see(f"/amendments/{amendment.key}")
    assert "No. They have no access before they are." in decides, "why it takes a person"
    assert "They have no access" not in people["Amara"].see(f"/amendments/{amendment.key}")
    approved_and_signed(people, amendment)
    again, seen = f"/amendments/{amendment.key}/countersign", str(amendment.revision - 1)
    assert people["Anton"].client.post(again, {"seen": seen}).status_code == 302, "a second press is the first"
    assert "It is in force" in carl.see(here(agreement))
    off = asked(people["Amara"], agreement, "a person is taken off", person=str(carl.person.pk))
    assert off.state == "in force", "it waits for nobody"
    assert str(carl.person.pk) not in agreement_of(agreement).people
    carl.see(here(agreement), status=404)


def test_only_the_lead_asks_and_what_is_not_theirs_is_not_there(people: dict[str, Someone], agreement: Any) -> None:
    people["Ben"].see(here(agreement, "amend"), status=403)
    people["Tom"].see(here(agreement, "amend"), status=404)
    amendment = asked(people["Amara"], agreement, "more time", months="1")
    people["Tom"].see(f"/amendments/{amendment.key}", status=404)
    done(people["Amara"], amendment, "approve", status=403)
    done(people["Agnes"], amendment, "return")
    assert "It came back to you" in people["Amara"].see(f"/amendments/{amendment.key}")
    done(people["Amara"], amendment, "withdraw")
    wrong = people["Amara"].client.post(here(agreement, "amend"), {"kind": "more time", "months": "99", "words": "x"})
    assert "Enter a number of months" in wrong.content.decode()
    nothing = people["Amara"].client.get(here(agreement, "amend"), {"continue": "yes"})
    assert "Choose what is to change" in nothing.content.decode()


def test_what_came_back_is_changed_and_read_beside_what_it_was(people: dict[str, Someone], agreement: Any) -> None:
    """Its lead has the turn; reviewers see what is new, and a review of what it was before does not count."""
    amara, agnes, olga, gwen = (people[name] for name in ("Amara", "Agnes", "Olga", "Gwen"))
    said = {"places": "workspace", "public": "People work in safe rooms."}
    asks = amara.see(here(agreement, "amend") + "?kind=another+place+of+use")
    assert 'value="assured" checked' in asks, "the places of now are ticked"
    amendment = asked(amara, agreement, "another place of use", **said)
    where = f"/amendments/{amendment.key}"
    done(gwen, amendment, "review", subject="security", supports="yes")
    done(agnes, amendment, "return", reason="Say who works from home.")
    assert "Change it and send it again" in amara.see("/your-turn")
    shown = amara.see(f"{where}/change")
    assert "Say who works from home." in shown
    assert 'name="places" type="checkbox" value="workspace" checked' in shown
    olga.see(f"{where}/change", status=403)
    changed = {**said, "seen": str(amendment.revision), "words": "It takes longer than we thought."}
    assert "Change something, or say why" in amara.client.post(f"{where}/change", changed).content.decode()
    changed |= {"places": ["workspace", "home"]}
    assert "Choose who works from home" in amara.client.post(f"{where}/change", changed).content.decode()
    changed |= {"home": str(people["Ben"].person.pk), "reply": "Ben does."}
    stale = amara.client.post(f"{where}/change", {**changed, "seen": "1"})
    assert stale.status_code == 409
    assert amara.client.post(f"{where}/change", changed).status_code == 302
    read = olga.see(where)
    assert "What changed since it was returned" in read
    assert "In the secure workspace, from home" in read
    assert "Ben does." in read
    waits = agnes.see(where)
    assert "Security" in waits[waits.index('id="decide"') :][:600], "what it was before was supported, not this"
    amendment.refresh_from_db()
    done(agnes, amendment, "approve", status=403)
    done(gwen, amendment, "review", subject="security", supports="yes")
    done(olga, amendment, "review", subject="ilr", supports="yes")
    done(agnes, amendment, "approve")
    done(people["Sana"], amendment, "sign", change=change(people["Sana"], amendment))
    assert "Countersign what is to change" in people["Anton"].see("/your-turn")
    done(people["Anton"], amendment, "countersign")
    from alder.web.applications.access_facts import project_of

    found = project_of(str(agreement.pk))
    assert found is not None
    assert found[1]["connections"] == ["a safe room", "home"]
    assert found[1]["from_home"] == frozenset({str(people["Ben"].person.pk)})


def test_a_plan_that_was_overtaken_is_not_approved_and_nothing_of_another_change_is_lost(
    people: dict[str, Someone], agreement: Any
) -> None:
    amara, agnes = people["Amara"], people["Agnes"]
    agreement.refresh_from_db()
    made = [
        asked(amara, agreement, "more data", plan=f'{agreement.plan}{name} = "year"\n', public="It asks about ends.")
        for name in ("AchDate", "LearnActEndDate")
    ]
    for one in made:
        done(people["Olga"], one, "review", subject="ilr", supports="yes")
        done(people["Gwen"], one, "review", subject="information governance", supports="yes")
    first, second = made
    done(agnes, first, "approve")
    done(people["Sana"], first, "sign", change=change(people["Sana"], first))
    done(people["Anton"], first, "countersign")
    done(agnes, second, "approve", status=403)
    assert "The plan has changed since" in agnes.see(f"/amendments/{second.key}")
    done(agnes, second, "return")


def test_what_lies_returned_for_long_is_withdrawn_and_what_is_sent_twice_is_asked_once(
    people: dict[str, Someone], agreement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace
    from datetime import timedelta

    from alder.web.applications.clock import lapse_amendments
    from alder.web.applications.models import AmendmentRecord
    from alder.web.trail.models import TrailEvent

    amendment, again = (asked(people["Amara"], agreement, "more time", months="2") for _ in range(2))
    assert amendment == again
    done(people["Agnes"], amendment, "return")
    lapse_amendments()
    amendment.refresh_from_db()
    assert amendment.state == "returned"
    AmendmentRecord.objects.filter(pk=amendment.pk).update(moved=amendment.moved - timedelta(days=91))
    aged = property(lambda kept: replace(event_of(kept), at=kept.at - timedelta(days=91)))
    event_of = TrailEvent.event.fget
    monkeypatch.setattr(TrailEvent, "event", aged)
    lapse_amendments()
    amendment.refresh_from_db()
    assert amendment.state == "withdrawn"


def test_what_was_asked_of_others_is_over_with_the_agreement(people: dict[str, Someone], agreement: Any) -> None:
    asked(people["Amara"], agreement, "more time", months="3")
    assert "Decide on what is to change" in people["Agnes"].see("/your-turn")
    type(agreement).objects.filter(pk=agreement.pk).update(state="ended")
    assert "Decide on what is to change" not in people["Agnes"].see("/your-turn")
    type(agreement).objects.filter(pk=agreement.pk).update(state="active")


def test_the_register_tells_what_changed_in_public_terms_and_names_nobody(
    site: Site, people: dict[str, Someone], agreement: Any
) -> None:
    from alder.web.applications.register import differing

    dan = somebody("Dan", email="dan@harwick.example")
    approved_and_signed(people, asked(people["Amara"], agreement, "a person is added", email=dan.person.email))
    told = next(one for one in site.get("/register.json")["results"] if one["number"] == agreement.pk)["amendments"]
    assert "Who works with the data changed." in [one["says"] for one in told]
    assert not [one for one in told if "Dan" in str(one) or "Ben" in str(one)]
    assert differing() == []
    lines = list(csv.DictReader(io.StringIO(site.send("GET", "/register.csv").content.decode())))
    line = next(one for one in lines if one["number"] == str(agreement.pk))
    assert line["amendments"] == "; ".join(f"{one['on']}: {one['says']}" for one in told)
    page = site.send("GET", f"/register/{agreement.pk}").content.decode()
    assert all(one["says"] in page for one in told)
