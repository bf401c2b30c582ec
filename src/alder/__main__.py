"""Where the process of a command begins: `alder`, and `python -m alder`.

What is set here holds for the process of the command line alone. Whoever imports Alder keeps their own settings.
"""

from __future__ import annotations

import gc
import sys
from typing import Any


class _WithoutPandas:
    """Where pandas is installed, pyarrow imports it to read its first list, in case that is a column of pandas.

    No command needs it, and it takes a tenth of the time of checking a return of 5,000 learners.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def run() -> Any:
    """Run the command that was typed."""
    sys.meta_path.insert(0, _WithoutPandas())
    # An engine at work beside Python asks for the interpreter a few times a statement; at the usual 5 ms it would wait
    # for it longer than it works.
    sys.setswitchinterval(0.001)
    gc.set_threshold(100_000)  # reading makes and drops objects by the million, and none of them in circles
    from alder.cli import main

    return main()


if __name__ == "__main__":
    run()
