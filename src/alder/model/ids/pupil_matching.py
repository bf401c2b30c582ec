"""The key by which researchers see pupils: the pupil matching reference (PMR)."""

from __future__ import annotations

from alder.model.ids.identifier import Identifier


class PMR(Identifier):
    """A pupil matching reference, anonymous form (PupilMatchingRefAnonymous): eighteen characters.

    The Department for Education puts it in place of names and pupil numbers in every part of the National Pupil
    Database; it is the same over parts and years. Nothing more of its form is published, so letters keep their case and
    there is no check.
    """

    called = "pupil matching reference (PMR)"
    form = "[A-Za-z0-9]{18}"
    length = 18
    steps = (("[A-Za-z0-9]*", "it holds something other than letters and digits"),)
    is_upper = False
