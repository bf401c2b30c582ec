"""What something is, as one page: it works offline, prints, and reads well on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.look import page

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from alder.model.explanation import Explanation


def write(path: Path, explanation: Explanation, *, sql: str = "") -> None:
    """Write the page. `sql` are the statements that judge a rule; they are folded away."""
    page.write(
        path,
        "alder.look",
        "explained.html.j2",
        e=explanation,
        rows=_entries(explanation.rows),
        sections=[(section, _entries(section.rows)) for section in explanation.sections],
        sql=sql,
    )


def _entries(rows: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Rows under their names: a row without one goes on with the row above it."""
    entries: list[tuple[str, list[str]]] = []
    for name, text in rows:
        if name or not entries:
            entries.append((name, [text]))
        else:
            entries[-1][1].append(text)
    return entries
