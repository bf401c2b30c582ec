"""Runs of the automatic checks: asked for by pages, done by the worker, once for the same files and cover sheet.

A run that cannot be done is said, and counts as one that found something: what was not checked does not leave.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django_tasks import task

from alder import wall_clock
from alder.errors import UsageError
from alder.governance.output_review import ReviewAction, ReviewState
from alder.sandbox import PROGRAM, WALLS, bubblewrap, works
from alder.web.output_desk import check_process, earlier
from alder.web.output_desk.cover_sheets import as_toml
from alder.web.output_desk.models import OutputCheckRun, OutputFile, OutputGroup, OutputRequest
from alder.web.output_desk.private_files import (
    drawn_path,
    folder_of,
    freeze_bytes,
    open_frozen,
    path_of,
    present_hash,
)
from alder.web.output_desk.reviews import act
from alder.web.publications.ledger import counted_from

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 300
"""Seconds after which the process is ended from outside, should its own limits not have done it."""
_log = logging.getLogger("alder.output_desk")
DRAWING = "SVG drawing"
"""What the checks call a drawing of lines."""
_BEGINNING = (
    "from alder.process_settings import settle; settle();"
    " from alder.web.output_desk import check_process; raise SystemExit(check_process.main())"
)
RUNNING_AT_MOST = 3 * PATIENCE
"""Seconds after which a run that waits is said to be waiting for long."""


def digest_of(group: OutputGroup) -> str:
    """Names the files, the cover sheet and the rules of a run."""
    files = [(file.name, file.kind, file.sha256) for file in group.present]
    from alder.outputs.output_rules import rules_version  # the checks take a while to load, and only this needs them

    limits = (settings.ALDER_OUTPUT_THRESHOLD, settings.ALDER_OUTPUT_ROUNDING)
    said = [files, group.cover, limits, rules_version()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def ask(group: OutputGroup, *, at_desk: bool = False) -> OutputCheckRun | None:
    """See that there is a run for the group as it is; None where it has no files. Within a transaction."""
    if not group.present.exists():
        return None
    digest = digest_of(group)
    run, is_new = OutputCheckRun.objects.get_or_create(group=group, digest=digest, at_desk=at_desk)
    if at_desk and not is_new:  # what left meanwhile may be compared, too
        run.state, run.asked, is_new = OutputCheckRun.State.WAITING, wall_clock.now(), True
        run.save(update_fields=["state", "asked"])
    if is_new:
        transaction.on_commit(lambda: check_group.enqueue(run.pk))
    elif run.state == OutputCheckRun.State.DONE:
        put_drawn(group, run)
    return run


def put_drawn(group: OutputGroup, run: OutputCheckRun) -> None:
    """Let what a run drew anew be what leaves, while the output is its author's. Within a transaction that locks it."""
    for file in group.present:
        drawn = run.drawn.get(file.name, "")
        if file.redrawn != drawn and (drawn or run.forms.get(file.name) == DRAWING):
            file.redrawn = drawn
            file.save(update_fields=["redrawn"])


def latest(group: OutputGroup, *, at_desk: bool = False) -> OutputCheckRun | None:
    """The run for the group as it is."""
    return OutputCheckRun.objects.filter(group=group, digest=digest_of(group), at_desk=at_desk).first()


@task()
def check_group(run: int) -> None:
    """Do a run that waits. Done twice it does nothing the second time."""
    found = OutputCheckRun.objects.select_related("group__output").filter(pk=run, state=OutputCheckRun.State.WAITING)
    if one := found.first():
        carry_out(one)


def carry_out(run: OutputCheckRun) -> None:
    """Check the group, and keep what was found."""
    group = run.group
    files = list(group.present)
    for file in files:
        file.group = group
    began = wall_clock.now()
    with _work_folder(group) as (inside, out):
        beside = earlier.related(group, files) if run.at_desk else earlier.Beside()
        why = _laid_out(group, files, beside, inside) or check_in_a_process(inside, out)
        result, drawn = (_read(out / check_process.RESULT) if not why else None), {}
        if not why and result is None:
            why = "The checks ended without a result."
        if result is not None:
            drawn = _keep(run, files, out, result, beside)
    with transaction.atomic():
        output = OutputRequest.objects.select_for_update().get(pk=group.output_id)
        still = OutputCheckRun.objects.select_for_update().get(pk=run.pk)
        if why:
            still.state, still.why = OutputCheckRun.State.FAILED, why
        elif result is not None:
            still.state, still.why = OutputCheckRun.State.DONE, ""
            still.findings, still.draft, still.forms = (
                _told(result["findings"], beside),
                result["draft"],
                result["forms"],
            )
            still.beside, still.drawn = beside.as_object(), drawn
            is_authors = output.state in (ReviewState.DRAFT, ReviewState.RETURNED)
            if is_authors and digest_of(OutputGroup.objects.get(pk=group.pk)) == run.digest:
                put_drawn(group, still)
        still.seconds = (wall_clock.now() - began).total_seconds()
        still.ended = wall_clock.now()
        new = _new_pairs(run.findings, still.findings) if run.at_desk else []
        still.save()
        if new and output.state == ReviewState.APPROVED:
            reason = f"Checks that ran again hold it beside output {new[0]['earlier']}, which came since."
            act(None, group.output, ReviewAction.REOPEN, {"reason": reason})


def _new_pairs(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is held beside an earlier output, and was not when two people approved it."""
    known = {(one["file"], one.get("earlier")) for one in before}
    return [
        one
        for one in now
        if one["weight"] == "held" and one.get("earlier") and (one["file"], one["earlier"]) not in known
    ]


@contextmanager
def _work_folder(group: OutputGroup) -> Iterator[tuple[Path, Path]]:
    """A folder for the files as they are named, and one for what is found."""
    with tempfile.TemporaryDirectory(prefix="checks-", dir=folder_of(group.output)) as made:
        inside, out = Path(made) / f"group {group.number}", Path(made) / "found"
        inside.mkdir(mode=0o700)
        out.mkdir(mode=0o700)
        yield inside, out


def _laid_out(group: OutputGroup, files: list[OutputFile], beside: earlier.Beside, inside: Path) -> str:
    """Put the files side by side under their names; what stands in the way of that."""
    for file in files:
        if present_hash(path_of(file)) != file.sha256:
            return f"{file.name} is no longer what was sent."
        os.link(path_of(file), inside / file.name)
    for table in beside.tables:
        if table.path.is_file():
            (inside / table.name).parent.mkdir(mode=0o700, exist_ok=True)
            shutil.copyfile(table.path, inside / table.name)
    kinds = {table.name: "earlier" for table in beside.tables}
    kinds |= {file.name: file.kind for file in files}
    (inside / "cover.toml").write_text(as_toml(group.cover, kinds), encoding="utf-8")
    return ""


def in_a_process(inside: Path, out: Path) -> str:
    """Run the process; why it did not come to its end."""
    limits = [str(settings.ALDER_OUTPUT_THRESHOLD), str(settings.ALDER_OUTPUT_ROUNDING)]
    command = [*shut_in(inside, out), sys.executable, "-P", "-c", _BEGINNING, str(inside), str(out), *limits]
    environment = {name: value for name, value in os.environ.items() if name in _GIVEN}
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=out,
            env=environment,
            timeout=PATIENCE,
        )
    except subprocess.TimeoutExpired:
        return "The checks took longer than they may. Hand in smaller files, or another form."
    if ended.returncode == 3 or b"MemoryError" in ended.stderr or b"bad_alloc" in ended.stderr:
        return "A file asks for more memory than checks may take. Hand it in as CSV."
    if ended.returncode < 0 or ended.returncode > 128:  # of a process that a signal ended, as bwrap tells it
        return "The checks took longer than they may, or a file brought them down. Hand it in in another form."
    if ended.returncode:
        return f"The checks could not be done: {_last_words(ended.stderr)}."
    return ""


def shut_in(inside: Path, out: Path) -> list[str]:
    """What the process is begun with, so that it sees neither network nor store, and writes into one folder alone.

    Where bubblewrap is not there, or the system forbids what it does, its limits and its bare environment are what
    keeps it, unless the service asks for more (`ALDER_OUTPUT_BUBBLEWRAP`).
    """
    if settings.ALDER_OUTPUT_BUBBLEWRAP == "off" or not (bwrap := _bubblewrap()):
        return []
    hidden = [folder for folder in (settings.ALDER_PUBLISHED.parent, Path("/run")) if folder.is_dir()]
    shown = ["--ro-bind", str(inside), str(inside), "--bind", str(out), str(out)]
    return [*bwrap, *(part for folder in hidden for part in ("--tmpfs", str(folder))), *shown, "--"]


@cache
def _bubblewrap() -> list[str]:
    """How bubblewrap is asked, where it works: nothing of the network, of other processes, or to be written."""
    asked = [bubblewrap() or PROGRAM, *WALLS, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    does = works(asked)
    if not does:
        if settings.ALDER_OUTPUT_BUBBLEWRAP == "on":
            raise UsageError(
                "checks of outputs are to run in bubblewrap, and it does not work here",
                next="Install bubblewrap and let it make namespaces, or set ALDER_OUTPUT_BUBBLEWRAP=auto.",
            )
        _log.warning("checks of outputs run without bubblewrap, within their limits alone")
    return asked if does else []


check_in_a_process = in_a_process
"""How checks are run."""
_GIVEN = frozenset({"PATH", "LANG", "LC_ALL", "PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "HOME", "TMPDIR"})
"""What the process is told of its surroundings: nothing that opens the database or the store."""


def _last_words(stderr: bytes) -> str:
    """The kind of the error, and not its text, which may quote a file."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    name = lines[-1].partition(":")[0].rpartition(".")[2] if lines else ""
    return name if name.isidentifier() else "an error without a name"


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _keep(
    run: OutputCheckRun, files: list[OutputFile], out: Path, result: dict[str, Any], beside: earlier.Beside
) -> dict[str, str]:
    """Files that the process made: what is shown, and pictures drawn anew, of which the SHA-256 of each is told."""
    preview = (out / check_process.PREVIEW).read_bytes()
    freeze_bytes(preview, preview_path(run))
    by_name = {file.name: file for file in files}
    drawn = {}
    for name, made in result["drawn"].items():
        file = by_name[name]
        with open_frozen(out / Path(made).name) as found:
            data = found.read()
        drawn[name] = hashlib.sha256(data).hexdigest()
        if not (path := drawn_path(file, drawn[name])).exists():
            freeze_bytes(data, path)
    if run.at_desk:
        beside.ledger.update(earlier.in_ledger(preview_of(run), files))
    else:
        earlier.note_headings(files, result["headings"])
        ids, _ = earlier.tables_of_ledger(preview_of(run), files)
        if known := counted_from(ids):
            result["draft"]["sources"] = sorted(known)
    return drawn


def preview_path(run: OutputCheckRun) -> Path:
    """What is shown of the files of a run."""
    return folder_of(run.group.output) / f"preview-{run.pk}.json"


def preview_of(run: OutputCheckRun) -> dict[str, Any]:
    """What is shown of each file, by its name; nothing where the run did not come to that."""
    return _read(preview_path(run)) or {}


def _told(findings: list[dict[str, Any]], beside: earlier.Beside) -> list[dict[str, Any]]:
    """Findings with the earlier output that they name, where they do, in the words of the desk."""
    found = []
    for finding in findings:
        table = next((one for one in beside.tables if one.name in finding["what"]), None)
        if finding["file"].startswith(earlier.FOLDER):
            continue  # what is wrong with what left before is not this author's to mend
        if table is not None:
            finding = {**finding, "what": finding["what"].replace(table.name, table.says), "earlier": table.output}
        found.append(finding)
    return found
