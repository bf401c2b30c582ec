"""Programs that act as people, with an access token and nothing of a browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.support.cast import Someone


def _client() -> Any:
    from django.test import Client

    return Client(raise_request_exception=True)


@dataclass
class Program:
    """What somebody's program sends, and what comes back."""

    token: str
    client: Any = field(default_factory=_client)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """A call under the prefix of the API, with the body as JSON unless it is bytes."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", **headers} if self.token else headers
        return self.client.generic(method, f"/v1/{path}", data, content_type="application/json", headers=sent)

    def get(self, path: str, status: int = 200) -> Any:
        return said(self.send("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 200, version: str = "", key: str = "") -> Any:
        headers = {"If-Match": f'"{version}"'} if version else {}
        if key:
            headers["Idempotency-Key"] = key
        return said(self.send("POST", path, body, **headers), status)


def said(reply: Any, status: int = 200) -> Any:
    """The JSON of an answer of this status."""
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    assert reply.status_code == status, (reply.status_code, content.decode()[:1500])
    return json.loads(content)


def token_of(someone: Someone, days: int = 30, **scope: str) -> str:
    """A token of somebody for these processes; for all of them where none is named."""
    from alder.web.accounts import tokens
    from alder.web.accounts.tokens import TokenProcess, TokenUse

    wanted = scope or {str(process): str(TokenUse.ACT) for process in TokenProcess}
    _, shown = tokens.make(
        someone.person, "Test", {TokenProcess(name): TokenUse(use) for name, use in wanted.items()}, days
    )
    return shown


def program(someone: Someone, **scope: str) -> Program:
    return Program(token_of(someone, **scope))
