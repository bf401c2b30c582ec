"""`alder protect` under policies that round or perturb, and the attack on what it writes."""

from __future__ import annotations

import csv
import json
from itertools import product
from pathlib import Path

import highspy
import numpy as np
import pytest
from tests.support.commands import refused, run
from tests.support.table_folders import folder, grid
from tests.support.text_tables import rows as table_of

from alder.disclosure.attack import rounded
from alder.disclosure.attack.figures import attack_figures, meaning, truth_under
from alder.disclosure.attack.published import read_published
from alder.disclosure.attack.rebuilt import Rebuilt, rebuild
from alder.disclosure.policy_file import read as read_policy
from alder.disclosure.tables.folder import read_folder
from alder.solver import Solver

ROWS = [[1, 4, 30, 26], [40, 25, 0, 15], [21, 13, 17, 3]]
FORMS = {
    "random": 'action = "round"\nmethod = "random"\nthreshold = 3\nbase = 3\nrates = "published"',
    "controlled": 'action = "round"\nmethod = "controlled"\nthreshold = 5\nbase = 5\nrates = "published"',
    "small": 'action = "round"\nmethod = "small counts"\nthreshold = 5\nbase = 5\nrates = "published"',
    "redact": 'action = "round"\nmethod = "redact"\nthreshold = 8\nbase = 5',
    "noise": 'action = "perturb"\nthreshold = 1\nrates = "published"\nnoise = {variance = 2.0, most = 4, gap = 2}',
    "noise and limit": 'action = "perturb"\nthreshold = 5\nrates = "published"\nnoise = {variance = 2.0, most = 3}',
    "nearest": 'action = "round"\nthreshold = 3\nbase = 5',
}


def policy(path: Path, name: str) -> str:
    """The name of a policy, or the file of one of those above."""
    if name not in FORMS:
        return name
    file = path / f"{name.replace(' ', '_')}.toml"
    said = f'name = "{file.stem}"\nversion = 1\nsays = "Made for a test."\nwhy = []\ninsider = false\n{FORMS[name]}\n'
    file.write_text(said, encoding="utf-8")
    return str(file)


def secret(path: Path) -> Path:
    (path / "secret").write_bytes(b"thirty-two bytes that nobody has")
    return path / "secret"


def figures(path: Path) -> dict[tuple[str, str], str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["region"], row["level"]): row["published"] for row in csv.DictReader(file)}


PUBLISHED = """
policy               | R1 L1 | R1 L2 | R1 L3 | R2 L3 | R3 L4 | R2 L1 | Total Total
dfe-statistics       | low   | low   | 30    | 0     | low   | 40    | 200
fe-outcomes          | c     | c     | 30    | c     | c     | 40    | 200
opensafely-midpoint6 | 3     | 3     | 27    | 0     | 3     | 39    | 195
redact               | c     | c     | 30    | 0     | c     | 40    | 195
nearest              | low   | 5     | 30    | 0     | 5     | 40    | 195
"""


@pytest.mark.parametrize("case", table_of(PUBLISHED), ids=lambda c: str(c["policy"]))
def test_counts_are_published_as_the_policy_says(tmp_path: Path, case: dict[str, str]) -> None:
    table, out, release = grid(tmp_path, ROWS), tmp_path / "out.csv", tmp_path / "release.csv"
    name = policy(tmp_path, case.pop("policy"))
    said = run("protect", table, "--policy", name, "--out", out, "--release", release)
    found = figures(out)
    assert {cell: found[tuple(cell.split())] for cell in case} == case
    assert figures(release) == found
    assert "Together the figures give away 0 of" in said
    assert run("audit", table, release, "--policy", name).startswith("Safe: no small count follows exactly.")


@pytest.mark.parametrize("name", ["random", "controlled", "small", "noise", "noise and limit"])
def test_drawn_and_additive_figures_are_near_the_counts_and_always_the_same(tmp_path: Path, name: str) -> None:
    table, out, again = grid(tmp_path, ROWS), tmp_path / "out.csv", tmp_path / "again.csv"
    under = ("--policy", policy(tmp_path, name), "--secret", secret(tmp_path))
    run("protect", table, *under, "--out", out)
    run("protect", table, *under, "--out", again)
    found = figures(out)
    assert found == figures(again)
    codes = {f"R{r + 1} L{c + 1}": x for r, row in enumerate(ROWS) for c, x in enumerate(row)}
    for cell, count in codes.items():
        if (shown := found[tuple(cell.split())]) != "c":
            assert abs(int(shown) - count) < 6
    if name in ("controlled", "small"):
        inner = np.array([int(found[tuple(cell.split())]) for cell in codes]).reshape(3, 4)
        assert [int(found[f"R{r + 1}", "Total"]) for r in range(3)] == inner.sum(axis=1).tolist()
        assert int(found["Total", "Total"]) == inner.sum()
    if name in ("random", "controlled"):
        assert all(int(x) % (3 if name == "random" else 5) == 0 for x in found.values())
    if name == "small":
        assert not any(0 < int(x) < 5 for x in found.values())
    run("audit", table, out, "--policy", under[1])


def test_the_same_people_get_the_same_noise_in_every_table(tmp_path: Path) -> None:
    """With the keys of records in the file, a region has one figure, however else the table is split."""
    rng = np.random.default_rng(2)
    lines = ["region,level,sex,record_key"]
    lines += [f"R{n % 3 + 1},L{n % 4 + 1},{'MF'[n % 5 % 2]},{k}" for n, k in enumerate(rng.integers(0, 2**32, 400))]
    records, out, other = tmp_path / "records.csv", tmp_path / "a.csv", tmp_path / "b.csv"
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    under = ("--policy", policy(tmp_path, "random"))
    run("protect", records, "--by", "region,level", *under, "--out", out)
    run("protect", records, "--by", "sex,region", *under, "--out", other)
    with other.open(encoding="utf-8", newline="") as file:
        totals = {row["region"]: row["published"] for row in csv.DictReader(file) if row["sex"] == "Total"}
    assert totals == {region: x for (region, level), x in figures(out).items() if level == "Total"}
    records.write_text("region,level,record_key\nR1,L1,many\n", encoding="utf-8")
    assert "has to be a whole number of 0 and more" in refused(
        "protect", records, "--by", "region,level", *under, "--out", out
    )


def test_figures_that_fit_in_one_way_only_are_refused_or_told(tmp_path: Path) -> None:
    """Six groups of 3 beside a total of 3 can only be one person each."""
    level = {"level": [["Total", None], *([f"L{n}", "Total"] for n in range(1, 7))]}
    table = folder(tmp_path, "\n".join(["level,freq,value", *(f"L{n},1,1" for n in range(1, 7))]), level)
    out = tmp_path / "out.csv"
    said = refused("protect", table, "--policy", "opensafely-midpoint6", "--out", out)
    assert "7 small counts follow exactly from the rounded figures together" in said
    assert not out.exists()
    out.write_text("level,published\n" + "\n".join(f"{c[0]},3" for c in level["level"]) + "\n", encoding="utf-8")
    said = run("audit", table, out, "--policy", "opensafely-midpoint6", exit=1)
    assert "Together the figures give away 7 of 7 small counts exactly; each alone 0." in said
    assert "level L1 can only be 1" in said
    found = json.loads(run("audit", table, out, "--policy", "opensafely-midpoint6", "--format", "json", exit=1))
    assert [one["value"] for one in found["found"]] == [6, 1, 1, 1, 1, 1, 1]


def test_figures_that_a_policy_does_not_give_are_named(tmp_path: Path) -> None:
    table, out = grid(tmp_path, ROWS), tmp_path / "out.csv"
    run("protect", table, "--policy", "dfe-statistics", "--out", out)
    wrong = out.read_text(encoding="utf-8").replace('"R2","L1",0,0,"40"', '"R2","L1",0,0,"50"')
    out.write_text(wrong, encoding="utf-8")
    said = run("audit", table, out, "--policy", "dfe-statistics", exit=1)
    assert "The policy does not give these figures for their counts:\n  region R2, level L1" in said


REFUSED = """
policy               | options               | says
random               |                       | draws from the records behind each count
random               | --secret short        | a secret has 16 bytes or more
random               | --secret nothing      | the secret cannot be read
dfe-statistics       | --threshold 5         | --threshold is for tables that hide cells
dfe-statistics       | --interval            | --interval is for tables that hide cells
dfe-statistics       | --never-empty         | --never-empty is for tables that hide cells
dfe-statistics       | --certificate c.npz   | --certificate is for tables that hide cells
srs-output           | --secret short        | a secret is for policies that draw at random
open-counts          |                       | protects nothing
"""


@pytest.mark.parametrize("case", table_of(REFUSED), ids=lambda c: f"{c['policy']} {c['options']}")
def test_what_does_not_go_together_is_refused(tmp_path: Path, case: dict[str, str | None]) -> None:
    (tmp_path / "short").write_bytes(b"short")
    options = [str(tmp_path / o) if o in ("short", "nothing") else o for o in (case["options"] or "").split()]
    out, name = tmp_path / "out.csv", policy(tmp_path, str(case["policy"]))
    said = refused("protect", grid(tmp_path, ROWS), "--policy", name, "--out", out, *options)
    assert str(case["says"]) in said
    assert not out.exists()


def test_values_are_not_rounded_as_counts_are(tmp_path: Path) -> None:
    inner = "region,level,contributor,freq,value\nR1,L1,P1,2,40\nR1,L2,P2,1,10"
    table, out = folder(tmp_path, inner, kind="magnitude", threshold=None, p=10), tmp_path / "out.csv"
    said = refused("protect", table, "--policy", "dfe-statistics", "--out", out)
    assert "policy dfe-statistics rounds counts, and this is a table of values" in said
    counts = grid(tmp_path, ROWS, "counts")
    run("protect", counts, "--policy", "dfe-statistics", "--out", out)
    both = ("audit", counts, out, "--policy", "dfe-statistics", "--against", f"{counts}:{out}")
    assert "one table of them is attacked" in refused(*both)


@pytest.mark.parametrize("name", ["random", "controlled", "small", "redact", "noise", "noise and limit", "nearest"])
def test_what_is_told_exactly_is_what_no_other_table_allows(tmp_path: Path, name: str) -> None:
    """Three parts and their total: all tables that give the same figures, tried one by one."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        counts = rng.integers(0, 8, 3)
        inner = "\n".join(["level,freq,value", *(f"L{n + 1},{x},{x}" for n, x in enumerate(counts))])
        level = {"level": [["Total", None], *([f"L{n}", "Total"] for n in (1, 2, 3))]}
        path = folder(tmp_path, inner, level, f"t{seed}")
        under, out = policy(tmp_path, name), path / "out.csv"
        run("protect", path, "--policy", under, "--secret", secret(tmp_path), "--out", out)
        rules, table = read_policy(under), read_folder(path).table
        truth = truth_under(table, rules)
        public = read_published(out, truth)
        first = meaning(truth, public, rules)
        assert ((first.low <= truth.count) & (truth.count <= first.high)).all()
        fits = []
        for parts in product(range(15), repeat=3):
            every = np.array([sum(parts), *parts])[truth.keys]
            if sum(parts) == every.sum() - every[0] and ((first.low <= every) & (every <= first.high)).all():
                fits.append(every)
        exact = np.ptp(np.array(fits), axis=0) == 0
        found = attack_figures(truth, public, rules, 5.0)
        small = [n for n in range(len(truth.keys)) if 0 < truth.count[n] < (5 if name == "noise" else rules.threshold)]
        assert {one.cell for one in found.told} == {n for n in small if exact[n]}, (seed, counts)


SIX = {"level": [["Total", None], *([f"L{n}", "Total"] for n in range(1, 7))]}
"""Six groups of one each beside their total of 6, all shown as 3: each from 1 to 6."""


def six(path: Path) -> tuple[Rebuilt, rounded.Bounds]:
    inner = "\n".join(["level,freq,value", *(f"L{n},1,1" for n in range(1, 7))])
    truth = rebuild(read_folder(folder(path, inner, SIX)).table)
    return truth, rounded.Bounds(np.full(7, 1.0), np.full(7, 6.0))


def test_fewer_rounds_leave_more_open_and_never_leave_the_truth_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A total of 4 and two groups of two places, nobody of them empty: round by round the total fixes groups, and they
    their places."""
    codes = [["Total", None], ["A", "Total"], ["B", "Total"], ["A1", "A"], ["A2", "A"], ["B1", "B"], ["B2", "B"]]
    inner = "la,freq,value\nA1,1,1\nA2,1,1\nB1,1,1\nB2,1,1"
    truth = rebuild(read_folder(folder(tmp_path, inner, {"la": codes})).table)
    total = truth.count == 4
    first = rounded.Bounds(np.where(total, 4.0, 1.0), np.where(total, 4.0, 9.0))
    widths = []
    for rounds in (1, 2, 200):
        monkeypatch.setattr(rounded, "_ROUNDS", rounds)
        found = rounded.narrowed(truth, first)
        assert ((found.low <= truth.count) & (truth.count <= found.high)).all()
        widths.append(int((found.high - found.low).sum()))
    assert widths[0] > widths[1] > widths[2] == 0


def test_figures_that_no_table_has_are_no_bounds(tmp_path: Path) -> None:
    truth, _ = six(tmp_path)
    with pytest.raises(ValueError, match="no table has figures like these"):
        rounded.narrowed(truth, rounded.Bounds(np.full(7, 2.0), np.full(7, 6.0)))


def test_what_all_sums_together_fix_is_asked_for_and_unasked_where_there_is_no_time(tmp_path: Path) -> None:
    truth, first = six(tmp_path)
    cells = np.arange(7)
    found, unasked = rounded.asked(truth, first, cells, 60.0)
    assert (unasked, found.low.tolist()) == (0, truth.count.tolist())
    assert found.exact.all()
    late, unasked = rounded.asked(truth, first, cells, -1.0)
    assert (unasked, late.low.tolist(), late.high.tolist()) == (7, [1.0] * 7, [6.0] * 7)
    assert rounded.asked(truth, found, cells, -1.0) == (found, 0), "of what is exact nothing is asked"


def test_what_the_solver_gives_up_on_keeps_its_bounds_and_is_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Solver, "getModelStatus", lambda self: highspy.HighsModelStatus.kUnknown)
    truth, first = six(tmp_path)
    found, unasked = rounded.asked(truth, first, np.arange(7), 60.0)
    assert (unasked, found.low.tolist(), found.high.tolist()) == (7, [1.0] * 7, [6.0] * 7)
