"""Notebooks of one person in one project, served in a sandbox like that of a run, with a record like that of a run.

The server answers at a socket of the machine's file system, which is begun outside and handed in: there is no network,
and nothing inside could put another socket in its place. Who may reach that socket is the gateway's to decide.
"""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from alder.errors import UsageError
from alder.rights import private_folder
from alder.workspaces import notebook_program
from alder.workspaces.analysis_run import SandboxedProgram, begin_run, check_account, check_has, run_program
from alder.workspaces.project_folder import NOTEBOOKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.workspaces.analysis_run import AnalysisRun
    from alder.workspaces.project_extract import ProjectExtract
    from alder.workspaces.project_folder import ProjectFolder
    from alder.workspaces.run_limits import StopReason

_LONGEST_PATH = 107
"""Bytes of the path of a socket, by the kernel."""
_WAITING = 128
"""Connections that the kernel keeps until the server takes them: a browser opens dozens as the page begins."""


class NotebookServer:
    """It serves while `serve` runs, which is until it is ended, a limit is reached, or it shuts itself down."""

    def __init__(
        self,
        project: ProjectFolder,
        extract: ProjectExtract,
        *,
        person: str,
        socket: Path,
        program: str = "",
        at_begin: Callable[[], object] = lambda: None,
    ) -> None:
        """`program` is the text of another server than Jupyter's, which takes the socket's number as its argument."""
        self.project, self.extract, self.person, self.socket = project, extract, person, socket
        self.begun = Event()
        """Set once the sandbox is proved and the server begins; what comes to the socket waits for it."""
        self.shown_bytes = 0
        """Counted by whoever passes on what it answers."""
        self._program, self._at_begin = program, at_begin
        self._reason: StopReason | None = None

    def end(self, reason: StopReason) -> None:
        """Let everything in it end, within a tenth of a second, from another thread."""
        self._reason = self._reason or reason

    def serve(self) -> AnalysisRun:
        """Serve, and give the record of it. Raises as a run does where it cannot be begun."""
        check_account()
        self.project.check_not_frozen()
        python = self.project.programs.python
        if not self._program:
            check_has(python, notebook_program.NEEDS)
        written = self.project.folder / NOTEBOOKS / self.person
        private_folder(written)
        limits = replace(self.project.limits, seconds=self.project.limits.notebook_seconds)
        with ExitStack() as stack:
            _take_alone(written, stack)
            listening = stack.enter_context(socket.socket(socket.AF_UNIX))
            self._listen(listening, stack)
            text = self._program or Path(notebook_program.__file__).read_text(encoding="utf-8")
            done = begin_run(self.project, NOTEBOOKS, python, self.extract, limits)

            def let_go() -> None:
                listening.close()  # the server alone holds it now, and nobody can connect once that has ended
                self.begun.set()
                self._at_begin()

            program = SandboxedProgram(
                command=[python, "-c", text, str(listening.fileno())],
                outputs=written,
                listening=listening.fileno(),
                let_go=let_go,
                why_ended=lambda: self._reason,
            )
            try:
                run_program(done, program, self.project.programs, self.extract)
            finally:
                done.shown_bytes = self.shown_bytes
                done.write()
        return done

    def _listen(self, listening: socket.socket, stack: ExitStack) -> None:
        path = os.fspath(self.socket)
        if len(os.fsencode(path)) > _LONGEST_PATH:
            raise UsageError(f"the path of a socket has {_LONGEST_PATH} bytes at the most", where=path)
        try:
            os.fchmod(listening.fileno(), 0o600)  # before it has a name, which then begins with these rights
            listening.bind(path)
        except OSError as error:
            raise UsageError(f"no socket can be made there: {error.strerror}", where=path) from None
        stack.callback(self.socket.unlink, missing_ok=True)
        listening.listen(_WAITING)


def _take_alone(folder: Path, stack: ExitStack) -> None:
    """Two servers would give each other's folders back and gather each other's files."""
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    stack.callback(os.close, held)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(
            "notebooks of this person are open already",
            where=str(folder),
            next="Close them first, or work on where they are open.",
        ) from None
