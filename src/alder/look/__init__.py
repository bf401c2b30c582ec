"""How Alder looks: the stylesheet, the wordmark, the frame of a page, and how numbers are written."""

from alder.look import words
from alder.look.page import render, stylesheet, write

__all__ = ["render", "stylesheet", "words", "write"]
