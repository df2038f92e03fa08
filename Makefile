# `make` lists the targets. Everything is made below this folder: .venv for the project, .tools for uv.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SIZE ?= m
SEED ?= 7
MINUTES ?= 30
UV ?= $(shell command -v uv || echo .tools/bin/uv)

.DEFAULT_GOAL := help
.PHONY: help setup lint format test golden demo serve bench bench-fit bench-accuracy engines soak fuzz docs translations ci lock

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1|\2/' | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

$(READY): pyproject.toml requirements.lock tools/setup.sh tools/hatch_build.py
	@PYTHON="$(PYTHON)" sh tools/setup.sh
	@touch $(READY)

setup: $(READY) ## make the private environment from the lock
	@$(BIN)/python tools/compile_catalogues.py

lint: setup ## format check, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache

format: setup ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: setup ## all tests but the long ones
	$(BIN)/python -m pytest -n 2 --dist loadfile

golden: setup ## rewrite the golden files, then look at the difference
	GOLDEN_UPDATE=1 $(BIN)/python -m pytest tests/golden
	git --no-pager diff --stat tests/golden

demo: setup ## the demo company: data, analysis, reports, then the web app (SERVE=0: not)
	@SERVE="$(SERVE)" $(BIN)/clientela demo --size $(SIZE) --seed $(SEED)

serve: setup ## the web application over ./workspace
	$(BIN)/clientela serve

bench: setup ## speed: ratios against one scan, polars and pandas
	@$(BIN)/python -c 'import polars, pandas, pyarrow' 2>/dev/null || $(BIN)/python tools/install_peers.py
	$(BIN)/python benchmarks/run.py

bench-fit: setup ## the purchase models: goals of speed, against peers in an environment of their own
	@$(BIN)/python -c 'import numba' 2>/dev/null || $(UV) pip install --python $(BIN)/python -q 'numba>=0.63'
	@test -x .tools/fit_peers/bin/python || $(BIN)/python tools/install_fit_peers.py
	$(BIN)/python benchmarks/fit.py

bench-accuracy: setup ## forecasts against every baseline on the frozen suite (CLIENTELA_DATA; half an hour)
	PYTHONPATH=src $(BIN)/python benchmarks/accuracy.py --out .bench-accuracy.json

engines: setup ## the engines that tests/engines compares: drivers, Sail, ClickHouse in process (500 MB)
	@$(BIN)/python tools/install_engines.py

soak: setup ## the long tests: kills, damaged files, big bases
	$(BIN)/python -m pytest -n 0 -m soak tests

fuzz: setup ## fuzz the reading of files for MINUTES (30), guided by coverage
	@$(BIN)/python -c 'import atheris' 2>/dev/null || $(UV) pip install --python $(BIN)/python -q atheris
	PYTHONPATH=src:tests $(BIN)/python tests/fuzz/read_files.py -max_total_time=$$(($(MINUTES) * 60)) -rss_limit_mb=2048 \
	  -timeout=60 -max_len=60000 -artifact_prefix=.fuzz/ .fuzz/corpus

docs: setup ## regenerate the reference pages
	$(BIN)/python tools/make_reference.py

translations: setup ## extract the texts into the catalogues
	$(BIN)/python tools/extract_texts.py
	$(BIN)/python tools/compile_catalogues.py

ci: lint ## exactly what continuous integration runs
	$(BIN)/python tools/make_reference.py --check
	$(BIN)/python tools/extract_texts.py --check
	$(MAKE) test

lock: ## renew requirements.lock (hashed, without the address of any index)
	$(UV) pip compile pyproject.toml --extra all --extra fast --group dev --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header -q -o requirements.lock
	$(UV) pip compile benchmarks/peers.in --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header -q -o benchmarks/peers.lock
	$(UV) pip compile benchmarks/fit_peers.in --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header -q -o benchmarks/fit_peers.lock
	$(UV) pip compile tests/engines/engines.in -c requirements.lock --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o tests/engines/engines.lock
