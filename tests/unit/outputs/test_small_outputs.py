"""What holds an output, case by case: each check told by a file as small as can be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from alder.outputs import check_outputs


class Case(NamedTuple):
    says: str
    file: str
    text: str
    held: frozenset[str]


def cases() -> list[Case]:
    text = Path(__file__).with_name("small_outputs.txt").read_text(encoding="utf-8")
    found = []
    for block in re.split(r"\n\n# ", text)[1:]:
        says, file, *lines = block.strip().splitlines()
        end = next(n for n, line in enumerate(lines) if line.startswith("=> "))
        wanted = lines[end].removeprefix("=> ")
        held = frozenset() if wanted == "nothing" else frozenset(wanted.split("; "))
        found.append(Case(says, file, "\n".join(lines[:end]) + "\n", held))
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.says)
def test_what_holds_a_small_output(tmp_path: Path, case: Case) -> None:
    path = tmp_path / case.file
    path.write_text(case.text, encoding="utf-8")
    (verdict,) = check_outputs([path])
    found = {f"{int(finding.check)}:{finding.rule} @ {finding.place}" for finding in verdict.held}
    if case.held:
        assert case.held <= found
    else:
        assert not found
