"""Vectors run against a server of the public API: `python -m tests.vectors.api FILE --base URL --data-set ID`.

A vector is one query with what is expected of its answer. Names that begin with @ stand for ids and are looked up in
the data set's meta: `@ind:COLUMN`, `@opt:COLUMN:LABEL`, `@loc:LEVEL:CODE`. Prints `pass N fail N`, and for each that
fails its name and what differs. The base is the address without `/v1`.
"""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Reply = tuple[int, Any]
Call = Callable[[str, str, Any], Reply]
"""Method, path with query, and body; the status and the JSON of the answer."""


def over_http(base: str) -> Call:
    def call(method: str, path: str, body: Any) -> Reply:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data is not None else {}
        request = urllib.request.Request(base.rstrip("/") + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, json.loads(reply.read() or b"null")
        except urllib.error.HTTPError as error:
            text = error.read()
            try:
                return error.code, json.loads(text or b"null")
            except ValueError:
                return error.code, None

    return call


def names_of(meta: dict[str, Any]) -> dict[str, str]:
    """Every name that may stand for an id."""
    names = {f"@ind:{i['column']}": i["id"] for i in meta["indicators"]}
    names |= {f"@opt:{f['column']}:{o['label']}": o["id"] for f in meta["filters"] for o in f["options"]}
    names |= {f"@flt:{f['column']}": f["id"] for f in meta["filters"]}
    for group in meta["locations"]:
        for place in group["options"]:
            for code in ("code", "urn", "ukprn"):
                if place.get(code):
                    names.setdefault(f"@loc:{group['level']['code']}:{place[code]}", place["id"])
    return names


def named(value: Any, names: dict[str, str]) -> Any:
    """The value with names replaced, the longest first, also inside longer texts and keys."""
    if isinstance(value, dict):
        return {named(key, names): named(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [named(item, names) for item in value]
    if isinstance(value, str) and "@" in value:
        for name in sorted(names, key=len, reverse=True):
            value = value.replace(name, names[name])
    return value


def run(vectors: list[dict[str, Any]], data_set: str, call: Call) -> Iterator[tuple[str, list[str]]]:
    """For each vector its name and what differs from its expectation; nothing where it passes."""
    status, meta = call("GET", f"/v1/data-sets/{data_set}/meta", None)
    if status != 200:
        raise SystemExit(f"GET /v1/data-sets/{data_set}/meta answers {status}")
    names = names_of(meta)
    names |= {urllib.parse.quote(name): id for name, id in names.items()}  # as they stand in an address
    path = f"/v1/data-sets/{data_set}/query"
    for vector in vectors:
        if vector["method"] == "GET":
            text = urllib.parse.quote(named(vector.get("query", ""), names), safe="%=&,:/|+?[]")
            status, reply = call("GET", f"{path}?{text}" if text else path, None)
        else:
            status, reply = call("POST", path, named(vector.get("body"), names))
        yield vector["name"], list(differences(named(vector["expect"], names), status, reply))


def differences(expect: dict[str, Any], status: int, reply: Any) -> Iterator[str]:
    if status != expect["status"]:
        yield f"status {status}, not {expect['status']}: {json.dumps(reply)[:300]}"
        return
    reply = reply if isinstance(reply, dict) else {}
    rows = reply.get("results", [])
    for key in ("totalResults", "totalPages"):
        if key in expect and reply.get("paging", {}).get(key) != expect[key]:
            yield f"{key} {reply.get('paging', {}).get(key)}, not {expect[key]}"
    if "returned" in expect and len(rows) != expect["returned"]:
        yield f"{len(rows)} rows returned, not {expect['returned']}"
    if "warnings" in expect:
        codes = [warning["code"] for warning in reply.get("warnings", [])]
        if codes != expect["warnings"]:
            yield f"warnings {codes}, not {expect['warnings']}"
    if "errors" in expect:
        found = [(error.get("path"), error["code"]) for error in reply.get("errors", [])]
        for at, code in expect["errors"]:
            if not any(at == path and code in (None, known) for path, known in found):
                yield f"no error {code} at {at} among {found}"
    if expect.get("debug") and not all(" :: " in key for row in rows[:1] for key in row["values"]):
        yield "the keys of the values have no names"
    if "first" in expect:
        yield from _unlike(expect["first"], rows[0] if rows else {}, "first")
    if "sequence" in expect:
        values = [row["values"].get(expect["sequence"]["key"]) for row in rows]
        if values != expect["sequence"]["values"]:
            yield f"sequence {values}, not {expect['sequence']['values']}"
    if "levels" in expect:
        levels = list(dict.fromkeys(row["geographicLevel"] for row in rows))
        if levels != expect["levels"]:
            yield f"levels {levels}, not {expect['levels']}"


def _unlike(expect: Any, found: Any, at: str) -> Iterator[str]:
    if isinstance(expect, dict) and isinstance(found, dict):
        for key, value in expect.items():
            yield from _unlike(value, found.get(key), f"{at}.{key}")
    elif expect != found:
        yield f"{at} is {found}, not {expect}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.vectors.api", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--base", required=True, metavar="URL", help="the server's address without /v1")
    parser.add_argument("--data-set", required=True, metavar="ID")
    given = parser.parse_args(arguments)
    vectors = json.loads(given.file.read_text(encoding="utf-8"))["vectors"]
    failed = 0
    for name, unlike in run(vectors, given.data_set, over_http(given.base)):
        failed += bool(unlike)
        for line in unlike:
            print(f"{name}: {line}")
    print(f"pass {len(vectors) - failed} fail {failed}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
