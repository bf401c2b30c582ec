"""`alder protect --never-empty`: a table whose hidden cells are known to hold somebody, and an attack that knows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.table_folders import grid

from alder.cli.group import cli
from alder.errors import UsageError

ROWS = [[1, 1, 1, 40], [30, 35, 20, 25], [22, 33, 44, 28]]


def run(*arguments: object) -> str:
    return CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False).output


def test_a_row_of_ones_is_found_without_the_guard_and_not_with_it(tmp_path: Path) -> None:
    table, plain, guarded, proof = grid(tmp_path, ROWS), *(tmp_path / name for name in ("p.csv", "g.csv", "c.npz"))
    run("protect", table, "--no-insider", "--out", plain)
    assert run("audit", table, plain, "--no-insider").startswith("Safe")
    assert "3 small counts can be told" in run("audit", table, plain, "--no-insider", "--never-empty")
    run("protect", table, "--no-insider", "--never-empty", "--out", guarded, "--certificate", proof)
    said = run("audit", table, guarded, "--no-insider", "--never-empty", "--certificate", proof)
    assert said.startswith("Safe")
    assert "two possible values or more for 3 of 3 small counts" in said


def test_cells_to_keep_are_given_up_where_the_guard_needs_them(tmp_path: Path) -> None:
    keep = tmp_path / "keep.csv"
    keep.write_text("region,level\nR1,Total\nR1,L4\n", encoding="utf-8")
    out = tmp_path / "p.csv"
    said = run("protect", grid(tmp_path, ROWS), "--never-empty", "--keep", keep, "--out", out)
    assert "of the cells to keep could not stay visible" in said
    assert run("audit", tmp_path / "table", out, "--never-empty").startswith("Safe")


def test_several_tables_are_not_guarded_yet(tmp_path: Path) -> None:
    tables = [grid(tmp_path, ROWS, name) for name in ("one", "two")]
    with pytest.raises(UsageError, match="one table by itself"):
        run("protect", *tables, "--never-empty", "--out", tmp_path / "out")
