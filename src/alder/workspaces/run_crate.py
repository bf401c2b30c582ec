"""A run as a Five Safes RO-Crate: what was asked by whom, for which project, how it was judged, and what came of it.

Two crates can be made of a run. One stays in the workspace: it says that the results wait for the desk, and has none of
them. The other is made of what the desk released, by its certificate: of the files that left, and of no others, so that
a result that was refused or never handed in is neither in it nor named by it. Its code left with them.
"""

from __future__ import annotations

import json
import tempfile
import tomllib
import uuid
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from alder import __version__, wall_clock
from alder.errors import Inconsistency, MissingExtra, UsageError, unknown_name
from alder.outputs.certificate import AS_RELEASED, certified_files, read_certificate
from alder.workspaces.analysis_run import CODE, RECORD, RunState
from alder.workspaces.bag import PAYLOAD, pack_bag, write_bag
from alder.workspaces.crate_profile import (
    COMPLETED,
    FAILED,
    METADATA,
    POTENTIAL,
    PROFILE,
    SHP,
    WORKFLOW_CRATE,
    faults,
    open_crate,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

CERTIFICATE = "certificate.json"
_WORKFLOW, _OUTPUTS = "workflow/", "outputs/"
_SHA256 = "https://www.iana.org/assignments/named-information#sha-256"
_SHA512 = "https://www.iana.org/assignments/named-information#sha-512"
_SPACE = uuid.UUID("5d0c2b34-6f0e-5d0e-9c5b-5a1d3c0f8e21")
"""In which identifiers of crates are made of what they are about: the same run has the same wherever it is made."""
_LANGUAGES = {
    ".py": ("Python", "https://www.python.org/"),
    ".r": ("R", "https://www.r-project.org/"),
    ".ipynb": ("Jupyter notebook", "https://jupyter.org/"),
}
_KNOWN = {
    "": {"title", "description", "licence", "agent", "organisation", "project", "service", "signed_off"},
    "agent": {"name", "orcid"},
    "organisation": {"name", "address"},
    "project": {"title"},
    "service": {"name", "address"},
    "signed_off": {"by", "at"},
}
_NEEDED = (
    ("title",),
    ("description",),
    ("licence",),
    ("agent", "name"),
    ("organisation", "name"),
    ("project", "title"),
    ("service", "name"),
    ("service", "address"),
)


@dataclass(frozen=True)
class RunRequest:
    """What a record of a run does not know: `crate.toml`."""

    said: Mapping[str, Any]

    def text(self, *path: str) -> str:
        found: Any = self.said
        for part in path:
            found = found.get(part, {}) if isinstance(found, dict) else {}
        return str(found) if found else ""


def read_request(path: Path) -> RunRequest:
    """Who asked for a run, for which project, of whom. Raises `UsageError` where something is missing or unknown."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read", where=str(error)) from None
    for part, known in _KNOWN.items():
        found = said.get(part, {}) if part else said
        if not isinstance(found, dict):
            raise UsageError(f"{part} is a table of keys", where=str(path))
        for key in found:
            if key not in known:
                raise unknown_name("part of what a crate says", key, known)
    request = RunRequest(said)
    for needed in _NEEDED:
        if not request.text(*needed):
            raise UsageError(
                f"what a crate says has no {'.'.join(needed)}", where=str(path), next="See alder project crate --help"
            )
    return request


def write_crate(run: Path, request: RunRequest, archive: Path, *, released: Path | None = None) -> str:
    """Write the crate of a run into an archive; its identifier. `released` is a folder with what left and its
    certificate.

    The crate is held against the profile before anybody has it.
    """
    library = _library()
    record = _record(run)
    left = None if released is None else _released(run, record, released)
    about = f"{record['project']}/{record['run']}/{record['started']}"
    identifier = f"urn:uuid:{uuid.uuid5(_SPACE, about)}"
    if archive.exists():
        raise UsageError(f"{archive} is there already", next="Remove it, or name another with --to.")
    with tempfile.TemporaryDirectory(dir=archive.resolve().parent, prefix=".crate-") as made:
        bag = Path(made) / f"{record['project']}-{record['run']}"
        payload = bag / PAYLOAD
        _write_workflow(library, payload / _WORKFLOW, run, record, request)
        _write_metadata(library, payload, record, request, left, about)
        today = f"{wall_clock.now().date()}"
        agent = f"Alder {__version__}"
        write_bag(bag, {"External-Identifier": identifier, "Bagging-Date": today, "Bag-Software-Agent": agent})
        packed = Path(made) / "crate.zip"
        pack_bag(bag, packed)
        if missing := [*faults(open_crate(packed))]:
            raise Inconsistency(f"a crate does not have what its profile asks: {missing[0].id}, {missing[0].asks}")
        packed.rename(archive)
    return identifier


def _library() -> ModuleType:
    """The package, which is an extra: it is loaded when a crate is written."""
    try:
        return import_module("rocrate.rocrate")
    except ImportError:
        raise MissingExtra(
            "crates are written with the package rocrate", next="Install it:  pip install 'alder[crate]'"
        ) from None


def _record(run: Path) -> dict[str, Any]:
    """The record of a run that came to an end, whose code is what ran."""
    try:
        record: dict[str, Any] = json.loads((run / RECORD).read_bytes())
    except (OSError, ValueError):
        raise UsageError(f"{run} is no run", next="Name the folder of one: runs/0001") from None
    if record.get("state") not in (RunState.ENDED, RunState.STOPPED):
        raise UsageError(
            f"run {run.name} is {record.get('state')}, and has nothing to tell yet", where=str(run / RECORD)
        )
    if not record["code"]:
        raise UsageError(
            f"run {run.name} is of notebooks that somebody worked in: no code was run from beginning to end",
            where=str(run / RECORD),
            next="Run the notebook, and make the crate of that run:  alder project run NOTEBOOK.ipynb",
        )
    for one in record["code"]:
        if _digest(run / CODE / one["name"]) != one["sha256"]:
            raise UsageError(f"{one['name']} is not what ran", where=str(run / CODE))
    return record


def _digest(path: Path) -> str:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


@dataclass(frozen=True)
class ReleasedFiles:
    """What of a run left: its results by their names, and when the desk let them go."""

    results: Mapping[str, Path]
    at: str
    certificate: str
    """The SHA-256 of it."""


def _released(run: Path, record: Mapping[str, Any], folder: Path) -> ReleasedFiles:
    """The files that a certificate names, each as it left and each of this run."""
    certificate = read_certificate(folder / CERTIFICATE)
    of_run = {one["name"]: one["sha256"] for one in record["outputs"]}
    code = {one["sha256"] for one in record["code"]}
    results: dict[str, Path] = {}
    cleared = set()
    kinds = {str(one["name"]): one for one in certificate["files"]}
    for file in certified_files(certificate, folder):
        if file.found != AS_RELEASED:
            raise UsageError(
                f"{file.name} is {file.found}", where=str(folder), next="Take what was released once more."
            )
        own = file.name.rpartition("/")[2]
        if kinds[file.name].get("kind") == "code" and file.sha256 in code:
            cleared.add(file.sha256)
            continue
        matching = [
            name
            for name, digest in of_run.items()
            if digest == file.sha256 or (kinds[file.name].get("drawn_anew") and name.rpartition("/")[2] == own)
        ]
        # of several with the same bytes, the one that was released under its name: another's name may not have been
        matching.sort(key=lambda name: (name in results, name.rpartition("/")[2] != own))
        if not matching:
            raise UsageError(f"{file.name} is no output of run {record['run']}", where=str(folder / CERTIFICATE))
        inside = folder / file.name
        results[matching[0]] = inside if inside.is_file() else folder / own
    if uncleared := [one["name"] for one in record["code"] if one["sha256"] not in cleared]:
        raise UsageError(
            f"{uncleared[0]} was not released, and a crate that leaves has its code in it",
            where=str(folder / CERTIFICATE),
            next='Hand it in beside the outputs:  [[files]] name = "..." kind = "code"',
        )
    return ReleasedFiles(results, str(certificate.get("released", "")), _digest(folder / CERTIFICATE))


def _write_workflow(
    library: ModuleType, folder: Path, run: Path, record: Mapping[str, Any], request: RunRequest
) -> None:
    """The script with its code as a Workflow RO-Crate of its own, 1.0."""
    crate = library.ROCrate(version="1.1")
    language, address = _LANGUAGES[Path(record["script"]).suffix.lower()]
    crate.name = f"Analysis {record['script']}"
    crate.description = f"The code of a run of {request.text('project', 'title')}, as it ran."
    crate.license = request.text("licence")
    spoken = crate.add(
        library.ComputerLanguage(
            crate, f"#{language.partition(' ')[0].lower()}", {"name": language, "url": {"@id": address}}
        )
    )
    for one in record["code"]:
        source, kind = run / CODE / one["name"], guess_type(one["name"])[0] or "text/plain"
        about = {"name": one["name"], "encodingFormat": kind, "sha256": one["sha256"]}
        if one["name"] == record["script"]:
            crate.add_workflow(source, one["name"], properties=about, main=True, lang=spoken)
        else:
            crate.add_file(source, one["name"], properties=about)
    crate.write(folder)


def _write_metadata(
    library: ModuleType,
    folder: Path,
    record: Mapping[str, Any],
    request: RunRequest,
    left: ReleasedFiles | None,
    about: str,
) -> None:
    crate = library.ROCrate(version="1.2")
    crate.name, crate.description = request.text("title"), request.text("description")
    crate.license = _licence(request)
    people = _people(record, request)
    results = [] if left is None else _results(left)
    entities = [*people, *_subject(record), *_actions(record, request, left, results, about)]
    for one in entities:
        said = {name: _alone(value) for name, value in one.items() if name != "@id"}
        crate.add(library.ContextEntity(crate, one["@id"], said))
    workflow = crate.add_dataset(
        dest_path=_WORKFLOW,
        properties={
            "name": f"Analysis {record['script']}",
            "description": "The code of the run, as it ran: a crate of its own.",
            "conformsTo": {"@id": WORKFLOW_CRATE},
            "subjectOf": {"@id": f"{_WORKFLOW}{METADATA}"},
            "hasPart": {"@id": f"{_WORKFLOW}{METADATA}"},
        },
    )
    for name, path in ({} if left is None else left.results).items():
        kind = guess_type(name)[0] or "application/octet-stream"
        properties = {
            "name": name,
            "description": "A result that was released after a check for disclosure.",
            "encodingFormat": kind,
            "sha256": _digest(path),
        }
        crate.add_file(path, f"{_OUTPUTS}{name}", properties=properties, record_size=True)
    root = crate.root_dataset
    root["conformsTo"] = {"@id": PROFILE}
    root["mainEntity"] = workflow
    root["sourceOrganization"] = {"@id": "#project"}
    root["publisher"] = {"@id": request.text("service", "address")}
    root["mentions"] = [{"@id": one["@id"]} for one in entities if str(one["@type"]).endswith("Action")]
    root["hasPart"] = [*root["hasPart"], crate.get(_extract_id(record))]
    crate.write(folder)


def _alone(value: Any) -> Any:
    """What stands alone in its list, without the list: the form that RO-Crate 1.2 wishes for."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _licence(request: RunRequest) -> Any:
    """A reference to a licence that has an address, or else its words."""
    said = request.text("licence")
    return {"@id": said} if "://" in said else said


def _people(record: Mapping[str, Any], request: RunRequest) -> list[dict[str, Any]]:
    """Who asked, whom they work for, the project and the service."""
    orcid = request.text("agent", "orcid")
    organisation = _organisation_id(request)
    service_id = request.text("service", "address")
    found: list[dict[str, Any]] = [
        {
            "@id": _agent_id(request),
            "@type": "Person",
            "name": request.text("agent", "name"),
            "affiliation": {"@id": organisation},
            "memberOf": {"@id": "#project"},
            **({"identifier": orcid} if orcid else {}),
        },
        {
            "@id": organisation,
            "@type": "Organization",
            "name": request.text("organisation", "name"),
            **({"url": organisation} if "://" in organisation else {}),
        },
        {
            "@id": "#project",
            "@type": "Project",
            "name": request.text("project", "title"),
            "identifier": {"@id": "#agreement-number"},
            "member": {"@id": organisation},
        },
        {
            "@id": "#agreement-number",
            "@type": "PropertyValue",
            "name": "agreement",
            "value": record["extract"]["agreement"],
        },
        {
            "@id": f"{_WORKFLOW}{METADATA}",
            "@type": "File",
            "name": "What the crate of the code says of it",
            "description": "Its metadata, with each file of the code by its SHA-256.",
            "encodingFormat": "application/ld+json",
        },
        {"@id": "#agreement", "@type": "CreativeWork", "name": f"Agreement {record['extract']['agreement']}"},
        {"@id": service_id, "@type": "Organization", "name": request.text("service", "name"), "url": service_id},
        {
            "@id": "#alder",
            "@type": "SoftwareApplication",
            "name": f"Alder {record['alder']}",
            "version": record["alder"],
            "url": {"@id": service_id},
            "provider": {"@id": service_id},
        },
        {"@id": PROFILE, "@type": ["CreativeWork", "Profile"], "name": "Five Safes RO-Crate profile", "version": "0.4"},
        {"@id": _SHA256, "@type": "DefinedTerm", "name": "SHA-256"},
        {"@id": _SHA512, "@type": "DefinedTerm", "name": "SHA-512"},
    ]
    if "://" in (licence := request.text("licence")):
        says = {"name": licence, "description": "The licence of what is in this crate."}
        found.append({"@id": licence, "@type": "CreativeWork", **says})
    if by := request.text("signed_off", "by"):
        found.append({"@id": "#signatory", "@type": "Person", "name": by, "affiliation": {"@id": service_id}})
    return found


def _agent_id(request: RunRequest) -> str:
    return request.text("agent", "orcid") or "#agent"


def _organisation_id(request: RunRequest) -> str:
    return request.text("organisation", "address") or "#organisation"


def _extract_id(record: Mapping[str, Any]) -> str:
    """An identifier of the extract that tells nothing of it."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, record['extract']['sha256'])}"


def _subject(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The extract: that it was used, and that the project alone may read it. How many are in it, no crate says."""
    return [
        {
            "@id": _extract_id(record),
            "@type": ["Dataset", "DigitalDocument"],
            "name": f"Extract under agreement {record['extract']['agreement']}",
            "description": "It stays in the secure workspace.",
            "hasDigitalDocumentPermission": {"@id": "#may-read"},
        },
        {
            "@id": "#may-read",
            "@type": "DigitalDocumentPermission",
            "name": "The project alone may read it",
            "permissionType": "http://schema.org/ReadPermission",
            "grantee": {"@id": "#project"},
        },
    ]


def _results(left: ReleasedFiles) -> list[dict[str, str]]:
    return [{"@id": quote(f"{_OUTPUTS}{name}")} for name in left.results]


def _actions(
    record: Mapping[str, Any],
    request: RunRequest,
    left: ReleasedFiles | None,
    results: Sequence[Mapping[str, str]],
    about: str,
) -> list[dict[str, Any]]:
    """The run, and the steps by which it was judged, in the order of the profile."""
    now = wall_clock.now().isoformat(timespec="seconds")
    alder, root, workflow = {"@id": "#alder"}, {"@id": "./"}, {"@id": _WORKFLOW}
    run = {
        "@id": f"#run-{uuid.uuid5(_SPACE, f'{about}/run')}",
        "@type": "CreateAction",
        "name": f"Run {record['run']} of {request.text('project', 'title')}",
        "actionStatus": COMPLETED if record["state"] == RunState.ENDED and record["exit"] == 0 else FAILED,
        "agent": {"@id": _agent_id(request)},
        "instrument": workflow,
        "object": [{"@id": _extract_id(record)}],
        "startTime": record["started"],
        "endTime": record["ended"],
        **({"result": [*results]} if results else {}),
    }

    def step(name: str, type: str, says: str, at: str, **more: Any) -> dict[str, Any]:
        done = {"name": says, "object": root, "agent": alder, "actionStatus": COMPLETED, "endTime": at}
        return {"@id": f"#{name}", "@type": type, **done, **more}

    found = [
        run,
        step(
            "check",
            "AssessAction",
            "Checksums of the code that ran: they hold",
            now,
            additionalType={"@id": f"{SHP}CheckValue"},
            object=[root, workflow],
            instrument={"@id": _SHA256},
        ),
        step(
            "validation",
            "AssessAction",
            "The crate held against the Five Safes profile: it has what that asks",
            now,
            additionalType={"@id": f"{SHP}ValidationCheck"},
            instrument={"@id": PROFILE},
        ),
    ]
    if request.text("signed_off", "by"):
        found.append(
            step(
                "sign-off",
                "AssessAction",
                f"The run under agreement {record['extract']['agreement']}: approved",
                request.text("signed_off", "at") or record["started"],
                additionalType={"@id": f"{SHP}SignOff"},
                agent={"@id": "#signatory"},
                object=[root, workflow, {"@id": "#project"}],
                instrument={"@id": "#agreement"},
            )
        )
    disclosure = {
        "additionalType": {"@id": f"{SHP}DisclosureCheck"},
        "agent": {"@id": request.text("service", "address")},
    }
    if left is None:
        waiting = step("disclosure", "AssessAction", "Check of the results for disclosure: pending", now, **disclosure)
        found.append({**waiting, "actionStatus": POTENTIAL, "endTime": None})
    else:
        says = f"Check of the results for disclosure: passed, certificate {left.certificate}"
        found.append(step("disclosure", "AssessAction", says, left.at, **disclosure))
    made = {"additionalType": {"@id": f"{SHP}GenerateCheckValue"}, "instrument": {"@id": _SHA512}}
    found.append(step("bag", "UpdateAction", "Checksums of the bag were written", now, **made))
    return [{name: value for name, value in one.items() if value is not None} for one in found]
