"""How fast this machine is, against the one that limits in seconds were set on.

A limit in seconds means something on one kind of machine alone. What is timed here is fixed work that is like Alder's
and none of Alder's code: columns grouped, joined, sorted and searched for text by DuckDB on one thread, and a loop in
Python. `SECONDS` is what it takes on the machine of the limits. It was found through the rules' bench: 100,000 learners
were judged there in 20.7 to 21.7 s of processor, and on a machine that took 44.2 s for them this work took 1.83 s. Both
are the best of several runs, on machines whose runs differ by a quarter: read the pace as that exact and no more.
"""

from __future__ import annotations

import duckdb

from benchmarks import timing

SECONDS = 0.88
"""Of processor, for the work of `once`."""


def once() -> None:
    """The work: about two thirds in DuckDB and one third in Python."""
    with duckdb.connect() as engine:
        engine.execute("SET threads = 1")
        engine.execute(
            "CREATE TABLE one AS SELECT i AS id, hash(i) % 50021 AS group_id, 'A' || (hash(i + 1) % 999983) AS code, "
            "(hash(i + 2) % 1000)::DOUBLE AS amount FROM range(1_500_000) t(i)"
        )
        engine.execute("CREATE TABLE other AS SELECT i AS group_id, i % 97 AS part FROM range(50021) t(i)")
        for question in (
            "SELECT part, count(*), avg(amount), max(code) FROM one JOIN other USING (group_id) GROUP BY part",
            "SELECT group_id, count(DISTINCT code) FROM one GROUP BY group_id",
            "SELECT count(*) FROM one WHERE regexp_matches(code, '7[0-4]+1$')",
            "SELECT id, row_number() OVER (PARTITION BY group_id ORDER BY amount DESC, id) FROM one",
        ):
            engine.sql(question).to_arrow_table()
    total, seen = 0, {}
    for n in range(1_200_000):
        seen[n % 1009] = total
        total += n * n % 7


def slowness() -> float:
    """How many times as long this machine takes; the best of three."""
    return timing.best(lambda: timing.call(once)).cpu / SECONDS


def said(found: float) -> str:
    """A line for the report."""
    return f"this machine takes {found:.2f} times as long as the one that the limits in seconds are for"


def against(seconds: float, limit: float, slow: float) -> str:
    """What part of a limit was used, as it is and at the pace of the machine that it was set on."""
    return f"{seconds / limit:.2f} of the limit of {limit:g} s; at that machine's pace {seconds / slow / limit:.2f}"
