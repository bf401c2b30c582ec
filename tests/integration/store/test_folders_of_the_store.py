"""What lies in a store is named on the page that explains it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.unreadable_extracts import GOOD, of
from tests.support.variable_forms import form

import alder

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "store.md"


def test_every_folder_of_a_store_is_explained(tmp_path: Path):
    store = alder.open(tmp_path / "store")
    store.add_reference(form(tmp_path))
    store.load_source(of(GOOD)(tmp_path), source="plams")
    shown = PAGE.read_text(encoding="utf-8").split("```")[1]
    named = {re.split(r"[ /]", line)[0] for line in shown.splitlines()[1:] if line and not line.startswith(" ")}
    there = {p.name for p in store.store.folder.iterdir()}
    assert there <= named
    assert {"extracts", "reference"} <= there
    assert {p.name for p in (store.store.folder / "extracts").iterdir()} == {"plams", "deliveries.json"}
