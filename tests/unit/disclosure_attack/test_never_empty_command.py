"""`alder protect --never-empty`: a table whose hidden cells are known to hold somebody, and an attack that knows it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.spreadsheets import fixed_counts
from tests.support.table_folders import FLAT, folder, grid

from alder.cli.commands import cli
from alder.disclosure import protect
from alder.disclosure.microdata import Lines, counts_of
from alder.disclosure.microdata.written import write_counted
from alder.model.period import AcademicYear

ROWS = [[1, 1, 1, 40], [30, 35, 20, 25], [22, 33, 44, 28]]


def run(*arguments: object) -> str:
    return CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False).output


def test_a_row_of_ones_is_guarded_unless_hidden_cells_may_be_empty(tmp_path: Path) -> None:
    table, plain, guarded, proof = grid(tmp_path, ROWS), *(tmp_path / name for name in ("p.csv", "g.csv", "c.npz"))
    run("protect", table, "--no-insider", "--may-be-empty", "--out", plain)
    assert run("audit", table, plain, "--no-insider", "--may-be-empty").startswith("Safe")
    assert "3 small counts can be told" in run("audit", table, plain, "--no-insider")
    run("protect", table, "--no-insider", "--out", guarded, "--certificate", proof)
    said = run("audit", table, guarded, "--no-insider", "--certificate", proof)
    assert said.startswith("Safe")
    assert "two possible values or more for 3 of 3 small counts" in said


def test_cells_to_keep_are_given_up_where_the_guard_needs_them(tmp_path: Path) -> None:
    keep = tmp_path / "keep.csv"
    keep.write_text("region,level\nR1,Total\nR1,L4\n", encoding="utf-8")
    out = tmp_path / "p.csv"
    said = run("protect", grid(tmp_path, ROWS), "--keep", keep, "--out", out)
    assert "of the cells to keep could not stay visible" in said
    assert run("audit", tmp_path / "table", out).startswith("Safe")


def test_several_tables_are_guarded_together(tmp_path: Path) -> None:
    """Regions by levels, and regions by sexes: every second person is of each sex."""
    levels, regions = [["Total", None], *([f"L{n}", "Total"] for n in range(1, 5))], FLAT["region"]
    sexes = [["Total", None], ["F", "Total"], ["M", "Total"]]
    cells = {
        (f"R{r + 1}", f"L{c + 1}", sex): n
        for r, row in enumerate(ROWS)
        for c, both in enumerate(row)
        for sex, n in (("F", both - both // 2), ("M", both // 2))
        if n
    }
    lines = "".join(f"\n{','.join(codes)},{n},{n}" for codes, n in cells.items())
    dims = {"region": regions, "level": levels, "sex": sexes}
    base = folder(tmp_path, "region,level,sex,freq,value" + lines, dims, "base")
    by_sex = {
        (region, sex): sum(n for codes, n in cells.items() if (codes[0], codes[2]) == (region, sex))
        for region, _, sex in cells
    }
    lines = "".join(f"\n{region},{sex},{n},{n}" for (region, sex), n in by_sex.items())
    other = folder(tmp_path, "region,sex,freq,value" + lines, {"region": regions, "sex": sexes}, "sexes")
    ours, told = grid(tmp_path, ROWS, "levels"), []
    for how in ("--may-be-empty", "--never-empty"):
        out, proof = tmp_path / how.strip("-"), tmp_path / f"{how.strip('-')}.npz"
        run("protect", ours, other, "--base", base, "--no-insider", how, "--out", out, "--certificate", proof)
        beside = ("--base", base, "--no-insider", "--against", f"{other}:{out / 'sexes.csv'}", "--certificate", proof)
        assert run("audit", ours, out / "levels.csv", *beside, how).startswith("Safe")
        told.append(run("audit", ours, out / "levels.csv", *beside))
    assert "3 small counts can be told" in told[0]
    assert told[1].startswith("Safe")


def people(path: Path, sizes: tuple[int, ...], many: int, steep: float) -> Path:
    """So many people over flat dimensions, fewer in each category than in the one before, the steeper the fewer."""
    random = np.random.default_rng(1)
    dims = {f"d{k}": [["Total", None], *([f"{k}.{n}", "Total"] for n in range(size))] for k, size in enumerate(sizes)}
    falling = [np.arange(1, size + 1.0) ** -steep for size in sizes]
    drawn = [random.choice(len(share), many, p=share / share.sum()) for share in falling]
    cells, counts = np.unique(np.stack(drawn, axis=1), axis=0, return_counts=True)
    lines = [
        ",".join([*(f"{k}.{n}" for k, n in enumerate(cell)), str(count), str(count)])
        for cell, count in zip(cells.tolist(), counts.tolist(), strict=True)
    ]
    return folder(path, "\n".join([",".join([*dims, "freq", "value"]), *lines]), dims)


@pytest.mark.parametrize(
    ("sizes", "many", "steep"),
    [((8, 8, 8, 7), 1_000, 1.2), ((3, 3, 3, 3, 3), 1_000, 0.9)],
    ids=["four dimensions", "five"],
)
def test_no_hidden_count_of_many_dimensions_follows_from_single_sums(
    sizes: tuple[int, ...], many: int, steep: float, tmp_path: Path
) -> None:
    """The first has more than 5,000 cells, which in four dimensions and more was once too large for the guard."""
    table, out, weak = people(tmp_path, sizes, many, steep), tmp_path / "guarded.csv", tmp_path / "weak.csv"
    assert "may-be-empty" not in run("protect", table, "--no-insider", "--out", out)
    assert not any(count < 10 for count in fixed_counts(table, out).values())
    run("protect", table, "--no-insider", "--may-be-empty", "--out", weak)
    small = sum(count < 10 for count in fixed_counts(table, weak).values())
    assert small
    assert f"{small:,} small counts can be told by what single sums leave to their parts" in run(
        "audit", table, weak, "--no-insider", "--seconds", "0"
    )


def test_a_table_made_without_the_guard_says_so_wherever_it_is_read(tmp_path: Path) -> None:
    table, out, readers = grid(tmp_path, ROWS), tmp_path / "p.csv", tmp_path / "r.csv"
    said = run("protect", table, "--no-insider", "--may-be-empty", "--out", out, "--release", readers)
    assert "without the guard against readers who know that no hidden count is 0" in said
    for path in (out, readers):
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        assert head.endswith(',"hidden_may_be_empty"')
        assert all(line.endswith(",1") for line in lines)
    told = run("audit", table, readers, "--no-insider")
    assert "The attacker knew that no hidden cell is empty" in told
    assert "made with --may-be-empty" in told
    found = json.loads(run("audit", table, readers, "--no-insider", "--format", "json"))
    assert (found["never_empty"], found["made_as_may_be_empty"]) == (True, True)


def test_a_table_is_guarded_by_default_and_bears_no_mark(tmp_path: Path) -> None:
    table = grid(tmp_path, ROWS)
    written = []
    for how in ((), ("--never-empty",)):
        assert "may-be-empty" not in run("protect", table, "--no-insider", *how, "--out", tmp_path / "p.csv")
        written.append((tmp_path / "p.csv").read_text(encoding="utf-8"))
    assert written[0] == written[1]
    assert "hidden_may_be_empty" not in written[0]
    told = run("audit", table, tmp_path / "p.csv", "--no-insider", "--may-be-empty")
    assert "leave --may-be-empty out to attack as they do" in told
    assert "made with --may-be-empty" not in told


@pytest.mark.parametrize(
    ("what", "marked"),
    [((), True), (("--of", "pay", "--as", "median", "--to", "100"), True)],
    ids=["counts", "medians"],
)
def test_files_of_records_are_marked_too(what: tuple[str, ...], marked: bool, tmp_path: Path) -> None:
    records, out = tmp_path / "records.csv", tmp_path / "p.csv"
    lines = [f"R{n % 3},L{n % 4},{100 * (n % 7)}" for n in range(240)] + ["R1,L9,700"] * 3
    records.write_text("\n".join(["region,level,pay", *lines]) + "\n", encoding="utf-8")
    asked = ("protect", records, "--by", "region,level", "--threshold", "10", *what)
    assert "hidden_may_be_empty" not in run(*asked, "--out", out) + out.read_text(encoding="utf-8")
    assert "hidden_may_be_empty" in run(*asked, "--may-be-empty", "--out", out)
    assert ("hidden_may_be_empty" in out.read_text(encoding="utf-8")) == marked


def test_what_is_always_guarded_refuses_to_leave_the_guard_out(tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text("region,stayed\n" + "R1,1\nR1,0\n" * 30, encoding="utf-8")
    asked = ("protect", records, "--by", "region", "--of", "stayed", "--as", "rate", "--policy", "srs-output")
    result = CliRunner().invoke(cli, [str(one) for one in (*asked, "--may-be-empty", "--out", tmp_path / "p.csv")])
    assert "always guarded" in str(result.exception) + result.output


def test_what_may_take_minutes_says_so_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.disclosure.tables.protecting.PER_SMALL", {2: 60.0})
    result = CliRunner().invoke(cli, ["protect", str(grid(tmp_path, ROWS)), "--out", str(tmp_path / "p.csv")])
    assert "Protecting this table may take about 3 minutes of one processor" in result.stderr
    assert "may take" not in result.stdout


def test_what_python_protects_is_guarded_from_the_start(tmp_path: Path) -> None:
    random, names, shape = np.random.default_rng(1), ["d0", "d1", "d2", "d3"], [1 / 2, 1 / 3, 1 / 6]
    drawn = [random.choice(3, 150, p=shape) for _ in names]
    rows = [",".join(f"{k}.{code}" for k, code in enumerate(row)) for row in zip(*drawn, strict=True)]
    (tmp_path / "records.csv").write_text("\n".join([",".join(names), *rows]) + "\n", encoding="utf-8")
    lines = Lines.read(tmp_path / "records.csv", names)
    counts = counts_of(lines, title="people", year=AcademicYear(2020), of="")
    write_counted(protect(counts, "srs-output"), counts, tmp_path / "pub.csv", for_readers=True)
    dims = [[name, [["Total", None], *([f"{k}.{n}", "Total"] for n in range(3))]] for k, name in enumerate(names)]
    (tmp_path / "hier.json").write_text(json.dumps({"dims": dims}), encoding="utf-8")
    assert ",c" in (tmp_path / "pub.csv").read_text(encoding="utf-8").replace('"', "")
    assert not any(count < 10 for count in fixed_counts(tmp_path, tmp_path / "pub.csv").values())
