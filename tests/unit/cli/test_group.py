"""The command list and what it does about errors."""

import pytest

from alder.cli import commands


def test_a_wrong_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.main(["tabel"])
    assert stopped.value.code == 2
    assert "Did you mean table?" in capsys.readouterr().err


def test_a_wrong_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.main(["--nothing"])
    assert stopped.value.code == 2
    assert "No such option" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    commands.main(["--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in commands.COMMANDS)
