"""The site of a whole nation, asked by many at once for a while: how long its pages take, and whether it grows.

`python -m benchmarks.soaking [MINUTES [FILE]]`: FILE is a packed nation, as `python -m alder.demo build` writes it;
without one it is the nation that comes with Alder, and without a number it is ten minutes. Eight readers follow links
that they find, each at random and each from a seed of its own, through lists, tables, maps, charts and downloads. A
line a minute says how many pages came, how long they took, and how much memory the server had at the end of it. The run
fails where a page broke, where the slowest twentieth of a later minute took more than twice as long as that of the
second, or where memory grew after the second minute by more than a quarter: what a process keeps (templates,
statements, pages) it has by then.
"""

from __future__ import annotations

import http.client
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from random import Random
from urllib.parse import urljoin, urlsplit

from alder.demo.nation_publications import packed_nation
from benchmarks.site import memory, processor, served

READERS, MINUTES, MINUTE = 8, 10, 60.0
SLOWER, GROWN = 2.0, 1.25
"""How much slower and larger than in the second minute a later one may be."""
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)"')
_BEGIN = ("/", "/find-statistics", "/data-catalogue", "/v1/publications", "/help")
_BAD = 500
_KEPT = 400
"""Links that a reader remembers, so that a walk does not stay where most links are."""


@dataclass
class Minute:
    """What came in a minute: seconds that each page took, the slowest of them, bytes, and addresses that broke."""

    seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    size: int = 0
    broken: list[str] = field(default_factory=list)
    refused: int = 0
    """Pages that were told to come back later, or were not there."""


class Reader(threading.Thread):
    """Somebody who follows links at random until the time is over."""

    def __init__(self, address: tuple[str, int], seed: int, minutes: list[Minute], began: float) -> None:
        super().__init__(daemon=True)
        self._address, self._draw, self._minutes, self._began = address, Random(seed), minutes, began
        self._links = [*_BEGIN]

    def run(self) -> None:
        connection = http.client.HTTPConnection(*self._address, timeout=60)
        while (number := int((time.monotonic() - self._began) / MINUTE)) < len(self._minutes):
            path = self._draw.choice(self._links if self._draw.random() < 0.9 else _BEGIN)
            minute, started = self._minutes[number], time.monotonic()
            try:
                connection.request("GET", path, headers={"Host": "localhost"})
                reply = connection.getresponse()
                body = reply.read()
            except (OSError, http.client.HTTPException) as error:
                minute.broken.append(f"{path}: {type(error).__name__}")
                connection.close()
                continue
            minute.seconds.append(time.monotonic() - started)
            minute.slowest = max(minute.slowest, (minute.seconds[-1], path))
            minute.size += len(body)
            if reply.status >= _BAD and reply.status != http.client.SERVICE_UNAVAILABLE:
                minute.broken.append(f"{path}: {reply.status}")
            minute.refused += reply.status >= http.client.BAD_REQUEST
            if "html" in (reply.getheader("Content-Type") or ""):
                self._remember(path, body.decode())
        connection.close()

    def _remember(self, path: str, page: str) -> None:
        found = {urlsplit(urljoin(path, unescape(link))) for link in _LINK.findall(page)}
        here = sorted(f"{one.path}?{one.query}" if one.query else one.path for one in found if not one.netloc)
        links = [*self._links, *(one for one in here if one.startswith("/"))]
        self._links = self._draw.sample(links, min(len(links), _KEPT))


def main(file: Path, minutes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        _publish(file, store)
        with served(store) as (address, pid):
            return _soak(address, pid, minutes)


def _publish(file: Path, store: Path) -> None:
    from alder.web.setup import set_up

    set_up(store)
    from django.db import connections

    from alder.publishing.packed_publications import packed_publications
    from alder.web.statistics.publication_archive import unpack

    started = time.monotonic()
    with packed_publications(file) as packed:
        made = unpack(packed)
    connections.close_all()
    print(f"{made.versions} versions of data sets, {made.rows:,} rows, unpacked in {time.monotonic() - started:.0f} s")


def _soak(address: tuple[str, int], pid: int, minutes: int) -> int:
    told, began = [Minute() for _ in range(minutes)], time.monotonic()
    readers = [Reader(address, seed, told, began) for seed in range(READERS)]
    for reader in readers:
        reader.start()
    late, size, spent = [], [], processor(pid)
    for number, minute in enumerate(told, 1):
        time.sleep(max(began + number * MINUTE - time.monotonic(), 0))
        taken = sorted(minute.seconds) or [0.0]
        late.append(taken[int(len(taken) * 0.95)])
        size.append(sum(memory(pid)) / 1e6)
        used, spent = processor(pid) - spent, processor(pid)
        print(
            f"minute {number:>2}: {len(taken):5} answers, {minute.size / 1e6:6.1f} MB, half within"
            f" {taken[len(taken) // 2] * 1000:4.0f} ms, 95 in 100 within {late[-1] * 1000:5.0f} ms, slowest"
            f" {taken[-1] * 1000:6.0f} ms ({minute.slowest[1]});"
            f" {minute.refused} not there or told to wait, {len(minute.broken)} broken;"
            f" {used:4.0f} s of the processor, {size[-1]:5.0f} MB",
            flush=True,
        )
    for reader in readers:
        reader.join()
    broken = [one for minute in told for one in minute.broken]
    for one in broken[:20]:
        print(f"broken: {one}")
    after = slice(1, None)
    slower = max(late[after], default=0) / max(late[1] if minutes > 1 else late[0], 1e-3)
    grown = max(size[after], default=0) / (size[1] if minutes > 1 else size[0])
    print(f"slower than in the second minute: {slower:.2f} of {SLOWER}; grown since: {grown:.2f} of {GROWN}")
    return int(bool(broken) or slower > SLOWER or grown > GROWN)


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(Path(given[1]) if given[1:] else packed_nation(), int(given[0]) if given else MINUTES))
