"""`python -m clientela` is the command line."""

from clientela.cli import main

main()
