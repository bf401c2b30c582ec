"""Finding a learning aim: search, filters and all that the held tables of LARS and the register say of an aim."""

from alder.sources.aims.asked import AimsAsked
from alder.sources.aims.find import Found, find
from alder.sources.aims.listed import AimList, aims_of
from alder.sources.aims.one import Aim, aim

__all__ = ["Aim", "AimList", "AimsAsked", "Found", "aim", "aims_of", "find"]
