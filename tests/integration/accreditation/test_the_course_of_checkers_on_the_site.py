"""Who learns to check outputs on the site, and what follows for the role of an output checker."""

from __future__ import annotations

import pytest
from tests.support.cast import Someone, somebody
from tests.support.site import Site

from alder.accreditation.checkers import CheckerVerdict


def taken(who: Someone, wrong: str = "") -> str:
    """The course is taken; the address of its result. `wrong` is a kind of output that is judged wrongly."""
    from alder.web.accreditation.checker_course import outputs_of
    from alder.web.accreditation.models import CheckerAttempt

    first = who.client.post("/accreditation/checkers")["Location"]
    assert who.client.post("/accreditation/checkers")["Location"] == first, "pressed twice it is begun once"
    attempt = CheckerAttempt.objects.get(person=who.person, ended=None)
    for one in outputs_of(attempt):
        is_wrong = bool(wrong) and one.kind == wrong
        verdict = next(v for v in CheckerVerdict if (v is one.verdict) is not is_wrong)
        page = f"/accreditation/checkers/{attempt.key}/{one.number}"
        if one.number == 1:
            shown = who.see(page)
            assert one.why not in shown
            assert one.kind not in shown
            assert "Decide whether it may leave" in who.client.post(page, {}).content.decode()
            assert who.client.post(f"/accreditation/checkers/{attempt.key}/hand-in").status_code == 403
        who.client.post(page, {"verdict": str(verdict)})
    result = str(who.client.post(f"/accreditation/checkers/{attempt.key}/hand-in")["Location"])
    last = f"/accreditation/checkers/{attempt.key}/20"
    assert who.client.get(last)["Location"] == result, "what is handed in stands"
    return result


def test_a_disclosive_output_that_is_let_out_fails_the_course(site: Site) -> None:
    dev = somebody("Dev").sign_in()
    shown = dev.see(taken(dev, "a small count"))
    assert "You did not pass" in shown
    assert "19 of 20" in shown
    assert shown.count("Wrong</strong>") == 1
    assert "let out" in shown
    result = taken(dev)
    assert "You passed the course of checkers" in dev.see(result)
    grace = somebody("Grace").sign_in()
    assert grace.client.get(result).status_code == 404


def test_the_role_is_given_to_who_passed_and_nobody_else(site: Site) -> None:
    """By page, by command and by a team alike; not where a service says that it trains its checkers elsewhere."""
    from django.test import override_settings

    from alder.errors import WrongEntry
    from alder.governance import Right, Role
    from alder.web.accounts import organisations, rights

    ines, ada = somebody("Iris").sign_in(), somebody("Ada", "admin").sign_in()
    with override_settings(ALDER_CHECKER_COURSE=True):
        page = f"/people/{ines.person.pk}"
        refused = ada.client.post(page, {"do": "roles", "role": ["output checker"]}).content.decode()
        assert "Iris has not passed the course of output checkers" in refused
        assert 'href="#role"' in refused
        checker = Right(Role.CHECKER)
        team = organisations.add_team("Desk")
        for gives in (
            lambda: rights.give(ines.person, checker),
            lambda: somebody("Ivan", "output checker"),
            lambda: (rights.give(team, checker), organisations.join(ines.person, team)),
        ):
            with pytest.raises(WrongEntry, match="has not passed the course"):
                gives()
        assert not ines.person.rights
        assert team.members.count() == 0
        taken(ines)
        ada.client.post(page, {"do": "roles", "role": ["output checker"]})
        assert Role.CHECKER in ines.person.roles
    assert Role.CHECKER in somebody("Ivy", "output checker").person.roles


def test_how_it_went_is_in_the_trail(site: Site) -> None:
    from alder.web.trail.models import TrailEvent

    hugo = somebody("Hugo").sign_in()
    taken(hugo)
    told = TrailEvent.objects.filter(actor=str(hugo.person.pk), thing__startswith="course of checkers").order_by("seq")
    assert [event.action for event in told] == ["Begun", "Passed"]
    assert told.last().said["right"] == 20
