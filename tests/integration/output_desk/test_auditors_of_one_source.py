"""An auditor for one source reads what happened to what is made from it, and no other event is there for them. T01."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.support import text_tables
from tests.support.cast import Someone, somebody
from tests.support.site import Site

EVENTS = """
thing           | of ilr | of both | of all
output of ilr   | yes    | yes     | yes
output of leo   | no     | yes     | yes
output of two   | no     | yes     | yes
output of none  | no     | no      | yes
request of ilr  | yes    | yes     | yes
request of leo  | no     | yes     | yes
request of none | no     | no      | yes
person          | no     | no      | yes
trail           | no     | no      | yes
"""
"""Whose events are there for auditors of one source, of two, and of the whole trail."""
HELD = {"of ilr": ("source ilr",), "of both": ("source ilr", "source leo"), "of all": ("everything",)}


@pytest.fixture(scope="module")
def auditors(desk: Site) -> dict[str, Someone]:
    from alder.web.accounts.rights import give, right_of

    found = {name: somebody(f"Auditor {n}", email=f"auditor.{n}@mereshire.example") for n, name in enumerate(HELD)}
    for name, scopes in HELD.items():
        for scope in scopes:
            give(found[name].person, right_of("auditor", scope))
    return {name: someone.sign_in() for name, someone in found.items()}


@pytest.fixture(scope="module")
def numbers(people: dict[str, Someone]) -> dict[str, int]:
    """An event of each of these things, by its number."""
    from django.db import transaction

    from alder.web.output_desk.models import OutputRequest, OutputSource
    from alder.web.table_requests.models import RequestRecord
    from alder.web.trail.events import record

    amara = people["amara"].person
    things = {"person": f"person {amara.pk}", "trail": "trail"}
    for name, sources in {"ilr": ["ilr"], "leo": ["leo"], "two": ["ilr", "leo"], "none": []}.items():
        output = OutputRequest.objects.create(author=amara, title=name)
        OutputSource.objects.bulk_create([OutputSource(output=output, name=source) for source in sources])
        things[f"output of {name}"] = output.thing
    for name, measure in {"ilr": "starts", "leo": "sustained_employment_rate", "none": ""}.items():
        row = RequestRecord.objects.create(asker=amara, title=name, query={"measure": measure} if measure else None)
        things[f"request of {name}"] = f"request {row.pk}"
    found = {}
    for name, thing in things.items():
        with transaction.atomic():
            found[name] = record("", "system", thing, "LOOK").seq
    return found


def _listed(page: str) -> set[int]:
    return {int(n) for n in re.findall(r'href="/trail/(\d+)"><span class="govuk-visually-hidden">Event ', page)}


def test_each_reads_the_events_of_their_sources_alone(auditors: dict[str, Someone], numbers: dict[str, int]) -> None:
    rows = text_tables.rows(EVENTS)
    assert {str(row["thing"]) for row in rows} == set(numbers)
    for name, who in auditors.items():
        wanted = {numbers[str(row["thing"])] for row in rows if row[name] == "yes"}
        assert _listed(who.see("/trail?action=LOOK")) == wanted, name
        for number in numbers.values():
            who.see(f"/trail/{number}", 200 if number in wanted else 404)


def test_pages_of_the_whole_trail_are_for_auditors_of_all(auditors: dict[str, Someone], people: Any) -> None:
    for address in ("/trail/store", "/trail/events.jsonl"):
        assert auditors["of ilr"].client.get(address).status_code == 403
        assert auditors["of all"].client.get(address).status_code == 200
    shown, whole = auditors["of ilr"].see("/trail"), auditors["of all"].see("/trail")
    assert 'href="/trail"' in shown, "it is in their menu"
    assert "You read the events of outputs and requests that are made from Individualised Learner Record" in shown
    for part in ("Take it elsewhere", "Is it as it was recorded?", "/trail/store"):
        assert part in whole
        assert part not in shown
    nobody, somebody_else = "nobody@mereshire.example", people["pat"].person.email
    asked = [auditors["of ilr"].see(f"/trail?person={email}") for email in (nobody, somebody_else)]
    assert ["There is no such event" in page for page in asked] == [True, True], "that there is Pat is not told"
    assert "There is nobody with that" in auditors["of all"].see(f"/trail?person={nobody}")
