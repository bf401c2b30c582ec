"""What is tried at the gateway of notebooks, from browsers and from cells, and what becomes of it, as the docs say.

A gateway, a site that answers about access and a server in a real sandbox, which is not Jupyter's and does what a cell
could be told to (T29 among them). All of it in one process of an account that owns nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import refused, run
from tests.support.gateway_of_notebooks import CHANNELS, KEY, SITE, Browser, Site, serving, ticket, workspaces
from tests.support.proxies import free_port
from tests.support.unprivileged import unprivileged

from alder.outputs.checking import check_outputs

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "workspaces.md"
DOWNLOADS = (
    "/files/records.parquet",
    "/files/records.parquet?download=1",
    "/nbconvert/html/leavers.ipynb?download=true",
    "/static/lab/main.js?download=1",
    "/view/report.html",
    "/api/contents/leavers.ipynb?download=1",
    "/lab/tree/../../files/records.parquet",
)
LOOKS_FOR_SECRETS = """
from glob import glob
came = []
for path in glob('/proc/[0-9]*/environ') + glob('/proc/[0-9]*/cmdline') + glob('/tmp/**', recursive=True):
    try:
        text = open(path, 'rb').read()
    except OSError:
        continue
    came += [word for word in WORDS if word in text]
"""
STAYS = """
if not os.fork():
    os.setsid()
    import time
    while True:
        open('/workspace/outputs/alive.txt', 'a').write('a'); time.sleep(0.002)
"""


async def story(top: Path, ports: tuple[int, int]) -> dict[str, Any]:
    """All attempts, one after the other."""
    from aiohttp import ClientSession

    async with serving(top, *ports) as (site, _), ClientSession() as session:
        browser = Browser(session, f"http://127.0.0.1:{ports[0]}")
        came = await _at_the_door(browser, site)
        came |= await _inside(browser, top)
        return came | await _at_the_end(browser, site, top)


async def _at_the_door(browser: Browser, site: Site) -> dict[str, Any]:
    came: dict[str, Any] = {}
    came["come without a ticket"] = (await browser.ask("GET", "/lab"))[0]
    came["show a ticket that the site did not make"] = await browser.open(
        ticket(key=b"of somebody else, and long enough")
    )
    came["show a ticket at another project"] = await browser.open(ticket(), Host="other.notebooks.example.net")
    came["send somebody's browser in from a foreign page"] = await browser.open(ticket(), Origin="https://example.org")
    site.says = "no"
    came["open notebooks without access"] = await browser.open(ticket())
    site.says = "silent"
    came["open them while nobody can be asked"] = await browser.open(ticket())
    site.says = "forged"
    came["answer in the place of the site"] = await browser.open(ticket())
    site.says = "yes"
    good = ticket()
    assert await browser.open(good) == 200
    came["show a ticket a second time"] = await browser.open(good)
    status, given, _ = await browser.ask("GET", "/lab")
    assert status == 200
    came["read a page from the browser's memory after signing out"] = given["Cache-Control"]
    came["take the cookie to another project"] = (await browser.ask("GET", "/lab", Host="a.notebooks.example.net"))[0]
    came["show a cookie that nobody gave"] = (await browser.ask("GET", "/lab", Cookie="__Host-alder-notebooks=é"))[0]
    came["come by another host name"] = (await browser.ask("GET", "/lab", Host="localhost"))[0]
    came["change something from a foreign page"] = (await browser.ask("POST", "/api/kernels", Origin=SITE))[0]
    came["fetch something from a foreign page"] = (
        await browser.ask("GET", "/lab", **{"Sec-Fetch-Site": "cross-site"})
    )[0]
    headers = {"Origin": "https://example.org", "Connection": "Upgrade", "Upgrade": "websocket"}
    came["open a socket from a foreign page"] = (await browser.ask("GET", CHANNELS, **headers))[0]
    return came


async def _inside(browser: Browser, top: Path) -> dict[str, Any]:
    came: dict[str, Any] = {}
    statuses = {(await browser.ask("GET", path))[0] for path in DOWNLOADS}
    came["download by every address"] = statuses.pop() if len(statuses) == 1 else statuses
    shown = {(await browser.ask("GET", f"/api/contents/{name}"))[0] for name in ("notes.py", "leavers.ipynb", "")}
    assert shown == {200}
    for what, name in {
        "read a file of records in the editor": "records.parquet",
        "give records the name of code": "records.py",
        "read a long text in the editor": "long.txt",
    }.items():
        came[what] = (await browser.ask("GET", f"/api/contents/{name}"))[0]
    record = json.dumps({"type": "file", "format": "base64", "content": "UEFSMQ=="})
    came["hand in a file of records"] = (await browser.ask("PUT", "/api/contents/own.parquet", record))[0]
    status, given, body = await browser.ask("GET", "/api/status", Authorization="token SECRET")
    passed = {"Cookie", "Authorization", "Origin", "Referer", "User-Agent"} & set(json.loads(body)["headers"])
    came["read the browser's cookie in the sandbox"] = "passed on" if passed - {"User-Agent"} else "left outside"
    wrong = {"Set-Cookie", "Content-Disposition", "Access-Control-Allow-Origin", "Location", "Refresh", "Link"}
    policy = given["Content-Security-Policy"]
    kept = not wrong & set(given) and "default-src 'none'" in policy and "allow-downloads" not in policy
    came["set cookies, downloads and policies from the sandbox"] = "dropped" if status == 200 and kept else given
    words = [KEY, browser.cookie.encode()]
    assert await browser.says("echo heard") == "heard"
    found = await browser.says("do WORDS = " + repr(words) + "\n" + LOOKS_FOR_SECRETS)
    came["look for key and cookie in the sandbox"] = "not there" if found == "[]" else found
    reach = "import socket; socket.create_connection(('127.0.0.1', 8600), 1)"
    came["reach the gateway from a cell"] = await browser.says(f"do {reach}")
    connect = (
        "import socket, sys; other = socket.socket(1); other.bind('/tmp/any'); other.listen()\n"
        "socket.socket(fileno=os.dup(int(sys.argv[1]))).connect('/tmp/any')"
    )
    came["connect with the socket that was handed in"] = await browser.says(f"do {connect}")
    came["send one message without end"] = await browser.says("long")
    came["flood the browser from a cell"] = await browser.says("flood")
    came["flood the sandbox from the browser"] = await browser.says("echo " + "a" * (2 << 20))
    return came


async def _at_the_end(browser: Browser, site: Site, top: Path) -> dict[str, Any]:
    came: dict[str, Any] = {}
    alive = top / "leavers" / "notebooks" / "amara" / "alive.txt"
    ending = await browser.at_a_socket()
    await browser.says("do " + STAYS)
    site.says = "no"
    came["work on after access ended"] = f"{await ending}, then {(await browser.ask('GET', '/lab'))[0]}"
    await _ended(top, 1)
    while b"has no access any more" not in (page := (await browser.ask("GET", "/lab"))[2]):
        assert b"are not open" in page
    size = alive.stat().st_size
    await asyncio.sleep(0.03)
    came["leave something at work after the end"] = "gone" if size == alive.stat().st_size else "alive"
    site.says = "yes"
    assert await browser.open(ticket()) == 200
    ending = await browser.at_a_socket()
    site.says = "silent"
    came["work on while nobody can be asked"] = await ending
    await _ended(top, 2)
    site.says = "yes"
    assert await browser.open(ticket()) == 200
    old = browser.cookie
    ending = await browser.at_a_socket()
    assert await browser.open(ticket()) == 200
    new, browser.cookie = browser.cookie, old
    came["work on in a second browser"] = f"{await ending}, then {(await browser.ask('GET', '/lab'))[0]}"
    browser.cookie = new
    assert (await browser.ask("POST", "/api/shutdown"))[0] == 200
    came["records"] = [(one["state"], one["stopped_for"]) for one in await _ended(top, 4)]
    came["shown"] = (await _ended(top, 4))[0]["shown_bytes"]
    return came


async def _ended(top: Path, number: int) -> list[dict[str, Any]]:
    """The records of all runs, once so many ended."""
    while True:
        found = [json.loads(path.read_text()) for path in sorted((top / "leavers" / "runs").glob("*/run.json"))]
        if len([one for one in found if one["ended"]]) >= number:
            return found
        await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
def seen() -> Iterator[dict[str, Any]]:
    """What came of everything."""
    smaller = {"ASK_EVERY": 0.1, "ASK_AGAIN": 0.1, "ANSWER_KEPT": 0.5, "_LONGEST_BODY": 1 << 20, "_MOST_SHOWN": 8 << 20}
    with workspaces(**smaller) as top:
        ports = free_port(), free_port()
        yield unprivileged(lambda: asyncio.run(asyncio.wait_for(story(top, ports), 60)))


ROWS = [{"output_type": "stream", "name": "stdout", "text": "".join(f"{n},F,2007-03-0{n}\n" for n in range(1, 9))}]
HIDDEN = {
    "hide records in an output that is folded away": ({}, {"jupyter": {"outputs_hidden": True}}, ROWS),
    "hide records in what a notebook says of itself": ({"mine": list(range(60))}, {}, []),
    "hide records in what a cell says of itself": ({}, {"mine": list(range(60))}, []),
}


def at_the_desk(top: Path) -> dict[str, str]:
    """What the checks of the desk say of a notebook that is declared, with something hidden in it."""
    came = {}
    for number, (name, (metadata, of_cell, outputs)) in enumerate(HIDDEN.items()):
        cell = {"cell_type": "code", "source": "x", "metadata": of_cell, "outputs": outputs, "execution_count": 1}
        path = top / f"{number}.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": [cell]}))
        came[name] = "held" if check_outputs([path])[0].is_held else "let out"
    return came


def test_what_becomes_of_attacks_on_notebooks_is_as_the_table_of_the_docs_says(
    seen: dict[str, Any], tmp_path: Path
) -> None:
    table = PAGE.read_text(encoding="utf-8").split("## What is tried on notebooks")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    told = {row[0]: row[2].strip("`") for row in rows[2:]}
    came = {name: str(value) for name, value in seen.items() if name not in ("records", "shown")}
    assert told == came | at_the_desk(tmp_path)


def test_the_command_begins_a_gateway_under_an_account_with_a_closed_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web = pytest.importorskip("aiohttp.web", reason="the gateway needs aiohttp")
    begun: list[Any] = []
    monkeypatch.setattr(web, "run_app", lambda _, **how: begun.append([how["host"], how["port"]]))
    monkeypatch.setattr("alder.workspaces.analysis_run.check_account", lambda: None)
    key = tmp_path / "notebooks.key"
    key.write_bytes(KEY)
    command = ["project", "gateway", "--workspaces", tmp_path, "--key", key, "--site", SITE]
    key.chmod(0o644)
    assert "everybody on this machine could read the key" in refused(*command, "--at", "https://{project}.example.org")
    key.chmod(0o600)
    assert "need a host name of their own" in refused(*command, "--at", "https://notebooks.example.net")
    said = run(*command, "--at", "https://{project}.notebooks.example.net", "--port", "8700")
    assert said.startswith("The gateway of notebooks answers at http://127.0.0.1:8700 for https://{project}.notebooks")
    assert begun == [["127.0.0.1", 8700]]


def test_each_time_is_a_run_whose_record_says_how_it_ended_and_how_much_was_shown(seen: dict[str, Any]) -> None:
    ends = [["stopped", "access"], ["stopped", "access"], ["ended", "closed"], ["ended", ""]]
    assert seen["records"] == ends
    assert 0 < seen["shown"] <= 16 << 20
