"""One-file pages: a template, the stylesheets and the wordmark in a single HTML file that fetches nothing; the one form
of links that leave the site; and the page that says what something is.

A template is a file `NAME.html.j2` beside the code that owns it and extends `base.html.j2`. What it may fill is listed
there. No script and no style attribute: the page forbids both to itself, and names its own styles by their hash.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup, escape

from alder.look import words
from alder.model.explanation import grouped
from alder.model.service import pieces

if TYPE_CHECKING:
    from pathlib import Path

    from jinja2 import Environment

    from alder.model.explanation import Explanation
    from alder.model.fact import Citation

_HERE = "alder.look"
_POLICY = "@content-security-policy@"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@cache
def stylesheet() -> str:
    """GOV.UK Frontend and then our own, ready to stand inside `<style>`."""
    names = ("vendor/govuk-frontend.min.css", "alder.css")
    return "\n".join(files(_HERE).joinpath(name).read_text(encoding="utf-8").replace("\r\n", "\n") for name in names)


def render(package: str, template: str, **context: object) -> str:
    """A page from `template` in `package`, as one HTML file with its styles inside."""
    html = environment().get_template(f"{package}:{template}").render(**context)
    return html.replace(_POLICY, _content_security_policy(html)).strip() + "\n"


def write(path: Path, package: str, template: str, **context: object) -> None:
    """Render the page into the file at `path`."""
    path.write_text(render(package, template, **context), encoding="utf-8", newline="\n")


def _content_security_policy(html: str) -> str:
    """Nothing may be fetched or run, whatever a value in the page says; only these very styles count."""
    hashes = (hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(html))
    allowed = " ".join(f"'sha256-{base64.b64encode(h).decode()}'" for h in hashes)
    return f"default-src 'none'; style-src {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def environment() -> Environment:
    """The one environment of the process: values are escaped, and a name that is not given is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # most commands write no page

    loader = FunctionLoader(_template)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {
        "number": words.number,
        "percent": words.percent,
        "day": words.day,
        "short_day": words.short_day,
        "clock": words.clock,
        "moment": words.moment,
        "listed": words.listed,
        "sentence": words.sentence,
        "linked": linked,
        "cited": cited,
        "coded": coded,
    }
    made.globals |= {
        "counted": words.counted,
        "outward": outward,
        "icon": _icon(),
        "styles": Markup(stylesheet()),
    }
    return made


def _template(name: str) -> str | None:
    """`package:name` is a template of that package; a bare name is one of ours."""
    package, _, file = name.rpartition(":")
    source = files(package or _HERE).joinpath(file)
    return source.read_text(encoding="utf-8") if source.is_file() else None


def coded(text: str) -> Markup:
    """A text in which what stands between backticks is what is typed."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _icon() -> str:
    svg = files(_HERE).joinpath("logo-mark.svg").read_text(encoding="utf-8")
    return "data:image/svg+xml," + quote(re.sub(r"<!--.*?-->|\n\s*", "", svg))


_MARK = Markup('<span class="alder-out"></span><span class="govuk-visually-hidden"> (on another site)</span>')


def outward(words: str, address: str) -> Markup:
    """A link to another site: its words are what it leads to, and a mark says that it leaves this one. It opens where
    the reader is, as links do.
    """
    return Markup('<a class="govuk-link" href="{}" rel="external noopener">{}{}</a>').format(address, words, _MARK)


def linked(text: str) -> Markup:
    """A text in which services lead to their address, and an address in brackets is that of the words before it."""
    return Markup("").join(outward(words, address) if address else escape(words) for words, address in pieces(text))


def cited(cite: Citation) -> Markup:
    """A document by its title, which leads to it where its address is known; else it says where it is kept."""
    if cite.address:
        return outward(cite.title, cite.address)
    return linked(f"{cite.title} ({cite.where})" if cite.where else cite.title)


def write_explanation(path: Path, explanation: Explanation, *, sql: str = "") -> None:
    """What something is, as one page. `sql` are the statements that judge a rule; they are folded away."""
    write(
        path,
        _HERE,
        "explained.html.j2",
        e=explanation,
        rows=grouped(explanation.rows),
        sections=[(section, grouped(section.rows)) for section in explanation.sections],
        sql=sql,
    )
