"""Variables that Alder derives from collected fields: one file a family, all of them in `variables`."""

from alder.derive import age, aim, person, programme, status, time
from alder.derive.variable import Variable, Variables, variables

__all__ = ["Variable", "Variables", "age", "aim", "person", "programme", "status", "time", "variables"]
