"""Requests for tables with 10,000 requests and a million events: how long each page and each act takes on the server.

`python -m benchmarks.requesting [EVENTS] [postgresql]`; without a number, a million. The requests are as they would
have become in some two years: most answered, some refused or withdrawn, 2,000 that wait. Their own events stand between
those of everything else, so that whoever reads one request looks for them in all of the chain.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from alder.governance.table_request import RequestAction, RequestState
from alder.model.event import GENESIS, Event
from benchmarks.recording import LIMIT, best, fill, interleaved

REQUESTS, ASKERS, STATISTICIANS = 10_000, 400, 12
LONG = 9_997
"""The number of a request on which asker and statistician wrote to each other a hundred times."""
MEASURES = ("starts", "enrolments", "achievements", "learners_participating", "achievement_rate")
SPLITS = (["sex"], ["sex", "level"], ["ethnicity", "age_band"], ["funding_model", "sex", "level"], ["provider"])
_START, _STEP = datetime(2025, 1, 1, tzinfo=UTC), timedelta(seconds=58)

_A, _S = RequestAction, RequestState
_BEGINS = ((_A.ASK, _S.DRAFT, _S.ASKED), (_A.TRY, _S.ASKED, _S.TRIED))
_BY_PERSON = (*_BEGINS, (_A.HAND_ON, _S.TRIED, _S.ASKED), (_A.TAKE, _S.ASKED, _S.TAKEN))
_TALK = ((_A.QUESTION, _S.TAKEN, _S.QUESTIONED), (_A.REPLY, _S.QUESTIONED, _S.TAKEN))
_COUNT = (_A.COUNT, _S.TAKEN, _S.COUNTED)
WAYS = {
    "at once": (*_BEGINS, (_A.ANSWER_AT_ONCE, _S.TRIED, _S.ANSWERED)),
    "by a person": (*_BY_PERSON, *_TALK, _COUNT, (_A.ANSWER, _S.COUNTED, _S.ANSWERED)),
    "refused": (*_BY_PERSON, (_A.REFUSE, _S.TAKEN, _S.REFUSED)),
    "withdrawn": (*_BEGINS, (_A.HAND_ON, _S.TRIED, _S.ASKED), (_A.WITHDRAW, _S.ASKED, _S.WITHDRAWN)),
    "asked": (*_BEGINS, (_A.HAND_ON, _S.TRIED, _S.ASKED)),
    "taken": _BY_PERSON,
    "questioned": (*_BY_PERSON, *_TALK, _TALK[0]),
    "quoted": (*_BY_PERSON, (_A.QUOTE, _S.TAKEN, _S.QUOTED)),
    "long": (*_BY_PERSON, *_TALK * 100),
}
"""What happened to requests of each kind, as the process allows it."""
_OF_TEN = ("at once", "at once", "at once", "by a person", "by a person", "by a person", "refused", "withdrawn")


def way_of(number: int) -> str:
    """Which of them a request went."""
    if number == LONG:
        return "long"
    at = number % 10
    return _OF_TEN[at] if at < len(_OF_TEN) else ("asked", "taken", "questioned", "quoted")[number // 10 % 4]


def asker_of(number: int) -> UUID:
    """One in four is of one busy asker."""
    return UUID(int=1_000 + (0 if number % 4 == 1 else number % ASKERS))


def statistician_of(number: int) -> UUID:
    return UUID(int=2_000 + number % STATISTICIANS)


def query_of(number: int) -> dict[str, Any]:
    return {
        "alder_query": 1,
        "measure": MEASURES[number % len(MEASURES)],
        "by": SPLITS[number // 5 % len(SPLITS)],
        "years": f"20{15 + number % 6}/{16 + number % 6}",
    }


def title_of(number: int) -> str:
    query = query_of(number)
    return f"{query['measure'].replace('_', ' ').capitalize()} by {' and '.join(query['by'])}, {query['years']}"


def of_request(number: int) -> Iterator[Event]:
    """What happened to a request, with neither place nor time yet."""
    way = WAYS[way_of(number)]
    for action, before, after in way:
        by_asker = action in (_A.ASK, _A.REPLY, _A.WITHDRAW, _A.AGREE)
        by_site = action in (_A.TRY, _A.ANSWER_AT_ONCE, _A.HAND_ON)
        said: dict[str, Any] = {"reason": "Made up, and about as long as what somebody writes in two lines of a form."}
        if action is _A.ASK:
            said = {"query": json.dumps(query_of(number)), "words": "", "shown": True, "words_are_public": True}
        elif action in (_A.ANSWER, _A.ANSWER_AT_ONCE):
            said = {"table": str(number), "forbids_publication": False}
        elif action is _A.COUNT:
            said = {"query": json.dumps(query_of(number)), "policy": "srs-output"}
        actor = "" if by_site else str(asker_of(number) if by_asker else statistician_of(number))
        role = "system" if by_site else "asker" if by_asker else "statistician"
        yield Event(
            seq=0, at=_START, actor=actor, role=role, thing=f"request {number}", action=action.name,
            from_state=before, to_state=after, said=said, previous=GENESIS,
        )  # fmt: skip


def chain(number: int) -> Iterator[Event]:
    """A million events, those of requests evenly between the others, in one chain."""
    own = [event for n in range(1, REQUESTS + 1) for event in of_request(n)]
    return interleaved(own, number, _START, _STEP)


def rows() -> None:
    """The requests as the database keeps them, their answers, and what was looked at and tried."""
    from alder.web.accounts.models import Organisation, Person
    from alder.web.table_requests.models import Preview, RequestRecord, TableAnswer

    organisation = Organisation.objects.create(name="Mereshire Council", kind="council")
    people = [(1_000 + n, f"Asker {n}") for n in range(ASKERS)]
    people += [(2_000 + n, f"Statistician {n}") for n in range(STATISTICIANS)]
    Person.objects.bulk_create(
        Person(
            id=UUID(int=id), name=name, email=f"{id}@mereshire.example", organisation=organisation if id % 3 else None
        )
        for id, name in people
    )
    now = datetime.now(UTC)
    made, answers, looks = [], [], []
    for n in range(1, REQUESTS + 1):
        way = way_of(n)
        state = WAYS[way][-1][2]
        asked = now - timedelta(minutes=70 * (REQUESTS - n) + 30)
        taken = statistician_of(n) if any(action is _A.TAKE for action, _, _ in WAYS[way]) else None
        is_ours = state in (_S.ASKED, _S.TAKEN)
        is_done = state in (_S.ANSWERED, _S.REFUSED, _S.WITHDRAWN)
        made.append(
            RequestRecord(
                id=n,
                key=UUID(int=n),
                asker_id=asker_of(n),
                asked_by=str(asker_of(n)),
                organisation="Mereshire Council",
                state=state,
                query=query_of(n),
                policy="srs-output",
                title=title_of(n),
                words="Made up.",
                needs_person=way != "at once",
                taken_by_id=taken,
                taken_actor=str(taken or ""),
                asked=asked,
                changed=asked,
                due=asked.date() + timedelta(days=28) if is_ours else None,
                closed=asked if is_done else None,
                days=n % 20 if state == _S.ANSWERED else None,
                answered=asked if state == _S.ANSWERED else None,
                reason="Made up.",
                nearest={} if state == _S.REFUSED else None,
            )
        )
        if state == _S.ANSWERED:
            files = [
                {"name": f"request-{n}-table-1.{kind}", "title": kind, "bytes": 10_000, "sha256": "0" * 64}
                for kind in ("html", "parquet", "csv", "meta.csv", "ods", "xlsx")
            ]
            facts = {
                **dict.fromkeys(("period", "coverage", "group", "quality", "sources", "says"), "Made up"),
                "grade": "A", "policy": "SRS output", "cautions": ["Q-X: Made up."] * 4, "hidden": "4 figures of 40",
                "made_up": "", "provisional": False, "no_csv": "",
            }  # fmt: skip
            answers.append(
                TableAnswer(
                    request_id=n, n=1, kind=way, state="ready", query=query_of(n), policy="srs-output", begun=asked,
                    ready=asked, table=str(n), title=title_of(n), facts=facts, files=files,
                    measure=query_of(n)["measure"],
                    by_id=taken, by_actor=str(taken or ""),
                )
            )  # fmt: skip
        looks.append(_look(n, asked, None))
        if taken:
            looks += [_look(n, asked, n), _look(n, asked, n)]
    RequestRecord.objects.bulk_create(made, batch_size=500)
    TableAnswer.objects.bulk_create(answers, batch_size=500)
    Preview.objects.bulk_create(looks, batch_size=500)


def _look(n: int, when: datetime, request: int | None) -> Any:
    from alder.web.table_requests.models import Preview

    person = statistician_of(n) if request else asker_of(n)
    near = [{"query": query_of(n + 1), "title": title_of(n + 1), "words": "without sex", "band": "few", "share": "4%"}]
    found = {
        "figures": 40,
        "hidden": 4,
        "share": "10%",
        "refused": "",
        "in_the_way": [],
        "nearest": near,
        "band": "many",
    }
    return Preview(
        person_id=person, organisation="Mereshire Council", request_id=request, counts=request is None,
        query=query_of(n), policy="srs-output", when=when, state="done", found=found,
    )  # fmt: skip


def main(arguments: list[str]) -> int:
    number = next((int(one) for one in arguments if one.isdigit()), 1_000_000)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        if "postgresql" in arguments:
            from tests.support import postgresql

            opened.enter_context(postgresql.running())
        from tests.support.cast import Someone, somebody
        from tests.support.programs import program
        from tests.support.site import body_of, site_in

        site = opened.enter_context(site_in(folder / "store"))
        from django.db import connection, transaction

        began = time.perf_counter()
        rows()
        fill(chain(number))
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                for table in ("requestrecord", "tableanswer", "preview"):
                    # bulk rows with numbers of their own leave the counters of numbers behind
                    cursor.execute(f"analyze table_requests_{table}")
                cursor.execute("select setval('table_requests_requestrecord_id_seq', %s)", [REQUESTS])
        print(f"{connection.vendor}, {number:,} events, {REQUESTS:,} requests, in {time.perf_counter() - began:.0f} s")
        from alder.web.table_requests import clock
        from alder.web.table_requests.models import Preview, RequestRecord

        idris = somebody("Idris", "statistician").sign_in()
        amara = somebody("Amara").sign_in()
        busy = asker_of(1)
        # She takes the place of the busiest of those who were put in, who have no password.
        RequestRecord.objects.filter(asker_id=busy).update(asker=amara.person, asked_by=str(amara.person.pk))
        Preview.objects.filter(person_id=busy).update(person=amara.person)

        def of(kind: str, *, whose: UUID | None = None) -> int:
            return next(n for n in range(1, REQUESTS) if way_of(n) == kind and whose in (None, asker_of(n)))

        look = Preview.objects.filter(person=amara.person, request=None)[0].pk
        key = {kind: UUID(int=of(kind)) for kind in WAYS}
        pages: dict[str, tuple[Someone | None, str]] = {
            "the public list": (None, "/requests"),
            "its last page": (None, "/requests?page=300"),
            "its search": (None, "/requests?q=starts+level"),
            "its search for what there is not": (None, "/requests?q=nothing+of+the+kind"),
            "those that count one thing": (None, "/requests?measure=starts"),
            "the feed": (None, "/follow/requests.atom"),
            "the feed of what counts one thing": (None, "/follow/requests/measures/starts.atom"),
            "JSON": (None, "/requests.json"),
            "JSON, the last page": (None, "/requests.json?page=60"),
            "CSV of all": (None, "/requests.csv"),
            "an answered request": (None, f"/requests/{of('by a person')}"),
            "one of its answers": (None, f"/requests/{of('by a person')}/1"),
            "choosing": (amara, "/requests/ask"),
            "choosing splits": (amara, "/requests/ask?measure=starts"),
            "in words": (amara, "/requests/ask/words"),
            "what would be hidden": (amara, f"/requests/ask/{look}"),
            "one's own, 2,500 of them": (amara, "/requests/yours"),
            "their last page": (amara, "/requests/yours?page=125"),
            "one's own request": (amara, f"/requests/yours/{UUID(int=of('by a person', whose=busy))}"),
            "one with 200 letters": (amara, f"/requests/yours/{UUID(int=LONG)}"),
            "the queue": (idris, "/requests/desk"),
            "the last page of the queue": (idris, "/requests/desk?page=99"),
            "nobody's yet": (idris, "/requests/desk?show=new"),
            "waiting for whoever asked": (idris, "/requests/desk?show=asker"),
            "yours": (idris, "/requests/desk?show=mine"),
            "planned publications": (idris, "/requests/desk/plan"),
            "a request at the desk": (idris, f"/requests/desk/{key['taken']}"),
            "one at the desk with 200 letters": (idris, f"/requests/desk/{UUID(int=LONG)}"),
        }

        def read(address: str) -> None:
            reply = site.send("GET", address)
            assert reply.status_code == 200, address
            body_of(reply)

        worst = 0.0
        for words, (who, address) in pages.items():
            if who is not None:
                took = best(lambda who=who, address=address: who.see(address))  # type: ignore[misc]
            else:
                took = best(lambda address=address: read(address))  # type: ignore[misc]
            worst = max(worst, took)
            print(f"  {words:<44} {took * 1000:7.1f} ms", flush=True)
        hers, his = program(amara), program(idris)
        calls = {
            "API, one's own": (hers, "requests"),
            "API, a hundred on their last page": (hers, "requests?page=25&pageSize=100"),
            "API, one's own that are answered": (hers, "requests?state=answered&pageSize=100"),
            "API, one's own request": (hers, f"requests/{UUID(int=of('by a person', whose=busy))}"),
            "API, one with 200 letters": (hers, f"requests/{UUID(int=LONG)}"),
            "API, what would be hidden": (hers, f"requests/previews/{look}"),
            "API, what can be chosen": (hers, "requests/options?measure=starts"),
            "API, the desk": (his, "requests?of=desk&pageSize=100"),
            "API, the desk's last page": (his, "requests?of=desk&pageSize=100&page=20"),
            "API, all that were refused": (his, "requests?of=desk&state=refused&page=10&pageSize=100"),
            "API, a request at the desk": (his, f"requests/{key['taken']}"),
            "API, one at the desk with 200 letters": (his, f"requests/{UUID(int=LONG)}"),
            "API, what can be done to it": (his, f"requests/{UUID(int=LONG)}/actions"),
        }
        for words, (whose, address) in calls.items():
            took = best(lambda whose=whose, address=address: whose.get(address))  # type: ignore[misc]
            worst = max(worst, took)
            print(f"  {words:<44} {took * 1000:7.1f} ms", flush=True)

        def taken() -> None:
            here = f"requests/{UUID(int=next(fresh))}"
            version = his.get(here)["version"]
            began = time.perf_counter()
            his.post(f"{here}/actions/take", version=version)
            taking.append(time.perf_counter() - began)

        taking: list[float] = []
        fresh = iter(n for n in range(1, REQUESTS) if way_of(n) == "asked")
        acts = {
            "taking a request up": lambda: idris.client.post(f"/requests/desk/{UUID(int=next(fresh))}/take"),
            "API, asking in words": lambda: hers.post("requests", {"title": "A", "words": "B"}, status=201),
            "asking in words": lambda: amara.client.post("/requests/ask/words", {"title": "A", "words": "B"}),
        }
        for words, work in acts.items():
            took = best(work)
            worst = max(worst, took)
            print(f"  {words:<44} {took * 1000:7.1f} ms")
        best(taken)
        worst = max(worst, min(taking))
        print(f"  {'API, taking a request up':<44} {min(taking) * 1000:7.1f} ms")
        print(f"  worst: {worst / LIMIT:.2f} of the limit of {LIMIT} s")
        for words, work in {"requests that lie still": clock.lapse, "old ones brought to mind": clock.escalate}.items():
            began = time.perf_counter()
            with transaction.atomic():
                work()
            print(f"  worker, {words:<36} {(time.perf_counter() - began) * 1000:7.1f} ms")
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
