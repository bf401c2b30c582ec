"""Boundaries that a store holds: those of areas that a map shows, and all of them written as GeoJSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from alder.model.geographic_levels import LEVEL_BY_CODE
from alder.sources.reference.publishers.boundaries import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pyarrow as pa


TABLE = "boundary"


def outlines(boundaries: pa.Table, codes: Collection[str]) -> dict[str, str]:
    """The geometries, by code, of all areas of the level and year that has most of these codes, in their nations.

    Of years that have as many of them the latest is taken. Nothing where none of the codes has a boundary.
    """
    rows = boundaries.select(["level", "year", "code"]).to_pylist()
    of = Counter((row["level"], row["year"]) for row in rows if row["code"] in codes)
    if not of:
        return {}
    level, year = max(of, key=lambda set_: (of[set_], set_[1]))
    nations = {code[:1] for code in codes}
    own = [n for n, r in enumerate(rows) if (r["level"], r["year"]) == (level, year) and r["code"][:1] in nations]
    some = boundaries.take(own)
    return dict(zip(some["code"].to_pylist(), some["geometry"].to_pylist(), strict=True))


def write(boundaries: pa.Table, folder: Path) -> list[Path]:
    """Write boundaries into a folder, a file for each level and year, with the properties that the portal gives."""
    folder.mkdir(parents=True, exist_ok=True)
    lines: dict[tuple[str, int], list[str]] = {}
    for row in boundaries.to_pylist():
        code, name = (p.replace("##", f"{row['year'] % 100:02}") for p in PROPERTIES[row["level"]])
        properties = json.dumps({code: row["code"], name: row["name"]}, ensure_ascii=False, separators=(",", ":"))
        feature = f'{{"type":"Feature","properties":{properties},"geometry":{row["geometry"]}}}'
        lines.setdefault((row["level"], row["year"]), []).append(feature)
    written = []
    for (level, year), features in lines.items():
        path = folder / f"{LEVEL_BY_CODE[level].text.lower().replace(' ', '_')}_{year}.geojson"
        joined = ",\n".join(features)
        path.write_text(f'{{"type":"FeatureCollection","features":[\n{joined}\n]}}\n', encoding="utf-8", newline="")
        written.append(path)
    return written
