"""What pages do while a large table is downloaded: eight people take 169,430 rows of 20 measures from `alder serve`.

First nobody takes anything, which says how fast the machine is; then all eight take the same table, then each another
one, then eight ask for workbooks of nearly as many cells as one may have, then eight read their tables as slowly as a
bad line does. Meanwhile one asks for a page of words and for `/health`, over
and over. Who is told to come back later does so. The clients work on the same machine and take their share of its
processors. The size is that of the largest file of schools that is published for England.
"""

from __future__ import annotations

import http.client
import multiprocessing
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.publishing.contents import Contents, DataSetIndicator, Place, PlaceGroup, TimePeriod
from benchmarks.site import DATA_SET, made_filter, memory, processor, publish, served

ROWS, MEASURES, GROUPS, KINDS = 169_430, 20, 8, 5
CLIENTS = 8
PAGE, HEALTH, MEMORY = 1.0, 0.2, 600.0
"""The longest that 95 in 100 pages and probes may take, in seconds, and the most memory of a process, in MB."""
REST, EACH = 5.0, 0.25
"""Seconds of rest, and how many pass from one question of the one who watches to the next."""
BOOK_MEASURES = 7
"""With all schools and groups of one kind 237,216 cells of the 250,000 that a workbook may have."""
SLOW_SECONDS, SLOW_BYTES = 10.0, 64 * 1024
"""How long readers on a bad line go on, and how much they take at a time, ten times a second."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        contents, rows = _made()
        publish(store, contents, rows, 1_000)
        # Who takes files is in a process of its own: who watches would wait for their turns at Python too.
        apart = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        with served(store) as (address, pid), apart:

            def together(take: Callable[[tuple[str, int], str], int], paths: list[str]) -> Callable[[], list[int]]:
                return lambda: apart.submit(_all, take, address, paths).result()

            together(_take, ["/help"])()
            _warm(address, _table(contents, MEASURES, ""))
            ended = threading.Event()
            every = [_table(contents, MEASURES, ".csv")] * CLIENTS
            others = [_table(contents, MEASURES - n, ".csv") for n in range(1, CLIENTS + 1)]
            books = [_book(contents, n % KINDS, "xlsx" if n < KINDS else "ods") for n in range(CLIENTS)]
            _watched("nobody takes anything", address, pid, lambda: [int(ended.wait(REST))])
            kept = [
                _watched("eight take one table", address, pid, together(_take, every)),
                _watched("eight take tables of their own", address, pid, together(_take, others)),
                _watched("eight take workbooks of their own", address, pid, together(_take, books)),
                _watched("eight read slowly", address, pid, together(_take_slowly, every)),
            ]
    return 0 if all(kept) else 1


def _warm(address: tuple[str, int], page: str) -> None:
    """The first answers load what a server needs once, in both processes; so does a thread beside them, for a while."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda _: _take(address, page), range(CLIENTS)))
    quick, end = 0, time.monotonic() + 120
    while quick < 40 and time.monotonic() < end:
        started = time.perf_counter()
        _take(address, "/help")
        quick = quick + 1 if time.perf_counter() - started < HEALTH else 0


def _watched(what: str, address: tuple[str, int], pid: int, work: Callable[[], list[int]]) -> bool:
    """Print how long pages and probes take while this is done, and how much memory; whether all is within limits."""
    ended = threading.Event()
    taken: dict[str, list[float]] = {"/help": [], "/health": []}
    most = [0.0]

    def ask(path: str) -> None:
        due = time.perf_counter()
        while not ended.is_set():
            with suppress(OSError):  # given up after a minute
                _take(address, path, 60)
            # From when it was due: else one question that waits for a minute would count as little as a quick one.
            taken[path].append(time.perf_counter() - due)
            due += EACH
            ended.wait(max(0.0, due - time.perf_counter()))

    def look() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], *(bytes / 1e6 for bytes in memory(pid)), 0)

    watchers = [threading.Thread(target=ask, args=[path]) for path in taken] + [threading.Thread(target=look)]
    for one in watchers:
        one.start()
    before, started = processor(pid), time.perf_counter()
    sizes = work()
    wall, spent = time.perf_counter() - started, processor(pid) - before
    ended.set()
    for one in watchers:
        one.join()
    page, health = (_late(taken[path]) for path in taken)
    print(f"{what}: {sum(sizes) / 1e6:.0f} MB in {wall:.1f} s, {spent:.1f} s of the server's processor")
    found = [("a page", page, PAGE, "s"), ("/health", health, HEALTH, "s"), ("memory", most[0], MEMORY, "MB")]
    for name, value, limit, unit in found:
        many = "95 in 100 within" if unit == "s" else "of the larger process at most"
        print(f"  {name:<8} {many} {value:.3g} {unit}: {value / limit:.2f} of the limit")
    return all(value <= limit for _, value, limit, _ in found)


def _late(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.95)] if taken else float("inf")


def _all(take: Callable[[tuple[str, int], str], int], address: tuple[str, int], paths: list[str]) -> list[int]:
    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(lambda path: take(address, path), paths))


def _take(address: tuple[str, int], path: str, timeout: float = 600) -> int:
    reply, connection = _reply(address, path, timeout)
    size = 0
    while block := reply.read(1024 * 1024):
        size += len(block)
    connection.close()
    return size


def _take_slowly(address: tuple[str, int], path: str) -> int:
    reply, connection = _reply(address, path)
    size, end = 0, time.monotonic() + SLOW_SECONDS
    while time.monotonic() < end:
        size += len(reply.read(SLOW_BYTES))
        time.sleep(0.1)
    connection.close()
    return size


def _reply(
    address: tuple[str, int], path: str, timeout: float = 600
) -> tuple[http.client.HTTPResponse, http.client.HTTPConnection]:
    while True:
        connection = http.client.HTTPConnection(*address, timeout=timeout)
        connection.request("GET", path, headers={"Accept-Encoding": "identity"})
        reply = connection.getresponse()
        if reply.status == 200:
            return reply, connection
        assert reply.status == 503, (reply.status, path)
        time.sleep(float(reply.headers["Retry-After"]))
        connection.close()


def _table(contents: Contents, measures: int, ending: str) -> str:
    """The address of a table of all schools and all groups."""
    return _address(contents, [f"{filter.id}.*" for filter in contents.filters], measures, ending)


def _book(contents: Contents, kind: int, ending: str) -> str:
    """The address of a workbook of all schools and groups, of one kind."""
    groups, kinds = contents.filters
    items = [f"{groups.id}.*", f"{kinds.id}.{kinds.options[kind].id}"]
    return _address(contents, items, BOOK_MEASURES, f".{ending}")


def _address(contents: Contents, chosen: list[str], measures: int, ending: str) -> str:
    items = "&".join(f"item={item}" for item in chosen)
    shows = "&".join(f"show={indicator.id}" for indicator in contents.indicators[:measures])
    span = "from=AY.202324&to=AY.202324"
    return f"/create-a-table/data-set/{DATA_SET}/table{ending}?place=SCH.*&{span}&{items}&{shows}"


def _made() -> tuple[Contents, pa.Table]:
    each = GROUPS * KINDS
    schools = ROWS // each + 1
    drawn = np.random.default_rng(7)
    names = [f"School {n:05}, St {'MJPA'[n % 4]}" for n in drawn.permutation(schools)]
    authority = np.sort(drawn.integers(1, 151, schools))
    by_name = np.argsort(np.argsort(names)) + 1
    school, within = np.divmod(np.arange(ROWS), each)
    ones = np.ones(ROWS)
    columns = {
        "period": pa.array(ones, pa.int16()),
        "level": pa.array(ones, pa.int8()),
        "at_LA": pa.array(authority[school], pa.int32()),
        "at_NAT": pa.array(ones, pa.int32()),
        "at_SCH": pa.array(by_name[school], pa.int32()),
        "filter_0": pa.array(within % GROUPS + 1, pa.int32()),
        "filter_1": pa.array(within // GROUPS + 1, pa.int32()),
    }
    for n in range(MEASURES):
        figures = drawn.integers(0, 2000, ROWS) if n % 2 else np.round(drawn.random(ROWS) * 100, 1)
        hidden = pa.array(drawn.random(ROWS) < 0.1)
        columns[f"indicator_{n}"] = pc.if_else(hidden, "c", pa.array(figures).cast(pa.string()))
    columns["place"] = pa.array(school, pa.int32())
    columns["row"] = pa.array(np.arange(ROWS) + 1, pa.int64())
    contents = Contents(
        filters=(made_filter("group", GROUPS), made_filter("kind", KINDS)),
        indicators=tuple(
            DataSetIndicator(f"ind{n:02}", f"measure_{n}", f"Measure {n}", "" if n % 2 else "%", None)
            for n in range(MEASURES)
        ),
        levels=("SCH",),
        places=(
            PlaceGroup("LA", tuple(Place(f"au{n:04}", f"Authority {n:03}") for n in range(150))),
            PlaceGroup("NAT", (Place("engla", "England", (("code", "E92000001"),)),)),
            PlaceGroup(
                "SCH",
                tuple(Place(f"s{n:06}", name, (("urn", str(100_000 + n)),)) for n, name in enumerate(sorted(names))),
            ),
        ),
        periods=(TimePeriod("202324", "AY"),),
        rows=ROWS,
    )
    return contents, pa.table(columns)


if __name__ == "__main__":
    sys.exit(main())
