"""A gateway of notebooks, a site that answers about access, and browsers that ask as they do, or as none would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from alder.workspaces.notebook_addresses import GatewayAddresses
from alder.workspaces.notebook_tickets import Seal, answer_question, make_ticket
from tests.support.commands import run
from tests.support.notebooks_by_hand import PROGRAM
from tests.support.unprivileged import folder, hand_over, with_a_sandbox

KEY, SITE = b"of SECRET key of site and gateway", "https://alder.example.org"
NAMES = "notebooks.example.net"
HOST = f"leavers.{NAMES}"
CHANNELS = "/api/kernels/0f6dd0b2-1a70-4f30-a2b6-2f6b1f0a5a11/channels"


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

    def __init__(self, session: Any, at: str) -> None:
        self.session, self.at, self.cookie = session, at, ""

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


@contextmanager
def workspaces(**smaller: float) -> Iterator[Path]:
    """A folder with the workspace of a project that an account owns which owns nothing else, and a gateway whose
    limits, by their names, are smaller.
    """
    gateway = pytest.importorskip("alder.workspaces.notebook_gateway", reason="the gateway needs aiohttp")
    with_a_sandbox()
    for name in ("alder.outputs.cover_sheet", "aiohttp.web", "jinja2.ext"):
        import_module(name)  # the account may not be able to
    gateway.page.render("alder.workspaces", "notebook_page.html.j2", heading="", texts=[], address="", words="")
    with folder() as top, pytest.MonkeyPatch.context() as patch:
        for name, value in smaller.items():
            patch.setattr(gateway, name, value)
        run("project", "new", top / "leavers", "--learners", 5)
        (top / "leavers" / "made-up").rename(top / "leavers" / "extract")
        hand_over(top)
        yield top


@asynccontextmanager
async def serving(top: Path, gateway_port: int, site_port: int) -> AsyncIterator[tuple[Site, Any]]:
    """A site, and what runs the gateway, while both serve."""
    from aiohttp import web

    from alder.workspaces.notebook_gateway import NotebookGateway

    site, asked = Site(), web.Application()
    asked.router.add_post("/access", site.answer)
    addresses = GatewayAddresses(
        notebooks=f"https://{{project}}.{NAMES}", site=SITE, access=f"http://127.0.0.1:{site_port}/access"
    )
    gateway = NotebookGateway(top, Seal(KEY), addresses, program=PROGRAM)
    runners = [web.AppRunner(one, shutdown_timeout=1) for one in (asked, gateway.application())]
    for runner, at in zip(runners, (site_port, gateway_port), strict=True):
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", at).start()
    try:
        yield site, runners[1]
    finally:  # else threads of servers would go on
        for runner in reversed(runners):
            await runner.cleanup()
