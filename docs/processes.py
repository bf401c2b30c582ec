"""The page of processes: what people take through them, drawn from the tables that decide who may do what."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from alder.governance.accreditation import ACCREDITATION
from alder.governance.agreement import AGREEMENT
from alder.governance.amendment import AMENDMENT
from alder.governance.application import APPLICATION
from alder.governance.incident import INCIDENT
from alder.governance.ingress import INGRESS
from alder.governance.output_review import OUTPUT_REVIEW
from alder.governance.table_request import TABLE_REQUEST
from alder.governance.workspace import WORKSPACE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.governance.process import Move, Process

_TITLES = {
    "output": "The review of an output",
    "request": "A request for a table",
    "application": "An application for learner-level data",
    "agreement": "An agreement",
    "amendment": "An amendment of what was agreed",
    "accreditation": "The accreditation of a researcher",
    "workspace": "The workspace of a project",
    "ingress": "Code and data that are brought into a workspace",
    "incident": "An incident",
}
_IN_ORDER: tuple[Process[Any], ...] = (
    OUTPUT_REVIEW,
    TABLE_REQUEST,
    APPLICATION,
    AGREEMENT,
    AMENDMENT,
    ACCREDITATION,
    WORKSPACE,
    INGRESS,
    INCIDENT,
)


def pages() -> dict[str, str]:
    """One page with a drawing and a table of every process."""
    lines = [
        "# Processes",
        "",
        "Written by `make docs` from the tables in `alder.governance`. What is not in a table may not be done.",
        "",
    ]
    for process in _IN_ORDER:
        lines += _section(process)
    return {"processes.md": "\n".join(lines)}


def _section(process: Process[Any]) -> Iterator[str]:
    yield f"## {_TITLES[process.name]}"
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    first = next(iter(process.says))
    yield f"  [*] --> {_node(first)}"
    for move in process.moves:
        for state in sorted(move.states):
            yield f"  {_node(state)} --> {_node(move.to)}: {move.action.name.lower().replace('_', ' ')}"
    for state in sorted(process.final):
        yield f"  {_node(state)} --> [*]"
    yield "```"
    yield ""
    yield "| action | who | in which state | leads to | if | then |"
    yield "|---|---|---|---|---|---|"
    for move in process.moves:
        cells = (
            f"{move.action}",
            ", ".join(sorted(move.roles)),
            ", ".join(sorted(move.states)),
            str(move.to),
            "; ".join(_asked(move)),
            ", ".join(move.effects),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _node(state: str) -> str:
    return str(state).replace(" ", "_")


def _asked(move: Move) -> Iterator[str]:
    """What a guard insists on: its docstring."""
    for guard in move.guards:
        said = inspect.getdoc(guard)
        assert said, f"{guard.__name__} does not say what it insists on"
        yield said.partition("\n")[0].rstrip(".")
