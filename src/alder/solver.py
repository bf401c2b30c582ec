"""HiGHS, quiet and repeatable: the solver of every linear programme here."""

from __future__ import annotations

import highspy


class Solver(highspy.Highs):  # type: ignore[misc]  # the package has no types
    """One thread and a fixed seed, so that the same table always meets the same answer; nothing on the screen.

    The start of `Highs` itself greets on stdout before it can be told not to, so it is left out.
    """

    def __init__(self, seed: int = 1) -> None:
        super(highspy.Highs, self).__init__()
        self.callbacks: list[object] = []
        for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", seed), ("solver", "simplex")):
            self.setOptionValue(option, setting)

    def run(self) -> object:
        """Solve from the last answer. Where that leads nowhere, for want of precision, once more from nothing.

        An interior point method does not begin at the last answer, so whoever asked for one is told as it ended.
        """
        found = super().run()
        if self.getModelStatus() == highspy.HighsModelStatus.kUnknown and self.getOptionValue("solver")[1] == "simplex":
            self.clearSolver()
            found = super().run()
        return found
