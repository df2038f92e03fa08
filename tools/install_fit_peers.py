"""Installs the peers of the benchmark of the purchase models into an environment of their own, from their own lock."""

import shutil
import subprocess
import sys
from pathlib import Path

root = Path(__file__).parent.parent
uv = shutil.which("uv") or str(root / ".tools" / "bin" / "uv")
home = root / ".tools" / "fit_peers"
python = home / "bin" / "python"
subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
lock = root / "benchmarks" / "fit_peers.lock"
subprocess.run(
    [uv, "pip", "install", "-q", "--python", str(python), "--require-hashes", "-r", str(lock)], check=True
)
