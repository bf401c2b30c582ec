"""That everybody of a group has a telling value is hidden in plain files too, and `alder audit` looks for it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.support.commands import refused, run
from tests.support.table_folders import folder

from alder.disclosure.attack.everybody import names_any
from alder.disclosure.tables.folder import read_folder
from alder.disclosure.tables.full_groups import with_open_rows

Figures = dict[tuple[str, str], str]

LOANS = {"R1": (42, 0), "R2": (30, 55), "R3": (12, 70), "R4": (0, 64)}
"""By region, how many have a loan and how many have none: in R1 everybody, in R4 nobody."""
LEVELS = ("R1", "R2", "R3", "R4")


def by_loan(path: Path, column: str = "loan", loans: dict[str, tuple[int, int]] = LOANS) -> Path:
    """A table folder of regions by whether there is a loan."""
    dims = {
        "region": [["Total", None], *([r, "Total"] for r in loans)],
        column: [["Total", None], ["Yes", "Total"], ["No", "Total"]],
    }
    rows = [f"{r},{code},{n},{n}" for r, both in loans.items() for code, n in zip(("Yes", "No"), both, strict=True)]
    return folder(path, "\n".join([f"region,{column},freq,value", *(row for row in rows if ",0,0" not in row)]), dims)


def records(path: Path, column: str = "loan", loans: dict[str, tuple[int, int]] = LOANS) -> Path:
    """The same people, a line each."""
    file = path / "records.csv"
    lines = [f"region,{column}"]
    for region, (yes, no) in loans.items():
        lines += [f"{region},Yes"] * yes + [f"{region},No"] * no
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def figures(path: Path, column: str = "loan") -> Figures:
    with path.open(encoding="utf-8") as file:
        return {(row["region"], row[column]): row["published"] for row in csv.DictReader(file)}


def possible(told: Figures, region: str) -> tuple[int, int]:
    """How many of a region could have no loan, by all sums, if hidden counts of people without one may be 0."""
    at = {cell: n for n, cell in enumerate(told)}
    low = [(0 if cell[1] == "No" else 1) if f == "c" else int(f) for cell, f in told.items()]
    high = [10_000 if f == "c" else int(f) for f in told.values()]
    regions = sorted({r for r, _ in told if r != "Total"})
    lines = [_sum(at, ("Total", code), [(r, code) for r in regions]) for code in ("Yes", "No", "Total")]
    lines += [_sum(at, (r, "Total"), [(r, "Yes"), (r, "No")]) for r in (*regions, "Total")]
    ends = []
    for sign in (1, -1):
        cost = np.zeros(len(told))
        cost[at[region, "No"]] = sign
        found = milp(
            cost,
            constraints=LinearConstraint(np.array(lines), 0, 0),
            integrality=np.ones(len(told)),
            bounds=Bounds(low, high),
        )
        assert found.success
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


def _sum(at: dict[tuple[str, str], int], whole: tuple[str, str], parts: Iterable[tuple[str, str]]) -> np.ndarray:
    line = np.zeros(len(at))
    line[at[whole]] = 1
    line[[at[p] for p in parts]] = -1
    return line


@pytest.mark.parametrize("kind", ["folder", "records"])
@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("loan", ("--threshold", 10, "--telling", "loan")),
        ("loan", ("--policy", "srs-output", "--telling", "loan=Yes")),
        ("learner_loan", ("--policy", "srs-output")),
    ],
)
def test_42_of_42_is_hidden_like_a_small_count(
    tmp_path: Path, kind: str, column: str, options: tuple[object, ...]
) -> None:
    out = tmp_path / "p.csv"
    source = by_loan(tmp_path, column) if kind == "folder" else records(tmp_path, column)
    by = ["--by", f"region,{column}"] if kind == "records" else []
    said = run("protect", source, *by, *options, "--out", out)
    assert "that everybody of a group has a telling value" in " ".join(said.split())
    told = figures(out, column)
    assert told["R1", "No"] == "c"
    assert "c" in (told["R1", "Yes"], told["R1", "Total"])
    low, high = possible(told, "R1")
    assert (low, high > 1) == (0, True)
    assert told["R4", "No"] == "64", "that nobody has a loan is no secret"
    assert run("audit", source, out, *by, *options).startswith("Safe")


def test_what_names_no_telling_value_is_as_before_and_the_audit_says_what_it_tells(tmp_path: Path) -> None:
    table, out = by_loan(tmp_path), tmp_path / "p.csv"
    run("protect", table, "--policy", "srs-output", "--out", out)
    assert "c" not in figures(out).values()
    said = run("audit", table, out, "--threshold", 10, "--telling", "loan", exit=1)
    assert "region R1, loan No is shown as 0, so everybody of its group has a telling value" in " ".join(said.split())


def test_the_audit_finds_a_hidden_zero_that_sums_tell(tmp_path: Path) -> None:
    """Hidden with nothing beside it: 42 less 42."""
    table, out = by_loan(tmp_path), tmp_path / "p.csv"
    told = {
        (r, code): str(n)
        for r, both in {**LOANS, "Total": (84, 189)}.items()
        for code, n in zip(("Yes", "No", "Total"), (*both, sum(both)), strict=True)
    }
    told["R1", "No"] = "c"
    out.write_text("\n".join(["region,loan,published", *(f"{r},{c},{f}" for (r, c), f in told.items())]) + "\n")
    said = run("audit", table, out, "--threshold", 10, "--telling", "loan", exit=1)
    assert "region R1, loan No" in said


def test_the_audit_grants_nobody_that_a_hidden_count_beside_a_telling_value_is_above_0(tmp_path: Path) -> None:
    """3 of R1 have no loan, with 2 of R2 beside: 5 together. Whoever knew that no c is 0 had 1 to 4 for each."""
    loans = {"R1": (42, 3), "R2": (30, 2), "R3": (40, 70)}
    table, out = by_loan(tmp_path, loans=loans), tmp_path / "p.csv"
    told = {
        (r, code): str(n)
        for r, both in {**loans, "Total": (112, 75)}.items()
        for code, n in zip(("Yes", "No", "Total"), (*both, sum(both)), strict=True)
    }
    for cell in product(("R1", "R2"), ("Yes", "No")):
        told[cell] = "c"
    out.write_text("\n".join(["region,loan,published", *(f"{r},{c},{f}" for (r, c), f in told.items())]) + "\n")
    wide = ("--threshold", 6, "--interval")  # each keeps six values from 0 to 5, of 1 to 4 only four
    assert run("audit", table, out, *wide, "--telling", "loan").startswith("Safe")
    run("audit", table, out, *wide, exit=1)


@pytest.mark.parametrize("seed", range(4))
def test_random_tables_in_three_columns_hold(tmp_path: Path, seed: int) -> None:
    draw = np.random.default_rng(seed)
    dims = {
        "region": [["Total", None], *([f"R{n}", "Total"] for n in range(6))],
        "sex": [["Total", None], ["F", "Total"], ["M", "Total"]],
        "loan": [["Total", None], ["Yes", "Total"], ["No", "Total"]],
    }
    lines = ["region,sex,loan,freq,value"]
    for n, sex in product(range(6), "FM"):
        full = n == 0 or draw.random() < 0.2
        for code, many in (("Yes", draw.integers(1, 60)), ("No", 0 if full else draw.integers(1, 90))):
            if many:
                lines.append(f"R{n},{sex},{code},{many},{many}")
    table, out, proof = folder(tmp_path, "\n".join(lines), dims), tmp_path / "p.csv", tmp_path / "proof.npz"
    asked = ("--threshold", 10, "--telling", "loan")
    run("protect", table, *asked, "--out", out, "--certificate", proof)
    assert run("audit", table, out, *asked).startswith("Safe")
    assert run("audit", table, out, *asked, "--certificate", proof).startswith("Safe")
    with out.open(encoding="utf-8") as file:
        told = {(r["region"], r["sex"], r["loan"]): r["published"] for r in csv.DictReader(file)}
    assert told["R0", "Total", "No"] == "c"


@pytest.mark.parametrize("policy", ["dfe-statistics", "fe-outcomes"])
@pytest.mark.parametrize("few", [0, 3], ids=["all", "all but three"])
def test_a_policy_that_rounds_refuses_what_it_cannot_hide(tmp_path: Path, policy: str, few: int) -> None:
    table = by_loan(tmp_path, loans={**LOANS, "R1": (42, few)})
    under = ("--policy", policy, "--out", tmp_path / "p.csv")
    run("protect", table, *under)
    assert "has a telling value of loan" in refused("protect", table, *under, "--telling", "loan")
    named = by_loan(tmp_path, "learner_loan", loans={**LOANS, "R1": (42, few)})
    assert "has a telling value of learner_loan" in refused("protect", named, *under)


def test_several_tables_and_values_are_refused_since_nothing_is_hidden_for_it(tmp_path: Path) -> None:
    one, other = by_loan(tmp_path / "one"), by_loan(tmp_path / "other", loans={"R1": (42, 12), "R2": (30, 20)})
    asked = ("--threshold", 10, "--telling", "loan", "--out", tmp_path / "out")
    assert "In several tables no 0 can be hidden" in refused("protect", one, other, *asked)
    file = records(tmp_path)
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([f"{lines[0]},pay", *(f"{line},{20 + n % 7}" for n, line in enumerate(lines[1:]))]))
    total = ("--by", "region,loan", "--of", "pay", "--policy", "srs-output", "--telling", "loan")
    assert "Beside values no 0 can be hidden" in refused("protect", file, *total, "--out", tmp_path / "v.csv")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("debt", "--telling names debt, and the table is not by it"),
        ("region", "region has no value Yes that could tell anything"),
        ("loan=Perhaps", "loan has no value Perhaps that could tell anything"),
        ("=Yes", "=Yes names no telling value"),
    ],
)
def test_a_column_or_value_that_is_not_there_is_said(tmp_path: Path, said: str, words: str) -> None:
    table = by_loan(tmp_path)
    assert words in refused("protect", table, "--threshold", 10, "--telling", said, "--out", tmp_path / "p.csv")


@pytest.mark.parametrize("statistic", ["rate", "mean"])
def test_beside_statistics_a_column_that_is_not_there_is_said_as_well(
    tmp_path: Path, passed: Path, statistic: str
) -> None:
    of = "passed" if statistic == "rate" else "pay"
    asked = ("--by", "region,loan", "--of", of, "--as", statistic, "--policy", "srs-output", "--telling", "debt")
    assert "--telling names debt" in refused("protect", passed, *asked, "--out", tmp_path / "p.csv")


@pytest.fixture(name="passed")
def _passed(tmp_path: Path) -> Path:
    """The same people with pay, and whether they passed."""
    file = tmp_path / "records.csv"
    lines = ["region,loan,learner_loan,pay,passed"]
    for region, both in LOANS.items():
        for code, many in zip(("Yes", "No"), both, strict=True):
            lines += [f"{region},{code},{code},{20 + n % 37},{'yes' if n % 5 % 2 else 'no'}" for n in range(many)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(("column", "named"), [("loan", ("--telling", "loan")), ("learner_loan", ())])
def test_rates_of_records_hide_it_and_the_audit_knows_what_c_may_be(
    tmp_path: Path, passed: Path, column: str, named: tuple[str, ...]
) -> None:
    asked = ("--by", f"region,{column}", "--of", "passed", "--as", "rate", "--policy", "srs-output", *named)
    out = tmp_path / "rates.csv"
    run("protect", passed, *asked, "--out", out)
    with out.open(encoding="utf-8") as file:
        told = {(r["region"], r[column]): (r["published"], r["count"], r["with"]) for r in csv.DictReader(file)}
    assert told["R1", "No"] == ("c", "c", "c")
    said = run("audit", passed, out, *asked)
    assert said.startswith("Safe")
    assert "no hidden cell but a numerator or difference or one beside a telling value is empty" in said


def test_where_the_count_is_hidden_no_symbol_of_a_mean_says_that_nobody_is_there(tmp_path: Path, passed: Path) -> None:
    asked = ("--by", "region,loan", "--of", "pay", "--as", "mean", "--policy", "srs-output", "--telling", "loan")
    out = tmp_path / "means.csv"
    run("protect", passed, *asked, "--out", out)
    with out.open(encoding="utf-8") as file:
        told = {(r["region"], r["loan"]): (r["published"], r["count"]) for r in csv.DictReader(file)}
    assert told["R1", "No"] == ("c", "c")
    assert told["R4", "Yes"] == ("z", "0")
    assert run("audit", passed, out, *asked).startswith("Safe")


def test_where_no_group_is_all_of_one_value_no_row_is_opened_and_rounding_is_let_out(tmp_path: Path) -> None:
    mixed = {"R1": (42, 40), "R2": (30, 55)}
    path = by_loan(tmp_path, loans=mixed)
    table, telling = read_folder(path).table, frozenset({"loan=Yes"})
    assert names_any(table, telling)
    assert with_open_rows(table, telling) is table
    out = tmp_path / "out.csv"
    run("protect", path, "--policy", "dfe-statistics", "--telling", "loan=Yes", "--out", out)
    assert figures(out)["R1", "Yes"] == "40"


def test_a_column_beside_another_of_the_same_fact_names_it_and_tells_nothing_new(tmp_path: Path) -> None:
    """Whoever is of a detailed ethnic group is of the broad one that it lies in: everybody of a row is, by name."""
    codes = [["Total", None], ["Yes", "Total"], ["No", "Total"]]
    telling = frozenset({"ethnic_minority=Yes"})
    both = {"ethnic_minority": codes, "ethnicity": codes}
    inner = "ethnic_minority,ethnicity,freq,value\nYes,Yes,40,40\nNo,No,30,30"
    assert not names_any(read_folder(folder(tmp_path, inner, both, "both")).table, telling)
    other = {"ethnic_minority": codes, "region": codes}
    inner = inner.replace("ethnicity", "region")
    assert names_any(read_folder(folder(tmp_path, inner, other, "one")).table, telling)
