"""What follows for an output from the project that it is of: an area above this one knows projects.

`ALDER_OUTPUT_PROJECTS` names its module, with the functions that are called here. An output of no project asks none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from alder.governance.output_review import ReviewAction
    from alder.web.accounts.models import Person
    from alder.web.output_desk.models import OutputRequest


def _projects() -> Any:
    return import_module(settings.ALDER_OUTPUT_PROJECTS)


def conflict_in_project(person: Person, output: OutputRequest) -> str:
    """Why somebody is too near to the project of an output to check or release it; empty where they are not."""
    return str(_projects().conflict_of(person, output.project)) if output.project else ""


def is_suspended(output: OutputRequest) -> bool:
    """Whether nothing leaves the project of an output now, nor is taken of what left."""
    return bool(output.project) and bool(_projects().is_suspended(output.project))


def of_project(output: OutputRequest) -> dict[str, Any]:
    """What checkers are told of the project and the run that an output is of; nothing where it is of none."""
    found: dict[str, Any] = _projects().about(output) if output.project else {}
    return found


def follow(output: OutputRequest, action: ReviewAction) -> None:
    """The project does what follows from an act on one of its outputs, in the transaction of the act."""
    if output.project:
        _projects().follow(output, action)
