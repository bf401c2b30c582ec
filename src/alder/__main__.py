"""Where the process of a command begins: `alder`, and `python -m alder`."""

from __future__ import annotations

from typing import Any

from alder.process_settings import settle


def run() -> Any:
    """Run the command that was typed."""
    settle()
    from alder.cli import main

    return main()


if __name__ == "__main__":
    run()
