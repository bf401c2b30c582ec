"""What somebody needs who takes the project from a forge: versions, the change log, whom to tell, what CI runs."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import yaml
from click.testing import CliRunner

import alder
from alder.cli.commands import cli
from alder.disclosure.policy import POLICIES
from alder.measures import measures

ROOT = Path(__file__).parents[2]
LOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HEADS = re.findall(r"^## (.+)$", LOG, re.M)
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
FORGE = sorted(p for p in (ROOT / ".github").rglob("*") if p.is_file())


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in version.split("."))


def test_the_change_log_begins_with_what_is_not_released_and_goes_back_in_time() -> None:
    assert HEADS[0] == "Unreleased"
    versions, days = zip(*(h.split(" - ") for h in HEADS[1:]), strict=True)
    assert list(versions) == sorted(versions, key=numbers, reverse=True)
    assert list(days) == sorted(days, reverse=True)
    assert all(date.fromisoformat(day) for day in days)
    kinds = {head.split(":")[0] for head in re.findall(r"^### (.+)$", LOG, re.M)}
    assert kinds <= KINDS


def test_the_version_stands_in_one_place_and_the_command_says_it() -> None:
    assert HEADS[1].split(" - ")[0] == alder.__version__
    assert CliRunner().invoke(cli, ["--version"]).output == f"alder {alder.__version__}\n"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/alder/__init__.py"


def test_a_change_is_one_line() -> None:
    assert not [line for line in LOG.splitlines() if line.startswith((" ", "\t"))], "a line goes on in the next"


def test_a_changed_statistic_or_policy_is_in_the_change_log_with_its_code_and_version() -> None:
    lines = [line for line in LOG.splitlines() if line.startswith("- ")]
    changed = [(m.name, m.version) for m in measures] + [
        (p.name, p.label.rpartition(" ")[2][:-1]) for p in POLICIES.values()
    ]
    for name, version in changed:
        if int(version) > 1:
            said = [line for line in lines if f"`{name}`" in line and f"version {version}" in line]
            assert said, f"{name}, version {version}: what changed since version {int(version) - 1}?"


def test_links_of_the_templates_lead_somewhere_and_no_address_is_made_up() -> None:
    for page in [*FORGE, ROOT / "SECURITY.md", ROOT / "CODE_OF_CONDUCT.md"]:
        said = page.read_text(encoding="utf-8")
        assert not re.search(r"[\w.]+@\w+\.\w+|https?://", said), f"{page.name}: whose address is this?"
        for target in re.findall(r"\]\(([^)#\s]+)", said):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_ci_of_a_forge_runs_what_runs_everywhere() -> None:
    flow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    (job,) = flow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert flow["permissions"] == {"contents": "read"}, "a change by anybody may not write"
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert oldest == f">={job['strategy']['matrix']['python'][0]}"


def test_hooks_before_a_commit_ask_what_make_check_asks() -> None:
    (repo,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    assert repo["repo"] == "local"
    assert [hook["entry"] for hook in repo["hooks"]] == ["make check"]
    assert re.search(r"^check:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
