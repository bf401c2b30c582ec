"""A service that is reached over HTTP, and the publications that it has."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from alder.client.data_set import DataSet

    Call: TypeAlias = Callable[[str, str, bytes | None], tuple[int, bytes]]
    """Method, address and body; status and body of the answer."""


def over_http(method: str, address: str, body: bytes | None) -> tuple[int, bytes]:
    """A request over the network. Only http and https are followed."""
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{address} is not an address of the web", where="It begins with https://.")
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except urllib.error.URLError as unreached:
        raise UnreadableFile(
            "the service cannot be reached", where=f"{address}: {unreached.reason}", next="Check the address."
        ) from None


class Service:
    """A service by the address of its API, such as https://example.org/v1."""

    def __init__(self, address: str, *, call: Call = over_http) -> None:
        self.address = address.rstrip("/")
        self._call = call

    def publications(self, search: str = "") -> list[dict[str, Any]]:
        """Publications that have data sets; with `search`, those that it finds."""
        return list(self.pages("publications", {"search": search} if search else {}))

    def data_sets(self, publication: str) -> list[dict[str, Any]]:
        """The data sets of a publication, by its id or its title."""
        found = [one for one in self.publications() if publication in (one["id"], one["title"], one["slug"])]
        if not found:
            raise UsageError(f"the service has no publication {publication}", where="See them all with publications().")
        return list(self.pages(f"publications/{found[0]['id']}/data-sets", {}))

    def data_set(self, id: str, version: str | None = None) -> DataSet:
        """A data set, in its newest version or the one that is named."""
        from alder.client.data_set import DataSet

        return DataSet(self, id, version)

    def pages(self, path: str, parameters: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Every item of a list, over all its pages."""
        page = 1
        while True:
            shown = self.ask("GET", path, {**parameters, "page": str(page), "pageSize": "20"})
            yield from shown["results"]
            if page >= shown["paging"]["totalPages"]:
                return
            page += 1

    def ask(self, method: str, path: str, parameters: dict[str, str], body: Any = None) -> Any:
        """One request; its JSON. What the service refuses is said in its own words."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        data = None if body is None else json.dumps(body).encode()
        status, text = self._call(method, f"{self.address}/{path}{query}", data)
        try:
            shown = json.loads(text or b"null")
        except ValueError:
            shown = None
        if status == 200 and shown is not None:
            return shown
        raise UsageError(f"the service answers {status}", where=_said(shown), next=f"Asked for: {path}")


def _said(shown: Any) -> str:
    if not isinstance(shown, dict):
        return ""
    errors = [f"{error.get('path', '')}: {error.get('message', '')}".lstrip(": ") for error in shown.get("errors", [])]
    return "\n  ".join(errors) or str(shown.get("title", ""))
