"""The pages of measures and variables, written from their declarations."""

from __future__ import annotations

from alder.derive import explanation as variable
from alder.measures import measure_explanation as measure


def pages() -> dict[str, str]:
    """A page for each measure and variable, and an index for each kind."""
    found = {
        "measures/index.md": _index(
            "Measures",
            "Statistics that Alder can work out. How they are worked out is told in "
            "[how measures work](../../explanation/measures.md).",
            [(m.name, m.title, m.reads_as) for m in measure.measures],
        ),
        "variables/index.md": _index(
            "Variables",
            "Columns that Alder derives from collected fields.",
            [(v.name, v.title, v.definition.split("\n\n")[0].replace("\n", " ")) for v in variable.variables],
        ),
    }
    found |= {f"measures/{m.name}.md": measure.explained(m).markdown() for m in measure.measures}
    found |= {f"variables/{v.name}.md": variable.explained(v).markdown() for v in variable.variables}
    return found


def _index(title: str, lead: str, rows: list[tuple[str, str, str]]) -> str:
    lines = [f"# {title}", "", "Written by `make docs` from the declarations.", "", lead, "", "| name | title | |"]
    lines += ["|---|---|---|", *(f"| [{name}]({name}.md) | {said} | {text} |" for name, said, text in rows)]
    return "\n".join(lines)
