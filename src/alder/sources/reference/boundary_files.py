"""Boundaries that are held, written as GeoJSON: a file for each level and year, with the properties of the portal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from alder.model.geographic_levels import LEVEL_BY_CODE
from alder.sources.reference.publishers.boundaries import PROPERTIES

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa


def write(boundaries: pa.Table, folder: Path) -> list[Path]:
    """Write the rows of the reference table `boundary` into a folder, for programs that draw maps."""
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
