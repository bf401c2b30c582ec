"""`alder protect --never-empty`: a table whose hidden cells are known to hold somebody, and an attack that knows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.table_folders import FLAT, folder, grid

from alder.cli.group import cli

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


@pytest.mark.parametrize("limit", [{"LARGE": 10}, {"FLAT": 1, "LARGE_AND_DEEP": 10}], ids=["cells", "dimensions"])
def test_a_table_too_large_for_the_guard_says_so(
    limit: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in limit.items():
        monkeypatch.setattr(f"alder.disclosure.tables.table.{name}", value)
    table, out = grid(tmp_path, ROWS), tmp_path / "p.csv"
    assert "Only sums were thought of" in run("protect", table, "--no-insider", "--out", out)
    assert run("audit", table, out, "--no-insider").startswith("Safe")
    assert "3 small counts can be told" in run("audit", table, out, "--no-insider", "--never-empty")
    assert "Only sums" not in run("protect", table, "--no-insider", "--never-empty", "--out", out)
    assert run("audit", table, out, "--no-insider").startswith("Safe")
