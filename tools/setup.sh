#!/bin/sh
# Makes .venv from requirements.lock. Uses uv if there is one, else fetches it into .tools; never touches
# the system's Python. The index settings of pip (environment or pip.conf) hold for uv too.
set -eu
cd "$(dirname "$0")/.."
PYTHON="${PYTHON:-python3}"

say() { printf '%s\n' "$*" >&2; }

"$PYTHON" -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null || {
  say "Clientela needs Python 3.11 or newer, and '$PYTHON' is not. Install it, or name it: make PYTHON=python3.12 …"
  exit 1
}
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || {
  say "This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv. Then run make again."
  exit 1
}

started=$(date +%s)
index_of() { "$PYTHON" -m pip config get "global.$1" 2>/dev/null || true; }
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
  url="${PIP_INDEX_URL:-$(index_of index-url)}"
  [ -z "$url" ] || { UV_DEFAULT_INDEX="$url"; export UV_DEFAULT_INDEX; }
fi
if [ -z "${SSL_CERT_FILE:-}" ]; then
  cert="${PIP_CERT:-$(index_of cert)}"
  [ -z "$cert" ] || { SSL_CERT_FILE="$cert"; export SSL_CERT_FILE; }
fi
export UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT="${UV_HTTP_TIMEOUT:-180}"

if command -v uv >/dev/null 2>&1; then
  UV=uv
elif [ -x .tools/bin/uv ]; then
  UV=.tools/bin/uv
else
  say "Fetching uv into .tools …"
  "$PYTHON" -m venv .tools
  if .tools/bin/python -m pip install -q uv; then UV=.tools/bin/uv; else UV=; fi
fi

rm -f .venv/.ready
if [ -n "$UV" ]; then
  [ -x .venv/bin/python ] || "$UV" venv -q --python "$PYTHON" .venv
  say "Installing the packages of requirements.lock into .venv …"
  "$UV" pip sync -q --python .venv/bin/python --require-hashes requirements.lock
  "$UV" pip install -q --python .venv/bin/python --no-deps -e .
else
  say "uv could not be fetched; pip does the same, more slowly."
  [ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
  .venv/bin/python -m pip install -q --require-hashes -r requirements.lock
  .venv/bin/python -m pip install -q --no-deps -e .
fi
say "Ready: $(.venv/bin/python --version), $(ls .venv/lib/python*/site-packages | grep -c 'dist-info') packages, in $(( $(date +%s) - started )) s."
