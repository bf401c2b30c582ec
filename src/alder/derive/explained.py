"""A variable explained: what it means, what it reads, what its definition rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.variable import Variable, variables
from alder.model.explanation import Explanation, Section

if TYPE_CHECKING:
    from alder.model.definition import Evidence, Parameter


def explained(variable: Variable) -> Explanation:
    lead, _, rest = variable.definition.partition("\n\n")
    sections = [Section("More", tuple(_flat(p) for p in rest.split("\n\n")))] if rest else []
    if variable.categories:
        sections.append(Section("Categories", rows=tuple((c.code, c.label) for c in variable.categories)))
    if variable.parameters:
        sections.append(Section("Parameters", rows=tuple(parameter_rows(variable.parameters))))
    if variable.unavailable:
        sections.append(Section("Not available yet", (variable.unavailable,)))
    return Explanation(
        variable.name,
        "variable",
        (variable.unit, "of the learner" if variable.person else "of the aim"),
        _flat(lead),
        rows=(
            ("title", variable.title),
            ("reads", ", ".join(variable.reads) or "the date that is asked about"),
            ("rests on", f"{variable.source} ({said(variable.evidence)})"),
        ),
        sections=tuple(sections),
        next="Lists: alder explain variables",
    )


def listed() -> Explanation:
    return Explanation(
        "variables",
        "list",
        (f"{len(variables)} variables",),
        "Columns that Alder works out from what is collected. Those with categories can split figures.",
        rows=tuple((v.name, f"{v.title}, {v.unit}") for v in variables),
        next="About one:  alder explain NAME",
    )


def said(evidence: Evidence) -> str:
    """`B: best reading, not seen in a source`."""
    return f"{evidence}: {evidence.meaning}"


def parameter_rows(parameters: tuple[Parameter, ...]) -> list[tuple[str, str]]:
    """Each parameter with its default, what it decides, what it may be, and what that rests on."""
    rows = []
    for p in parameters:
        usual = f"Unless set: {p.shown(p.default)}."
        rows.append((p.name, f"{p.decides} {usual} {p.source} ({said(p.evidence)})"))
        rows += [(f"  {choice}", meaning) for choice, meaning in p.choices]
    return rows


def _flat(text: str) -> str:
    return " ".join(text.split())
