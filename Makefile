# Needs CPython 3.11 or later, and nothing else. `make help` lists what can be made.

PYTHON ?= python3
VENV ?= .venv
OUT ?= results/briefing
BIN := $(VENV)/bin
NOTEBOOKS := $(wildcard notebooks/*.ipynb)
BENCHMARKS := $(addprefix benchmarks/,replication.py against_plain.py workers.py)

export PATH := $(abspath $(BIN)):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := help
.PHONY: help venv briefing test lint types contracts tests notebooks docs long coverage mutants mutants-of-book faults trust bench board-check format clean lock

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*##/\1:/p' Makefile

venv: $(VENV)/.project  ## make the virtual environment: pinned libraries, and the project editable

$(VENV)/.libraries: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements.lock
	touch $@

$(VENV)/.project: pyproject.toml $(VENV)/.libraries
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

briefing: venv  ## the main job: the briefing on the shipped study, into OUT
	$(BIN)/simulator briefing france-2009 --out $(OUT)

test: lint types contracts tests notebooks docs  ## everything that must pass

lint: venv  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv  ## mypy, strict
	$(BIN)/mypy

contracts: venv  ## which package may import which
	$(BIN)/lint-imports --no-logo

tests: venv  ## tests, and every example in a docstring
	$(BIN)/pytest -n logical --doctest-modules tests simulator

notebooks: venv  ## run every notebook
	$(if $(NOTEBOOKS),$(BIN)/pytest -n logical --nbmake --nbmake-timeout=600 $(NOTEBOOKS),@echo "no notebook yet")

docs: venv  ## build the documentation, into site
	$(BIN)/mkdocs build --quiet --strict

long: venv  ## ten times as many random markets as in the tests
	$(BIN)/pytest -n logical --hypothesis-profile=long tests/plain

mutants: venv  ## make each mistake of the catalogue, and see that a test sees it
	$(BIN)/python -m tests.mutants.hunting

faults: venv  ## crash every command at every operation on its files, and record what survived
	$(BIN)/python -m tests.faults.crashing

trust: venv  ## measure anew what docs/trust.md shows (minutes)
	$(BIN)/python -m tests.trust

coverage: venv  ## which branches the tests take, room by room; fails below what is promised
	$(BIN)/python -m tests.covered.measuring

mutants-of-book: venv  ## try small mutants of the book (SAMPLE=n of them) on its tests; needs cosmic-ray
	$(PYTHON) -m venv .venv-mutants
	.venv-mutants/bin/python -m pip install --quiet "cosmic-ray>=8.7,<9"
	mkdir -p results/mutants
	.venv-mutants/bin/python tests/mutants/listing.py simulator/book results/mutants/listed.jsonl $(SAMPLE)
	rm -r .venv-mutants
	$(BIN)/python -m pytest -q -p tests.interpreting -p tests.mutants.trying -p no:randomly \
		--mutants results/mutants/listed.jsonl --verdicts results/mutants/verdicts.jsonl tests/book tests/processes

bench: venv  ## run every benchmark
	@set -e; for benchmark in $(BENCHMARKS); do echo "$$benchmark"; $(BIN)/python "$$benchmark"; done

board-check: venv  ## drive the what-if board in headless Chromium, which must be installed
	$(BIN)/python -m tests.browser.drive_board

format: venv  ## format the code and strip the notebooks' outputs
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(if $(NOTEBOOKS),$(BIN)/jupyter nbconvert --log-level=WARN --clear-output --inplace $(NOTEBOOKS))

lock:  ## pin again, from the ranges in pyproject.toml (UPGRADE=--upgrade for the newest)
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	.venv-lock/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --all-extras \
		--generate-hashes --no-header --no-annotate --no-emit-index-url $(UPGRADE) -o requirements.lock
	rm -r .venv-lock

clean:  ## remove what was made, but no results
	rm -rf .venv .venv-* build dist site htmlcov .coverage* .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache
	find simulator tests benchmarks -name __pycache__ -prune -exec rm -r {} + 2>/dev/null || true
