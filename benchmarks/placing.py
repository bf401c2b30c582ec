"""Finding the places of homes and sites: postcodes of aims joined to a directory of postcodes of full size.

    python -m benchmarks.placing            2.7 million aims, 2.6 million postcodes
    python -m benchmarks.placing 0.1        a tenth of both

Promise: the join in under 10 seconds of CPU. The directory is read from a CSV of the published layout first; what that
takes is told too.
"""

from __future__ import annotations

import itertools
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa

import alder
from alder.engine import reference
from alder.engine.duckdb import DuckDB
from alder.model import expr
from alder.model.expr import Table

AIMS, POSTCODES = 2_700_000, 2_600_000
BUDGET = 10
"""Seconds of CPU that the join may take at full size."""
HEAD = "pcds,dointr,doterm,oslaua,oseast1m,osnrth1m,osgrdind,rgn,lsoa01,lsoa11,ru11ind,lsoa21"
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def postcodes(count: int) -> list[str]:
    """Made-up postcodes of the right form, in areas that begin with X, which no real one does, and then with others."""
    areas = (f"{a}{b}{district}" for a in "XBCEGHLMNRSTWY" for b in "ABEGHLMNRS" for district in range(1, 100))
    inward = [f"{d}{a}{b}" for d in range(10) for a in _LETTERS[:8] for b in _LETTERS[:4]]
    return [f"{out} {into}" for out, into in itertools.islice(itertools.product(areas, inward), count)]


def write_directory(path: Path, codes: list[str]) -> None:
    draws = np.random.default_rng(4)
    east, north = draws.integers(300_000, 650_000, len(codes)), draws.integers(10_000, 290_000, len(codes))
    with path.open("w", encoding="ascii") as out:
        out.write(HEAD + "\n")
        for n, (code, e, s) in enumerate(zip(codes, east.tolist(), north.tolist(), strict=True)):
            small = f"E01{n // 80 % 33_000:06}"
            ended = "" if n % 3 else "201512"
            out.write(f"{code},198001,{ended},E0700{n // 9_000:04},{e},{s},1,E12000006,{small},{small},C1,{small}\n")


def measure(scale: float = 1.0) -> None:
    count, aims = int(POSTCODES * scale), int(AIMS * scale)
    codes = postcodes(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ONSPD_NOV_2099_UK.csv"
        write_directory(path, codes)
        environment = alder.open(Path(folder) / "store")
        took, cpu = time.perf_counter(), time.process_time()
        environment.add_reference(path)
        took, cpu = time.perf_counter() - took, time.process_time() - cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = path.stat().st_size / 1e6
        print(f"add {count:,} postcodes ({size:,.0f} MB)   {took:6.1f} s   {cpu:6.1f} s of CPU   {memory:,.0f} MB")
        took, cpu = time.perf_counter(), time.process_time()
        found = _join(environment, codes, aims)
        took, cpu = time.perf_counter() - took, time.process_time() - cpu
    print(f"find home and site of {aims:,} aims   {took:6.1f} s   {cpu:6.1f} s of CPU, of {BUDGET} promised")
    assert found == aims, "every home has a place"
    if scale == 1:
        assert cpu < BUDGET, "the promise is broken"


def _join(environment: alder.Environment, codes: list[str], count: int) -> int:
    """How many aims get a distance, by the places of two postcodes each."""
    draws = np.random.default_rng(5)
    known = pa.array(codes)
    homes, sites = (known.take(pa.array(draws.integers(0, len(codes), count))) for _ in range(2))
    with DuckDB() as engine:
        engine.add("aims", pa.table({"Postcode": homes, "DelLocPostCode": sites}))
        for name, paths, schema in reference.current_files(environment.store):
            engine.add(name, paths, schema)
        engine.keep("placed", lambda: _placed(engine))
        schema = engine.schema("placed")
        rows = engine.run(lambda: expr.table("placed", schema).aggregate(found=expr.table("placed", schema).km.count()))
    return int(rows["found"][0].as_py())


def _placed(engine: DuckDB) -> Table:
    aims = expr.table("aims", engine.schema("aims"))
    places = expr.table("postcode_place", engine.schema("postcode_place"))
    home = places.select(Postcode="postcode", east="easting", north="northing", lsoa11="lsoa11", lad="lad")
    site = places.select(DelLocPostCode="postcode", to_east="easting", to_north="northing")
    both = aims.left_join(home, "Postcode").left_join(site, "DelLocPostCode")
    east, north = ((a - b).cast("float64") for a, b in ((both.east, both.to_east), (both.north, both.to_north)))
    return both.select("lsoa11", "lad", km=(east * east + north * north).sqrt() / 1000)


if __name__ == "__main__":
    measure(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
