"""Rates beside rounded counts: what the two tables and the rates between them give away."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.commands import refused, run
from tests.support.count_tables import counts
from tests.support.table_folders import grid

from alder.cli.commands import cli
from alder.disclosure import policy_of, protect

LEAVERS = [[12 + 4 * (4 * r + c) for c in range(4)] for r in range(6)]
"""24 groups of 12 to 104 leavers: the table of docs/explanation/protection.md."""
ACHIEVERS = [[round(d * (0.55 + 0.02 * ((7 * d) % 13))) for d in row] for row in LEAVERS]


def by_cell(path: Path) -> dict[tuple[str, str], str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["region"], row["level"]): row["published"] for row in csv.DictReader(file)}


def sums(rows: list[list[int]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for (r, row), c in product(enumerate(rows), range(len(rows[0]))):
        for cell in product((f"R{r + 1}", "Total"), (f"L{c + 1}", "Total")):
            found[cell] = found.get(cell, 0) + row[c]
    return found


def percent(n: float, d: float, decimals: int) -> str:
    return str((Decimal(100) * Decimal(n) / Decimal(d)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def published(path: Path, of: list[list[int]], out_of: list[list[int]], name: str, decimals: int) -> list[object]:
    """Both tables protected under a policy, and their rates as it prints them. Gives the arguments of an audit."""
    policy = policy_of(name)
    tables = [grid(path, rows, called) for called, rows in (("of", of), ("out_of", out_of))]
    for table in tables:
        run("protect", table, "--policy", name, "--out", table / "pub.csv")
    inner = [f"R{r + 1} | L{c + 1} | {d} | {of[r][c]}" for r, row in enumerate(out_of) for c, d in enumerate(row)]
    made = protect(
        counts("\n".join(["region | level | d | n", *inner]), rates=["n/d"]), replace(policy, rate_decimals=decimals)
    )
    lines = ["region,level,published", *(f"{codes[0]},{codes[1]},{figures[2]}" for codes, figures in made.rows)]
    rates = path / "rates.csv"
    rates.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part = f"{tables[0]}:{tables[0] / 'pub.csv'}"
    return ["audit", tables[1], tables[1] / "pub.csv", "--numerator", part, "--rates", rates, "--policy", name]


def leak(arguments: list[object]) -> dict[str, Any]:
    ended = CliRunner().invoke(cli, [str(one) for one in [*arguments, "--format", "json"]], catch_exceptions=False)
    found: dict[str, Any] = json.loads(ended.output)
    assert ended.exit_code == (0 if found["safe"] else 1)
    return found


FIRST = "dfe-statistics (version 1)"
"""As published statistics do: rates are shown whatever they give away."""
EXAMPLE = ((FIRST, 1), (FIRST, 0), ("dfe-statistics", 0), ("fe-outcomes", 0), ("opensafely-midpoint6", 1))


def test_the_example_of_the_docs_is_what_the_attack_finds(tmp_path: Path) -> None:
    page = Path(__file__).parents[3] / "docs" / "explanation" / "protection.md"
    text = page.read_text(encoding="utf-8")
    for name, decimals in EXAMPLE:
        found = leak(published(tmp_path / f"{name}{decimals}", ACHIEVERS, LEAVERS, name, decimals))
        out = sum(rate in ("c", "x") for rate in by_cell(tmp_path / f"{name}{decimals}" / "rates.csv").values())
        row = (
            f"| `{name}` | {decimals} | {out} of 35 | {found['exact']} of {found['counts']} |"
            f" {found['possible_values']:.1f} |"
        )
        assert row in text, row


def test_one_decimal_tells_numerator_and_denominator(tmp_path: Path) -> None:
    """58.1 % of about 30, beside about 20, can only be 18 of 31; and so 13 did not achieve. Four cells say the same."""
    arguments = published(tmp_path, [[18]], [[31]], FIRST, 1)
    assert by_cell(tmp_path / "rates.csv")["R1", "L1"] == "58.1"
    found = leak(arguments)
    assert (found["exact"], found["counts"], found["possible_values"]) == (12, 12, 1.0)
    assert "Of all 12 counts 12 follow exactly" in run(*arguments)


def test_a_small_difference_is_told_by_name(tmp_path: Path) -> None:
    """Rates that a policy would leave out: 3 of 36 did not achieve, and the rate says so."""
    arguments = published(tmp_path, [[33, 400]], [[36, 900]], FIRST, 1)
    rates = tmp_path / "rates.csv"
    assert by_cell(rates)["R1", "L1"] == "x", "the policy leaves it out"
    assert leak(arguments)["safe"]
    rates.write_text(rates.read_text(encoding="utf-8").replace("R1,L1,x", "R1,L1,91.7"), encoding="utf-8")
    said = run(*arguments, exit=1)
    assert "denominator less numerator of region R1, level L1 can only be 3" in said


@pytest.mark.parametrize("decimals", [0, 1])
def test_nothing_is_told_that_another_pair_allows(tmp_path: Path, decimals: int) -> None:
    """One group by itself: all pairs with the same figures and the same rate, tried one by one."""
    policy = policy_of(FIRST)
    told = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        d = int(rng.integers(12, 60))
        n = int(rng.integers(5, d - 4))
        found = leak(published(tmp_path / f"t{seed}", [[n]], [[d]], FIRST, decimals))
        near = (10 * ((n + 5) // 10), 10 * ((d + 5) // 10))
        fits = [
            (a, b)
            for b, a in product(range(policy.threshold, 70), repeat=2)
            if a <= b
            and (10 * ((a + 5) // 10), 10 * ((b + 5) // 10)) == near
            and abs(100 * a / b - float(percent(n, d, decimals))) <= 0.5 * 10**-decimals + 1e-9
        ]
        ways = [len(set(values)) for values in (*zip(*fits, strict=True), [b - a for a, b in fits])]
        assert found["exact"] == 4 * sum(w == 1 for w in ways), (n, d, fits)
        told += found["exact"]
    assert told > 0 or decimals == 0


def test_rates_of_published_counts_tell_nothing_more_and_are_checked(tmp_path: Path) -> None:
    arguments = published(tmp_path, ACHIEVERS, LEAVERS, "opensafely-midpoint6", 1)
    assert leak(arguments)["exact"] == 0
    rates = tmp_path / "rates.csv"
    text = rates.read_text(encoding="utf-8")
    first = text.splitlines()[1]
    rates.write_text(text.replace(first, first.rsplit(",", 1)[0] + ",12.3"), encoding="utf-8")
    assert "the rate of region R1, level L1" in run(*arguments, exit=1)


def test_what_is_no_pair_of_tables_is_refused(tmp_path: Path) -> None:
    arguments = published(tmp_path, [[18, 400]], [[31, 900]], FIRST, 1)
    rates = tmp_path / "rates.csv"
    text = rates.read_text(encoding="utf-8")
    for wrong, says in (("R1,L1,158.1", "is no percentage"), ("R1,L1,58.1\nR1,L1,58.1", "a cell comes twice")):
        rates.write_text(text.replace("R1,L1,58.1", wrong), encoding="utf-8")
        assert says in refused(*arguments)
    rates.write_text(text, encoding="utf-8")
    assert "with --numerator, --rates and a --policy" in refused(*arguments[:5], "--policy", FIRST)
    assert "with --numerator, --rates and a --policy" in refused(*arguments[:-2])
    turned = ["audit", tmp_path / "of", tmp_path / "of" / "pub.csv"]
    turned += ["--numerator", f"{tmp_path / 'out_of'}:{tmp_path / 'out_of' / 'pub.csv'}", *arguments[5:]]
    assert "counts more people than the denominator" in refused(*turned)
    other = grid(tmp_path, [[1, 2, 3]], "other")
    assert "do not have the same dimensions" in refused(
        *arguments[:4], f"{other}:{tmp_path / 'of' / 'pub.csv'}", *arguments[5:]
    )
