"""How Alder looks: the stylesheet, the wordmark, the frame of a page, charts, and how numbers are written."""

from alder.look import charts, words
from alder.look.page import render, stylesheet, write

__all__ = ["charts", "render", "stylesheet", "words", "write"]
