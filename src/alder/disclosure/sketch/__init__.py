"""Which further cells to hide, in tables of any number of dimensions: the method of the null-space sketch."""

from alder.disclosure.sketch.cells import Cells
from alder.disclosure.sketch.certificate import Certificate, certify
from alder.disclosure.sketch.choose import Pattern, choose

__all__ = ["Cells", "Certificate", "Pattern", "certify", "choose"]
