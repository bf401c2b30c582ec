"""The templates of pages, and what every one of them may use."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from alder.look import outward, words
from alder.look.page import stylesheet

_HERE = "alder.look"


class _Templates(BaseLoader):
    """`package:name` is a template of that package; a bare name is one of ours."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, None]:
        package, _, name = template.rpartition(":")
        source = files(package or _HERE).joinpath(name)
        if not source.is_file():
            raise TemplateNotFound(template)
        return source.read_text(encoding="utf-8"), None, None


@cache
def environment() -> Environment:
    """The one environment of the process: values are escaped, and a name that is not given is an error."""
    made = Environment(
        loader=_Templates(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {
        "number": words.number,
        "percent": words.percent,
        "day": words.day,
        "short_day": words.short_day,
        "clock": words.clock,
        "moment": words.moment,
        "listed": words.listed,
        "sentence": words.sentence,
        "linked": outward.linked,
        "cited": outward.cited,
        "coded": coded,
    }
    made.globals |= {
        "counted": words.counted,
        "outward": outward.outward,
        "icon": _icon(),
        "styles": Markup(stylesheet()),
    }
    return made


def coded(text: str) -> Markup:
    """A text in which what stands between backticks is what is typed."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _icon() -> str:
    svg = files(_HERE).joinpath("logo-mark.svg").read_text(encoding="utf-8")
    return "data:image/svg+xml," + quote(re.sub(r"<!--.*?-->|\n\s*", "", svg))
