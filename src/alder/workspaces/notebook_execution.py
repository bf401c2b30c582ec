"""What runs a notebook from its first cell to its last, as a script is run: nobody looks on.

It is run by its text, by the Python that analyses use, with nbclient and ipykernel as they are installed there. The
copy with what the cells gave is written where the run writes: it stays in the workspace, unless it is declared.
"""

from __future__ import annotations

import os
import sys

NEEDS = ("nbclient", "ipykernel")
"""What has to be installed beside the Python that runs notebooks."""


def main(path: str) -> int:  # pragma: no cover  # in the sandbox of a run
    """Run all cells, or those before the first that fails; 1 where one failed."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    folder, name = os.path.split(path)
    os.environ["PYTHONPATH"] = folder  # what lies beside it can be imported, as beside a script
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=None)  # the run has its own limit of time
    client.create_kernel_manager().transport = "ipc"  # over files of /tmp: nothing else in there could listen
    status = 0
    try:
        client.execute()
    except CellExecutionError as error:
        print(error)
        status = 1
    nbformat.write(notebook, name)
    return status


if __name__ == "__main__":  # pragma: no cover
    sys.exit(main(sys.argv[1]))
