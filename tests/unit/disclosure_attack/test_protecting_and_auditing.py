"""`alder protect` and `alder audit`: from a table folder to a file for readers, and an attack on it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from tests.support.commands import refused, run
from tests.support.table_folders import folder, grid

from alder.disclosure.attack.certified import read_claims
from alder.errors import UnreadableFile

ROWS = [[1, 4, 30, 26], [40, 25, 33, 15], [21, 13, 17, 12]]


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hidden(path: Path) -> set[tuple[str, ...]]:
    return {
        tuple(v for k, v in row.items() if k not in ("primary", "suppressed", "published"))
        for row in lines(path)
        if row["published"] == "c"
    }


def test_a_table_is_protected_and_holds(tmp_path: Path) -> None:
    table, out, release, proof = grid(tmp_path, ROWS), *(tmp_path / name for name in ("p.csv", "r.csv", "c.npz"))
    said = run("protect", table, "--out", out, "--release", release, "--certificate", proof)
    assert "20 cells: 2 are hidden because they are small, 4 more" in said
    first = lines(out)[0]
    assert first == {"region": "Total", "level": "Total", "primary": "0", "suppressed": "0", "published": "237"}
    assert {row["published"] for row in lines(out) if row["suppressed"] == "1"} == {"c"}
    assert sum(int(row["primary"]) for row in lines(out)) == 2
    assert list(lines(release)[0]) == ["region", "level", "published"]
    assert hidden(release) == hidden(out)
    assert run("audit", table, release).startswith("Safe")
    with_proof = run("audit", table, out, "--certificate", proof)
    assert "shows two possible values or more for 2 of 2 small counts" in with_proof
    assert "Sums alone give none away" in with_proof


@pytest.mark.parametrize("option", ["--out", "--release", "--certificate"])
def test_a_file_goes_into_a_folder_that_is_there_and_no_other_is_made(tmp_path: Path, option: str) -> None:
    """As with `alder table --out`; and it is said before anything is worked out."""
    table, names = grid(tmp_path, ROWS), {"--out": tmp_path / "p.csv"}
    names[option] = tmp_path / "no folder" / "p.csv"
    asked = [part for pair in names.items() for part in pair]
    assert "There is no folder" in refused("protect", table, *asked)
    assert "There is no folder" in refused("protect", table, "--policy", "dfe-statistics", *asked)
    assert not (tmp_path / "no folder").exists()
    assert not (tmp_path / "p.csv").exists()


def test_one_more_figure_shown_is_found_out(tmp_path: Path) -> None:
    """Whichever further cell of the six is shown, somebody learns a small count."""
    table, out = grid(tmp_path, ROWS), tmp_path / "p.csv"
    run("protect", table, "--out", out)
    small = {("R1", "L1"), ("R1", "L2")}
    counts = {("R1", "L4"): 26, ("R2", "L1"): 40, ("R2", "L2"): 25, ("R2", "L4"): 15}
    counts |= {("R3", "L1"): 21, ("R3", "L2"): 13, ("R3", "L4"): 12}
    for cell in hidden(out) - small:
        rows = lines(out)
        for row in rows:
            if (row["region"], row["level"]) == cell:
                row |= {"suppressed": "0", "published": str(counts[cell])}
        worse = tmp_path / "worse.csv"
        with worse.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        said = run("audit", table, worse, exit=1)
        assert said.startswith("Not safe."), cell
        as_json = json.loads(run("audit", table, worse, "--format", "json", exit=1))
        assert {one["how"] for one in as_json["found"]} <= {"subtraction", "algebra", "insider"}


def test_a_certificate_that_lies_proves_nothing(tmp_path: Path) -> None:
    table, out, proof = grid(tmp_path, ROWS), tmp_path / "p.csv", tmp_path / "c.npz"
    run("protect", table, "--out", out, "--certificate", proof)
    held = dict(np.load(proof))
    held["motions"] = np.random.default_rng(1).standard_normal(held["motions"].shape)
    np.savez(proof, **held)
    assert "The certificate proves nothing: its motions change a sum" in run(
        "audit", table, out, "--certificate", proof
    )
    held["cell"] = held["cell"] + 1
    np.savez(proof, **held)
    assert "of other hidden cells" in refused("audit", table, out, "--certificate", proof)
    proof.write_bytes(b"none")
    assert "this is not a certificate" in refused("audit", table, out, "--certificate", proof)


def test_cells_that_are_asked_for_stay_visible_where_they_can(tmp_path: Path) -> None:
    table, out, keep = grid(tmp_path, ROWS), tmp_path / "p.csv", tmp_path / "keep.csv"
    run("protect", table, "--out", out)
    wanted = sorted(hidden(out) - {("R1", "L1"), ("R1", "L2")})[0]
    keep.write_text("region,level\n" + ",".join(wanted) + "\n", encoding="utf-8")
    run("protect", table, "--out", out, "--keep", keep)
    assert wanted not in hidden(out)
    keep.write_text("region,level\nR1,L1\n", encoding="utf-8")
    assert "1 of the cells to keep stand for too few to be shown" in refused(
        "protect", table, "--out", out, "--keep", keep
    )
    small = {("R1", "L1"), ("R1", "L2")}
    every = [f"{row['region']},{row['level']}" for row in lines(out) if (row["region"], row["level"]) not in small]
    keep.write_text("region,level\n" + "\n".join(every) + "\n", encoding="utf-8")
    said = run("protect", table, "--out", out, "--keep", keep)
    assert "of the cells to keep could not stay visible" in said
    assert run("audit", table, out).startswith("Safe")


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[4, 0], [0, 0]], "the only people of the table"),
        ([[4, 3], [0, 0]], "the grand total is small"),
    ],
)
def test_what_nothing_protects_is_refused_and_not_written(tmp_path: Path, rows: list[list[int]], why: str) -> None:
    table, out = grid(tmp_path, rows), tmp_path / "p.csv"
    if sum(map(sum, rows)) < 10:  # then everything is small and hidden, and nothing is shown that gives it away
        run("protect", table, "--out", out)
        assert {row["published"] for row in lines(out)} == {"c", "0"}, why
        return
    assert "whatever else is hidden" in refused("protect", table, "--out", out)
    assert not out.exists()


def test_records_are_counted_and_protected(tmp_path: Path) -> None:
    records, out = tmp_path / "records.csv", tmp_path / "p.csv"
    people = [(f"R{r + 1}", f"L{c + 1}") for r, row in enumerate(ROWS) for c, n in enumerate(row) for _ in range(n)]
    records.write_text(
        "id,region,level\n" + "".join(f"{n},{r},{c}\n" for n, (r, c) in enumerate(people)), encoding="utf-8"
    )
    run("protect", records, "--by", "region,level", "--threshold", "10", "--out", out)
    other = tmp_path / "o.csv"
    run("protect", grid(tmp_path, ROWS), "--out", other)
    assert lines(out) == lines(other)
    assert "there is no column called sex" in refused("protect", records, "--by", "sex", "--threshold", 5, "--out", out)
    records.write_text("region\nTotal\n", encoding="utf-8")
    assert "which stands for all of them" in refused(
        "protect", records, "--by", "region", "--threshold", 5, "--out", out
    )


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), ""),
        (("--policy", "open-counts"), "protects nothing"),
        (("--p", 10, "--interval"), "asked for by a threshold"),
        (("--policy", "nothing"), "no policy called nothing"),
        (("--threshold", 1), "a threshold of 1 protects nobody"),
        (("--p", 10), "this is a table of counts"),
        (("--threshold", 5, "--p", 10), "this is a table of counts"),
        (("--policy", "srs-output", "--threshold", 5), "brings its own threshold"),
        (("--against", "nothing"), "names no published table"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(tmp_path: Path, options: tuple[object, ...], says: str) -> None:
    table, out = grid(tmp_path, ROWS), tmp_path / "p.csv"
    if not says:
        run("protect", table, "--out", out)
        return
    assert says in refused("protect", table, "--out", out, *options)
    assert not out.exists()


def test_values_are_protected_by_who_stands_behind_them(tmp_path: Path) -> None:
    inner = ["region,level,contributor,freq,value"]
    for r in (1, 2, 3):
        for c in (1, 2, 3):
            inner += [f"R{r},L{c},P{k},5,{100 + 7 * r + 3 * c + k}" for k in range(5)]
    inner.remove("R1,L1,P0,5,110")
    inner.append("R1,L1,P0,5,90000")
    dims = {
        "region": [["Total", None], *([f"R{n}", "Total"] for n in (1, 2, 3))],
        "level": [["Total", None], *([f"L{n}", "Total"] for n in (1, 2, 3))],
    }
    table = folder(tmp_path, "\n".join(inner), dims, kind="magnitude", threshold=None, p=0.3)
    out = tmp_path / "p.csv"
    run("protect", table, "--out", out)
    assert all(row["suppressed"] == "0" for row in lines(out)), "three of the five hide the largest to within 0.3%"
    run("protect", table, "--out", out, "--p", 50)
    assert ("R1", "L1") in hidden(out)
    assert run("audit", table, out, "--p", 50).startswith("Safe")
    run("protect", table, "--out", out)
    assert "is shown, and says too much" in run("audit", table, out, "--p", 50, exit=1)


def test_small_counts_can_be_promised_an_interval(tmp_path: Path) -> None:
    """Two values are enough by itself; with --interval, and under a policy that says so, nine are."""
    table, out = grid(tmp_path, [[4, 6, 30], [40, 25, 33], [21, 13, 17], [2, 60, 44]]), tmp_path / "p.csv"
    run("protect", table, "--out", out)
    assert run("audit", table, out).startswith("Safe")
    for asked in ("--interval",), ("--policy", "srs-output"):
        run("protect", table, "--out", out, *asked)
        assert run("audit", table, out, "--interval").startswith("Safe"), asked


def test_each_linked_table_has_its_own_threshold(tmp_path: Path) -> None:
    """Of the same people: the first folder asks for 10, the second for 4."""
    fine = grid(tmp_path, [[5, 40], [50, 60]], "fine")
    coarse = folder(
        tmp_path,
        "level,freq,value\nL1,55,55\nL2,100,100",
        {"level": [["Total", None], ["L1", "Total"], ["L2", "Total"]]},
        "coarse",
        threshold=60,
    )
    out = tmp_path / "out"
    run("protect", fine, coarse, "--out", out)
    primary = {path.stem: sum(int(row["primary"]) for row in lines(path)) for path in out.iterdir()}
    assert primary == {"fine": 2, "coarse": 1}, "a cell that is small in one table is small in both"


def test_linked_tables_are_safe_together(tmp_path: Path) -> None:
    """A region and an area that overlap: each table alone would show what the other hides."""
    places = {"A": ("R1", "N1"), "B": ("R1", "N2"), "C": ("R2", "N2"), "D": ("R2", "N3")}
    counts = {"A": (40, 50), "B": (6, 31), "C": (3, 22), "D": (30, 44)}
    level = [["Total", None], ["L1", "Total"], ["L2", "Total"]]
    la = [["Total", None], ["R1", "Total"], ["R2", "Total"], *([p, r] for p, (r, _) in places.items())]
    region = [["Total", None], ["R1", "Total"], ["R2", "Total"]]
    area = [["Total", None], ["N1", "Total"], ["N2", "Total"], ["N3", "Total"]]

    def inner(name: str, at: int | None) -> str:
        found: dict[tuple[str, str], int] = {}
        for place, of in places.items():
            for n, count in enumerate(counts[place]):
                key = (place if at is None else of[at], f"L{n + 1}")
                found[key] = found.get(key, 0) + count
        return "\n".join([f"{name},level,freq,value", *(f"{p},{c},{n},{n}" for (p, c), n in found.items())])

    groups = {"area": {place: of[1] for place, of in places.items()}}
    base = folder(tmp_path, inner("la", None), {"la": la, "level": level}, "base", groups=groups)
    regions = folder(tmp_path, inner("region", 0), {"region": region, "level": level}, "regions")
    areas = folder(tmp_path, inner("area", 1), {"area": area, "level": level}, "areas")
    out = tmp_path / "out"
    for option, says in ((("--p", 10), "this is a table of counts"), (("--keep", base / "inner.csv"), "one table")):
        assert says in refused("protect", base, regions, areas, "--base", base, "--out", out, *option)
    run("protect", base, regions, areas, "--base", base, "--out", out)
    assert {path.name for path in out.iterdir()} == {"base.csv", "regions.csv", "areas.csv"}
    assert hidden(out / "areas.csv"), "N1 and N3 are shown in both, and would leave B and C"
    assert {("A", "L1"), ("B", "L1"), ("C", "L1")} & hidden(out / "base.csv")
    narrow = hidden(out / "base.csv")
    run("protect", base, regions, areas, "--base", base, "--out", out, "--interval")
    for table in (base, regions, areas):
        assert run("audit", table, out / f"{table.name}.csv", "--interval").startswith("Safe"), table.name
    run("protect", base, regions, areas, "--base", base, "--out", out, "--threshold", 4)
    assert len(hidden(out / "base.csv")) <= len(narrow), "the command's threshold is that of all tables"
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    run("protect", base, "--out", first)
    said = run("protect", areas, "--against", f"{base}:{first}", "--out", second)
    assert "areas: 12 cells" in said
    wrong = folder(
        tmp_path, inner("area", 1).replace("N1,L1,40,40", "N1,L1,41,41"), {"area": area, "level": level}, "no"
    )
    assert "do not count the same people" in refused("protect", wrong, regions, "--base", base, "--out", out)


@pytest.mark.parametrize(
    ("motions", "decoys"), [((2, 1), (1, 3)), ((3,), (1, 3)), ((3, 1), (1, 2)), ((3, 1), (3,))], ids=str
)
def test_a_certificate_of_which_a_part_is_missing_is_refused(
    tmp_path: Path, motions: tuple[int, ...], decoys: tuple[int, ...]
) -> None:
    """It has a line of motions for each of its cells, and a column in each decoy."""
    file = tmp_path / "proof.npz"
    np.savez(file, cell=np.arange(3), motions=np.zeros(motions), decoys=np.zeros(decoys))
    with pytest.raises(UnreadableFile, match="this certificate is not whole"):
        read_claims(file)
    np.savez(file, cell=np.arange(3), motions=np.zeros((3, 1)), decoys=np.zeros((1, 3)))
    assert read_claims(file).keys.tolist() == [0, 1, 2]
