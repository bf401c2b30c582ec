"""A client for services with the public API of Explore Education Statistics: this one, the department's, or another.

A `Service` is reached over HTTP and has publications; a `DataSet` of it gives its rows as an Arrow table, with labels
in place of ids. With an access token, an Alder has requests for tables, outputs under review and incidents as well, for
the person whose token it is: what comes back is the JSON of the service, and a call says which version of a thing it
has seen.
"""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pyarrow as pa

from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    Call: TypeAlias = Callable[..., tuple[int, bytes]]
    """Method, address and body, and headers where there are some; status and body of the answer."""

    Objects: TypeAlias = list[dict[str, Any]]

PAGE = 10_000
_CODES = ("code", "oldCode", "urn", "laEstab", "ukprn")


def over_http(
    method: str, address: str, body: bytes | None, headers: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """A request over the network. Only http and https are followed; a token goes over https, or to this machine."""
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{address} is not an address of the web", where="It begins with https://.")
    given = {"Accept": "application/json", "Content-Type": "application/json", **(headers or {})}
    token = given.pop("Authorization", "")
    if token and address.startswith("http://") and urlsplit(address).hostname not in _THIS_MACHINE:
        raise UsageError("a token is not sent over http, where others can read it", next="Use the https address.")
    request = urllib.request.Request(address, body, given, method=method)
    if token:
        request.add_unredirected_header("Authorization", token)  # whoever an address leads on to does not get it
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            return reply.status, reply.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()
    except urllib.error.URLError as unreached:
        raise UnreadableFile(
            "the service cannot be reached", where=f"{address}: {unreached.reason}", next="Check the address."
        ) from None


_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class Service:
    """A service by the address of its API, such as https://example.org/v1; with a token, also for who made it."""

    def __init__(self, address: str, *, token: str = "", call: Call = over_http) -> None:
        self.address = address.rstrip("/")
        self._call, self._token = call, token

    @property
    def requests(self) -> TableRequests:
        """Requests for tables, of the person whose token it is."""
        return TableRequests(self)

    @property
    def incidents(self) -> Incidents:
        """Incidents, as the person whose token it is may see and deal with them."""
        return Incidents(self)

    @property
    def outputs(self) -> Outputs:
        """Outputs under review, of the person whose token it is."""
        return Outputs(self)

    def publications(self, search: str = "") -> list[dict[str, Any]]:
        """Publications that have data sets; with `search`, those that it finds."""
        return list(self.pages("publications", {"search": search} if search else {}))

    def data_sets(self, publication: str) -> list[dict[str, Any]]:
        """The data sets of a publication, by its id or its title."""
        publications = [one for one in self.publications() if publication in (one["id"], one["title"], one["slug"])]
        if not publications:
            raise UsageError(f"the service has no publication {publication}", where="See them all with publications().")
        return list(self.pages(f"publications/{publications[0]['id']}/data-sets", {}))

    def data_set(self, id: str, version: str | None = None) -> DataSet:
        """A data set, in its newest version or the one that is named."""
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

    def act(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        parameters: Mapping[str, str] | None = None,
        version: str = "",
        content_type: str = "application/json",
    ) -> bytes:
        """One request as a person; what came back. What is lost on the way is sent once more, and done once."""
        if not self._token:
            raise UsageError("this takes an access token", next="Make one on the page of your account: token=...")
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": content_type}
        if method == "POST":
            headers["Idempotency-Key"] = uuid4().hex
        if version:
            headers["If-Match"] = f'"{version}"'
        address = path if path.startswith(f"{self.address}/") else f"{self.address}/{path}"
        query = f"?{urlencode(parameters)}" if parameters else ""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            status, text = self._call(method, f"{address}{query}", data, headers)
        except UnreadableFile:
            status, text = self._call(method, f"{address}{query}", data, headers)
        if 200 <= status < 300:
            return text
        try:
            shown = json.loads(text or b"null")
        except ValueError:
            shown = None
        raise UsageError(f"the service answers {status}", where=_said(shown), next=f"Asked for: {path}")


def _said(shown: Any) -> str:
    if not isinstance(shown, dict):
        return ""
    errors = [f"{error.get('path', '')}: {error.get('message', '')}".lstrip(": ") for error in shown.get("errors", [])]
    return "\n  ".join(errors) or str(shown.get("detail") or shown.get("title", ""))


class _Process:
    """Things that people take through a process, as the service has them."""

    _at = ""

    def __init__(self, service: Service) -> None:
        self._service = service

    def list(self, **asked: str) -> Iterator[dict[str, Any]]:
        """One's own, the newest first, over all pages; `of="desk"` for those that one works on."""
        page = 1
        while True:
            shown = self._ask("GET", self._at, parameters={**asked, "page": str(page), "pageSize": "100"})
            yield from shown["results"]
            if page >= shown["paging"]["totalPages"]:
                return
            page += 1

    def get(self, thing: Mapping[str, Any] | str) -> dict[str, Any]:
        """One of them as it is now, by its id or by what was had of it."""
        return self._ask("GET", f"{self._at}/{_id(thing)}")

    def actions(self, thing: Mapping[str, Any] | str) -> Objects:
        """Everything that can be done to it: whether you may now, why not, and what it needs."""
        found: Objects = self._ask("GET", f"{self._at}/{_id(thing)}/actions")["actions"]
        return found

    def do(self, thing: Mapping[str, Any], action: str, **fields: Any) -> dict[str, Any]:
        """Do one of them to the thing as it was seen; the thing as it is then."""
        return self._change(thing, f"actions/{action}", fields)

    def _change(self, thing: Mapping[str, Any], path: str, fields: Any) -> dict[str, Any]:
        return self._ask("POST", f"{self._at}/{thing['id']}/{path}".rstrip("/"), fields, version=thing["version"])

    def _ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._service.act(method, path, body, **more))
        return found


def _id(thing: Mapping[str, Any] | str) -> str:
    return thing if isinstance(thing, str) else str(thing["id"])


class TableRequests(_Process):
    """Requests for tables: seen before asking, asked, and their answers."""

    _at = "requests"

    def options(self, measure: str = "") -> dict[str, Any]:
        """What can be counted; of one measure what it is split by and narrowed to."""
        return self._ask("GET", "requests/options", parameters={"measure": measure} if measure else None)

    def preview(
        self,
        measure: str,
        *,
        years: Iterable[str],
        by: Iterable[str] = (),
        only: Iterable[str] = (),
        scope: str = "",
        ukprn: str = "",
        wait: float = 300,
    ) -> dict[str, Any]:
        """What would be counted and about how much of it hidden, after at most `wait` seconds."""
        asked = {"measure": measure, "years": [*years], "by": [*by], "only": [*only], "scope": scope, "ukprn": ukprn}
        made = self._ask("POST", "requests/previews", asked)
        return _waited(lambda: self._ask("GET", f"requests/previews/{made['id']}"), _is_worked_out, wait)

    def take_nearest(self, preview: Mapping[str, Any], n: int = 0) -> dict[str, Any]:
        """One of the nearest tables that hide less, in its place."""
        return self._ask("POST", f"requests/previews/{preview['id']}/nearest/{n}")

    def ask(self, preview: Mapping[str, Any], words: str = "", *, words_are_public: bool = True) -> dict[str, Any]:
        """Ask for the table that was looked at."""
        fields = {"preview": preview["id"], "words": words, "wordsArePublic": words_are_public}
        return self._ask("POST", "requests", fields)

    def ask_in_words(self, title: str, words: str, *, words_are_public: bool = True) -> dict[str, Any]:
        """Ask for a table in words, which a statistician turns into one."""
        return self._ask("POST", "requests", {"title": title, "words": words, "wordsArePublic": words_are_public})

    def tried(self, request: Mapping[str, Any] | str, wait: float = 300) -> dict[str, Any]:
        """The request once it was tried at once: answered, or waiting for a person."""
        return _waited(lambda: self.get(request), _is_tried, wait)

    def try_table(
        self,
        request: Mapping[str, Any] | str,
        measure: str,
        *,
        years: Iterable[str],
        by: Iterable[str] = (),
        where: str = "",
        scope: str = "",
        as_of: str = "",
        research_copy: bool = False,
        settings: Mapping[str, str] | None = None,
        policy: str = "",
        wait: float = 300,
    ) -> dict[str, Any]:
        """As a statistician: how a table would stand that could answer a request, after at most `wait` seconds."""
        asked: dict[str, Any] = {"measure": measure, "years": [*years], "by": [*by], "where": where, "scope": scope}
        asked |= {"researchCopy": True} if research_copy else {}
        asked |= {"asOf": as_of, "set": dict(settings or {}), "policy": policy}
        address = f"requests/{_id(request)}/trials"
        made = self._ask("POST", address, asked)
        return _waited(lambda: self._ask("GET", f"{address}/{made['id']}"), _is_worked_out, wait)

    def file(self, request: Mapping[str, Any], ending: str = "csv") -> bytes:
        """A file of the newest table that answered it, by what its name ends in."""
        made = [answer for answer in request["answers"] if answer["files"]]
        files = [file for file in (made[-1]["files"] if made else ()) if file["name"].endswith(ending)]
        if not files:
            known = ", ".join(file["name"] for file in made[-1]["files"]) if made else "It is not answered yet."
            raise UsageError(f"there is no file that ends in {ending}", where=known)
        name = min((file["name"] for file in files), key=len)
        return self._service.act("GET", f"requests/{request['id']}/answers/{made[-1]['n']}/{name}")

    def table(self, request: Mapping[str, Any]) -> pa.Table:
        """The newest table that answered it; `.to_pandas()` makes a data frame of it."""
        import pyarrow.parquet as pq

        return pq.read_table(io.BytesIO(self.file(request, "parquet")))


class Outputs(_Process):
    """Outputs under review: filled, handed in and taken."""

    _at = "outputs"

    def begin(
        self,
        title: str,
        purpose: str,
        planned_use: str,
        *,
        deadline: str = "",
        recipients: Iterable[tuple[str, str]] = (),
    ) -> dict[str, Any]:
        """A new output, with one group. `recipients` are names with e-mail addresses."""
        people = [{"name": name, "email": email} for name, email in recipients]
        fields = {"title": title, "purpose": purpose, "plannedUse": planned_use, "recipients": people}
        return self._ask("POST", "outputs", fields | ({"deadline": deadline} if deadline else {}))

    def add_group(self, output: Mapping[str, Any]) -> dict[str, Any]:
        """Another group, for files with a cover sheet of their own."""
        return self._change(output, "groups", {})

    def add_files(
        self, output: Mapping[str, Any], *files: str | Path, kind: str = "output", group: int = 1
    ) -> dict[str, Any]:
        """Files of one kind: `output` and `code` leave, `supporting` stays."""
        boundary = uuid4().hex
        body = _multipart(boundary, kind, [Path(file) for file in files])
        path = f"outputs/{output['id']}/groups/{group}/files"
        form = f"multipart/form-data; boundary={boundary}"
        return self._ask("POST", path, body, version=output["version"], content_type=form)

    def cover(self, output: Mapping[str, Any] | str, group: int = 1) -> dict[str, Any]:
        """The cover sheet of a group, with what can be seen of its files where nobody said it yet."""
        return self._ask("GET", f"outputs/{_id(output)}/groups/{group}/cover")

    def say(self, output: Mapping[str, Any], cover: Mapping[str, Any], group: int = 1) -> dict[str, Any]:
        """Fill in the cover sheet of a group, by the keys of `cover.toml`."""
        return self._change(output, f"groups/{group}/cover", dict(cover))

    def findings(self, output: Mapping[str, Any] | str, group: int = 1, wait: float = 300) -> Objects:
        """What the checks found in a group, once they ran to their end."""
        address = f"outputs/{_id(output)}/groups/{group}/findings"
        shown = _waited(lambda: self._ask("GET", address), lambda one: one["state"] != "waiting", wait)
        if not shown["isDone"]:
            raise UsageError("the checks could not be done", where=shown["why"])
        return [finding for check in shown["checks"] for finding in check["findings"]]

    def ask_exception(
        self, output: Mapping[str, Any], file: str, rule: str, reason: str, group: int = 1
    ) -> dict[str, Any]:
        """Ask that a rule be set aside for a file, and say why."""
        return self._change(output, f"groups/{group}/exceptions", {"file": file, "rule": rule, "reason": reason})

    def submit(self, output: Mapping[str, Any], replies: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Hand it in; again, with replies, where it came back."""
        if output["state"] == "returned":
            return self.do(output, "submit-again", replies=dict(replies or {}))
        return self.do(output, "submit")

    def certificate(self, output: Mapping[str, Any] | str) -> dict[str, Any]:
        """What left, by which rules, and who looked at it."""
        return self._ask("GET", f"outputs/{_id(output)}/certificate")

    def file(self, output: Mapping[str, Any], name: str) -> bytes:
        """A released file."""
        known = {file["name"]: file["id"] for group in output["groups"] for file in group["files"]}
        if name not in known:
            raise UsageError(f"the output has no file {name}", where=f"It has {', '.join(known)}.")
        return self._service.act("GET", f"outputs/{output['id']}/files/{known[name]}")


class Incidents(_Process):
    """Incidents: reported by anybody; `list(part="closed")`, `get`, `actions` and `do` for those who deal with them."""

    _at = "incidents"

    def report(self, reason: str, output: int | None = None) -> dict[str, Any]:
        """Report what broke a promise to the people behind the data, or nearly did."""
        fields = {"reason": reason} | ({} if output is None else {"output": output})
        return self._ask("POST", "incidents", fields)


_EACH = 2.0
"""Seconds between two looks at what is being worked out."""


def _is_worked_out(preview: Mapping[str, Any]) -> bool:
    if preview["state"] == "failed":
        raise UsageError("it cannot be counted", where=str(preview.get("why", "")))
    return bool(preview["state"] == "done")


def _is_tried(request: Mapping[str, Any]) -> bool:
    return request["state"] not in ("asked", "tried at once") or bool(request["needsPerson"])


def _waited(
    look: Callable[[], dict[str, Any]], is_done: Callable[[Mapping[str, Any]], bool], wait: float
) -> dict[str, Any]:
    """What is looked at, once it is done; as it is when the patience is over."""
    until = monotonic() + wait
    while True:
        found = look()
        if is_done(found) or monotonic() >= until:
            return found
        sleep(min(_EACH, max(0.0, until - monotonic())))


def _multipart(boundary: str, kind: str, files: Sequence[Path]) -> bytes:
    """A form with files, as browsers send it."""
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'.encode()]
    for file in files:
        name = file.name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", file.read_bytes(), b"\r\n"]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


class DataSet:
    """A data set of a service. Filters, items, indicators and places are named by column, label, code or id."""

    def __init__(self, service: Service, id: str, version: str | None = None) -> None:
        self.id = id
        self._service = service
        self._version = {"dataSetVersion": version} if version else {}

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Filters, indicators, places and periods, as the service describes them."""
        meta: dict[str, Any] = self._service.ask("GET", f"data-sets/{self.id}/meta", self._version)
        return meta

    def query(
        self,
        *,
        indicators: Iterable[str] = (),
        filters: Mapping[str, Iterable[str]] | None = None,
        levels: Iterable[str] = (),
        places: Iterable[tuple[str, str]] = (),
        periods: Iterable[tuple[str, str]] = (),
        criteria: Mapping[str, Any] | None = None,
    ) -> pa.Table:
        """Rows that meet all that is asked for, as text; `.to_pandas()` makes a data frame of them.

        `filters` gives the items that are wanted of each filter, `places` a level and a name or code each, `periods` a
        period and the code of its kind, such as ("2023/2024", "AY"). `criteria` are sent as they are.
        """
        wanted: list[Mapping[str, Any]] = [criteria] if criteria else []
        for name, items in (filters or {}).items():
            wanted.append({"filters": {"in": [self._option(name, item) for item in items]}})
        if chosen := list(levels):
            wanted.append({"geographicLevels": {"in": chosen}})
        if at := [self._place(level, place) for level, place in places]:
            wanted.append({"locations": {"in": at}})
        if when := [{"period": period, "code": code} for period, code in periods]:
            wanted.append({"timePeriods": {"in": when}})
        body: dict[str, Any] = {"criteria": {"and": wanted}} if wanted else {}
        shown = [_named("indicator", name, self.meta["indicators"]) for name in indicators] or self.meta["indicators"]
        body["indicators"] = [indicator["id"] for indicator in shown]
        return _table(self.meta, shown, self._rows(body))

    def _rows(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            asked = {**body, "page": page, "pageSize": PAGE}
            shown = self._service.ask("POST", f"data-sets/{self.id}/query", self._version, asked)
            rows += shown["results"]
            if page >= shown["paging"]["totalPages"]:
                return rows
            page += 1

    def _option(self, filter: str, item: str) -> str:
        column = _named("filter", filter, self.meta["filters"])
        return str(_named(f"item of {filter}", item, column["options"])["id"])

    def _place(self, level: str, place: str) -> dict[str, str]:
        group = next((g for g in self.meta["locations"] if level in (g["level"]["code"], g["level"]["label"])), None)
        if group is None:
            known = ", ".join(g["level"]["code"] for g in self.meta["locations"])
            raise UsageError(f"the data set has no places at the level {level}", where=f"It has {known}.")
        return {"level": group["level"]["code"], "id": _named(f"place at {level}", place, group["options"])["id"]}


def _named(kind: str, name: str, things: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The thing with this id, column, label or code. An unknown name is told with the nearest that there is."""
    for thing in things:
        if name in (thing["id"], thing.get("column"), thing["label"], *(thing.get(code) for code in _CODES)):
            return thing
    near = get_close_matches(name, [thing["label"] for thing in things], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "See what there is in .meta."
    raise UsageError(f"the data set has no {kind} {name}", where=hint)


def _table(meta: dict[str, Any], indicators: Sequence[dict[str, Any]], rows: list[dict[str, Any]]) -> pa.Table:
    """Period, level, the name and first code of the place at every level, filters by label, figures as text."""
    periods = {(p["code"], p["period"]): p["label"] for p in meta["timePeriods"]}
    levels = {level["code"]: level["label"] for level in meta["geographicLevels"]}
    columns: dict[str, list[str]] = {
        "time_period": [periods[row["timePeriod"]["code"], row["timePeriod"]["period"]] for row in rows],
        "geographic_level": [levels[row["geographicLevel"]] for row in rows],
    }
    for group in meta["locations"]:
        level = group["level"]["code"]
        known = {place["id"]: place for place in group["options"]}
        at = [known.get(row["locations"].get(level, ""), {}) for row in rows]
        columns[f"{level.lower()}_code"] = [_code(place) for place in at]
        columns[f"{level.lower()}_name"] = [place.get("label", "") for place in at]
    for filter in meta["filters"]:
        labels = {option["id"]: option["label"] for option in filter["options"]}
        columns[filter["column"]] = [labels.get(row["filters"].get(filter["id"], ""), "") for row in rows]
    for indicator in indicators:
        columns[indicator["column"]] = [row["values"][indicator["id"]] for row in rows]
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})


def _code(place: Mapping[str, str]) -> str:
    return next((place[name] for name in _CODES if place.get(name)), "")
