"""What people take through a process they do on pages, by calls and by commands; where one is not, here is why.

A line more in a table of moves without a page, a call and a command fails until it has them or a reason here.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from tests.support.site import Site, site_of_people

import alder.governance
from alder.governance.process import Process

DOORS = ("page", "call", "command")
ELSEWHERE = """
    process     | action       | door    | where
    output      | submit       | page    | output-submit
    output      | submit again | page    | output-submit
    output      | review       | page    | output-review
    incident    | report       | page    | report-incident
    incident    | report       | call    | incidents
    request     | ask          | page    | request-ask
    request     | ask          | call    | requests
    request     | count        | command | answer
    application | submit       | page    | application-submit
    application | submit again | page    | application-submit
    agreement   | issue        | page    | application-desk-draw-up
    amendment   | submit       | page    | agreement-amend
    amendment   | submit again | page    | amendment-step
    amendment   | review       | page    | amendment-step
    amendment   | return       | page    | amendment-step
    amendment   | approve      | page    | amendment-step
    amendment   | reject       | page    | amendment-step
    amendment   | sign         | page    | amendment-step
    amendment   | countersign  | page    | amendment-step
    amendment   | withdraw     | page    | amendment-step
    ingress     | bring        | page    | project-bring
    ingress     | bring again  | page    | project-ingress-bring-again
    ingress     | let in       | page    | project-ingress-let-in
    ingress     | return       | page    | project-ingress-return
    ingress     | refuse       | page    | project-ingress-refuse
    ingress     | withdraw     | page    | project-ingress-withdraw
    workspace   | load         | page    | project-load
    workspace   | load again   | page    | project-load-again
    workspace   | freeze       | page    | project-freeze
    workspace   | thaw         | page    | project-thaw
    workspace   | mark         | page    | project-end
    workspace   | destroy      | page    | project-end
    workspace   | unmark       | page    | project-unmark
"""
"""What has its place under another name: of a page, a call or a command."""
NOWHERE = """
    process       | action     | door    | why
    output        | review     | call    | a vote is given by somebody who has looked
    output        | settle     | call    | a vote is given by somebody who has looked
    output        | approve    | call    | a vote is given by somebody who has looked
    output        | release    | call    | it takes the second factor
    output        | recall     | call    | it takes the second factor
    output        | *          | command | a shell cannot say who sits at it, and two people look
    request       | answer     | page    | the site answers once the table is counted
    request       | answer     | call    | the site answers once the table is counted
    request       | hand in    | call    | begun on the page of its request, as an output
    request       | hand in    | command | begun on the page of its request, as an output
    request       | count      | call    | it takes the second factor
    request       | rerun      | call    | it takes the second factor
    application   | *          | call    | on pages alone so far
    application   | *          | command | a shell cannot say who sits at it, and who decides signs in
    agreement     | *          | call    | on pages alone so far
    agreement     | *          | command | a shell cannot say who sits at it, and who decides signs in
    amendment     | *          | call    | on pages alone so far
    amendment     | *          | command | a shell cannot say who sits at it, and who decides signs in
    accreditation | *          | call    | on pages alone so far
    accreditation | *          | command | a shell cannot say who sits at it, and who decides signs in
    workspace     | *          | call    | on pages alone so far
    workspace     | *          | command | the commands of `alder project` are for workspaces without a site
    ingress       | *          | call    | on pages alone so far
    ingress       | *          | command | the commands of `alder project` are for workspaces without a site
"""
"""`*` stands for whatever of a process has no place at a door yet."""


def lines(text: str) -> dict[tuple[str, str, str], str]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()[1:]]
    return {(process, action, door): said for process, action, door, said in rows}


def processes() -> dict[str, Process[Any]]:
    """Every process that there is, by its name."""
    modules = [import_module(f"alder.governance.{one.name}") for one in pkgutil.iter_modules(alder.governance.__path__)]
    found = [one for module in modules for one in vars(module).values() if isinstance(one, Process)]
    return {process.name: process for process in found}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_people(tmp_path_factory.mktemp("doors") / "store") as site:
        yield site


def routes(patterns: Any) -> Iterator[Any]:
    for one in patterns:
        yield from routes(one.url_patterns) if hasattr(one, "url_patterns") else [one]


def test_every_action_that_people_do_has_a_page_a_call_and_a_command_or_a_reason(site: Site) -> None:
    from django.urls import get_resolver

    from alder.cli.incidents import incidents
    from alder.cli.requests import requests
    from alder.web.api import incident_views, output_views, request_views, urls
    from alder.web.api.actions import name_of

    pages = list(routes(get_resolver().url_patterns))
    asked = {id(one.callback.asks) for one in pages if hasattr(one.callback, "asks")}  # actions are one of a kind
    calls = {
        id(action)
        for views in (incident_views, output_views, request_views)
        for action, doing in views.DOING.items()
        if not getattr(doing, "page", "") and not getattr(doing, "why", "")
    }
    commands = {"incident": incidents.commands, "request": requests.commands}
    places = {
        "page": {one.name for one in pages},
        "call": {str(one.pattern) for one in urls.urlpatterns},
        "command": {name for group in commands.values() for name in group},
    }
    elsewhere, nowhere = lines(ELSEWHERE), lines(NOWHERE)
    assert [place for (_, _, door), place in elsewhere.items() if place not in places[door]] == []
    unused = {line for line in (*elsewhere, *nowhere) if line[1] != "*"}
    wrong = []
    for name, process in processes().items():
        assert any(str(role) != "system" for move in process.moves for role in move.roles), name
        for action in {move.action for move in process.moves if any(str(role) != "system" for role in move.roles)}:
            words = action.name.lower().replace("_", " ")
            there = {
                "page": id(action) in asked,
                "call": id(action) in calls,
                "command": name_of(action) in commands.get(name, ()),
            }
            for door in DOORS:
                line = (name, words, door)
                unused.discard(line)
                ways = [there[door], line in elsewhere, line in nowhere]
                excused = (name, "*", door) in nowhere
                if sum(ways) != 1 and not (sum(ways) == 0 and excused):
                    wrong.append(f"{name}, {words}: {sum(ways)} of a {door}, another name of it, and a reason for none")
    assert not wrong, "\n".join(sorted(wrong))
    assert unused == set(), "lines here about what no table has"
