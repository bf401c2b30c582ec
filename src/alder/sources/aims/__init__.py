"""Finding a learning aim: search, filters and all that the held tables of LARS and the register say of an aim."""

from alder.sources.aims.aim_list import AimList, aims_of
from alder.sources.aims.aim_record import Aim, aim
from alder.sources.aims.search import AimQuery, AimResults, find

__all__ = ["Aim", "AimList", "AimQuery", "AimResults", "aim", "aims_of", "find"]
