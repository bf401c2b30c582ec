"""The gateway of notebooks behind nginx with TLS, set up as the guide says, and what is tried through it."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support import proxies
from tests.support.gateway_of_notebooks import CHANNELS, HOST, NAMES, Browser, Site, serving, ticket, workspaces
from tests.support.unprivileged import unprivileged

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "workspaces.md"
OTHER = f"other.{NAMES}"
NOTEBOOK = "/api/contents/leavers.ipynb"
BOTH_LENGTHS = "Content-Length: 4\r\nContent-Length: 40"
LENGTH_AND_PIECES = "Content-Length: 4\r\nTransfer-Encoding: chunked"
BLANK_IN_A_NAME = "Content-Length : 4"


class Through(Browser):
    """A browser that knows the certificate of the proxy, and finds every name at this machine."""

    def __init__(self, session: Any, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(session, f"https://{HOST}:{port}")
        self.port, self.trusted = port, trusted

    async def in_these_words(self, line: str, headers: str, body: str = "GET /lab HTTP/1.1\r\n\r\n") -> int:
        """The status of what answers a request that no browser would send."""
        where = {"host": "127.0.0.1", "port": self.port, "ssl": self.trusted, "server_hostname": HOST}
        reader, writer = await asyncio.open_connection(**where)  # type: ignore[arg-type]
        cookie = f"Cookie: __Host-alder-notebooks={self.cookie}\r\nOrigin: https://{HOST}\r\n"
        writer.write(f"{line} HTTP/1.1\r\n{cookie}{headers}\r\n\r\n{body}".encode())
        answer = await reader.readline()
        writer.close()
        return int(answer.split()[1])


def everything_here(trusted: ssl.SSLContext) -> Any:
    """A connector that finds every name at this machine."""
    from aiohttp import TCPConnector
    from aiohttp.abc import AbstractResolver, ResolveResult

    class Here(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}
            return [ResolveResult(**found)]  # type: ignore[typeddict-item]

        async def close(self) -> None:
            """Nothing is open."""

    return TCPConnector(resolver=Here(), ssl=trusted, force_close=True)


async def story(top: Path, ports: dict[str, int]) -> dict[str, Any]:
    """All attempts, one after the other."""
    from aiohttp import ClientSession

    trusted = ssl.create_default_context(cafile=str(top / "site.pem"))
    async with (
        serving(top, ports["gateway"], ports["site"]) as (site, runner),
        ClientSession(connector=everything_here(trusted)) as session,
    ):
        browser = Through(session, ports["tls"], trusted)
        came = await _at_work(browser, ports)
        came |= await _smuggled(browser)
        return came | await _at_the_end(browser, site, runner)


async def _at_work(browser: Through, ports: dict[str, int]) -> dict[str, Any]:
    came: dict[str, Any] = {}
    plain = browser.session.get(f"http://{HOST}:{ports['plain']}/lab", allow_redirects=False)
    async with plain as answer:
        came["come without TLS"] = answer.status
    came["send a long text for a ticket"] = await browser.open("a" * (64 << 10))
    status, given, _ = await browser.ask("POST", "/open", {"ticket": ticket()}, Origin="https://alder.example.org")
    assert status == 200
    name, _, rest = given["Set-Cookie"].partition("=")
    browser.cookie, _, said = rest.partition("; ")
    assert name == "__Host-alder-notebooks"
    came["open notebooks with a ticket"] = "; ".join(sorted(said.split("; ")))
    came["find a sign that TLS may be left out next time"] = given["Strict-Transport-Security"]
    came["run a cell over a socket"] = await browser.says("echo heard")
    came["hand in a notebook of 20 MB"] = (await browser.ask("PUT", NOTEBOOK, a_notebook(20)))[0]
    length = f"Host: {HOST}\r\nContent-Length: {33 << 20}"
    came["hand in more than a request may have"] = await browser.in_these_words(f"PUT {NOTEBOOK}", length)
    straight = Browser(browser.session, f"http://{HOST}:{ports['gateway']}")
    straight.cookie = browser.cookie
    came["hand in more where the proxy sets no limit"] = (await straight.ask("PUT", NOTEBOOK, a_notebook(33)))[0]
    return came


def a_notebook(megabytes: int) -> io.BytesIO:
    cells = {"cells": ["x" * (megabytes << 20)]}
    return io.BytesIO(json.dumps({"type": "notebook", "format": "json", "content": cells}).encode())


async def _smuggled(browser: Through) -> dict[str, Any]:
    came: dict[str, Any] = {}
    elsewhere = {"X-Forwarded-Host": HOST, "X-Host": HOST, "Forwarded": f"host={HOST}", "X-Original-Host": HOST}
    came["name another project in X-Forwarded-Host and its like"] = (
        await browser.ask("GET", "/lab", Host=OTHER, **elsewhere)
    )[0]
    without = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1"}
    came["say that it came without TLS, from elsewhere"] = (await browser.ask("GET", "/lab", **without))[0]
    asked, host = f"GET https://{OTHER}/lab", f"Host: {HOST}"
    came["name one project in the line of the request and another in Host"] = await browser.in_these_words(asked, host)
    climbs = "/lab/tree/%2e%2e/%2e%2e/files/records.parquet"
    came["climb out of a folder by encoded dots"] = (await browser.ask("GET", climbs))[0]
    for what, headers in (
        ("hide a second request behind two lengths", BOTH_LENGTHS),
        ("hide a second request in a body that has both a length and pieces", LENGTH_AND_PIECES),
        ("send the length in a header with a blank in its name", BLANK_IN_A_NAME),
    ):
        came[what] = await browser.in_these_words("POST /api/kernels", f"{host}\r\n{headers}")
    other = {"Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAMAAABkAAQAAP__"}
    came["ask for another protocol than that of sockets (h2c)"] = (await browser.ask("GET", "/api/status", **other))[0]
    foreign = {"Origin": "https://example.org", "Connection": "Upgrade", "Upgrade": "websocket"}
    came["open a socket from a foreign page"] = (await browser.ask("GET", CHANNELS, **foreign))[0]
    return came


async def _at_the_end(browser: Through, site: Site, runner: Any) -> dict[str, Any]:
    came: dict[str, Any] = {}
    ending = await browser.at_a_socket()
    site.says = "no"
    came["work on after access ended"] = f"{await ending}, then {(await browser.ask('GET', '/lab'))[0]}"
    site.says = "yes"
    assert await browser.open(ticket()) == 200
    ending = await browser.at_a_socket()
    await runner.cleanup()
    came["work on while the gateway is gone"] = f"{await ending}, then {(await browser.ask('GET', '/lab'))[0]}"
    return came


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What came of everything."""
    if not proxies.nginx() or not shutil.which("openssl"):
        pytest.skip("needs nginx and openssl (Debian: apt-get install nginx-light openssl)")
    disk = tmp_path_factory.mktemp("nginx")
    with workspaces(ASK_EVERY=0.1, ASK_AGAIN=0.1) as top:
        trusted = proxies.certificate(top, f"*.{NAMES}")
        ports = {"gateway": proxies.free_port(), "site": proxies.free_port()}
        with proxies.before_notebooks(disk, ports["gateway"], trusted, NAMES) as (tls, plain):
            ports |= {"tls": tls, "plain": plain}
            came: dict[str, Any] = unprivileged(lambda: asyncio.run(asyncio.wait_for(story(top, ports), 60)))
            kept = "temporary file" in (disk / "errors").read_text()
            yield came | {"find what went through on the proxy's disk": "all of it" if kept else "nothing"}


def test_what_becomes_of_attempts_through_a_proxy_is_as_the_table_of_the_docs_says(seen: dict[str, Any]) -> None:
    table = PAGE.read_text(encoding="utf-8").split("## What is tried through a proxy")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    assert {row[0]: row[2].strip("`") for row in rows[2:]} == {name: str(value) for name, value in seen.items()}
