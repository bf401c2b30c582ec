"""How long queries of the public API take: 20 connections ask `alder serve` in turn, of a data set of 10 million rows.

A narrow query is for one place, one year and one option of each of two filters; a wide one for five places, all years
and two options of each. The load comes from the same machine, so it takes its share of the processors; the processor
time of the server alone is printed beside. Set ALDER_BENCH_ROWS for another number of rows. Then the whole file of a
million rows is fetched, and how much more memory the server takes meanwhile is printed.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa

from alder.publishing.contents import Contents, DataSetIndicator, Place, PlaceGroup, TimePeriod
from benchmarks.site import DATA_SET, made_filter, memory, processor, publish, served

ROWS = int(os.environ.get("ALDER_BENCH_ROWS", "10000000"))
CONNECTIONS, ASKED = 20, 1000
YEARS, GROUPS, KINDS, AUTHORITIES = 10, 10, 5, 150
NARROW, WIDE = 80, 200
"""The longest that 95 in 100 may take, in milliseconds."""
FILE_ROWS = 1_000_000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        started = time.perf_counter()
        contents, rows = _made()
        publish(store, contents, rows, FILE_ROWS)
        kept = sum(file.stat().st_size for file in store.rglob("rows.duckdb"))
        print(f"{contents.rows:,} rows kept in {time.perf_counter() - started:.0f} s, {kept / 1e6:.0f} MB")
        started = time.perf_counter()
        with served(store) as (address, pid):
            draw = random.Random(7)
            _ask([_narrow(contents, draw)], address)
            print(f"the first answer {time.perf_counter() - started:.1f} s after the server was started")
            _measure("warm up", [_narrow(contents, draw) for _ in range(2 * ASKED)], address, pid, 0)
            _measure("one place and year", [_narrow(contents, draw) for _ in range(ASKED)], address, pid, NARROW)
            _measure("five places, all years", [_wide(contents, draw) for _ in range(ASKED)], address, pid, WIDE)
            _fetch(address, pid)


def _measure(name: str, bodies: list[bytes], address: tuple[str, int], pid: int, limit: float) -> None:
    before, started = processor(pid), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        taken = [
            one
            for part in pool.map(lambda n: _ask(bodies[n::CONNECTIONS], address), range(CONNECTIONS))
            for one in part
        ]
    wall, spent = time.perf_counter() - started, processor(pid) - before
    if not limit:
        return
    taken.sort()
    middle, late = taken[len(taken) // 2] * 1000, taken[int(len(taken) * 0.95)] * 1000
    print(
        f"{name:<24} half within {middle:5.0f} ms, 95 in 100 within {late:5.0f} ms: {late / limit:.2f} of the limit;"
        f" {len(taken) / wall:4.0f} a second, {spent / len(taken) * 1000:.1f} ms of the server's processor each"
    )


def _ask(bodies: list[bytes], address: tuple[str, int]) -> list[float]:
    connection = http.client.HTTPConnection(*address)
    taken = []
    for body in bodies:
        started = time.perf_counter()
        connection.request("POST", f"/v1/data-sets/{DATA_SET}/query", body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        text = reply.read()
        taken.append(time.perf_counter() - started)
        assert reply.status == 200, text
        assert b'"results":[{' in text, text
    connection.close()
    return taken


def _fetch(address: tuple[str, int], pid: int) -> None:
    """Fetch the whole file, as it is and packed."""
    for encoding in ("identity", "gzip"):
        before, started, length = sum(memory(pid)), time.perf_counter(), 0
        connection = http.client.HTTPConnection(*address)
        connection.request("GET", f"/v1/data-sets/{DATA_SET}/csv", headers={"Accept-Encoding": encoding})
        reply = connection.getresponse()
        most = before
        while block := reply.read(1024 * 1024):
            length += len(block)
            most = max(most, sum(memory(pid)))
        connection.close()
        taken, more = time.perf_counter() - started, (most - before) / 1e6
        what = f"the file of {FILE_ROWS:,} rows, {encoding}"
        print(f"{what}: {length / 1e6:.1f} MB in {taken:.1f} s, {more:.1f} MB more memory")


def _body(contents: Contents, draw: random.Random, places: int, options: int, years: bool) -> bytes:
    schools = next(group for group in contents.places if group.level == "SCH").places
    asked = [{"level": "SCH", "id": draw.choice(schools).id} for _ in range(places)]
    parts: list[dict[str, object]] = [{"locations": {"in": asked}}]
    chosen = [draw.sample(filter.options, options) for filter in contents.filters]
    parts += [{"filters": {"in": [option.id for option in some]}} for some in chosen]
    if years:
        period = draw.choice(contents.periods)
        parts.append({"timePeriods": {"eq": {"code": period.code, "period": period.api_period}}})
    return json.dumps({"criteria": {"and": parts}}).encode()


def _narrow(contents: Contents, draw: random.Random) -> bytes:
    return _body(contents, draw, 1, 1, True)


def _wide(contents: Contents, draw: random.Random) -> bytes:
    return _body(contents, draw, 5, 2, False)


def _made() -> tuple[Contents, pa.Table]:
    each = YEARS * GROUPS * KINDS
    schools = max(ROWS // each, AUTHORITIES)
    rows = schools * each
    drawn = np.random.default_rng(7)
    names = [f"School {n:06}" for n in drawn.permutation(schools)]
    authority = np.sort(drawn.integers(1, AUTHORITIES + 1, schools))
    by_name = np.argsort(np.argsort(names)) + 1  # the code of a school is its place among the names
    index = np.arange(rows)
    school, within = index // each, index % each
    table = pa.table(
        {
            "period": pa.array(within % YEARS + 1, pa.int16()),
            "level": pa.array(np.ones(rows), pa.int8()),
            "at_LA": pa.array(authority[school], pa.int32()),
            "at_NAT": pa.array(np.ones(rows), pa.int32()),
            "at_SCH": pa.array(by_name[school], pa.int32()),
            "filter_0": pa.array(within // YEARS % GROUPS + 1, pa.int32()),
            "filter_1": pa.array(within // YEARS // GROUPS + 1, pa.int32()),
            "indicator_0": pa.array(drawn.integers(0, 2000, rows)).cast(pa.string()),
            "indicator_1": pa.array(drawn.integers(0, 1000, rows) / 10).cast(pa.string()),
            "place": pa.array(school, pa.int32()),
            "row": pa.array(index + 1, pa.int64()),
        }
    )
    contents = Contents(
        filters=(made_filter("group", GROUPS), made_filter("kind", KINDS)),
        indicators=(
            DataSetIndicator("pupil", "pupils", "Pupils", "", 0),
            DataSetIndicator("ratee", "rate", "Rate", "%", 1),
        ),
        levels=("SCH",),
        places=(
            PlaceGroup("LA", tuple(Place(f"au{n:04}", f"Authority {n:03}") for n in range(AUTHORITIES))),
            PlaceGroup("NAT", (Place("engla", "England", (("code", "E92000001"),)),)),
            PlaceGroup("SCH", tuple(Place(f"s{n:06}", name) for n, name in enumerate(sorted(names)))),
        ),
        periods=tuple(TimePeriod(f"20{15 + n}{16 + n}", "AY") for n in range(YEARS)),
        rows=rows,
    )
    return contents, table


if __name__ == "__main__":
    main()
