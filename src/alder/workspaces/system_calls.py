"""What a program in the sandbox may not ask of the kernel, as a filter (seccomp) that bubblewrap puts in place.

Namespaces, capabilities and read-only mounts already keep a program in. This keeps it from parts of the kernel where
faults that let out were found before, and from sockets that no network namespace holds, such as those to the host of a
virtual machine.

A filter is a classic BPF program over the number of the call and its arguments, eight bytes an instruction, as in
`linux/seccomp.h`. What is not named in the table and is known is allowed; what came to the kernel after it is not.
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass

from alder.errors import UsageError

_CALLS = """
call                 x86_64  aarch64  answer

mount                   165       40  EPERM
umount2                 166       39  EPERM
pivot_root              155       41  EPERM
chroot                  161       51  EPERM
open_tree               428      428  EPERM
move_mount              429      429  EPERM
fsopen                  430      430  EPERM
fsconfig                431      431  EPERM
fsmount                 432      432  EPERM
fspick                  433      433  EPERM
mount_setattr           442      442  EPERM
unshare                 272       97  EPERM
setns                   308      268  EPERM
name_to_handle_at       303      264  EPERM
open_by_handle_at       304      265  EPERM

ptrace                  101      117  EPERM
process_vm_readv        310      270  EPERM
process_vm_writev       311      271  EPERM
process_madvise         440      440  EPERM
kcmp                    312      272  EPERM
pidfd_getfd             438      438  EPERM

keyctl                  250      219  EPERM
add_key                 248      217  EPERM
request_key             249      218  EPERM
bpf                     321      280  EPERM
perf_event_open         298      241  EPERM
userfaultfd             323      282  EPERM
fanotify_init           300      262  EPERM
lookup_dcookie          212       18  EPERM
syslog                  103      116  EPERM

kexec_load              246      104  EPERM
kexec_file_load         320      294  EPERM
init_module             175      105  EPERM
finit_module            313      273  EPERM
delete_module           176      106  EPERM
reboot                  169      142  EPERM
swapon                  167      224  EPERM
swapoff                 168      225  EPERM
acct                    163       89  EPERM
quotactl                179       60  EPERM
quotactl_fd             443      443  EPERM
sethostname             170      161  EPERM
setdomainname           171      162  EPERM
settimeofday            164      170  EPERM
clock_settime           227      112  EPERM
clock_adjtime           305      266  EPERM
adjtimex                159      171  EPERM
personality             135       92  EPERM
vhangup                 153       58  EPERM
iopl                    172        -  EPERM
ioperm                  173        -  EPERM
modify_ldt              154        -  EPERM

shmget                   29      194  EPERM
msgget                   68      186  EPERM
semget                   64      190  EPERM
memfd_create            319      279  ENOSYS
memfd_secret            447      447  ENOSYS
io_uring_setup          425      425  ENOSYS
io_uring_enter          426      426  ENOSYS
io_uring_register       427      427  ENOSYS
clone3                  435      435  ENOSYS
"""
"""In groups: mounts and namespaces, other processes, keys and watching the kernel, the machine, memory that no process
is charged for and calls that a filter cannot look into. `ENOSYS` where programs go on in another way when a call is not
there: so `clone3`, whose arguments lie where no filter sees them, becomes `clone`.
"""


@dataclass(frozen=True)
class _Machine:
    column: int
    audit: int
    """What the kernel calls it (`AUDIT_ARCH_*`)."""
    clone: int
    socket: int
    ioctl: int


_MACHINES = {
    "x86_64": _Machine(1, 0xC000003E, clone=56, socket=41, ioctl=16),
    "aarch64": _Machine(2, 0xC00000B7, clone=220, socket=198, ioctl=29),
}
_LAST = 462
"""The last call of the table of Linux 6.10: later ones are answered as not there."""
_NEW_NAMESPACES = 0x7E020080
"""All flags `CLONE_NEW*` of `clone`; new time namespaces cannot be asked there."""
_FAMILIES = (1, 2, 10, 16)
"""Sockets between processes, of both internets (the sandbox has the loopback alone), and to read which networks are."""
_TERMINAL_INPUT = (0x5412, 0x541C)
"""`TIOCSTI` and `TIOCLINUX`: typing into somebody's terminal."""

_NUMBER, _ARCHITECTURE, _FIRST, _SECOND = 0, 4, 16, 24
"""Where in `struct seccomp_data` they lie; of the arguments the lower half."""
_LOAD, _EQUAL, _ABOVE, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000


def denied_calls(machine: str = "") -> dict[str, tuple[int, int]]:
    """The number of each denied call on this machine, or a named one, and the error that it is answered with."""
    at = _machine(machine).column
    rows = [line.split() for line in _CALLS.splitlines()[2:] if line]
    return {row[0]: (int(row[at]), getattr(errno, row[3])) for row in rows if row[at] != "-"}


def seccomp_filter(machine: str = "") -> bytes:
    """The filter for this machine, or another that is named."""
    here = _machine(machine)
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, here.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *_answer(_ABOVE, _LAST, errno.ENOSYS),  # also the other numbering of x86_64 (x32), which begins far above
    ]
    for number, error in denied_calls(machine).values():
        program += _answer(_EQUAL, number, error)
    program += _looked_into(here.clone, _FIRST, _answer(_ANY_BIT, _NEW_NAMESPACES, errno.EPERM))
    wrong = [code for value in _TERMINAL_INPUT for code in _answer(_EQUAL, value, errno.EPERM)]
    program += _looked_into(here.ioctl, _SECOND, wrong)
    right = [code for family in _FAMILIES for code in ((_EQUAL, 0, 1, family), (_RETURN, 0, 0, _ALLOW))]
    program += _looked_into(here.socket, _FIRST, [*right, (_RETURN, 0, 0, _ERROR | errno.EAFNOSUPPORT)])
    program.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


_Instruction = tuple[int, int, int, int]


def _machine(name: str) -> _Machine:
    name = name or platform.machine()
    if name not in _MACHINES:
        raise UsageError(
            f"there is no filter of system calls for processors of the kind {name}",
            next=f"Run analyses on one of: {', '.join(_MACHINES)}",
        )
    return _MACHINES[name]


def _answer(test: int, value: int, error: int) -> list[_Instruction]:
    return [(test, 0, 1, value), (_RETURN, 0, 0, _ERROR | error)]


def _looked_into(call: int, argument: int, judged: list[_Instruction]) -> list[_Instruction]:
    """Judge one call by an argument; it is allowed unless that answers first."""
    body = [(_LOAD, 0, 0, argument), *judged, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(body), call), *body]
