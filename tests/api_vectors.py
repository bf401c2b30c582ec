"""`python -m tests.api_vectors`, under the name by which others start it: see `tests.vectors.api`."""

from tests.vectors.api import main

if __name__ == "__main__":
    raise SystemExit(main())
