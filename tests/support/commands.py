"""Running `alder` as a user would, in tests that look at what it says."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

import pyarrow as pa
import pytest
from click.testing import CliRunner

from alder.cli import explain
from alder.cli.commands import cli
from alder.errors import AlderError


def run(*arguments: object, exit: int = 0) -> str:
    """What a command says; it has to end with this status."""
    ended = CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
    assert ended.exit_code == exit, ended.output
    return ended.output


def refused(*arguments: object) -> str:
    """What is said of a command that is refused."""
    with pytest.raises(AlderError) as caught:
        run(*arguments)
    return str(caught.value)


def at_a_terminal() -> AbstractContextManager[object]:
    """While it lasts, what commands print goes to a screen, as far as they can tell."""
    return mock.patch.object(explain, "on_a_terminal", return_value=True)


def streamed(*arguments: object, exit: int = 0) -> tuple[pa.Table, str]:
    """What a command answers as a stream of Arrow, and what it says beside it."""
    words = [*(str(one) for one in arguments), "--format", "arrow-stream"]
    ended = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert ended.exit_code == exit, ended.output
    return pa.ipc.open_stream(ended.stdout_bytes).read_all(), ended.stderr
