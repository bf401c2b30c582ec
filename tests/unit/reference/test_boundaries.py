"""Boundaries: those of the made-up nation leave no gap and do not overlap, and files of them are held as a table."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.support import commands

import alder
from alder.engine import reference
from alder.errors import UnreadableFile
from alder.model import national_grid
from alder.sources.miniature import boundaries, made_up_edition, nation
from alder.sources.reference.publishers.boundaries import PROPERTIES

ROWS = boundaries.tables()["boundary"].to_pylist()
Ring = list[tuple[int, int]]


def polygons(geometry: str) -> list[list[Ring]]:
    """The rings of an area in whole ten-thousandths of a degree, without the corner that closes them."""
    read = json.loads(geometry)
    of = [read["coordinates"]] if read["type"] == "Polygon" else read["coordinates"]
    for ring in (ring for polygon in of for ring in polygon):
        assert ring[0] == ring[-1], "rings are closed"
    return [[[(round(x * 1e4), round(y * 1e4)) for x, y in ring[:-1]] for ring in polygon] for polygon in of]


def size(ring: Ring) -> int:
    """Twice the area, above 0 for a ring that is drawn against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


AREAS = {level: {r["code"]: polygons(r["geometry"]) for r in ROWS if r["level"] == level} for level in PROPERTIES}


def edges(level: str) -> Counter[tuple[Any, Any]]:
    rings = (ring for area in AREAS[level].values() for polygon in area for ring in polygon)
    return Counter((a, b) for ring in rings for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def test_levels_have_the_areas_of_the_nation():
    assert {level: len(areas) for level, areas in AREAS.items()} == {
        "NAT": 1,
        "REG": 9,
        "LSIP": 40,
        "EDA": 14,
        "LAD": 150,
    }
    of = nation.authorities()
    assert list(AREAS["LAD"]) == [a.code for a in of.listed]


def test_areas_of_each_level_together_are_the_nation():
    sizes = {
        lv: sum(size(r) for a in areas.values() for p in a for r in p) for lv, areas in AREAS.items() if lv != "EDA"
    }
    assert len(set(sizes.values())) == 1


def test_neighbours_share_every_line_and_nothing_else_is_between_or_over_them():
    coast = edges("NAT")
    for level in ("REG", "LSIP", "LAD"):
        lines = edges(level)
        assert set(lines.values()) == {1}, "no line is drawn twice in one direction"
        alone = {line for line in lines if line[::-1] not in lines}
        assert alone == set(coast), "what has no neighbour is coast"
        assert set(lines) <= set(edges("LAD")), "boundaries of larger areas are those of authorities"


def test_no_two_lines_cross():
    lines = np.array([(*a, *b) for a, b in edges("LAD") if a < b])
    x0, y0, x1, y1 = lines.T

    def side(n: Any, x: Any, y: Any) -> Any:
        return np.sign(
            (x1[n] - x0[n])[:, None] * (y - y0[n][:, None]) - (y1[n] - y0[n])[:, None] * (x - x0[n][:, None])
        )

    crossing = 0
    for first in range(0, len(lines), 500):
        n = slice(first, first + 500)
        apart = side(n, x0, y0) * side(n, x1, y1) < 0
        rows, others = np.nonzero(apart)
        one = rows + first
        for a, b in zip(one.tolist(), others.tolist(), strict=True):
            d = [
                (x1[b] - x0[b]) * (y - y0[b]) - (y1[b] - y0[b]) * (x - x0[b])
                for x, y in ((x0[a], y0[a]), (x1[a], y1[a]))
            ]
            crossing += d[0] * d[1] < 0
    assert crossing == 0


def test_outer_rings_run_against_the_clock_and_holes_with_it():
    for areas in AREAS.values():
        for area in areas.values():
            for outer, *holes in area:
                assert size(outer) > 0
                assert all(size(hole) < 0 for hole in holes)
    assert any(len(polygon) > 1 for polygon in AREAS["NAT"]["E92990001"]), "the nation has a lagoon"
    assert len(AREAS["NAT"]["E92990001"]) > 1, "and an island"


def test_postcodes_lie_inside_their_own_authority():
    places, listed = nation.places(), nation.authorities().listed
    for n in range(0, len(places.postcodes), 61):
        x, y = (1e4 * float(part[0]) for part in national_grid.degrees(places.east[n : n + 1], places.north[n : n + 1]))
        rings = [ring for polygon in AREAS["LAD"][listed[places.authority[n]].code] for ring in polygon]
        crossed = sum(
            (a[1] > y) != (b[1] > y) and a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) > x
            for ring in rings
            for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        )
        assert crossed % 2, places.postcodes[n]


def test_points_on_the_grid_are_found_on_the_globe():
    """The example of the guide of Ordnance Survey, and the same water tower as satellites see it."""
    longitude, latitude = national_grid.on_airy(np.array([651_409.903]), np.array([313_177.270]))
    assert np.degrees(latitude[0]) == pytest.approx(52 + 39 / 60 + 27.2531 / 3600, abs=1e-8)
    assert np.degrees(longitude[0]) == pytest.approx(1 + 43 / 60 + 4.5177 / 3600, abs=1e-8)
    longitude, latitude = national_grid.degrees(np.array([651_409.804]), np.array([313_177.450]))
    assert latitude[0] == pytest.approx(52 + 39 / 60 + 28.8282 / 3600, abs=5e-5), "within five metres"
    assert longitude[0] == pytest.approx(1 + 42 / 60 + 57.8663 / 3600, abs=5e-5)


def test_files_of_the_made_up_nation_are_small_and_are_added_as_real_ones_are(tmp_path: Path):
    made_up = alder.open(tmp_path / "made_up")
    made_up_edition.load(made_up.store)
    said = commands.run("reference", "boundaries", tmp_path / "files", "--store", made_up.store.folder)
    assert "5 files written" in said
    files = sorted((tmp_path / "files").iterdir())
    assert files[-1].name == "regional_2025.geojson"
    assert sum(file.stat().st_size for file in files) < 400_000
    zipped = tmp_path / "regions.geojson.gz"
    regions = next(file for file in files if "regional" in file.name)
    zipped.write_bytes(gzip.compress(regions.read_bytes()))
    regions.unlink()
    environment = alder.open(tmp_path / "store")
    (added,) = environment.add_reference(tmp_path / "files").tables
    assert added.edition.rows == 205
    (beside,) = environment.add_reference(zipped).tables
    assert beside.beside == 205, "regions are added to what is held"
    held = reference.get(environment.store, "boundary").to_pylist()
    assert sorted(held, key=str) == sorted(ROWS, key=str)


SQUARE = [[1.5, 53.0], [1.6, 53.0], [1.6, 53.1], [1.5, 53.1], [1.5, 53.0]]


def feature(geometry: object = None, **properties: object) -> dict[str, Any]:
    own = properties or {"LAD23CD": "E07990001", "LAD23NM": "Mereford", "GlobalID": "a1", "BNG_E": 660_000}
    return {"type": "Feature", "properties": own, "geometry": geometry or {"type": "Polygon", "coordinates": [SQUARE]}}


def refused(folder: Path, content: object, name: str = "areas.geojson") -> str:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        alder.open(folder / "store").add_reference(file)
    assert not (folder / "store").exists(), "nothing was added"
    return " ".join(str(error.value).split())


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def polygon(*rings: object) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def test_where_no_boundaries_are_held_none_are_written(tmp_path: Path):
    assert "no boundaries are held" in commands.refused("reference", "boundaries", tmp_path, "--store", tmp_path / "s")


def test_a_file_of_the_portal_is_known_by_its_properties(tmp_path: Path):
    two = [
        feature(),
        feature({"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}, LAD23CD="W06000001", LAD23NM="Ynys"),
    ]
    file = tmp_path / "Local_Authority_Districts_December_2023_Boundaries_UK_BUC.json"
    file.write_text(json.dumps(collection(*two)), encoding="utf-8")
    environment = alder.open(tmp_path / "store")
    (added,) = environment.add_reference(file).tables
    assert (added.edition.table, added.edition.rows, added.edition.edition) == ("boundary", 2, file.stem)
    rows = reference.get(environment.store, "boundary").to_pylist()
    assert [(r["level"], r["year"], r["code"], r["name"]) for r in rows] == [
        ("LAD", 2023, "E07990001", "Mereford"),
        ("LAD", 2023, "W06000001", "Ynys"),
    ]
    assert json.loads(rows[0]["geometry"]) == {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"type": "FeatureCollection",\n"features": [', "no whole GeoJSON areas.geojson, line 2"),
        (collection(), "no collection of features"),
        ({"type": "Topology"}, "no collection of features"),
        (collection(feature(WD23CD="E05000001", WD23NM="Ash")), "feature 1: WD23CD and WD23NM"),
        (collection(feature(), feature(LAD23CD="E12000001", LAD23NM="Elm")), "feature 2 (Elm)"),
        (collection(feature(LAD23CD="E07990001", LAD23NM=None)), "LAD23NM is empty"),
        (collection(feature({"type": "Point", "coordinates": [1, 53]})), "its geometry is a Point"),
        (collection({**feature(), "geometry": None}), "its geometry is missing"),
        (collection(feature(polygon(SQUARE[:3]))), "fewer than four corners areas.geojson, feature 1 (Mereford)"),
        (collection(feature(polygon(SQUARE[:4]))), "does not end where it begins"),
        (collection(feature(polygon([[1, "a"], *SQUARE]))), "is not a longitude and a latitude"),
        (collection(feature(polygon([[660000, 350000]] * 4))), "metres of the National Grid"),
        (
            collection(feature(), feature(polygon(SQUARE[1:] + SQUARE[1:2]))),
            "1 row of this file repeats the LAD..CD and year of another row",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_why(tmp_path: Path, content: object, said: str):
    assert said in refused(tmp_path, content)


def test_other_json_beside_boundaries_is_passed_over(tmp_path: Path):
    (tmp_path / "sites.geojson").write_text(json.dumps(collection(feature(site="a"))), encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as packed:
        packed.writestr("areas.geojson", json.dumps(collection(feature())))
        packed.writestr("metadata.json", '{"title": "Local authority districts"}')
    report = alder.open(tmp_path / "store").add_reference(tmp_path)
    assert [t.edition.rows for t in report.tables] == [1]
    assert report.passed_over == ("metadata.json in areas.zip", "sites.geojson")


def test_boundaries_with_more_detail_than_a_map_can_show_are_refused(tmp_path: Path):
    wave = [[1 + n * 1e-6, 53 + n % 7 * 1e-6] for n in range(300_000)]
    said = refused(tmp_path, collection(feature(polygon([*wave, wave[0]]))))
    assert "this area alone has more than 4 MB of corners" in said
    assert "generalised boundaries" in said
