"""The gateway of notebooks: what stands between browsers and the servers of notebooks in their sandboxes.

It is a process of its own, at host names of its own, one for each project, so that what runs in the page of one project
reaches neither the site nor another project. It has no database. A ticket of the site opens it, its own cookie goes on,
and it asks the site again and again whether the person still has access: if not, or if nobody answers, their sockets
are cut and their sandbox is ended.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    UnixConnector,
    WSCloseCode,
    WSMsgType,
    web,
)
from yarl import URL

from alder.errors import AlderError, UsageError
from alder.look import page
from alder.look.words import sentence
from alder.workspaces.notebook_addresses import is_contents, is_open, may_be_shown, may_be_taken
from alder.workspaces.notebook_server import NotebookServer
from alder.workspaces.notebook_tickets import NotGenuine, make_question, read_answer, read_ticket
from alder.workspaces.project_extract import read_extract
from alder.workspaces.project_folder import EXTRACT, open_project
from alder.workspaces.run_limits import STOPPED_FOR, StopReason

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp import ClientResponse, ClientWebSocketResponse

    from alder.workspaces.analysis_run import AnalysisRun
    from alder.workspaces.notebook_addresses import GatewayAddresses
    from alder.workspaces.notebook_tickets import Seal, Ticket

COOKIE = "__Host-alder-notebooks"
"""A browser takes one of this name from this very host alone, over TLS alone."""
ASK_EVERY = 30.0
"""Seconds between two questions about somebody who has notebooks open."""
ASK_AGAIN = 5.0
"""Seconds until the next try where nobody answered."""
ANSWER_KEPT = 60.0
"""Seconds for which a yes holds where nobody answers: as long as any answer about access may be kept."""
MOST_OPEN = 50
"""Sandboxes at a time."""
_LONGEST_BODY = 32 << 20
"""Bytes of a request or a message: a notebook with its pictures has a few millions."""
_LONGEST_FORM = 16 << 10
"""Bytes of a form with a ticket, which anybody may send who reaches the gateway."""
_MOST_SHOWN, _MORE_A_SECOND = 128 << 20, 2 << 20
"""Bytes that may go to a browser at once, and that come back to it: a page begins with 20 millions."""
_REMEMBERED = 200
_BLOCK = 64 << 10
_LONGEST_ANSWER = 16 << 10

_TO_SERVER = ("Accept", "Accept-Language", "Content-Type", "If-Modified-Since", "If-None-Match")
_TO_BROWSER = ("Content-Type", "ETag", "Last-Modified")
"""Headers that are passed on; no others, above all no cookie and no authorisation in either direction."""
_ON_ALL = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), geolocation=(),"
    " microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OWN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_PAGE_POLICY = (
    # no downloads and no further windows; what runs in the page speaks to this host alone
    "sandbox allow-scripts allow-same-origin allow-forms allow-modals; default-src 'none'; script-src 'self'"
    " 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:;"
    " connect-src 'self'; media-src data: blob:; worker-src 'self' blob:; manifest-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'"
)
"""JupyterLab makes functions of text (its check of settings), and sets styles on elements."""
_log = logging.getLogger("alder.notebooks")


@dataclass
class _Opening:
    """Notebooks that somebody has open in a project, from one browser."""

    ticket: Ticket
    server: NotebookServer
    serving: asyncio.Task[AnalysisRun]
    cookie: str
    client: ClientSession
    last_yes: float
    used: bool = False
    """Whether they ran or wrote something since the site was asked last: a page that is only open does not."""
    sockets: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)
    left: float = _MOST_SHOWN
    counted: float = field(default_factory=time.monotonic)

    @property
    def whose(self) -> tuple[str, str]:
        return self.ticket.project, self.ticket.person

    def may_show(self, size: int) -> bool:
        """Count what goes to the browser; whether that much may."""
        now = time.monotonic()
        self.left = min(_MOST_SHOWN, self.left + (now - self.counted) * _MORE_A_SECOND)
        self.counted = now
        if size > self.left:
            return False
        self.left -= size
        self.server.shown_bytes += size
        return True


class NotebookGateway:
    """Who has notebooks open, and the way there."""

    def __init__(self, workspaces: Path, seal: Seal, addresses: GatewayAddresses, *, program: str = "") -> None:
        """`program` is the text of another server than Jupyter's."""
        self.addresses = addresses
        self._workspaces, self._seal, self._program = workspaces, seal, program
        self._openings: dict[tuple[str, str], _Opening] = {}
        self._begun: dict[tuple[str, str], asyncio.Task[AnalysisRun]] = {}
        """The server that was begun last for somebody in a project."""
        self._used: dict[str, float] = {}
        """Numbers of tickets, until their time is over."""
        self._closed: dict[str, str] = {}
        """Why notebooks were closed, by the cookie of whoever had them open: the last of them."""
        self._ending: set[asyncio.Task[None]] = set()

    def application(self) -> web.Application:
        """What a server of aiohttp runs."""
        made = web.Application(client_max_size=_LONGEST_BODY)
        made.on_response_prepare.append(_put_headers)
        made.cleanup_ctx.append(self._while_it_runs)
        made.router.add_route("*", "/{path:.*}", self._answer)
        return made

    async def _while_it_runs(self, _: web.Application) -> AsyncIterator[None]:
        connector = TCPConnector(force_close=True)
        with tempfile.TemporaryDirectory(prefix="alder-") as sockets:
            self._sockets = Path(sockets)
            async with ClientSession(connector=connector, cookie_jar=DummyCookieJar()) as self._asking:
                yield
                for opening in list(self._openings.values()):
                    await self._end(opening, StopReason.CLOSED)
                while self._ending:
                    await asyncio.wait(self._ending)

    # From a browser

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        project = self.addresses.project_at(request.host)
        if not project:
            return self._page(421, "There is nothing at this name", [])
        if request.path == "/open":
            return await self._open(request, project)
        is_socket = "Upgrade" in request.headers
        if not self._is_from_here(request, project, changes=is_socket or request.method not in ("GET", "HEAD")):
            return self._page(403, "This did not come from your notebooks", ["Open them from the site."])
        opening = self._opening_of(request, project)
        if opening is None:
            why = self._closed.get(request.cookies.get(COOKIE, ""), "")
            said = [f"They were closed: {STOPPED_FOR[why]}."] if why else []
            return self._page(403, "Your notebooks are not open", [*said, "Open them from the page of the project."])
        if not is_open(request.method, request.raw_path, socket=is_socket):
            return self._page(
                403,
                "This is closed here",
                ["Nothing is downloaded or converted. Results are seen in cells, and leave as outputs over the desk."],
            )
        try:
            return await (self._talk if is_socket else self._fetch)(request, opening)
        except web.HTTPRequestEntityTooLarge:
            return self._page(413, "This is too much at once", ["Bring files in from the page of the project."])
        except (ClientError, OSError):
            return self._page(502, "The server of your notebooks does not answer", ["Open them anew from the site."])

    def _is_from_here(self, request: web.Request, project: str, *, changes: bool) -> bool:
        """Whether a page of these notebooks sent it. Browsers say where what changes something comes from."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            return False
        return not changes or request.headers.get("Origin") == self.addresses.origin_of(project)

    def _opening_of(self, request: web.Request, project: str) -> _Opening | None:
        cookie = request.cookies.get(COOKIE, "")
        for opening in self._openings.values():
            if opening.ticket.project == project and secrets.compare_digest(
                opening.cookie.encode(), cookie.encode("utf-8", "surrogateescape")
            ):
                return opening
        return None

    async def _open(self, request: web.Request, project: str) -> web.StreamResponse:
        """Take a ticket, which is shown by a form of the site."""
        if request.method != "POST":
            return self._page(405, "Open your notebooks from the site", [])
        if request.headers.get("Origin") != self.addresses.site:
            return self._page(403, "This did not come from the site", ["Open your notebooks from the site."])
        try:
            text = str((await request.clone(client_max_size=_LONGEST_FORM).post()).get("ticket", ""))
        except web.HTTPRequestEntityTooLarge:
            return self._page(413, "This is too much for a way in", ["Open your notebooks from the site."])
        now = datetime.now(UTC)
        try:
            ticket = read_ticket(self._seal, text, at=now)
            if ticket.project != project or ticket.number in self._used:
                raise NotGenuine("this ticket was used, or is one of another project")
        except NotGenuine:
            _log.warning("a ticket for %s was refused", project)
            return self._page(
                403, "This way in is used up", ["It is good once, for a minute. Begin again on the site."]
            )
        self._used = {number: until for number, until in self._used.items() if until > now.timestamp()}
        self._used[ticket.number] = ticket.until
        try:
            reasons = await self._ask(ticket, used=True, within=ANSWER_KEPT)
        except _Unanswered:
            return self._page(503, "The site does not answer", ["Nobody could be asked whether you have access."])
        if reasons:
            _log.warning("no access for %s to %s", ticket.person, project)
            return self._page(403, "You have no access now", list(reasons))
        try:
            opening = await self._begin(ticket)
        except AlderError as error:
            _log.error("notebooks of %s in %s were not begun: %s", ticket.person, project, error.what)
            return self._page(503, "Your notebooks could not be begun", [f"{sentence(error.what)}."])
        reply = self._page(200, "Your notebooks are open", [], address="/lab", words="Go to your notebooks")
        reply.headers["Refresh"] = "0; url=/lab"
        reply.set_cookie(COOKIE, opening.cookie, path="/", secure=True, httponly=True, samesite="Strict")
        return reply

    async def _begin(self, ticket: Ticket) -> _Opening:
        """A sandbox for somebody; what they had open in the project before is closed."""
        whose = ticket.project, ticket.person
        if before := self._openings.get(whose):
            await self._end(before, StopReason.CLOSED)
        if whose in self._begun:  # it may be about to end
            await asyncio.wait([self._begun[whose]])
        if len(self._openings) >= MOST_OPEN:
            raise UsageError("too many people have notebooks open")
        project = open_project(self._workspaces / ticket.project)
        if project.name != ticket.project:
            raise UsageError("the folder is that of another project")
        extract = await asyncio.to_thread(read_extract, project.folder / EXTRACT)
        path = self._sockets / secrets.token_hex(8)
        server = NotebookServer(project, extract, person=ticket.person, socket=path, program=self._program)
        connector = UnixConnector(str(path), limit=0)
        client = ClientSession(connector=connector, cookie_jar=DummyCookieJar(), timeout=ClientTimeout(sock_connect=5))
        self._begun[whose] = serving = asyncio.create_task(_serve(server))
        while not server.begun.is_set() and not serving.done():
            await asyncio.sleep(0.01)
        if serving.done():
            await client.close()
            ended = await serving  # or raises why
            raise UsageError(f"their server ended as it began: {STOPPED_FOR.get(ended.stopped_for, 'it failed')}")
        opening = _Opening(ticket, server, serving, secrets.token_urlsafe(32), client, time.monotonic())
        self._openings[opening.whose] = opening
        task = asyncio.create_task(self._watch(opening))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        _log.info("notebooks of %s in %s are open", ticket.person, ticket.project)
        return opening

    # While it is open

    async def _watch(self, opening: _Opening) -> None:
        """Ask about the person until the server ended, and end it where they have no access."""
        wait = ASK_EVERY
        while not (await asyncio.wait([opening.serving], timeout=wait))[0]:
            try:
                within = opening.last_yes + ANSWER_KEPT - time.monotonic()
                reasons = await self._ask(opening.ticket, used=opening.used, within=within)
            except _Unanswered:
                wait = ASK_AGAIN
                if time.monotonic() < opening.last_yes + ANSWER_KEPT:
                    continue
                _log.error("nobody could be asked about %s in %s", opening.ticket.person, opening.ticket.project)
                reasons = ("",)
            if reasons:
                await self._end(opening, StopReason.ACCESS)
                break
            opening.last_yes, opening.used, wait = time.monotonic(), False, ASK_EVERY
        await asyncio.wait([opening.serving])
        await self._end(opening, StopReason.CLOSED)
        await opening.client.close()
        with suppress(AlderError):  # said when it was begun, or in its record
            self._closed[opening.cookie] = (await opening.serving).stopped_for
            self._closed = dict(list(self._closed.items())[-_REMEMBERED:])

    async def _end(self, opening: _Opening, reason: StopReason) -> None:
        """Cut what goes to the browser first, then end the sandbox."""
        opening.server.end(reason)
        if self._openings.get(opening.whose) is opening:
            del self._openings[opening.whose]
            _log.info("notebooks of %s in %s are closed: %s", opening.ticket.person, opening.ticket.project, reason)
        said = [asyncio.create_task(one.close(code=WSCloseCode.POLICY_VIOLATION)) for one in opening.sockets]
        if said:
            await asyncio.wait(said, timeout=1)  # who does not read is not waited for
        for request in list(opening.sockets.values()):
            if request.transport:
                request.transport.abort()

    async def _ask(self, ticket: Ticket, *, used: bool, within: float) -> tuple[str, ...]:
        """Every reason why somebody has no access now; nothing where they have."""
        question, number = make_question(self._seal, ticket, used=used, at=datetime.now(UTC))
        try:
            async with asyncio.timeout(max(0.0, within)):
                asked = self._asking.post(self.addresses.access, data=question, allow_redirects=False)
                async with asked as answer:
                    if answer.status != 200:
                        raise _Unanswered
                    text = (await _read(answer, _LONGEST_ANSWER)).decode("ascii")
            return read_answer(self._seal, text, number=number)
        except (ClientError, OSError, TimeoutError, NotGenuine, ValueError, KeyError) as error:
            raise _Unanswered from error

    # To the server and back

    async def _fetch(self, request: web.Request, opening: _Opening) -> web.StreamResponse:
        body = await request.read()
        contents = is_contents(request.raw_path)
        opening.used = opening.used or request.method not in ("GET", "HEAD")
        if contents and request.method in ("POST", "PUT", "PATCH") and not may_be_taken(body):
            return self._page(403, "This file is not taken here", ["Bring it in from the page of the project."])
        address = URL(f"http://notebooks{request.raw_path}", encoded=True)
        passed = _chosen(request.headers, _TO_SERVER) | {"Accept-Encoding": "identity"}
        given = BytesIO(body) if body else None  # a large one, sent at once, would keep all others waiting
        asked = opening.client.request(request.method, address, data=given, headers=passed, allow_redirects=False)
        async with asked as answer:
            if contents and request.method == "GET":
                return await self._show_contents(answer, opening)
            reply = web.StreamResponse(status=answer.status, headers=_page_headers(answer))
            await reply.prepare(request)
            await _pass_on(answer, reply, request, opening)
            return reply

    async def _show_contents(self, answer: ClientResponse, opening: _Opening) -> web.StreamResponse:
        data = await _read(answer, _LONGEST_BODY)
        if (answer.status == 200 and not may_be_shown(data)) or not opening.may_show(len(data)):
            return self._page(403, "This file is not shown here", ["Read it in a cell, and look at what that gives."])
        return web.Response(status=answer.status, body=data, headers=_page_headers(answer))

    async def _talk(self, request: web.Request, opening: _Opening) -> web.StreamResponse:
        """Pass messages of a socket on, in both directions, until one side closes it or it is cut."""
        offered = [one.strip() for one in request.headers.get("Sec-WebSocket-Protocol", "").split(",") if one.strip()]
        address = URL(f"http://notebooks{request.raw_path}", encoded=True)
        asked = opening.client.ws_connect(address, protocols=offered, max_msg_size=_LONGEST_BODY, autoping=True)
        async with asked as there:
            chosen = (there.protocol,) if there.protocol else ()
            here = web.WebSocketResponse(protocols=chosen, max_msg_size=_LONGEST_BODY, heartbeat=30, timeout=1)
            await here.prepare(request)
            opening.sockets[here] = request
            ways = [
                asyncio.create_task(_pass_up(here, there, opening)),
                asyncio.create_task(_pass_down(there, here, opening)),
            ]
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                opening.sockets.pop(here, None)
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
                await here.close(code=WSCloseCode.POLICY_VIOLATION)
            return here

    def _page(
        self, status: int, heading: str, texts: list[str], *, address: str = "", words: str = "Go to the site"
    ) -> web.Response:
        address = address or self.addresses.site
        html = page.render(
            "alder.workspaces", "notebook_page.html.j2", heading=heading, texts=texts, address=address, words=words
        )
        headers = {"Content-Security-Policy": _OWN_POLICY}
        return web.Response(status=status, text=html, content_type="text/html", headers=headers)


class _Unanswered(Exception):
    """The site could not be asked, or what answered was not the site."""


async def _serve(server: NotebookServer) -> AnalysisRun:
    return await asyncio.to_thread(server.serve)


def _chosen(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: headers[name] for name in names if name in headers}


def _page_headers(answer: ClientResponse) -> dict[str, str]:
    return _chosen(answer.headers, _TO_BROWSER) | {"Content-Security-Policy": _PAGE_POLICY}


async def _pass_on(answer: ClientResponse, reply: web.StreamResponse, request: web.Request, opening: _Opening) -> None:
    """Send an answer as it comes. What ends before its end, or is too much, is cut: the browser sees that it was."""
    try:
        async for block in answer.content.iter_chunked(_BLOCK):
            if not opening.may_show(len(block)):
                raise ClientError
            await reply.write(block)
        await reply.write_eof()
    except (ClientError, OSError):
        _log.warning("an answer to %s was cut", opening.ticket.person)
        if request.transport:
            request.transport.abort()


async def _pass_up(here: web.WebSocketResponse, there: ClientWebSocketResponse, opening: _Opening) -> None:
    async for message in here:
        opening.used = True
        if message.type is WSMsgType.TEXT:
            await there.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await there.send_bytes(message.data)


async def _pass_down(there: ClientWebSocketResponse, here: web.WebSocketResponse, opening: _Opening) -> None:
    async for message in there:
        if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return
        if not opening.may_show(len(message.data)):
            _log.warning("too much for the browser of %s", opening.ticket.person)
            return
        if message.type is WSMsgType.TEXT:
            await here.send_str(message.data)
        else:
            await here.send_bytes(message.data)


async def _read(answer: ClientResponse, most: int) -> bytes:
    """What was answered, up to a length and a block."""
    data = b""
    async for block in answer.content.iter_chunked(_BLOCK):
        data += block
        if len(data) > most:
            break
    return data


async def _put_headers(_: web.Request, reply: web.StreamResponse) -> None:
    reply.headers.update(_ON_ALL)


def serve(workspaces: Path, seal: Seal, addresses: GatewayAddresses, *, host: str, port: int) -> None:
    """Lead browsers to notebooks until the process is told to end, and end all that is open then."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    made = NotebookGateway(workspaces, seal, addresses).application()
    web.run_app(made, host=host, port=port, access_log=None, print=None, shutdown_timeout=5)
