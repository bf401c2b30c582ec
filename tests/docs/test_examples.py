"""Every example of the hand-written pages says whether it runs, and those that do are typed as a reader would.

A fence bears a mark behind its language, which GitHub does not show:

- `console` holds commands after `$ ` and what they print; a line `...` stands for any lines.
- `sh run` holds commands. Each has to succeed, or to find something; what it prints is not looked at.
- `python run` is run as it stands, in one namespace for the whole page; a comment `# -> text` behind an expression is
  what its `str` must be.
- `text output`, in whichever language, is what a command or a file shows: part of what was printed before it on the
  page, or of a file that is called there.
- `not-run: reason` is for what a test cannot type, and says why.

Blocks of one page follow each other in one folder, which holds what `tests.docs.world` prepared. `alder serve` serves
the folder's store as long as the page lasts, and what is asked of port 8000 is asked of it. `ID` is the id of the data
set that was published first.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest
from click.testing import CliRunner
from tests.docs.world import prepare
from tests.support.commands import at_a_terminal
from tests.support.few_rules import judge_by_few
from tests.support.site import served, site_in

from alder.cli.commands import cli
from alder.errors import AlderError
from docs import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DOCS = Path(generate.__file__).parent
ROOT = DOCS.parent
CODE = [*ROOT.glob("src/alder/sources/ilr/rules/*.py"), *ROOT.glob("tests/spec/rules/*.py")]
BY_HAND = ("explanation", "how-to", "tutorials")
PAGES = [*sorted(ROOT.glob("*.md")), *(page for part in BY_HAND for page in sorted((DOCS / part).glob("*.md")))]
HERE = "http://127.0.0.1:8000"
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)``` *$", re.M | re.S)
MARKS = re.compile(r"console|(sh|python) run|\w+ output|\w+ not-run: \S.{9,}")


@dataclass
class Example:
    """A fence of a page: the words behind its backticks, what stands in it, and its line."""

    info: str
    text: str
    line: int


def examples(page: Path) -> list[Example]:
    said = page.read_text(encoding="utf-8")
    return [Example(m["info"].strip(), m["text"], said[: m.start()].count("\n") + 1) for m in FENCE.finditer(said)]


def test_every_example_says_whether_it_runs() -> None:
    unmarked = [
        f"{page.relative_to(ROOT)}:{one.line}: ```{one.info}"
        for page in PAGES
        for one in examples(page)
        if not MARKS.fullmatch(one.info)
    ]
    assert not unmarked, "mark as: console, sh run, python run, text output, sh not-run: why"


def test_no_example_hides_in_an_indented_block() -> None:
    """Four spaces make a block of code too, one that no mark can be put on."""
    hidden = []
    for page in PAGES:
        lines = FENCE.sub(lambda m: "\n" * m[0].count("\n"), page.read_text(encoding="utf-8")).splitlines()
        for number, (before, line) in enumerate(zip(["", *lines], lines, strict=False), start=1):
            if not before.strip() and re.match(r" {4,}[a-z$]", line):
                hidden.append(f"{page.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not hidden, "put these between fences with a mark"


@pytest.fixture(scope="module", autouse=True)
def _few_rules() -> Iterator[None]:
    """Loads judge by a few rules: no page shows what a load found. `alder check` has the whole book."""
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch)
        yield


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("world"))


TYPED = [page for page in PAGES if any(re.match(r"console|\w+ run", one.info) for one in examples(page))]


OF_DELIVERIES = ("load-an-extract", "outcomes")
"""Pages whose reader has records that somebody delivered, which are not kept beside made-up returns."""


@pytest.mark.parametrize("page", TYPED, ids=lambda p: p.stem)
def test_what_a_reader_types_does_what_the_page_says(
    page: Path, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "reader"
    if page.parent.name == "tutorials" or page.parent == ROOT:
        folder.mkdir()  # whoever is new begins with nothing
    else:
        shutil.copytree(world, folder)
    if page.stem in OF_DELIVERIES:
        shutil.rmtree(folder / "store")
    monkeypatch.chdir(folder)
    for name in ("ALDER_STORE", "ALDER_GROUP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    with Reader(monkeypatch) as reader:
        for one in examples(page):
            try:
                reader.follow(one)
            except Exception as error:
                error.add_note(f"in {page.relative_to(ROOT)}, line {one.line}")
                raise


FINE = (0, 1)
"""Exit statuses of commands that did what they were asked, and found nothing or something."""


@dataclass
class Reader:
    """Who types what a page says, one block after another."""

    monkeypatch: pytest.MonkeyPatch
    seen: str = ""
    names: dict[str, object] = field(default_factory=dict)
    sites: ExitStack = field(default_factory=ExitStack)
    address: str = ""

    def __enter__(self) -> Self:
        self.monkeypatch.setattr("alder.web.server.serve", self.serve)
        return self

    def __exit__(self, *_: object) -> None:
        self.sites.close()

    def serve(self, store: Path, *_: object, ready: Callable[[str], None], **__: object) -> None:
        """The site of a store, in this process and until the page is over."""
        self.sites.enter_context(site_in(store))
        self.address = self.sites.enter_context(served())
        ready(self.address)

    def follow(self, one: Example) -> None:
        if HERE in one.text and "run" in one.info.split() and not self.address:
            self.type("alder serve")
        text = one.text.replace(HERE, self.address)
        if one.info == "console":
            for command, expected in commands(text):
                assert_alike(self.type(command), expected, command)
        elif one.info == "sh run":
            for command in re.sub(r"\\\n", " ", text).splitlines():
                self.type(command, refused=False)
        elif one.info == "python run":
            run_python(text, self.names)
        elif one.info.endswith(" output"):
            assert_shown(one.text, self.seen)

    def type(self, command: str, *, refused: bool = True) -> list[str]:
        """What a command prints: `alder` in this process, as `.ci/wheel` starts it in one of its own, or `cat`. What it
        answers may be led on to a file: `> FILE`.

        A page may show how something is refused, if it shows the words. It never shows wrong usage.
        """
        if " ID" in command and (ids := re.findall(r"data set ([0-9a-f-]{36})", self.seen)):
            command = re.sub(r"\bID\b", ids[0], command)
        words = shlex.split(command, comments=True)
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            self.monkeypatch.setenv(*words.pop(0).split("=", 1))
        if not words:
            return []
        out = Path(words[-1]) if words[-2:-1] == [">"] else None
        if words[0] == "alder":
            status, printed, said = alder(words[1:-2] if out else words[1:], out)
        else:
            assert words[0] == "cat", f"{command}: of other programs than alder this knows cat alone"
            status, printed, said = 0, "".join(Path(word).read_text("utf-8") for word in words[1:]), ""
        assert status in FINE or (refused and said.startswith("alder: ")), f"{command}\n{said}"
        self.seen += f"{printed}\n{said}\n"
        return [line.rstrip() for line in f"{printed}\n{said}".strip().splitlines()]


def alder(words: list[str], out: Path | None = None) -> tuple[int, str, str]:
    """Its status, and what it prints; of what is led on to a file nothing is on the screen."""
    try:
        with at_a_terminal() if out is None else nullcontext():
            ended = CliRunner().invoke(cli, words, catch_exceptions=False)
    except AlderError as error:
        return error.exit_code, "", f"alder: {error}"
    if out is not None:
        out.write_bytes(ended.stdout_bytes)
    return ended.exit_code, "" if out else ended.stdout, ended.stderr


def commands(block: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in re.sub(r"\\\n *", "", block).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line.rstrip())
    return found


TOOK = r"(?:[\\d.,]+ s|\\d+ min(?: \\d+ s)?)"
"""How long something took: a machine with other work says minutes where a page says seconds."""


def pattern_of(expected: list[str]) -> str:
    pattern = ""
    for line in "\n".join(expected).strip("\n").splitlines():
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            text = re.escape(line.rstrip())
            text = re.sub(r"\b\d{4}\\-\d\d\\-\d\d\b", r"\\d{4}-\\d\\d-\\d\\d", text)
            pattern += re.sub(r"(?<![\d.])\d+(\\\.\d+)?\\ s\b", TOOK, text) + r"[ ]*\n"
    return pattern


def assert_alike(printed: list[str], expected: list[str], command: str) -> None:
    """Seconds differ from run to run; everything else is exact, but for lines that `...` stands for."""
    said = "\n".join(printed).strip("\n") + "\n"
    assert re.fullmatch(pattern_of(expected), said), (
        f"{command} printed\n{said}\nand the page says\n{chr(10).join(expected)}"
    )


def assert_shown(text: str, seen: str) -> None:
    """Lines that stand together somewhere in what was printed, or in a file that is here."""
    pattern = pattern_of(text.splitlines())
    files = [*Path().glob("*.*"), *Path().glob("*/*.json"), *CODE]
    texts = [file.read_text("utf-8") for file in files if file.suffix in (".json", ".txt", ".csv", ".py")]
    shown = any(re.search(pattern, said + "\n") for said in [seen, *texts])
    assert shown or same_json(text, texts), f"nothing before it printed, and no file holds\n{text}\nbut\n{seen}"


def same_json(text: str, texts: list[str]) -> bool:
    """Whether a file has the same as JSON, however its lines are broken."""
    with suppress(ValueError):
        meant = json.loads(text)
        return any(said.startswith("{") and json.loads(said) == meant for said in texts)
    return False


def run_python(block: str, names: dict[str, object]) -> None:
    for statement in ast.parse(block).body:
        text = ast.get_source_segment(block, statement) or ""
        after = block.splitlines()[(statement.end_lineno or 1) - 1]
        if isinstance(statement, ast.Expr) and "# -> " in after:
            assert str(eval(text, names)) == after.split("# -> ")[1].strip(), text
        else:
            exec(compile(ast.Module([statement], []), "<page>", "exec"), names)


@pytest.mark.parametrize(
    ("page", "printed"),
    [("9 files in 2.0 s", "9 files in 1 min 21 s"), ("in 0.9 s", "in 12 s"), ("in 2 s", "in 3 min")],
)
def test_a_loaded_machine_takes_as_long_as_it_likes(page: str, printed: str) -> None:
    assert_alike([printed], [page], "alder load")


def test_another_number_is_not_what_the_page_says() -> None:
    with pytest.raises(AssertionError, match="and the page says"):
        assert_alike(["8 files in 2.0 s"], ["9 files in 2.0 s"], "alder load")
