"""`python -m tests.rule_cases`, under the name by which others start it: see `tests.vectors.rules`."""

import sys

from tests.vectors.rules import main

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
