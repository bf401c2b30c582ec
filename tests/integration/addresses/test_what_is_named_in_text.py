"""Modules, views and templates that are named in text are there: whoever moves one of them is told here.

Imports are looked at by mypy; what a string names is found out when it is first used, which may be a night later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string
from tests.support.site import Site

WEB = Path(__file__).parents[3] / "src" / "alder" / "web"
KNOWN = Path(__file__).with_name("names_and_methods.txt")
_TEMPLATE = re.compile(r'"(alder\.web[\w.]*):templates/([\w.-]+)"')
_OF_THE_DESK = re.compile(r'release_page\(\s*request,\s*person,\s*\w+,\s*"(\w+)"')
"""Pages of the desk about a release name their template alone."""
_MODULE = re.compile(r'"(alder\.[\w.]+)"')


def texts(*endings: str) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for end in endings for path in sorted(WEB.rglob(f"*{end}"))}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def is_there(dotted: str) -> bool:
    """Whether it is a module, or something in one."""
    try:
        import_module(dotted)
    except ModuleNotFoundError:
        try:
            import_string(dotted)
        except ImportError:
            return False
    return True


def test_every_module_that_a_setting_names_is_there(site: Site) -> None:
    from alder.web import settings

    named = [
        text
        for name in dir(settings)
        if name.isupper()
        for text in _strings(getattr(settings, name))
        if "alder." in text
    ]
    named = [text for text in named if text.startswith("alder.")]
    assert len(named) > 20
    assert [name for name in named if not is_there(name)] == []


def test_every_module_that_is_named_in_a_text_is_there(site: Site) -> None:
    """Includes, views that are loaded later, pages of errors, packages with files: all strings of the site."""
    named = {name: path for path, text in texts(".py").items() for name in _MODULE.findall(text) if _is_ours(name)}
    assert {name: path.name for name, path in named.items() if not is_there(name)} == {}


def _is_ours(name: str) -> bool:
    """Whether it begins with a package: names of loggers, salts and files begin with `alder.` too."""
    return WEB.parent.joinpath(name.split(".")[1]).is_dir()


def test_every_view_that_is_loaded_later_is_there(site: Site) -> None:
    from alder.web.deferred_views import views
    from alder.web.urls import urlpatterns

    assert urlpatterns
    assert len(views()) > 10
    assert [
        (module, name) for module, name in views() if not callable(getattr(import_module(module), name, None))
    ] == []


def test_every_template_that_is_named_can_be_read(site: Site) -> None:
    from alder.look.page import environment

    every = texts(".py", ".j2").values()
    named = {name for text in every for name in _TEMPLATE.findall(text)}
    named |= {("alder.web.desk", f"{name}.html.j2") for text in every for name in _OF_THE_DESK.findall(text)}
    assert len(named) > 40
    assert sorted(f"{package}:{name}" for package, name in named if not _is_file(package, name)) == []
    for package, name in sorted(named):
        environment().get_template(f"{package}:templates/{name}")


def _is_file(package: str, name: str) -> bool:
    return WEB.parent.joinpath(*package.split(".")[1:], "templates", name).is_file()


IN_ROWS = (
    "alder.web.following.tasks.tell_news",
    "alder.web.following.tasks.send_mails",
    "alder.web.publications.uploads.screen_upload",
    "alder.web.methodology.tasks.describe_columns",
    "alder.web.table_requests.asking.work_out",
    "alder.web.table_requests.answering.try_request",
    "alder.web.table_requests.answering.count_answer",
)
"""What rows of the queue name: a task that waits while a site is updated is looked for there."""


def test_what_older_databases_name_is_still_called_so(site: Site) -> None:
    from django.apps import apps
    from django.conf import settings

    for name in IN_ROWS:
        assert import_string(name).module_path == name
    # The name of the class is part of the key that sessions are signed with.
    assert import_module(settings.SESSION_ENGINE).SessionStore.__qualname__ == "SessionStore"
    # Labels are part of the names of tables, and of the rows that say which migrations were made.
    labels = {app.label for app in apps.get_app_configs() if app.name.startswith("alder.")}
    assert labels == {
        "accounts",
        "applications",
        "publications",
        "following",
        "permanent",
        "work",
        "statistics",
        "trail",
        "output_desk",
        "table_requests",
        "accreditation",
        "projects",
    }


def test_no_template_is_without_use() -> None:
    said = "\n".join(texts(".py", ".j2").values())
    templates = sorted(path for path in WEB.rglob("templates/*") if path.is_file())
    assert len(templates) > 100
    by_name = re.compile(r"topic_|choose_")  # each is asked for by the name of its topic or step
    unused = []
    for path in templates:
        stem = path.name.partition(".")[0]
        whole = re.search(rf"[/\"}}]{re.escape(path.name)}\"", said)
        if not whole and f'"{stem}"' not in said and not by_name.match(stem):
            unused.append(path.relative_to(WEB).as_posix())
    assert unused == []


def test_addresses_keep_their_names_and_methods(site: Site) -> None:
    """Names are written in templates, and methods in forms. A new address gets a line in the file beside this one."""
    from alder.web.urls import urlpatterns

    assert sorted(set(_addresses(urlpatterns))) == KNOWN.read_text(encoding="utf-8").splitlines()


def _addresses(patterns: Any, before: str = "") -> Iterator[str]:
    from alder.web.http import READING

    for pattern in patterns:
        at = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern.url_patterns, at)
        else:
            methods = getattr(pattern.callback, "methods", READING)
            yield f"/{at} {pattern.name or '-'} {','.join(methods) or 'its own'}"
