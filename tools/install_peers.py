"""Installs the peers of the benchmark from their own lock: they are no part of the product."""

import shutil
import subprocess
import sys
from pathlib import Path

root = Path(__file__).parent.parent
uv = shutil.which("uv") or str(root / ".tools" / "bin" / "uv")
subprocess.run(
    [
        uv,
        "pip",
        "install",
        "-q",
        "--python",
        sys.executable,
        "--require-hashes",
        "-r",
        str(root / "benchmarks/peers.lock"),
    ],
    check=True,
)
