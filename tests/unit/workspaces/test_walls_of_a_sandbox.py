"""What has to be seen from inside a sandbox, and what its filter answers, judged without one."""

from __future__ import annotations

import errno
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from tests.support import text_tables

from alder.errors import UsageError
from alder.sandbox import NAMESPACES
from alder.workspaces.proof import failures
from alder.workspaces.system_calls import denied_calls, seccomp_filter

SHOWN, WRITABLE, ENVIRONMENT = ["/usr", "/workspace/extract"], ["/workspace/outputs"], ["HOME", "PWD"]
MOUNTS = """
where               options      kind
/                   ro,nosuid    tmpfs
/proc               rw,nosuid    proc
/dev                ro,nosuid    tmpfs
/dev/null           rw,nosuid    devtmpfs
/dev/zero           rw,nosuid    devtmpfs
/dev/full           rw,nosuid    devtmpfs
/dev/random         rw,nosuid    devtmpfs
/dev/urandom        rw,nosuid    devtmpfs
/dev/tty            rw,nosuid    devtmpfs
/dev/pts            rw,nosuid    devpts
/dev/shm            rw,nosuid    tmpfs
/tmp                rw,nosuid    tmpfs
/usr                ro,nosuid    ext4
/workspace/extract  ro,nosuid    ext4
/workspace/outputs  rw,nosuid    ext4
"""


def as_it_should_be() -> dict[str, Any]:
    return {
        "namespaces": {kind: f"{kind}:[1]" for kind in ("mnt", *NAMESPACES)},
        "networks": ["lo"],
        "mounts": [line.split() for line in MOUNTS.splitlines()[2:]],
        "users": [[1000, 0, 1]],
        "capabilities": {"CapEff": "0000000000000000", "CapBnd": "0000000000000000"},
        "no_new_rights": True,
        "filtered": True,
        "processes": 2,
        "files_open": 5,
        "terminal": False,
        "environment": ["HOME", "PWD"],
    }


def wrong(seen: dict[str, Any]) -> list[str]:
    return failures(seen, shown=SHOWN, writable=WRITABLE, environment=ENVIRONMENT)


SEEN = """
what          | is                               | is told

networks      | ["eth0", "lo"]                   | it reaches networks: eth0, lo
users         | [[0, 0, 1]]                      | its user is not mapped to a single one of its own
users         | [[1000, 1000, 65536]]            | its user is not mapped to a single one of its own
users         | []                               | its user is not mapped to a single one of its own
capabilities  | {"CapBnd": "000001ffffffffff"}   | it has capabilities
no_new_rights | false                            | programs in it could get further rights
filtered      | false                            | no filter of system calls is in place
processes     | 31                               | it sees 31 processes, and should see 2
files_open    | 6                                | it has 6 files open, and should have 5
terminal      | true                             | it has a terminal
environment   | ["HOME", "PWD", "TOKEN"]         | its environment differs by: TOKEN
namespaces | {} | it shares these namespaces with the machine: cgroup, ipc, mnt, net, pid, user, uts
"""

MOUNTED = """
where              | options   | kind  | is told

/workspace/extract | rw,nosuid | ext4  | it could write to /workspace/extract
/usr               | ro        | ext4  | programs in /usr could change their user
/usr/share/records | ro,nosuid | nfs4  | it holds what it should not: /usr/share/records
/                  | ro,nosuid | ext4  | / is of the kind ext4
"""


def test_a_sandbox_as_it_should_be_lets_the_analysis_go() -> None:
    assert wrong(as_it_should_be()) == []


def test_whatever_differs_from_what_was_asked_for_is_told() -> None:
    for row in text_tables.rows(SEEN):
        seen = {**as_it_should_be(), str(row["what"]): json.loads(str(row["is"]))}
        assert wrong(seen) == [row["is told"]], row


def test_a_namespace_that_is_the_machine_s_own_is_told() -> None:
    seen = as_it_should_be()
    seen["namespaces"]["net"] = str(Path("/proc/self/ns/net").readlink())
    assert wrong(seen) == ["it shares these namespaces with the machine: net"]


def test_a_mount_that_was_not_asked_for_so_is_told() -> None:
    for row in text_tables.rows(MOUNTED):
        others = [mount for mount in as_it_should_be()["mounts"] if mount[0] != row["where"]]
        mounts = [*others, [row["where"], row["options"], row["kind"]]]
        assert wrong({**as_it_should_be(), "mounts": mounts}) == [row["is told"]], row
    without = [mount for mount in as_it_should_be()["mounts"] if mount[0] != "/workspace/extract"]
    assert wrong({**as_it_should_be(), "mounts": without}) == ["it lacks: /workspace/extract"]


def answer(program: bytes, call: int, audit: int, first: int = 0, second: int = 0) -> str:
    """What the kernel would answer a call, by the rules of its BPF."""
    data = struct.pack("=iIQQQ", call, audit, 0, first, second)
    code = list(struct.iter_unpack("=HBBI", program))
    at = loaded = 0
    while True:
        kind, yes, no, value = code[at]
        at += 1
        if kind == 0x20:
            (loaded,) = struct.unpack_from("=I", data, value)
        elif kind == 0x06:
            if value >> 16 == 0x7FFF:
                return "allowed"
            return "killed" if value >> 16 == 0x8000 else errno.errorcode[value & 0xFFFF]
        else:
            at += yes if {0x15: loaded == value, 0x25: loaded > value, 0x45: bool(loaded & value)}[kind] else no


FILTERED = """
call             | x86_64 | aarch64 | first      | second | answer

read             | 0      | 63      | 3          | 0      | allowed
mount            | 165    | 40      | 0          | 0      | EPERM
keyctl           | 250    | 219     | 0          | 0      | EPERM
io_uring_setup   | 425    | 425     | 0          | 0      | ENOSYS
a process        | 56     | 220     | 0x01200011 | 0      | allowed
a thread         | 56     | 220     | 0x003d0f00 | 0      | allowed
in a user space  | 56     | 220     | 0x10000011 | 0      | EPERM
in a mount space | 56     | 220     | 0x00020011 | 0      | EPERM
unix socket      | 41     | 198     | 1          | 0      | allowed
loopback socket  | 41     | 198     | 2          | 0      | allowed
vsock            | 41     | 198     | 40         | 0      | EAFNOSUPPORT
kernel's crypto  | 41     | 198     | 38         | 0      | EAFNOSUPPORT
size of terminal | 16     | 29      | 0          | 0x5413 | allowed
type into it     | 16     | 29      | 0          | 0x5412 | EPERM
not yet made     | 470    | 470     | 0          | 0      | ENOSYS
"""
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


@pytest.mark.parametrize("machine", AUDIT)
def test_the_filter_answers_calls_as_the_table_says(machine: str) -> None:
    program = seccomp_filter(machine)
    for row in text_tables.rows(FILTERED):
        call, first, second = (int(str(row[name]), 0) for name in (machine, "first", "second"))
        assert answer(program, call, AUDIT[machine], first, second) == row["answer"], row
    for name, (number, error) in denied_calls(machine).items():
        assert answer(program, number, AUDIT[machine]) == errno.errorcode[error], name


def test_calls_numbered_in_another_way_pass_no_filter() -> None:
    program = seccomp_filter("x86_64")
    assert answer(program, 1, 0x40000003) == "killed", "32 bits"
    assert answer(program, 0x40000000 + 165, AUDIT["x86_64"]) == "ENOSYS", "x32"


def test_a_processor_without_a_table_is_refused_in_words() -> None:
    with pytest.raises(UsageError, match="no filter of system calls for processors of the kind riscv64"):
        seccomp_filter("riscv64")
