"""A folder of its own for what does not fit into memory, which goes when nobody needs it any more."""

from __future__ import annotations

import shutil
import weakref
from pathlib import Path
from tempfile import mkdtemp


class Folder:
    """The folder lies where the system keeps temporary files (`TMPDIR`), and its owner alone can read it.

    It goes with this object, and at the latest when the program ends.
    """

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="alder-link-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)
