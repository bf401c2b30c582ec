"""The walls that bubblewrap puts around what Alder does not trust: code of researchers, readers of files of people.

No wall is one that bubblewrap may leave out where the system forbids it: `--unshare-all` is not used, since it means
`--unshare-user-try` and `--unshare-cgroup-try`.
"""

from __future__ import annotations

import shutil
import subprocess

PROGRAM = "bwrap"
NAMESPACES = ("user", "ipc", "pid", "net", "uts", "cgroup")
WALLS = (
    *(f"--unshare-{kind}" for kind in NAMESPACES),
    *("--cap-drop", "ALL"),
    *("--die-with-parent", "--new-session"),
)
"""No network, no other process, no terminal, no capability; gone when whoever began it is gone."""
_PATIENCE = 30


def bubblewrap() -> str | None:
    """Where the program lies, if it is installed."""
    return shutil.which(PROGRAM)


def works(command: list[str]) -> bool:
    """Whether bubblewrap, asked in these words, begins a program here: containers and kernels may forbid namespaces."""
    try:
        return subprocess.run([*command, "true"], capture_output=True, timeout=_PATIENCE).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
