"""T01 to T03, T05 and T11: the table of the process decides, whichever door somebody comes through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import pytest
from tests.integration.table_requests.conftest import FINE
from tests.support.cast import Someone, another_account
from tests.support.site import Site

from alder.governance import Denied
from alder.governance.table_request import MOVES, RequestAction, RequestState

OWN = {
    "your-request": "see a request",
    "your-request-nearest": "see a request",
    "your-request-reply": RequestAction.REPLY,
    "your-request-agree": RequestAction.AGREE,
    "your-request-decline": RequestAction.DECLINE,
    "your-request-withdraw": RequestAction.WITHDRAW,
}
STAFF = {
    "requests-desk-one": "see a request",
    "requests-desk-take": RequestAction.TAKE,
    "requests-desk-put-back": RequestAction.PUT_BACK,
    "requests-desk-question": RequestAction.QUESTION,
    "requests-desk-quote": RequestAction.QUOTE,
    "requests-desk-try": RequestAction.COUNT,
    "requests-desk-answer": RequestAction.COUNT,
    "requests-desk-by-hand": RequestAction.HAND_IN,
    "requests-desk-refuse": RequestAction.REFUSE,
    "requests-desk-rerun": RequestAction.RERUN,
}
"""The pages about one request, and what the process is asked. A page that is not here, or asks otherwise, fails."""
LISTS = {"requests-desk": {"statistician"}, "requests-plan": {"statistician"}}
SIGNED_IN = {"request-ask", "request-words", "request-preview", "request-near", "your-requests"}
FEEDS = {"feed-requests", "feed-requests-measure", "feed-request"}
PUBLIC = {"requests", "requests-json", "requests-csv", "request", "request-answer", "request-file"} | FEEDS
WITHOUT_A_PAGE = {
    RequestAction.ASK,
    RequestAction.TRY,
    RequestAction.ANSWER_AT_ONCE,
    RequestAction.HAND_ON,
    RequestAction.ANSWER,
    RequestAction.GIVE_BACK,
    RequestAction.ANSWER_BY_HAND,
    RequestAction.RECALL,
    RequestAction.LAPSE,
}
"""What no page about a request asks: it begins with it, or the site does it."""
REFUSED_EVERYWHERE = (RequestState.QUESTIONED, RequestState.ANSWERED)
"""One in which something waits for whoever asked, and one in which nothing waits for anybody."""


def patterns() -> dict[str, Any]:
    from alder.web.table_requests.urls import urlpatterns

    return {pattern.name: pattern for pattern in urlpatterns}


def address(name: str, row: Any) -> str:
    return f"/{patterns()[name].pattern}".replace("<uuid:key>", str(row.key))


@pytest.fixture
def row(site: Site, people: dict[str, Someone]) -> Iterator[Any]:
    """A request that Amara asked, which Idris took up. Its state is set as a test needs it."""
    from django.test import override_settings

    from alder.web.table_requests.process import RequestActor, act, ask

    amara, idris = (RequestActor.of(people[name].person) for name in ("amara", "idris"))
    asked = ask(amara, query=None, title="Standing", words="How many?")
    with override_settings(ALDER_REQUEST_FEES="£100 a day"):
        yield act(asked, idris, RequestAction.TAKE)


def put(row: Any, state: RequestState) -> None:
    """The request as if its events had led to a state: the last event says so."""
    from alder.web.table_requests.models import RequestRecord
    from alder.web.trail.models import TrailEvent

    events = TrailEvent.objects.filter(thing=f"request {row.pk}")
    from django.db import connection

    last = events.order_by("-seq")[0]
    with connection.cursor() as cursor:
        _without_guard(cursor, last.seq, state)
    RequestRecord.objects.filter(pk=row.pk).update(state=state)


def _without_guard(cursor: Any, seq: int, state: str) -> None:
    """The trail lets nobody change an event, so a test takes its guard away for a moment."""
    from django.db import connection

    table = "trail_trailevent"
    if connection.vendor == "postgresql":
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(f"update {table} set to_state = %s where seq = %s", [state, seq])
        cursor.execute(f"alter table {table} enable trigger user")
        return
    cursor.execute("select name, sql from sqlite_master where type = 'trigger' and tbl_name = %s", [table])
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'drop trigger "{name}"')
    cursor.execute(f"update {table} set to_state = %s where seq = %s", [state, seq])
    for _, sql in triggers:
        cursor.execute(sql)


def test_every_page_about_a_request_asks_its_process(site: Site) -> None:
    """T02: a page without its line here fails."""
    for name, pattern in patterns().items():
        view = pattern.callback
        if name in PUBLIC:
            assert not hasattr(view, "for_people")
        elif name in SIGNED_IN:
            assert view.for_people
            assert not hasattr(view, "asks")
        elif name in LISTS:
            assert {str(role) for role in view.asks} == LISTS[name]
        else:
            door = "asker" if name in OWN else "statistician"
            assert (view.asks, view.door) == ((OWN | STAFF)[name], door), name
    asked = {action for action in (OWN | STAFF).values() if isinstance(action, RequestAction)}
    assert asked | WITHOUT_A_PAGE == {move.action for move in MOVES}


def test_everybody_gets_where_the_process_says_and_nowhere_else(
    site: Site, people: dict[str, Someone], row: Any
) -> None:
    """T02: every page lets in, in every state, whom the table says and no other. Whom it lets in gets it; somebody of
    each kind that it does not is refused by it in two states, as a page and by a form; nothing moves.
    """
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.permissions import all_that_can_be_said
    from alder.web.table_requests.process import RequestActor, why_none

    asked = refused = shown = sent = 0
    callbacks = {name: pattern.callback for name, pattern in patterns().items()}
    addresses = {name: address(name, row) for name in OWN | STAFF}
    roles = {key: people[key].person.roles for key in ("amara", "idris", "sofia", "ada")}
    for state in RequestState:
        put(row, state)
        row.refresh_from_db()
        whys = {key: why_none(row, RequestActor.of(people[key].person), all_that_can_be_said()) for key in roles}
        for name, action in (OWN | STAFF).items():
            view, tried = callbacks[name], set()
            for key, held in roles.items():
                someone, where, asked = people[key], (state, name, key), asked + 1
                is_theirs = key == "amara" if name in OWN else "statistician" in held
                why_not = whys[key][action.name] if isinstance(action, RequestAction) else ""
                wanted = 404 if not is_theirs else 403 if why_not else 200
                assert _answer(view, someone, row) == wanted, where
                refused += wanted != 200
                if wanted == 200 and "GET" in view.methods:
                    assert someone.client.get(addresses[name]).status_code in (200, 302), where
                    shown += 1
                elif wanted != 200 and wanted not in tried and state in REFUSED_EVERYWHERE:
                    form = {"reason": "x", "nearest": "none", "state": "answered"}
                    for method in set(view.methods) & {"GET", "POST"}:  # a form is refused by the step as well
                        reply = getattr(someone.client, method.lower())(addresses[name], form)
                        assert reply.status_code == wanted, (*where, method)
                    tried.add(wanted)
                    sent += 1
            assert RequestRecord.objects.get(pk=row.pk).state == state, name
    assert asked == len(RequestState) * (len(OWN) + len(STAFF)) * 4 == 704
    assert refused > 400
    assert shown > 50
    assert sent > 2 * (len(OWN) + len(STAFF))


def _answer(view: Any, someone: Someone, row: Any) -> int:
    """How the door of a page answers somebody."""
    try:
        return 200 if view.admits(someone.person, row) else 404
    except Denied:
        return 403


def test_t04_who_asked_under_another_account_does_not_answer_their_own_request(
    site: Site, people: dict[str, Someone]
) -> None:
    from alder.web.table_requests.process import RequestActor, ask

    asked = ask(RequestActor.of(people["ben"].person), query=None, title="Their own", words="How many?")
    second = another_account(people["ben"], "statistician")
    reply = second.client.post(address("requests-desk-take", asked))
    assert reply.status_code == 403
    assert "You asked for it, so another person answers it." in reply.content.decode()
    asked.refresh_from_db()
    assert asked.taken_by is None
    assert people["sofia"].client.post(address("requests-desk-take", asked)).status_code == 302


def test_a_request_of_somebody_else_is_like_one_that_is_not_there(
    site: Site, people: dict[str, Someone], row: Any
) -> None:
    """T01: the same answer, and the trail has that somebody tried."""
    from alder.web.trail.events import DENIED
    from alder.web.trail.models import TrailEvent

    missing = "0a1b2c3d-0000-4000-8000-0000000000bb"
    before = TrailEvent.objects.filter(action=DENIED).count()
    readable = [name for name in OWN if "GET" in patterns()[name].callback.methods]
    assert len(readable) == 5
    for name in readable:
        theirs = people["ben"].client.get(address(name, row))
        nobodys = people["ben"].client.get(address(name, row).replace(str(row.key), missing))
        assert (theirs.status_code, nobodys.status_code) == (404, 404)
        assert _without_number(theirs.content) == _without_number(nobodys.content)
    events = TrailEvent.objects.filter(action=DENIED, thing=f"request {row.key}", actor=str(people["ben"].person.pk))
    assert events.count() == len(readable)
    assert TrailEvent.objects.filter(action=DENIED).count() == before + 2 * len(readable)
    public = site.send("GET", f"/requests/{row.pk}")
    assert public.status_code == 404, "what is not answered is nobody's to read"


def _without_number(content: bytes) -> bytes:
    return re.sub(rb'value="\w{64}"', b"", content)


def test_a_preview_of_somebody_else_is_not_there(site: Site, people: dict[str, Someone]) -> None:
    """T01 once more: what was shown to one is not shown to another."""
    amara, ben = people["amara"], people["ben"]
    shown = str(amara.client.post("/requests/ask", FINE)["Location"])
    assert amara.client.get(shown).status_code == 200
    for someone in (ben, people["idris"]):
        assert someone.client.get(shown).status_code == 404
        assert someone.client.post(shown).status_code == 404
        assert someone.client.post(f"{shown}/nearest/0").status_code == 404


def test_what_a_form_says_of_state_asker_and_proof_is_not_believed(site: Site, people: dict[str, Someone]) -> None:
    """T03: mass assignment."""
    from alder.web.table_requests.models import RequestRecord

    amara, ben = people["amara"], people["ben"]
    forged = {"state": "answered", "asker": str(ben.person.pk), "shown": "True", "named": "True", "table": "0001"}
    forged |= {"within_budget": "True", "forbids_publication": "False", "taken_by": str(ben.person.pk), "days": "0"}
    given = {"title": "Forged", "words": "How many?", "query": json.dumps({"measure": "starts"}), **forged}
    reply = amara.client.post("/requests/ask/words", given)
    row = RequestRecord.objects.get(key=reply["Location"].split("/")[-1])
    assert (row.state, row.asker, row.query, row.taken_by) == ("asked", amara.person, None, None)
    shown = str(amara.client.post("/requests/ask", {**FINE, **forged})["Location"])
    early = amara.client.post(shown, {"shown": "True", "state": "done"})
    assert early.status_code == 200
    assert "Wait until you can see what would be hidden" in early.content.decode()


def test_two_who_press_at_the_same_instant_make_one_move(site: Site, people: dict[str, Someone], row: Any) -> None:
    """T05: two statisticians take a request up, and one of them answers it twice at once."""
    from django.db import connections

    from alder.governance import Denied
    from alder.web.table_requests.answering import have_counted
    from alder.web.table_requests.models import RequestRecord
    from alder.web.table_requests.process import RequestActor

    query = {"alder_query": 1, "measure": "starts", "years": "2020/21"}
    who = RequestActor.of(people["idris"].person)
    came: list[str] = []

    def press() -> None:
        try:
            have_counted(RequestRecord.objects.get(pk=row.pk), who, query, "srs-output", "")
            came.append("counted")
        except Denied as denied:
            came.append(denied.what)
        finally:
            connections.close_all()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came)[-1] == "counted"
    assert came.count("counted") == 1, came
    assert row.answers.count() == 1


def test_forms_from_elsewhere_are_refused(site: Site, people: dict[str, Someone], row: Any) -> None:
    """T11: every page that takes a form, sent without the mark of ours."""
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.cookies = people["amara"].client.cookies
    tried = 0
    for name, pattern in patterns().items():
        if "POST" not in getattr(pattern.callback, "methods", ()):
            continue
        there = address(name, row).replace("<uuid:preview>", str(row.key)).replace("<int:n>", "0")
        reply = client.post(there, {"reason": "x"}, headers={"Origin": "https://evil.example"})
        assert reply.status_code == 403, name
        tried += 1
    assert tried == 19


def test_the_row_is_what_its_events_make_of_it(site: Site, people: dict[str, Someone], row: Any) -> None:
    """P5, of every request that these tests made and did not meddle with."""
    from alder.web.table_requests.clock import differing
    from alder.web.table_requests.process import replayed

    assert row.pk not in differing()
    thing = replayed(row)
    assert (thing.state, thing.taken_by) == (row.state, row.taken_actor)
    assert thing.events[0].at <= datetime.now(UTC)
