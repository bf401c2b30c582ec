"""What is tried at the gateway of notebooks, from browsers and from cells, and what becomes of it, as the docs say.

A gateway, a site that answers about access and a server in a real sandbox, which is not Jupyter's and does what a cell
could be told to (T29 among them). All of it in one process of an account that owns nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.commands import refused, run
from tests.support.notebooks_by_hand import PROGRAM
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder.outputs.checking import check_outputs
from alder.workspaces.notebook_addresses import GatewayAddresses
from alder.workspaces.notebook_tickets import Seal, answer_question, make_ticket

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "workspaces.md"
KEY, SITE = b"of SECRET key of site and gateway", "https://alder.example.org"
HOST = "leavers.notebooks.example.org"
CHANNELS = "/api/kernels/0f6dd0b2-1a70-4f30-a2b6-2f6b1f0a5a11/channels"
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


class Site:
    """What answers questions about access."""

    says = "yes"

    async def answer(self, request: Any) -> Any:
        from aiohttp import web

        if self.says == "silent":
            return web.Response(status=500)
        seal = Seal(KEY if self.says != "forged" else b"of somebody else, and long enough")
        why_not = () if self.says != "no" else ("The project is suspended.",)
        text = answer_question(seal, await request.text(), at=datetime.now(UTC), why_not=lambda _: why_not)
        return web.Response(text=text)


class Browser:
    """What asks the gateway, as a browser does or as none would."""

    def __init__(self, session: Any, port: int) -> None:
        self.session, self.at, self.cookie = session, f"http://127.0.0.1:{port}", ""

    def _headers(self, **given: str) -> dict[str, str]:
        headers = {"Host": HOST, "Origin": f"https://{HOST}", "Cookie": f"__Host-alder-notebooks={self.cookie}"}
        return {name: value for name, value in {**headers, **given}.items() if value}

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        from yarl import URL

        address = URL(self.at + path, encoded=True)
        asked = self.session.request(method, address, data=body, headers=self._headers(**headers))
        async with asked as answer:
            return answer.status, dict(answer.headers), await answer.read()

    async def open(self, ticket: str, **headers: str) -> int:
        """Show a ticket, as the form of the site does."""
        status, given, _ = await self.ask("POST", "/open", {"ticket": ticket}, **{"Origin": SITE, **headers})
        if status == 200:
            self.cookie = given["Set-Cookie"].split("=", 1)[1].split(";")[0]
        return status

    async def says(self, *messages: str) -> str:
        """The last thing that comes out of a socket of a kernel, or how it was closed."""
        async with self.session.ws_connect(self.at + CHANNELS, headers=self._headers(), max_msg_size=0) as socket:
            heard: Any = None
            for message in messages:
                await socket.send_str(message)
                heard = await socket.receive(10)
            while heard.data is not None and messages[-1] == "flood":
                heard = await socket.receive(10)
            return str(heard.data) if isinstance(heard.data, str) else "cut"

    async def at_a_socket(self) -> asyncio.Task[str]:
        """Sit at a socket until it is cut; it is open when this comes back."""
        socket = await self.session.ws_connect(self.at + CHANNELS, headers=self._headers())

        async def wait() -> str:
            heard = await socket.receive(10)
            await socket.close()
            return "cut" if heard.type.name in ("CLOSE", "CLOSED", "ERROR") else str(heard.type.name)

        return asyncio.create_task(wait())


def ticket(project: str = "leavers", key: bytes = KEY) -> str:
    return make_ticket(Seal(key), person="amara", project=project, session="mark", at=datetime.now(UTC))


async def story(top: Path, ports: tuple[int, int]) -> dict[str, Any]:
    """All attempts, one after the other."""
    from aiohttp import ClientSession, web

    from alder.workspaces.notebook_gateway import NotebookGateway

    site, (port, site_port) = Site(), ports
    asked = web.Application()
    asked.router.add_post("/access", site.answer)
    addresses = GatewayAddresses(
        notebooks="https://{project}.notebooks.example.org", site=SITE, access=f"http://127.0.0.1:{site_port}/access"
    )
    gateway = NotebookGateway(top, Seal(KEY), addresses, program=PROGRAM)
    runners = [web.AppRunner(one, shutdown_timeout=1) for one in (asked, gateway.application())]
    for runner, at in zip(runners, (site_port, port), strict=True):
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", at).start()
    try:
        async with ClientSession() as session:
            browser = Browser(session, port)
            came = await _at_the_door(browser, site)
            came |= await _inside(browser, top)
            return came | await _at_the_end(browser, site, top)
    finally:  # else threads of servers would go on
        for runner in reversed(runners):
            await runner.cleanup()


async def _at_the_door(browser: Browser, site: Site) -> dict[str, Any]:
    came: dict[str, Any] = {}
    came["come without a ticket"] = (await browser.ask("GET", "/lab"))[0]
    came["show a ticket that the site did not make"] = await browser.open(
        ticket(key=b"of somebody else, and long enough")
    )
    came["show a ticket at another project"] = await browser.open(ticket(), Host="other.notebooks.example.org")
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
    came["take the cookie to another project"] = (await browser.ask("GET", "/lab", Host="a.notebooks.example.org"))[0]
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
    gateway = pytest.importorskip("alder.workspaces.notebook_gateway", reason="the gateway needs aiohttp")
    with_a_sandbox()
    for name in ("alder.outputs.cover_sheet", "aiohttp.web", "jinja2.ext"):
        import_module(name)  # the account may not be able to
    gateway.page.render("alder.workspaces", "notebook_page.html.j2", heading="", texts=[], address="", words="")
    smaller = {"ASK_EVERY": 0.1, "ASK_AGAIN": 0.1, "ANSWER_KEPT": 0.5, "_LONGEST_BODY": 1 << 20, "_MOST_SHOWN": 8 << 20}
    with folder() as top, pytest.MonkeyPatch.context() as patch:
        for name, value in smaller.items():
            patch.setattr(gateway, name, value)
        run("project", "new", top / "leavers", "--learners", 5)
        (top / "leavers" / "made-up").rename(top / "leavers" / "extract")
        hand_over(top)
        yield unprivileged(lambda: asyncio.run(asyncio.wait_for(story(top, _free_ports()), 60)))


def _free_ports() -> tuple[int, int]:
    import socket

    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


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
    assert "need a host name of their own" in refused(*command, "--at", "https://notebooks.example.org")
    said = run(*command, "--at", "https://{project}.notebooks.example.org", "--port", "8700")
    assert said.startswith("The gateway of notebooks answers at http://127.0.0.1:8700 for https://{project}.notebooks")
    assert begun == [["127.0.0.1", 8700]]


def test_each_time_is_a_run_whose_record_says_how_it_ended_and_how_much_was_shown(seen: dict[str, Any]) -> None:
    ends = [["stopped", "access"], ["stopped", "access"], ["ended", "closed"], ["ended", ""]]
    assert seen["records"] == ends
    assert 0 < seen["shown"] <= 16 << 20
