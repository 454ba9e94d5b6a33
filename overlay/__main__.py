"""`python -m overlay`: the command line, where the command itself is not on the path."""

from overlay.cli import main

main()
