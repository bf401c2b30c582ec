"""What changes while a project runs: it goes on under its old terms until the change is in force (P9)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.integration.applications.test_agreements_and_the_register import drawn_up, here, signed
from tests.support.applications_of_people import approved
from tests.support.cast import Someone, somebody


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


def test_more_data_is_in_no_extract_before_it_is_in_force(people: dict[str, Someone], agreement: Any) -> None:
    """P9: owner and information governance support exactly this change, every organisation signs it, then it holds."""
    from alder.web.applications.agreements import agreement_of, scope_of

    before = agreement_of(agreement)
    wider = agreement.plan.replace('"CompStatus"', '"CompStatus", "Outcome"')
    amendment = asked(people["Amara"], agreement, "more data", source="ilr", plan=wider)
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


def test_somebody_who_is_not_accredited_needs_an_officer_and_is_off_at_once(
    people: dict[str, Someone], agreement: Any
) -> None:
    from alder.web.applications.agreements import agreement_of

    carl = somebody("Carl", email="carl@harwick.example").sign_in()
    amendment = asked(people["Amara"], agreement, "a person is added", email=carl.person.email)
    assert amendment.state == "submitted", "nobody passed it"
    carl.see(here(agreement), status=404)
    done(people["Agnes"], amendment, "approve")
    done(people["Sana"], amendment, "sign", change=change(people["Sana"], amendment))
    done(people["Anton"], amendment, "countersign")
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
    assert "It came back to its lead" in people["Amara"].see(f"/amendments/{amendment.key}")
    done(people["Amara"], amendment, "withdraw")
    wrong = people["Amara"].client.post(here(agreement, "amend"), {"kind": "more time", "months": "99", "words": "x"})
    assert "Enter a number of months" in wrong.content.decode()
