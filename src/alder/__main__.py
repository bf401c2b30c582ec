"""`python -m alder` is the command line too."""

from alder.cli import main

main()
