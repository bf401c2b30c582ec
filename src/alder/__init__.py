"""Alder: the administrative learner data environment for research.

The public names below load at first use, so that `import alder` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder import measures, sources, synth
    from alder.disclosure import Protected, protect
    from alder.environment import Environment, explain, open, trace
    from alder.linkage.learners import link, people
    from alder.measures import Query, tabulate, tabulate_all
    from alder.model.statistic import Counts
    from alder.sources.ilr.check import check
    from alder.web.publish import publish

__version__ = "0.2.0"

_HOME = {
    "Counts": "alder.model.statistic",
    "Environment": "alder.environment",
    "Protected": "alder.disclosure",
    "Query": "alder.measures",
    "check": "alder.sources.ilr.check",
    "explain": "alder.environment",
    "link": "alder.linkage.learners",
    "measures": "alder.measures",
    "open": "alder.environment",
    "people": "alder.linkage.learners",
    "protect": "alder.disclosure",
    "publish": "alder.web.publish",
    "sources": "alder.sources",
    "synth": "alder.synth",
    "tabulate": "alder.measures",
    "tabulate_all": "alder.measures",
    "trace": "alder.environment",
}

__all__ = [
    "Counts",
    "Environment",
    "Protected",
    "Query",
    "check",
    "explain",
    "link",
    "measures",
    "open",
    "people",
    "protect",
    "publish",
    "sources",
    "synth",
    "tabulate",
    "tabulate_all",
    "trace",
]


def __getattr__(name: str) -> object:
    if name in _HOME:
        module = import_module(_HOME[name])
        return module if module.__name__ == f"alder.{name}" else getattr(module, name)
    raise AttributeError(f"alder has no {name}; its public names are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
