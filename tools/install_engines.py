"""Installs the engines of tests/engines from their own lock, beside the product: half a gigabyte that nobody else needs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

root = Path(__file__).parent.parent
uv = shutil.which("uv") or str(root / ".tools" / "bin" / "uv")


def index_of(name: str) -> str:
    """Return a setting of pip, which holds for uv too."""
    asked = [str(root / ".tools" / "bin" / "python"), "-m", "pip", "config", "get", f"global.{name}"]
    with_pip = asked if Path(asked[0]).exists() else [sys.executable, *asked[1:]]
    return subprocess.run(with_pip, capture_output=True, text=True, check=False).stdout.strip()


settings = dict(os.environ)
for variable, own, name in (
    ("UV_DEFAULT_INDEX", "PIP_INDEX_URL", "index-url"),
    ("SSL_CERT_FILE", "PIP_CERT", "cert"),
):
    value = os.environ.get(own) or index_of(name)
    if value and variable not in settings:
        settings[variable] = value
settings.setdefault("UV_HTTP_TIMEOUT", "180")
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
        str(root / "tests/engines/engines.lock"),
    ],
    check=True,
    env=settings,
)
