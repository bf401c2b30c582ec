"""One run of an analysis in the sandbox, from the copy of its code to the record of what became of it.

The order is the safety: code and extract are copied or checked and hashed; bubblewrap begins the launcher; the launcher
tells what it sees; what it sees is judged; only then it is let go and becomes the analysis.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path
from select import select
from typing import TYPE_CHECKING, Any

from alder import __version__, wall_clock
from alder.engine.locks import take, try_lock
from alder.errors import MissingExtra, NotSandboxed, UsageError
from alder.sandbox import NAMESPACES, WALLS, bubblewrap
from alder.workspaces import launcher, notebook_execution
from alder.workspaces.control_group import own_group
from alder.workspaces.declared_outputs import Gathered, gather
from alder.workspaces.project_folder import BROUGHT, FROZEN, RUNS, TRIES, is_loaded_in
from alder.workspaces.proof import OPEN, failures
from alder.workspaces.run_limits import LOOK, MB, StopReason, Watch
from alder.workspaces.system_calls import seccomp_filter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alder.workspaces.project_extract import ProjectExtract
    from alder.workspaces.project_folder import AnalysisPrograms, ProjectFolder
    from alder.workspaces.run_limits import RunLimits

RECORD, PRINTED, CODE, OUTPUTS, GATHERED = "run.json", "printed.txt", "code", "outputs", "gathered"
RUNNING = "running"
"""A file on which whoever runs it holds a lock: where nobody does, they ended before they wrote down how the run did.
What is in it is room for the record on a disk that is full.
"""
_ROOM = 64 << 10
_INSIDE = Path("/workspace")
"""Where everything of a project lies in the sandbox."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PATIENCE = 30
"""Seconds within which the launcher tells what it sees; it takes a tenth of one."""
_SYSTEM = ("/usr", "/etc/alternatives", "/etc/ld.so.cache", "/etc/R")
"""What programs of the system need, as far as it is there. Nothing else of /etc is shown."""
_LINKED = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
"""Links into /usr on the systems of today, folders of their own on older ones."""


class RunState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    REFUSED = "refused"
    """The sandbox was not as it should be, and no code was run."""
    STOPPED = "stopped"
    """It reached a limit, or whoever began it stopped it."""
    ENDED = "ended"


@dataclass
class AnalysisRun:
    """A run and what is told of it. `printed` and the outputs stay in its folder."""

    folder: Path
    project: str
    script: str
    code: list[dict[str, Any]]
    extract: dict[str, Any]
    limits: RunLimits
    programs: dict[str, Any]
    started: str
    state: RunState = RunState.RUNNING
    ended: str = ""
    seconds: float = 0.0
    exit: int | None = None
    stopped_for: StopReason | str = ""
    most_memory: int = 0
    most_written: int = 0
    most_processes: int = 0
    printed_bytes: int = 0
    control_group: str = ""
    """Blank where one kept memory, processes and processors; else why the watch alone did."""
    shown_bytes: int = 0
    """What went to the browser of whoever works in notebooks."""
    sandbox: dict[str, Any] = field(default_factory=dict)
    """What the launcher saw, and what was wrong with it."""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    refused: list[dict[str, Any]] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.folder.name

    def as_object(self) -> dict[str, Any]:
        """The record, as it lies beside the run."""
        found = {name: value for name, value in vars(self).items() if name != "folder"}
        return {
            "form": 1,
            "run": self.number,
            "alder": __version__,
            **found,
            "state": str(self.state),
            "stopped_for": str(self.stopped_for),
            "limits": self.limits.as_object(),
        }

    def write(self) -> None:
        """Put the record beside the run, in one step."""
        _write_record(self.folder, self.as_object())


def _write_record(folder: Path, said: Mapping[str, Any]) -> None:
    """In one step, which outlives a power cut; what it names was put on the disk before."""
    path = folder / RECORD
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(json.dumps(said, indent=1, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@dataclass(frozen=True, kw_only=True)
class SandboxedProgram:
    """What is run in a sandbox, and what it has there beside its code and the extract."""

    command: Sequence[str]
    outputs: Path
    """The one folder that it may write to."""
    listening: int | None = None
    """A socket that it answers at. It is begun outside, so that nothing inside decides where a name leads."""
    let_go: Callable[[], object] = lambda: None
    """Called once the sandbox is proved, as the program begins."""
    why_ended: Callable[[], StopReason | None] = lambda: None
    """Asked at each look whether somebody outside wants it to end."""


@contextmanager
def room_on_the_disk() -> Iterator[None]:
    """Say in words that there is none."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise UsageError(
            "the disk of the workspace is full",
            where=str(error.filename or ""),
            next="Nothing of this run goes to the desk. Make room, then run it again.",
        ) from None


@room_on_the_disk()
def run_analysis(
    project: ProjectFolder, script: Path, extract: ProjectExtract, *, beside: Sequence[Path] = ()
) -> AnalysisRun:
    """Run a script on an extract in the sandbox. Raises `NotSandboxed` where it cannot be shut in."""
    check_account()
    project.check_not_frozen()
    command = _interpreter(script, project.programs)
    _check_code(script, beside)
    done = begin_run(project, script.name, command[0], extract, project.limits)
    try:
        (done.folder / OUTPUTS).mkdir(mode=0o700)
        done.code = _take_code(done.folder, script, beside)
    except OSError:
        shutil.rmtree(done.folder, ignore_errors=True)  # nothing ran
        raise
    inside = [*command, str(_INSIDE / CODE / script.name)]
    program = SandboxedProgram(command=inside, outputs=done.folder / OUTPUTS)
    run_program(done, program, project.programs, extract, beside=script.parent)
    return done


def begin_run(
    project: ProjectFolder, name: str, interpreter: str, extract: ProjectExtract, limits: RunLimits
) -> AnalysisRun:
    """A run with its folder, before anything was begun."""
    project.check_loaded(extract)
    settle_lost(project)
    folder = project.begin(RUNS)
    (folder / CODE).mkdir(mode=0o700)
    return AnalysisRun(
        folder=folder,
        project=project.name,
        script=name,
        code=[],
        extract=_of_extract(extract),
        limits=limits,
        programs={"interpreter": interpreter, "folders": [str(one) for one in project.programs.folders]},
        started=_now(),
    )


def run_program(
    done: AnalysisRun,
    program: SandboxedProgram,
    programs: AnalysisPrograms,
    extract: ProjectExtract,
    *,
    beside: Path | None = None,
) -> None:
    """Run a program in the sandbox until its end, and take what is declared: in what it wrote, or else `beside` it."""
    running = done.folder / RUNNING
    with room_on_the_disk(), take(running):
        running.write_bytes(bytes(_ROOM))
        done.write()
        try:
            _carry_out(done, program, _bubblewrap(), programs, extract)
            _open_up(program.outputs)
            if done.state is RunState.ENDED:  # of one that was stopped, files may be written by half
                sources = done.extract["sources"]
                found = gather(program.outputs, done.folder / GATHERED, beside=beside, sources=sources)
                done.outputs = [asdict(one) for one in found.outputs]
                done.refused = [asdict(one) for one in found.refused]
        except NotSandboxed:
            done.state = RunState.REFUSED
            raise
        except BaseException as error:
            full = isinstance(error, OSError) and error.errno in _FULL
            done.state, done.stopped_for = RunState.STOPPED, StopReason.DISK if full else "stopped"
            shutil.rmtree(done.folder / GATHERED, ignore_errors=True)
            raise
        finally:
            done.ended = _now()
            printed = done.folder / PRINTED
            done.printed_bytes = printed.stat().st_size if printed.exists() else 0
            os.truncate(running, 0)
            done.write()
            running.unlink()


def settle_lost(project: ProjectFolder) -> None:
    """Write down of runs whose end nobody did that they were lost, and take back what was half gathered of them."""
    for running in (project.folder / RUNS).glob(f"*/{RUNNING}"):
        with suppress(OSError), try_lock(running) or nullcontext() as lock:
            if lock is not None:
                _say_lost(running.parent)
                running.unlink()


def _say_lost(folder: Path) -> None:
    try:
        said = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):  # it ended before there was one
        return
    if said.get("state") == RunState.RUNNING:
        shutil.rmtree(folder / GATHERED, ignore_errors=True)
        lost = {"state": str(RunState.STOPPED), "stopped_for": str(StopReason.LOST), "ended": _now()}
        _write_record(folder, {**said, **lost})


def _open_up(outputs: Path) -> None:
    """Give folders that the analysis closed back to the account, which could else not remove them. Nothing runs any
    more that could put a link in the place of one.
    """
    outputs.chmod(0o700)
    for folder, below, _ in os.walk(outputs):
        for path in (Path(folder, name) for name in below):
            with suppress(OSError):  # a path that is too long
                if not path.is_symlink():
                    path.chmod(0o700)


@room_on_the_disk()
def try_analysis(
    project: ProjectFolder, script: Path, extract: ProjectExtract, *, beside: Sequence[Path] = ()
) -> tuple[int, Path, Gathered]:
    """Run a script outside of the sandbox, on made-up records alone: its exit status, its folder and its outputs."""
    if not extract.made_up:
        raise UsageError(
            "this extract is about real people, and is used in the sandbox alone",
            where=str(extract.folder),
            next="Run it there:  alder project run SCRIPT",
        )
    command = _interpreter(script, project.programs)
    _check_code(script, beside)
    folder = project.begin(TRIES)
    for part in (CODE, OUTPUTS):
        (folder / part).mkdir(mode=0o700)
    _take_code(folder, script, beside)
    ended = subprocess.run(
        [*command, str(folder / CODE / script.name)],
        cwd=folder / OUTPUTS,
        env={**os.environ, **_places(extract.folder.resolve(), folder / OUTPUTS, project.folder / BROUGHT)},
        check=False,
    )
    return (
        ended.returncode,
        folder,
        gather(folder / OUTPUTS, folder / GATHERED, beside=script.parent, sources=extract.sources),
    )


def check_account() -> None:
    """Refuse to run anything as root, whose processes the kernel holds to no number."""
    if os.geteuid() == 0:
        raise NotSandboxed(
            "analyses are not run as root",
            next="Run them under an account that owns nothing but the workspace, for example:\n"
            "  runuser -u researcher -- alder project run SCRIPT",
        )


def _bubblewrap() -> str:
    if not sys.platform.startswith("linux"):
        raise NotSandboxed("analyses run on Linux alone, whose namespaces the sandbox is made of")
    program = bubblewrap()
    if program is None:
        raise NotSandboxed(
            "bubblewrap is not installed, and analyses run in nothing else",
            next="Install it (Debian and Ubuntu: apt install bubblewrap), then do the same again.",
        )
    return program


def _interpreter(script: Path, programs: AnalysisPrograms) -> list[str]:
    """What runs a script, by the ending of its name."""
    known = {".py": programs.python, ".ipynb": programs.python, ".R": programs.rscript, ".r": programs.rscript}
    if script.suffix not in known:
        raise UsageError(f"{script.name} is no analysis that could be run", next="Scripts end in .py, .ipynb or .R")
    interpreter = known[script.suffix]
    if not os.access(interpreter, os.X_OK):
        raise MissingExtra(
            f"{interpreter} is not there, or this account may not run it",
            where=f"it runs {script.name}",
            next="Install it, or name another in the [programs] of project.toml.",
        )
    if script.suffix != ".ipynb":
        return [interpreter]
    check_has(interpreter, notebook_execution.NEEDS)
    return [interpreter, "-c", Path(notebook_execution.__file__).read_text(encoding="utf-8")]


def check_has(python: str, packages: Sequence[str]) -> None:
    """Refuse what the Python of analyses lacks packages for."""
    look = f"from importlib.util import find_spec; print(*(name for name in {packages!r} if not find_spec(name)))"
    asked = subprocess.run([python, "-I", "-c", look], capture_output=True, text=True, check=False)
    if asked.returncode or (lacks := asked.stdout.split()):
        raise MissingExtra(
            f"{python} lacks {' and '.join(lacks) if not asked.returncode else 'what it needs to start'}",
            where="it runs notebooks",
            next="Make a place for them that this account can read:\n"
            f"  python3 -m venv /opt/analysis && /opt/analysis/bin/pip install {' '.join(packages)}\n"
            "and name it in project.toml:\n"
            '  [programs]\n  python = "/opt/analysis/bin/python3"\n  folders = ["/opt/analysis"]',
        )


def _check_code(script: Path, beside: Sequence[Path]) -> None:
    names = set()
    for path in (script, *beside):
        if not path.is_file():
            raise UsageError(f"{path} is no file")
        if path.name in names:
            raise UsageError(f"two files are called {path.name}", next="In a run they lie side by side: rename one.")
        if not _is_text(path.name):
            raise UsageError("the name of a file of code is no text in UTF-8", next="Rename it.")
        names.add(path.name)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:  # bytes that are none, as Python has them
        return False
    return True


def _take_code(folder: Path, script: Path, beside: Sequence[Path]) -> list[dict[str, Any]]:
    """Copy the code into the folder of the run, so that what is hashed is what runs."""
    code = folder / CODE
    found = []
    for path in (script, *beside):
        shutil.copyfile(path, code / path.name)
        data = (code / path.name).read_bytes()
        found.append({"name": path.name, "bytes": len(data), "sha256": sha256(data).hexdigest()})
    return found


def _of_extract(extract: ProjectExtract) -> dict[str, Any]:
    files = {file.name: file.sha256 for file in extract.files}
    return {
        "agreement": extract.agreement,
        "made_up": extract.made_up,
        "rows": extract.rows,
        "sha256": extract.sha256,
        "sources": [*extract.sources],
        "files": files,
    }


def _places(extract: Path, outputs: Path, brought: Path) -> dict[str, str]:
    return {"ALDER_EXTRACT": str(extract), "ALDER_OUTPUTS": str(outputs), "ALDER_BROUGHT": str(brought)}


def _environment() -> dict[str, str]:
    return {
        **_places(_INSIDE / "extract", _INSIDE / OUTPUTS, _INSIDE / BROUGHT),
        "HOME": "/tmp",
        "LANG": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": "/tmp",
        "USER": "researcher",
    }


@dataclass(frozen=True)
class _Sandbox:
    """What bubblewrap is asked, and what has to be seen from inside if it did that."""

    arguments: list[str]
    shown: list[str]
    writable: list[str]
    environment: list[str]


def _sandbox(code: Path, outputs: Path, extract: Path, programs: AnalysisPrograms, limits: RunLimits) -> _Sandbox:
    shown = {path: path for path in _SYSTEM if Path(path).exists()}
    links = {}
    for path in _LINKED:
        if Path(path).is_symlink():
            links[path] = str(Path(path).readlink())
        elif Path(path).is_dir():
            shown[path] = path
    shown |= {str(one): str(one) for one in programs.folders}
    shown |= {str(code): str(_INSIDE / CODE), str(extract): str(_INSIDE / "extract")}
    if (brought := code.parents[2] / BROUGHT).is_dir():
        shown[str(brought)] = str(_INSIDE / BROUGHT)
    environment = _environment()
    in_memory = str(limits.memory_mb * MB)
    arguments = [
        *WALLS,
        *("--disable-userns", "--assert-userns-disabled"),
        *("--uid", "1000", "--gid", "1000", "--hostname", "workspace"),
        *("--proc", "/proc", "--dev", "/dev"),
        *("--size", in_memory, "--tmpfs", "/dev/shm", "--size", in_memory, "--tmpfs", "/tmp"),
        *(part for source, where in shown.items() for part in ("--ro-bind", source, where)),
        *(part for where, target in links.items() for part in ("--symlink", target, where)),
        *("--bind", str(outputs), str(_INSIDE / OUTPUTS)),
        *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", str(_INSIDE / OUTPUTS)),
        "--clearenv",
        *(part for name, value in environment.items() for part in ("--setenv", name, value)),
    ]
    return _Sandbox(arguments, [*shown.values()], [str(_INSIDE / OUTPUTS)], [*environment, "PWD"])


class _Pipe:
    """A pipe whose ends are closed with the block that it is opened for, if not before."""

    def __init__(self, stack: ExitStack) -> None:
        read, write = os.pipe()
        self.read = stack.enter_context(os.fdopen(read, "rb", buffering=0))
        self.write = stack.enter_context(os.fdopen(write, "wb", buffering=0))

    def give(self, data: bytes) -> None:
        """Put something into it, and close that end. What is given is smaller than a pipe holds."""
        self.write.write(data)
        self.write.close()

    def take(self) -> dict[str, Any]:
        """The JSON that comes out of it until it is closed; nothing where none comes in time."""
        found, until = b"", time.monotonic() + _PATIENCE
        while select([self.read], [], [], max(0.0, until - time.monotonic()))[0]:
            if not (part := self.read.read(1 << 16)):
                break
            found += part
        try:
            said = json.loads(found)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


def _carry_out(
    done: AnalysisRun, program: SandboxedProgram, bubblewrap: str, programs: AnalysisPrograms, extract: ProjectExtract
) -> None:
    """Begin the launcher, judge what it sees, let it go, and watch what it became until its end."""
    wanted = _sandbox(done.folder / CODE, program.outputs, extract.folder.resolve(), programs, done.limits)
    printed = done.folder / PRINTED
    with ExitStack() as stack:
        out = stack.enter_context(printed.open("wb"))
        telling, waiting, about, filtering = _Pipe(stack), _Pipe(stack), _Pipe(stack), _Pipe(stack)
        filtering.give(seccomp_filter())
        given = (telling.write, waiting.read, about.write, filtering.read)
        tell, wait, inform, filter = (one.fileno() for one in given)
        listening = () if program.listening is None else (program.listening,)
        inside = [
            *(programs.python, "-I", "-S", "-c", Path(launcher.__file__).read_text(encoding="utf-8")),
            *(str(tell), str(wait), json.dumps(done.limits.of_a_process()), ",".join(("mnt", *NAMESPACES))),
            *program.command,
        ]
        begins = [bubblewrap, *wanted.arguments, "--info-fd", str(inform), "--seccomp", str(filter), "--", *inside]
        group, done.control_group = own_group(done.limits.of_a_group())
        if group is not None:
            stack.enter_context(group)
            group.limit(done.limits.of_a_group())
            begins = group.command(begins)
        process = subprocess.Popen(
            begins,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env={},  # the surroundings of the first process can be read in the sandbox
            pass_fds=(tell, wait, inform, filter, *listening),
        )
        began = time.monotonic()
        try:
            for end in given:
                end.close()
            first, seen = about.take().get("child-pid"), telling.take()
            if not first or not seen:
                raise _refusal("bubblewrap could not put up its walls", _first_line(printed))
            done.sandbox = {"seen": seen, "wrong": _wrong(seen, wanted, OPEN + len(listening))}
            if wrong := done.sandbox["wrong"]:
                raise _refusal("the sandbox is not as it should be", "\n  ".join(wrong))
            project = done.folder.parent.parent
            is_loaded = partial(is_loaded_in, project, extract)
            watching = Watch(first, program.outputs, printed, project / FROZEN, is_loaded, done.limits)
            watch = stack.enter_context(watching)
            waiting.give(launcher.GO)
            program.let_go()
            _watch(done, process, watch, program)
            if group is not None:
                done.most_memory = max(done.most_memory, group.number("memory.peak"))
                if done.state is RunState.ENDED and group.ran_out_of_memory():
                    done.state, done.exit, done.stopped_for = RunState.STOPPED, None, StopReason.MEMORY
        finally:
            done.seconds = round(time.monotonic() - began, 3)
            process.kill()  # bubblewrap, with which ends what it began
            process.wait()


def _watch(done: AnalysisRun, process: subprocess.Popen[bytes], watch: Watch, program: SandboxedProgram) -> None:
    """Until the program ended, a limit is reached, or it is to end."""
    while True:
        try:
            status = process.wait(LOOK)
        except subprocess.TimeoutExpired:
            if reason := program.why_ended() or watch.look():
                done.state = RunState.ENDED if reason is StopReason.CLOSED else RunState.STOPPED
                done.stopped_for = reason
                break
        else:
            done.state, done.exit = RunState.ENDED, status
            break
    done.most_memory, done.most_processes = watch.most_memory, watch.most_processes
    done.most_written = watch.most_written


def _wrong(seen: Mapping[str, Any], wanted: _Sandbox, files_open: int) -> list[str]:
    about = {"shown": wanted.shown, "writable": wanted.writable, "environment": wanted.environment}
    return failures(seen, **about, files_open=files_open)


def _refusal(what: str, where: str) -> NotSandboxed:
    return NotSandboxed(
        f"{what}, and no code was run",
        where=where,
        next="This machine has to allow namespaces of users (user.max_user_namespaces above 0, on Ubuntu a profile of\n"
        "AppArmor for bwrap); bubblewrap has to be 0.8 or newer and not setuid; and nothing may be mounted below the\n"
        "folders that analyses see.",
    )


def _first_line(printed: Path) -> str:
    """What bubblewrap, or the launcher, said: no code of the analysis has run that could have printed it."""
    with printed.open(encoding="utf-8", errors="replace") as file:
        return file.readline(500).strip()


def _now() -> str:
    return wall_clock.now().isoformat(timespec="seconds")
