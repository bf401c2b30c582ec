"""A statistician for one source answers what counts from it, and nothing else; no other request is there for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE
from tests.support.cast import Someone, somebody
from tests.support.site import Site

from alder.errors import UsageError
from alder.governance import Denied, Right, Role, RoleScope, ScopeKind

OF_TAXES = {"measure": "sustained_employment_rate", "by": ["sex"], "year": ["2018/19"]}
"""Counted from linked records of education and employment, and not from returns."""


def of_source(site: Site, name: str, source: str) -> Someone:
    from alder.web.accounts import rights

    someone = somebody(name)
    rights.give(someone.person, Right(Role.STATISTICIAN, RoleScope(ScopeKind.SOURCE, source)))
    return someone.sign_in()


def asked(who: Someone, query: dict[str, Any] | None, title: str) -> Any:
    """A request that waits for a person."""
    from alder.governance.table_request import RequestAction
    from alder.measures import Query
    from alder.measures.query import query_object
    from alder.web.table_requests.process import SITE, RequestActor, act, ask

    stored = query_object(Query.ask(**query)) if query else None
    row = ask(RequestActor.of(who.person), query=stored, title=title, words="" if query else "How many?", shown=True)
    return act(row, SITE, RequestAction.HAND_ON, reason="A person looks at it.") if query else row


@pytest.fixture(scope="module")
def rows(site: Site, people: dict[str, Someone]) -> dict[str, Any]:
    amara = people["amara"]
    return {
        "returns": asked(amara, FINE, "Of returns"),
        "taxes": asked(amara, OF_TAXES, "Of taxes"),
        "words": asked(amara, None, "In words"),
    }


def test_every_measure_counts_from_a_source_that_is_in_the_catalogue(site: Site) -> None:
    """Else nobody could be given a role for it."""
    from alder.measures import measures
    from alder.web.accounts.rights import right_of
    from alder.web.table_requests.answerers import source_of

    for name in (one.name for one in measures):
        right_of("statistician", f"source {source_of({'measure': name})}")
    with pytest.raises(UsageError, match="there is no source"):
        right_of("statistician", "source ilR")


def test_each_sees_and_takes_up_what_counts_from_their_source_alone(site: Site, rows: dict[str, Any]) -> None:
    iris, tara = of_source(site, "Iris", "ilr"), of_source(site, "Tara", "leo")
    for who, own, others in ((iris, "returns", ("taxes", "words")), (tara, "taxes", ("returns", "words"))):
        listed = who.see("/requests/desk")
        assert 'href="/requests/desk"' in who.see("/account"), "it is in their menu"
        assert rows[own].title in listed
        assert "Planned publications" not in listed
        who.see("/requests/desk/plan", 403)
        for other in others:
            assert rows[other].title not in listed
            who.see(f"/requests/desk/{rows[other].key}", 404)
            assert who.client.post(f"/requests/desk/{rows[other].key}/take").status_code == 404
        assert "Take it up" in who.see(f"/requests/desk/{rows[own].key}")
        assert who.client.post(f"/requests/desk/{rows[own].key}/take").status_code == 302
        rows[own].refresh_from_db()
        assert rows[own].taken_by == who.person


def test_a_table_of_another_source_is_no_answer_of_theirs(site: Site, people: dict[str, Someone]) -> None:
    """What is answered with need not be what was asked: its source counts."""
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.answering import have_counted
    from alder.web.table_requests.process import RequestActor, act

    ivan = of_source(site, "Ivan", "ilr")
    row = asked(people["amara"], FINE, "To be answered")
    act(row, RequestActor.of(ivan.person), RequestAction.TAKE)
    with pytest.raises(Denied, match="about other sources"):
        have_counted(row, RequestActor.of(ivan.person), OF_TAXES, row.policy, "Here it is.")
    row.refresh_from_db()
    assert row.state == "taken"
    given = {"measure": "sustained_employment_rate", "by": "sex", "years": "2018/19", "policy": row.policy}
    reply = ivan.client.post(f"/requests/desk/{row.key}/try", given)
    assert reply.status_code == 200
    assert "You answer requests about other sources" in reply.content.decode()
    assert row.trials.count() == 0
    given = {"measure": "starts", "by": "sex", "years": "2020/21", "policy": row.policy}
    assert ivan.client.post(f"/requests/desk/{row.key}/try", given).status_code == 302
    assert row.trials.count() == 1


def test_whoever_answers_for_a_source_is_told_of_its_requests(site: Site, people: dict[str, Someone]) -> None:
    ida, theo = of_source(site, "Ida", "ilr"), of_source(site, "Theo", "leo")
    row = asked(people["amara"], FINE, "Told to whom it concerns")
    told = f"request {row.pk}"
    assert ida.person.notices.filter(about=told).exists()
    assert people["idris"].person.notices.filter(about=told).exists()
    assert not theo.person.notices.filter(about=told).exists()


@pytest.mark.parametrize(
    ("query", "made_from"), [(FINE, {"sources": ["ilr"]}), (OF_TAXES, {"sources": ["leo"]}), (None, {})]
)
def test_a_table_made_by_hand_is_of_the_source_that_was_asked_about(
    people: dict[str, Someone], query: dict[str, Any] | None, made_from: dict[str, Any]
) -> None:
    """Its cover sheet says so from the beginning, and its author may say otherwise."""
    from alder.governance.table_request import RequestAction
    from alder.web.table_requests.process import RequestActor, act
    from alder.web.table_requests.tables_by_hand import begin_by_hand

    row = act(asked(people["amara"], query, "By hand"), RequestActor.of(people["idris"].person), RequestAction.TAKE)
    output = begin_by_hand(row, people["idris"].person, said="It is here.", hides_words=False)
    assert output.groups.get().cover == made_from


def test_nobody_answers_for_a_source_what_they_asked_themselves(site: Site) -> None:
    isla = of_source(site, "Isla", "ilr")
    row = asked(isla, FINE, "Their own")
    told = isla.person.notices.filter(about=f"request {row.pk}").values_list("address", flat=True)
    assert list(told) == [f"/requests/yours/{row.key}"], "as whoever asked"
    reply = isla.client.post(f"/requests/desk/{row.key}/take")
    assert (reply.status_code, "another person answers it" in reply.content.decode()) == (403, True)


def test_a_role_that_is_taken_away_closes_the_desk(site: Site, people: dict[str, Someone]) -> None:
    from alder.web.accounts import rights

    igor = of_source(site, "Igor", "ilr")
    row = asked(people["amara"], FINE, "Once theirs")
    igor.see(f"/requests/desk/{row.key}")
    rights.take(igor.person, Right(Role.STATISTICIAN, RoleScope(ScopeKind.SOURCE, "ilr")))
    igor.sign_in().see("/requests/desk", 403)
    igor.see(f"/requests/desk/{row.key}", 404)
    assert json.dumps(row.query) not in igor.see("/account")
