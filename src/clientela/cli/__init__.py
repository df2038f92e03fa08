"""The command line: one file per command, each is parse, one call to the workspace, present."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line. An error for people is a sentence on standard error and exit code 1."""
    from clientela.cli._app import run

    sys.exit(run(sys.argv[1:]))
