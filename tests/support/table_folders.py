"""Table folders made from text, as `alder protect` reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FLAT = {
    "region": [["Total", None], ["R1", "Total"], ["R2", "Total"], ["R3", "Total"]],
    "level": [["Total", None], ["L1", "Total"], ["L2", "Total"], ["L3", "Total"], ["L4", "Total"]],
}


def folder(path: Path, inner: str, dims: dict[str, Any] | None = None, name: str = "table", **said: Any) -> Path:
    """Write a table folder. `inner` is the text of its CSV, lines with spaces left and right cut off."""
    found = path / name
    found.mkdir(parents=True, exist_ok=True)
    text = "\n".join(line.strip() for line in inner.strip().splitlines()) + "\n"
    (found / "inner.csv").write_text(text, encoding="utf-8")
    shape = [[key, codes] for key, codes in (FLAT if dims is None else dims).items()]
    hier = {"dims": shape, "kind": "freq", "threshold": 10} | said
    (found / "hier.json").write_text(json.dumps({key: v for key, v in hier.items() if v is not None}), encoding="utf-8")
    return found


def grid(path: Path, rows: list[list[int]], name: str = "table", **said: Any) -> Path:
    """A folder of a table of regions by levels, from its inner counts."""
    dims = {
        "region": [["Total", None], *([f"R{n + 1}", "Total"] for n in range(len(rows)))],
        "level": [["Total", None], *([f"L{n + 1}", "Total"] for n in range(len(rows[0])))],
    }
    lines = [f"R{r + 1},L{c + 1},{n},{n}" for r, row in enumerate(rows) for c, n in enumerate(row) if n]
    return folder(path, "\n".join(["region,level,freq,value", *lines]), dims, name, **said)
