"""The ledger of all that was released, and the audit of a new table together with it."""

from alder.disclosure.ledger.hidden import Hidden, Tried
from alder.disclosure.ledger.ledger import Ledger
from alder.disclosure.ledger.release import Facts, LedgerStore
from alder.disclosure.ledger.words import MORE, BesideEarlier

__all__ = ["MORE", "BesideEarlier", "Facts", "Hidden", "Ledger", "LedgerStore", "Tried"]
