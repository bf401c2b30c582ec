"""Where the gateway of notebooks is, which addresses it opens, and which files a browser may have or hand in there.

What is not in the list is closed: addresses that download, convert, open a terminal or install something are none of
it. A researcher sees results on the screen, as what a cell gives. Files that are no text of code or notes are not sent
to the browser, and not taken from it: outputs leave over the desk, and what comes in goes through quarantine.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGES = r"/lab(/tree(/.*)?|/workspaces/[^/]+(/tree(/.*)?)?)?/?"
_ID = "[0-9a-f-]{36}"
_OPEN = {
    "GET": (
        _PAGES,
        r"/static/.+",
        r"/lab/extensions/.+/static/.+",
        r"/lab/api/(themes|translations|listings|schemas|settings|workspaces|extensions|licenses)(/.*)?",
        r"/kernelspecs/[^/]+/(logo-[^/]+|kernel\.(js|css))",
        r"/(favicon\.ico|custom/custom\.css|api|api/me|api/status|api/kernelspecs|api/kernels|api/sessions)",
        rf"/api/(kernels|sessions)/{_ID}",
        r"/api/contents(/.*)?",
    ),
    "POST": (
        r"/api/(kernels|sessions|shutdown)",
        rf"/api/kernels/{_ID}/(interrupt|restart)",
        r"/api/contents(/.*)?",
    ),
    "PUT": (r"/lab/api/(settings|workspaces)/.+", r"/api/contents/.+"),
    "PATCH": (rf"/api/sessions/{_ID}", r"/api/contents/.+"),
    "DELETE": (rf"/api/(kernels|sessions)/{_ID}", r"/lab/api/workspaces/.+", r"/api/contents/.+"),
}
_SOCKETS = (rf"/api/kernels/{_ID}/channels", r"/api/events/subscribe")
CONTENTS = "/api/contents"
_TEXTS = frozenset({".py", ".R", ".r", ".md", ".txt", ".toml"})
"""Endings of what a researcher writes in an editor: code, notes, a cover sheet."""
_LONGEST_TEXT = 1 << 20


@dataclass(frozen=True, kw_only=True)
class GatewayAddresses:
    """Where the gateway is, for browsers, and where the site is."""

    notebooks: str
    """With `{project}` for the name of the project: https://{project}.notebooks.example.org"""
    site: str
    """What browsers call the site: https://alder.example.org"""
    access: str
    """Where the site answers questions about access."""

    def __post_init__(self) -> None:
        if "{project}" not in self.notebooks.partition("://")[2].partition(".")[0]:
            raise UsageError(
                "the notebooks of each project need a host name of their own",
                where=self.notebooks,
                next="Give the address with the name of the project first: https://{project}.notebooks.example.org",
            )
        for address in (self.notebooks, self.site, self.access):
            parts = urlsplit(address)
            if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
                raise UsageError("this is no address of a site", where=address)
        for address in (self.notebooks, self.site):
            if urlsplit(address).path:
                raise UsageError("this is more than the scheme and name of a site", where=address)

    def origin_of(self, project: str) -> str:
        """What the browser calls where the notebooks of a project are."""
        return self.notebooks.replace("{project}", project)

    def project_at(self, host: str) -> str:
        """The project that a host name is of; blank where it is of none."""
        before, after = urlsplit(self.notebooks).netloc.split("{project}")
        found = re.fullmatch(f"{re.escape(before)}([a-z0-9-]+){re.escape(after)}", host)
        return found[1] if found else ""


def is_open(method: str, target: str, *, socket: bool = False) -> bool:
    """Whether a browser may ask for it: a path with its query, as it stands in the request."""
    raw, _, query = target.partition("?")
    path = unquote(raw)
    parts = path.split("/")
    if ".." in parts or "." in parts or "" in parts[1:-1] or not path.isprintable() or "\\" in path:
        return False
    if "download" in unquote(query).lower():
        return False
    allowed = _SOCKETS if socket else _OPEN.get("GET" if method == "HEAD" else method, ())
    return any(re.fullmatch(one, path) for one in allowed)


def is_contents(target: str) -> bool:
    """Whether it is an address at which files are read and written."""
    return target.partition("?")[0].startswith(CONTENTS)


def may_be_shown(answer: bytes) -> bool:
    """Whether what the server gives of a file or folder, or of earlier states of one, may go to the browser."""
    said = _json(answer)
    each = said if isinstance(said, list) else [said]
    return all(isinstance(one, dict) and _has_no_content_but_text(one) for one in each)


def may_be_taken(body: bytes) -> bool:
    """Whether what the browser hands in may be written."""
    said = _json(body or b"{}")
    return isinstance(said, dict) and "chunk" not in said and _has_no_content_but_text(said)


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _has_no_content_but_text(said: Mapping[str, object]) -> bool:
    return said.get("content") is None or _is_text(said)


def _is_text(said: Mapping[str, object]) -> bool:
    """Of a file its name and form; a notebook and a folder have forms of their own."""
    if said.get("type") in ("notebook", "directory"):
        return said.get("format", "json") in ("json", None)
    text = said.get("content")
    named = PurePosixPath(str(said.get("path") or said.get("name") or "")).suffix in _TEXTS
    return named and said.get("format") == "text" and isinstance(text, str) and len(text) <= _LONGEST_TEXT
