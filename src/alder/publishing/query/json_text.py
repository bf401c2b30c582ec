"""JSON as the API reads it: comments are allowed, and nothing else that JSON is not."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from alder.publishing.query.problems import Problem, Refused

_TEXT_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*"?)|//[^\n\r]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
"""What has no end matches too, up to the end of all: else each further quotation mark would be tried in vain."""

_HALF_A_LETTER = re.compile(r"\\u[dD][89a-fA-F]")
"""Where a letter is written in two halves. One half alone is no text, and no answer could repeat it."""


def read(body: bytes) -> Any:
    """The value of a request's body. Broken JSON is refused as one invalid value at the root."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(_TEXT_OR_COMMENT.sub(_kept, text), parse_constant=_refuse)
        if _HALF_A_LETTER.search(text):
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError):  # not UTF-8, not JSON, half a letter, or nested too deep to read
        raise Refused([Problem("InvalidValue", "")]) from None


def _kept(found: re.Match[str]) -> str:
    if found[0].startswith("/*") and not found[0][2:].endswith("*/"):
        return "/*"  # which is no JSON
    return found[1] or " "


def _refuse(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
