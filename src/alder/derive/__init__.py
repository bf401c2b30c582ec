"""Variables that Alder derives from collected fields: one file a family, all of them in `variables`.

A file that lies here is found by being here.
"""

from alder.derive.variable import Variable, Variables, variables
from alder.model.registry import imported_modules

__all__ = ["Variable", "Variables", "variables", *imported_modules(__name__, __path__)]
