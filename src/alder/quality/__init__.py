"""How far results may be trusted: grades of fields, cautions, and breaks in series. They travel with every number."""

from alder.model.quality import CAVEATS
from alder.quality.grades import assess, breaks_at, caveats, grade_of

__all__ = ["CAVEATS", "assess", "breaks_at", "caveats", "grade_of"]
