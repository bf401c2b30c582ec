"""`python -m tests.harmed` writes tests/golden/harmed-files.md anew."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.harmed.answers import PAGE, page

with TemporaryDirectory() as made:
    PAGE.write_text(page(Path(made)), encoding="utf-8")
