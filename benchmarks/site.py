"""A made-up data set published as if it had been imported, and `alder serve` over it, with what that takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa
from pyarrow import csv

from alder.publishing.contents import Contents, DataSetFilter, Option
from alder.publishing.contents.coded_rows import SORTED_BY, spanned

DATA_SET = UUID("0a1b2c3d-0000-4000-8000-00000000beac")


def publish(store: Path, contents: Contents, rows: pa.Table, file_rows: int) -> None:
    """Enter a data set of coded rows, the first of which are its file."""
    from alder.web.setup import set_up

    set_up(store)
    from django.db import connections
    from django.utils import timezone

    from alder.publishing.shapes import summary
    from alder.web.publications.data_set_store import store as kept
    from alder.web.publications.models import DataSet, DataSetVersion, Publication, Release

    version, now = uuid4(), timezone.now()
    small, file = pa.table({"a": ["b"]}), store / "made.csv"
    csv.write_csv(rows.slice(0, file_rows), file)
    kept().keep(
        version,
        rows=rows,
        sorted_by=SORTED_BY,
        spanned=spanned(contents),
        contents=contents.to_json(),
        table=small,
        data=file,
        meta=b"",
    )
    publication = Publication.objects.create(title="Made up", slug="made-up")
    release = Release.objects.create(publication=publication, title="2024/25", slug="2024-25")
    data_set = DataSet.objects.create(
        id=DATA_SET, publication=publication, title="Made up", state="Published", published=now
    )
    DataSetVersion.objects.create(
        id=version,
        data_set=data_set,
        release=release,
        major=1,
        state="Published",
        published=now,
        rows=contents.rows,
        summary=summary(contents),
    )
    connections.close_all()


@contextmanager
def served(store: Path) -> Iterator[tuple[tuple[str, int], int]]:
    """The address of a server over the store, and its first process."""
    command = [sys.executable, "-m", "alder", "serve", "--port", "0", "--store", str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout
            found = re.search(r"http://([^:]+):(\d+)", server.stdout.readline())
            assert found
            yield (found[1], int(found[2])), server.pid
        finally:
            server.terminate()


def memory(pid: int) -> list[int]:
    """Bytes of memory of the server and of each process that it started."""
    return [int(fields[21]) * os.sysconf("SC_PAGE_SIZE") for fields in _of_server(pid)]


def processor(pid: int) -> float:
    """Processor seconds of the server and the processes that it started."""
    return sum(int(fields[11]) + int(fields[12]) for fields in _of_server(pid)) / os.sysconf("SC_CLK_TCK")


def _of_server(pid: int) -> Iterator[list[str]]:
    """What the system says of each of its processes, after their names."""
    for found in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = found.read_text().partition(" ")
        except OSError:  # it has ended
            continue
        fields = rest.rpartition(")")[2].split()
        if pid in (int(number), int(fields[1])):
            yield fields


def made_filter(name: str, options: int) -> DataSetFilter:
    items = tuple(Option(f"{name[:1]}{n:05}", f"{name} {n:02}") for n in range(options))
    return DataSetFilter(f"{name}x", name, name.capitalize(), "", items)
