"""The screener: whether a data set keeps to the standard, check by check."""

from alder.publishing.screener.check import Check, CheckBook, CheckOutcome, Fault, Result, Stage, screener
from alder.publishing.screener.lists import LIST_KINDS, NO_LISTS, ListKind, Lists, read_lists
from alder.publishing.screener.screening import Screening, can_be_accepted, screen, screen_files

__all__ = [
    "LIST_KINDS",
    "NO_LISTS",
    "Check",
    "CheckBook",
    "CheckOutcome",
    "Fault",
    "ListKind",
    "Lists",
    "Result",
    "Screening",
    "Stage",
    "can_be_accepted",
    "read_lists",
    "screen",
    "screen_files",
    "screener",
]
