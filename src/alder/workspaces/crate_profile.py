"""What the profile of Five Safes RO-Crates, version 0.4, asks of a crate without leaving a choice: a table.

Each line has a section of the profile, or of what it builds on, what is asked in words of our own, and a function that
says whether a crate has it. A crate is held against the table before it is given to anybody, and so can be one that
comes from elsewhere. The profile: https://w3id.org/5s-crate/0.4.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from alder.workspaces.bag import PAYLOAD, open_bag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from alder.workspaces.bag import Bag

PROFILE = "https://w3id.org/5s-crate/0.4"
WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
METADATA = "ro-crate-metadata.json"
SHP = "https://w3id.org/shp#"
SCHEMA = "http://schema.org/"
COMPLETED, FAILED = f"{SCHEMA}CompletedActionStatus", f"{SCHEMA}FailedActionStatus"
POTENTIAL = f"{SCHEMA}PotentialActionStatus"
_CRATE = "https://w3id.org/ro/crate/1."
_LEAST_MINOR = 2

Thing = dict[str, Any]


@dataclass(frozen=True)
class OpenedCrate:
    """A crate out of its bag: the entities of its metadata by their ids."""

    bag: Bag
    metadata: dict[str, Any]
    entities: dict[str, Thing] = field(repr=False)

    @property
    def root(self) -> Thing:
        return self.entities.get("./", {})

    def at(self, reference: Any) -> Thing:
        """What a reference leads to; nothing where it leads nowhere."""
        return self.entities.get(_id(reference), {})

    def of(self, thing: Thing, name: str) -> list[Thing]:
        """What a property leads to."""
        return [self.at(one) for one in _several(thing.get(name))]

    def typed(self, type: str) -> list[Thing]:
        return [one for one in self.entities.values() if _is(one, type)]

    @property
    def runs(self) -> list[Thing]:
        """The actions that carried the workflow out: those that the root mentions."""
        return [one for one in self.of(self.root, "mentions") if _is(one, "CreateAction")]

    @property
    def results(self) -> list[Any]:
        return [one for run in self.runs for one in _several(run.get("result"))]


@dataclass(frozen=True)
class Demand:
    """One thing that is asked."""

    id: str
    section: str
    asks: str
    holds: Callable[[OpenedCrate], bool] = field(repr=False)


def open_crate(archive: Path) -> OpenedCrate:
    """A crate from its archive. Metadata that is no JSON is none at all, which is a fault like any other."""
    bag = open_bag(archive)
    try:
        metadata = json.loads(bag.files.get(f"{PAYLOAD}/{METADATA}", b"{}"))
        entities = {str(one["@id"]): one for one in metadata["@graph"]}
    except (ValueError, TypeError, KeyError):
        metadata, entities = {}, {}
    return OpenedCrate(bag, metadata, entities)


def faults(crate: OpenedCrate) -> Iterator[Demand]:
    """What is asked and not there."""
    return (one for one in DEMANDS if not one.holds(crate))


def _several(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _id(reference: Any) -> str:
    return str(reference.get("@id", "")) if isinstance(reference, dict) else ""


def _is(thing: Thing, type: str) -> bool:
    return type in _several(thing.get("@type"))


def _conforms(thing: Thing, to: str) -> bool:
    return any(_id(one).startswith(to) for one in _several(thing.get("conformsTo")))


def _has_checksums(crate: OpenedCrate) -> bool:
    return not crate.bag.faults


def _is_new_enough(crate: OpenedCrate) -> bool:
    parts = crate.bag.version.split(".")
    return len(parts) == 2 and all(one.isdigit() for one in parts) and int(parts[0]) >= 1


def _declares_version(crate: OpenedCrate) -> bool:
    said = [_id(one) for one in _several(crate.at({"@id": METADATA}).get("conformsTo"))]
    minors = [one.removeprefix(_CRATE).partition("-")[0] for one in said if one.startswith(_CRATE)]
    return any(one.isdigit() and int(one) >= _LEAST_MINOR for one in minors)


def _stays_inside(crate: OpenedCrate) -> bool:
    """No reference leads out of the payload, and every file that is named is in it."""
    for id, thing in crate.entities.items():
        name = unquote(id)
        if ".." in name.split("/") or name.startswith(("/", "file:")):
            return False
        if "://" in id or id.startswith(("#", "_:", "urn:", "ni:")) or id in ("./", METADATA):
            continue
        path = f"{PAYLOAD}/{name}"
        if _is(thing, "File") and path not in crate.bag.files:
            return False
        if _is(thing, "Dataset") and not any(one.startswith(path) for one in crate.bag.files):
            return False
    return True


def _has_workflow(crate: OpenedCrate) -> bool:
    main = crate.at(crate.root.get("mainEntity"))
    return _is(main, "Dataset") and _conforms(main, WORKFLOW_CRATE)


def _has_whole_workflow(crate: OpenedCrate) -> bool:
    """Of a workflow crate within: its main entity is a file of code in a language, and it has a licence."""
    place = unquote(_id(crate.root.get("mainEntity")))
    if "://" in place:
        return True
    try:
        graph = json.loads(crate.bag.files[f"{PAYLOAD}/{place}{METADATA}"])["@graph"]
        inner = OpenedCrate(crate.bag, {}, {str(one["@id"]): one for one in graph})
    except (KeyError, ValueError, TypeError):
        return False
    main = inner.at(inner.root.get("mainEntity"))
    is_workflow = all(_is(main, one) for one in ("File", "SoftwareSourceCode", "ComputationalWorkflow"))
    language = inner.at(main.get("programmingLanguage"))
    declared = _conforms(inner.at({"@id": METADATA}), "https://w3id.org/workflowhub/workflow-ro-crate")
    is_there = f"{PAYLOAD}/{place}{unquote(_id(inner.root.get('mainEntity')))}" in crate.bag.files
    return is_workflow and bool(language) and declared and is_there and "license" in inner.root


def _is_described(crate: OpenedCrate) -> bool:
    return all(crate.root.get(name) for name in ("name", "description", "datePublished", "license"))


def _is_tied(crate: OpenedCrate) -> bool:
    ids = [str(one.get("@id", "")) for one in crate.metadata.get("@graph", [])]
    return (
        bool(ids) and len(set(ids)) == len(ids) and all(ids) and all("@type" in one for one in crate.entities.values())
    )


def _hides_what_failed(crate: OpenedCrate) -> bool:
    """No result is in it unless a check for disclosure was completed."""
    checks = [one for one in crate.typed("AssessAction") if _id(one.get("additionalType")) == f"{SHP}DisclosureCheck"]
    outputs = [name for name in crate.bag.files if name.startswith(f"{PAYLOAD}/outputs/")]
    passed = bool(checks) and all(one.get("actionStatus") == COMPLETED for one in checks)
    return passed or not (crate.results or outputs)


def _has_provider(crate: OpenedCrate) -> bool:
    acting = [one for action in _actions(crate) for one in crate.of(action, "agent") if _is(one, "SoftwareApplication")]
    return all(_is(crate.at(one.get("provider")), "Organization") for one in acting)


def _actions(crate: OpenedCrate) -> list[Thing]:
    return [one for type in ("AssessAction", "DownloadAction", "UpdateAction") for one in crate.typed(type)]


def _parts(crate: OpenedCrate, thing: Thing, seen: set[str]) -> set[str]:
    for one in _several(thing.get("hasPart")):
        if (name := _id(one)) not in seen:
            seen.add(name)
            _parts(crate, crate.at(one), seen)
    return seen


DEMANDS: tuple[Demand, ...] = (
    Demand(
        "B1",
        "Archive serialisation",
        "Every file has a SHA-512 checksum in the manifest, and is what that says.",
        _has_checksums,
    ),
    Demand("B2", "Archive serialisation", "The bag is one of BagIt 1.0 or later.", _is_new_enough),
    Demand("B3", "Archive serialisation", "The payload has the metadata file at its top.", lambda c: bool(c.entities)),
    Demand(
        "B4",
        "BagIt expectations",
        "The bag has an identifier from outside (External-Identifier).",
        lambda c: bool(c.bag.info.get("External-Identifier")),
    ),
    Demand(
        "B5",
        "BagIt expectations",
        "Metadata name nothing outside of the payload, and what they name of it is there.",
        _stays_inside,
    ),
    Demand(
        "B6",
        "Zip expectations",
        "The archive has one folder at its top, the bag.",
        lambda c: not any("at its top" in one for one in c.bag.faults),
    ),
    Demand(
        "M1",
        "Metadata file expectations",
        "The descriptor declares RO-Crate 1.2 or a later minor version.",
        _declares_version,
    ),
    Demand(
        "M2",
        "Metadata file expectations",
        "The root is called `./`, and the descriptor is about it.",
        lambda c: _is(c.root, "Dataset") and _id(c.at({"@id": METADATA}).get("about")) == "./",
    ),
    Demand(
        "M3",
        "RO-Crate 1.2, root data entity",
        "The root has a name, a description, a day and a licence.",
        _is_described,
    ),
    Demand("M4", "RO-Crate 1.2, structure", "Every entity has an id of its own and a type.", _is_tied),
    Demand(
        "W1",
        "Referencing a Workflow Crate",
        "The main entity is a data set that is a Workflow RO-Crate.",
        _has_workflow,
    ),
    Demand(
        "W2",
        "Workflow RO-Crate 1.0",
        "A workflow crate within has a main file of code with its language, and a licence.",
        _has_whole_workflow,
    ),
    Demand("R1", "Requested Workflow Run", "The root mentions the action that is the run.", lambda c: len(c.runs) == 1),
    Demand(
        "R2",
        "Requested Workflow Run",
        "The instrument of the run is the workflow crate.",
        lambda c: all(_id(one.get("instrument")) == _id(c.root.get("mainEntity")) for one in c.runs),
    ),
    Demand(
        "R3",
        "Requesting Agent",
        "The agent of the run is a person.",
        lambda c: all(_is(c.at(one.get("agent")), "Person") for one in c.runs),
    ),
    Demand(
        "R4",
        "Responsible Project",
        "The root names the project that it is for.",
        lambda c: _is(c.at(c.root.get("sourceOrganization")), "Project"),
    ),
    Demand(
        "R5",
        "Inputs",
        "Every input of the run is described.",
        lambda c: all(c.at(one) for run in c.runs for one in _several(run.get("object"))),
    ),
    Demand(
        "R6",
        "Outputs",
        "Every result of the run is described with its type.",
        lambda c: all("@type" in c.at(one) for one in c.results),
    ),
    Demand(
        "A1",
        "Review process",
        "Every step of the review has a name that people read.",
        lambda c: all(one.get("name") for one in _actions(c)),
    ),
    Demand("A2", "Review process", "A program that takes a step names the organisation it acts for.", _has_provider),
    Demand(
        "A3",
        "Disclosure phase",
        "Nothing of the results is in it unless the check for disclosure was passed.",
        _hides_what_failed,
    ),
    Demand(
        "P1",
        "Publishing phase",
        "The root mentions every assessment.",
        lambda c: (
            {_id(one) for one in _several(c.root.get("mentions"))}
            >= {str(one["@id"]) for one in c.typed("AssessAction")}
        ),
    ),
    Demand(
        "P2",
        "Publishing phase",
        "Every result is among the parts of the root.",
        lambda c: {_id(one) for one in c.results} <= _parts(c, c.root, set()),
    ),
)
"""In the order of the profile. Two more of its demands are about how a service works, and no crate shows them: no step
of a review is taken over from whoever hands a crate in (Alder takes none: it writes every step itself), and nothing is
fetched from within the secure network (nothing is fetched at all)."""
