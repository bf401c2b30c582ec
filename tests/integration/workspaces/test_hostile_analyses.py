"""What an analysis tries against the sandbox, and what becomes of it: the table of the docs, kept true.

Each attempt is a few lines of Python that run in a real sandbox. What comes of it is the name of the kernel's error,
what the attempt ends with as `came`, or the limit that stopped the run.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import textwrap
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from tests.support.unprivileged import folder, hand_over, unprivileged, with_a_sandbox

from alder.workspaces import run_limits
from alder.workspaces.analysis_run import PRINTED, run_analysis
from alder.workspaces.project_extract import describe_file, read_extract, write_manifest
from alder.workspaces.project_folder import open_project
from alder.workspaces.system_calls import denied_calls

CLONE = {"x86_64": 56, "aarch64": 220}.get(platform.machine(), 0)
PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "workspaces.md"

TRIES = {
    "send records to another machine": "import socket; socket.create_connection(('192.0.2.1', 443), 1)",
    "look a name up": "import socket; socket.getaddrinfo('example.org', 443)",
    "talk to the host of a virtual machine": "import socket; socket.socket(40, socket.SOCK_STREAM)",
    "listen to the network card": "import socket; socket.socket(17, socket.SOCK_RAW)",
    "read /etc": "open('/etc/passwd')",
    "read another project's extract": "open(OTHER)",
    "change its own extract": "open(os.environ['ALDER_EXTRACT'] + '/aims.parquet', 'ab')",
    "change its own code": "open('/workspace/code/analysis.py', 'a')",
    "write outside of its outputs": "open('/written', 'w')",
    "write among the programs": "open('/usr/written', 'w')",
    "read /proc of others": "came = len([name for name in os.listdir('/proc') if name.isdigit()])",
    "read the surroundings of whoever began it": "came = b'SECRET' in open('/proc/1/environ', 'rb').read()",
    "read the memory of another process": "call('process_vm_readv', 1, 0, 0, 0, 0, 0)",
    "trace another process (ptrace)": "call('ptrace', 16, 1, 0, 0)",
    "send a signal to another process": "os.kill(VICTIM, 9)",
    "mount something": "call('mount', b'none', b'/tmp', b'tmpfs', 0, 0)",
    "make namespaces (unshare)": "call('unshare', 0x10000000)",
    "make namespaces by a new process (clone)": "call('clone', 0x10000000 | 17, 0, 0, 0, 0)",
    "make them in the newer way (clone3)": "call('clone3', 0, 0)",
    "read keys of the kernel (keyctl)": "call('keyctl', 0, -3, 0)",
    "load a program into the kernel (bpf)": "call('bpf', 0, 0, 0)",
    "ask the kernel past the filter (io_uring)": "call('io_uring_setup', 1, 0)",
    "hide memory in a file without a name (memfd)": "os.memfd_create('x')",
    "type into a terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
    "open the terminal": "open('/dev/tty')",
    "become root": "os.setuid(0)",
    "make a device": "import stat; os.mknod('device.csv', stat.S_IFCHR | 0o666, os.makedev(1, 3))",
    "put the extract among its outputs by a second name": (
        "os.link(os.environ['ALDER_EXTRACT'] + '/aims.parquet', 'records.parquet')"
    ),
    "write one file of 10 GB": "os.truncate(os.open('large.csv', os.O_WRONLY | os.O_CREAT), 10 << 30)",
}
"""Those that come back with an answer: all of them in one run. `call` asks the kernel directly."""

LEFT = """
os.symlink('/etc/passwd', 'link.csv')
open('own.csv', 'w').write('a'); os.link('own.csv', 'second.csv')
os.mkfifo('pipe.csv')
os.symlink('/workspace', 'folder')
os.mkdir('below'); open('below/good.csv', 'w').write('sex,learners\\nFemale,120\\n')
open('of SECRET.csv', 'w').write('a')
names = ['link.csv', 'second.csv', 'pipe.csv', 'folder/extract/aims.parquet', '../printed.txt', '/etc/passwd', 'no.csv',
         'of SECRET.csv', 'below/good.csv', 'below/good.csv']
open('cover.toml', 'w').write(''.join(f'[[files]]\\nname = "{name}"\\n' for name in names))
"""

STAYS = """
if not os.fork():
    os.setsid()
    while True:
        open('alive.txt', 'a').write('a')
        import time; time.sleep(0.002)
"""

FORKS = """
forked = 0
try:
    while forked < 1000:
        if not os.fork():
            import time; time.sleep(60)
        forked += 1
except BlockingIOError:
    pass
came_of['begin processes without end'] = f'{forked + 1} of them'
"""

TELLS = "json.dump(came_of, open('came.json', 'w'))"

PRINTS = """
import os
while True:
    os.write(1, b'record of SECRET\\n' * 10_000)
"""

STOPPED = {
    "begin children that together take too much memory": """
        for _ in range(6):
            if not os.fork():
                held = bytearray(os.urandom(1 << 20) * 20)
                import time; time.sleep(60)
        os.wait()
        """,
    "take memory as files in /tmp": """
        try:
            for number in range(30):
                open(f'/tmp/{number}', 'wb').write(bytes(4 << 20))
        except OSError:
            pass  # it is full
        import time; time.sleep(60)
        """,
    "write 10 GB of outputs, file by file": """
        for number in range(10_000):
            open(f'{number % 50}.csv', 'wb').write(bytes(1 << 20))  # fewer than the limit of files
        """,
    "write 10 GB into files that have no name any more": """
        held = []
        for number in range(10_000):
            held.append(open('gone', 'wb')); os.unlink('gone'); held[-1].write(bytes(1 << 20)); held[-1].flush()
        """,
    "write files without end": """
        for number in range(1_000_000):
            open(str(number), 'w').close()
        """,
    "close a folder after it filled it": """
        os.mkdir('closed'); open('closed/hidden', 'w').close(); os.chmod('closed', 0)
        import time; time.sleep(60)
        """,
    "fill folders so deep that no path leads there": """
        for number in range(30):
            os.mkdir('a' * 200); os.chdir('a' * 200)
        import time; time.sleep(60)
        """,
    "close the folder of outputs itself": """
        os.chmod('.', 0)
        import time; time.sleep(60)
        """,
    "never end": "import time; time.sleep(60)",
}
"""Those that a limit ends, each in a run of its own."""

BEGINNING = """
import ctypes, errno, json, os
numbers = json.loads(NUMBERS)
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *given):
    if libc.syscall(numbers[name], *given) < 0:
        raise OSError(ctypes.get_errno(), name)
came_of = {}
def attempt(name, code):
    found = {**globals(), 'came': 'it worked'}
    try:
        exec(code, found)
        came_of[name] = str(found['came'])
    except OSError as error:
        came_of[name] = errno.errorcode.get(error.errno) or type(error).__name__
"""

SETTINGS = """
project = "leavers"
[limits]
memory_mb = 64
processes = 20
written_mb = 5
seconds = {seconds}
"""


@pytest.fixture(scope="module")
def seen() -> Any:
    """All runs, in one process of an account that owns nothing: records, what was printed, what lay there after it."""
    with_a_sandbox()
    import_module("alder.outputs.cover_sheet")  # the account may not be able to
    victim = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with folder() as top, pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_limits, "MOST_FILES", 100)
        patch.setenv("TOKEN", "SECRET")
        for name in ("mine", "other"):
            _project(top / name, seconds=20)
        _project(top / "short", seconds=1)
        numbers = {name: number for name, (number, _) in denied_calls().items()} | {"clone": CLONE}
        batch = [
            f"NUMBERS = {json.dumps(json.dumps(numbers))}\nOTHER = {str(top / 'other/extract/aims.parquet')!r}",
            f"VICTIM = {victim.pid}",
            BEGINNING,
            *(f"attempt({name!r}, {code!r})" for name, code in TRIES.items()),
            *(LEFT, STAYS, FORKS, TELLS),
        ]
        (top / "prints.py").write_text(PRINTS)
        (top / "analysis.py").write_text("\n".join(batch))
        for number, code in enumerate(STOPPED.values()):
            (top / f"stopped{number}.py").write_text("import os\n" + textwrap.dedent(code))
        hand_over(top)
        came = unprivileged(lambda: _all_runs(top))
        victim.communicate(b"\n")
        came["victim"] = victim.returncode
        yield came


def _project(where: Path, *, seconds: int) -> None:
    extract = where / "extract"
    extract.mkdir(parents=True)
    (where / "project.toml").write_text(SETTINGS.format(seconds=seconds))
    (extract / "aims.parquet").write_bytes(b"PAR1 of SECRET")
    files = [describe_file(extract / "aims.parquet", source="ilr", rows=1, fields=("learner_key",))]
    write_manifest(extract, agreement="A-2026-1", made="2026-11-30T09:00:00+00:00", made_up=False, files=files)


def _all_runs(top: Path) -> dict[str, Any]:
    def run(project: str, script: str) -> dict[str, Any]:
        opened = open_project(top / project)
        began = time.monotonic()
        done = run_analysis(opened, top / script, read_extract(opened.folder / "extract"))
        took = time.monotonic() - began
        printed = (done.folder / PRINTED).read_text(errors="replace")[:2000]
        return {**done.as_object(), "printed": printed, "folder": str(done.folder), "took": took}

    found: dict[str, Any] = {"batch": run("mine", "analysis.py"), "prints": run("mine", "prints.py")}
    assert found["batch"]["state"] == "ended", found["batch"]
    outputs = Path(found["batch"]["folder"]) / "outputs"
    found["came"] = json.loads((outputs / "came.json").read_text())
    alive = outputs / "alive.txt"
    size = alive.stat().st_size
    time.sleep(0.03)
    found["alive"] = [size, alive.stat().st_size]
    found["stopped"] = {
        name: run("short" if name == "never end" else "mine", f"stopped{number}.py")
        for number, name in enumerate(STOPPED)
    }
    return found


def came_of(seen: Any) -> dict[str, str]:
    """What came of each attempt, in a word."""
    stopped = {name: f"stopped: {run['stopped_for']}" for name, run in seen["stopped"].items()}
    why = {one["name"]: one["why"] for one in seen["batch"]["refused"]}
    left = {
        "leave a link among its outputs": why["link.csv"],
        "leave a link to a folder": why["folder/extract/aims.parquet"],
        "leave a file with a second name": why["second.csv"],
        "leave a pipe": why["pipe.csv"],
        "name an output outside of the folder": why["../printed.txt"],
        "name an output by a path of the machine": why["/etc/passwd"],
        "stay at work after the end": "gone" if len(set(seen["alive"])) == 1 else "alive",
        "print 10 GB of records": "cut short" if seen["prints"]["printed_bytes"] <= 5_000_000 else "printed",
    }
    return seen["came"] | stopped | left


def test_what_becomes_of_a_hostile_analysis_is_as_the_table_of_the_docs_says(seen: Any) -> None:
    table = PAGE.read_text(encoding="utf-8").split("## What hostile code tries")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    told = {row[0]: row[2].strip("`") for row in rows[2:]}
    assert told == came_of(seen)


def test_nothing_that_was_tried_reached_anybody(seen: Any) -> None:
    assert seen["victim"] == 0, "a process of another was ended"
    batch = seen["batch"]
    assert batch["state"] == "ended"
    assert batch["most_processes"] <= 20
    assert [one["name"] for one in batch["outputs"]] == ["of SECRET.csv", "below/good.csv"]


def test_a_limit_ends_a_run_before_it_took_much_more(seen: Any) -> None:
    for name, run in seen["stopped"].items():
        assert run["state"] == "stopped", name
        assert run["exit"] is None
        assert not run["outputs"], "half of it may be written"
        assert run["most_written"] < 1 << 30, f"{name}: of 10 GB, however busy the machine is"
        assert run["most_memory"] < 500 << 20, name
        assert run["took"] < 15, name
