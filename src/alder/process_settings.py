"""How Python is set in processes of Alder's own: that of a command, and those that a server starts beside it.

Whoever imports Alder keeps their own settings.
"""

from __future__ import annotations

import gc
import sys


class _WithoutPandas:
    """Where pandas is installed, pyarrow imports it to read its first list, in case that is a column of pandas.

    Nothing here needs it. It takes a tenth of the time of checking a return of 5,000 learners, and two fifths of what a
    process costs that makes a small file.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def settle() -> None:
    """Set this process, before it imports what it works with."""
    sys.meta_path.insert(0, _WithoutPandas())
    # An engine at work beside Python asks for the interpreter a few times a statement; at the usual 5 ms it would wait
    # for it longer than it works.
    sys.setswitchinterval(0.001)
    gc.set_threshold(100_000)  # reading makes and drops objects by the million, and none of them in circles
