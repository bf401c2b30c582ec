"""Every example in the documentation runs, and prints what the page says it prints.

In a page, a block marked `console` holds commands after `$ ` and what they print; a line `...` stands for any lines.
A block marked `python` is run as it stands, in one namespace for the whole page; a comment `# -> text` after an
expression is what its `str` must be. Blocks of one page follow each other in one folder.
"""

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from alder.cli.group import cli
from docs import generate

DOCS = Path(generate.__file__).parent
PAGES = [p for p in [*sorted(DOCS.rglob("*.md")), DOCS.parent / "README.md"] if "```console" in p.read_text("utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_example_prints_what_the_page_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALDER_STORE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    names: dict[str, object] = {}
    for kind, block in re.findall(r"^```(console|python)\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        if kind == "console":
            for command, expected in commands(block):
                assert_alike(run(command), expected, command)
        else:
            run_python(block, names)


def commands(block: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line.rstrip())
    return found


def run(command: str) -> list[str]:
    """What a command prints: `alder` in this process, as `.ci/wheel` starts it in one of its own; another as it is."""
    words = shlex.split(command)
    if words[0] == "alder":
        ended = CliRunner().invoke(cli, words[1:], catch_exceptions=False)
        status, printed, said = ended.exit_code, ended.stdout, ended.stderr
    else:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        status, printed, said = done.returncode, done.stdout, done.stderr
    assert status in (0, 1), said
    return [line.rstrip() for line in printed.splitlines()]


def assert_alike(printed: list[str], expected: list[str], command: str) -> None:
    """Seconds differ from run to run; everything else is exact, but for lines that `...` stands for."""
    pattern = ""
    for line in "\n".join(expected).strip("\n").splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.sub(r"\\?\d+\\?\.\d\\? s\b", r"[\\d.,]+ s", re.escape(line)) + r"[ ]*\n"
    said = "\n".join(printed).strip("\n") + "\n"
    assert re.fullmatch(pattern, said), f"{command} printed\n{said}\nand the page says\n{chr(10).join(expected)}"


def run_python(block: str, names: dict[str, object]) -> None:
    for statement in ast.parse(block).body:
        text = ast.get_source_segment(block, statement) or ""
        after = block.splitlines()[(statement.end_lineno or 1) - 1]
        if isinstance(statement, ast.Expr) and "# -> " in after:
            assert str(eval(text, names)) == after.split("# -> ")[1].strip(), text
        else:
            exec(compile(ast.Module([statement], []), "<page>", "exec"), names)
