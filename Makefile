# Every target works from an empty home directory; what they make stays in .venv, .cache and var of this checkout (and in pip's own cache).
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: help setup run test lint bench proof proof-short requirements clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRYTON := .cache/tryton/venv

# A stamp carries the checksum of what it was made from, so times of files do not matter: nothing to do the second time, made anew when a pin changes.
sum = $(firstword $(shell cat $(1) | cksum))
INSTALLED := $(VENV)/.installed-$(call sum,requirements/dev.txt)
LINKED := $(VENV)/.linked-$(call sum,requirements/dev.txt pyproject.toml)
TRYTON_INSTALLED := $(TRYTON)/.installed-$(call sum,requirements/tryton.txt)
PEERS := .cache/bench/venv
PEERS_INSTALLED := $(PEERS)/.installed-$(call sum,requirements/bench.txt)
# --no-compile halves the time: what is never imported is never compiled.
PIP_INSTALL := -m pip --disable-pip-version-check install -qq --no-input --no-compile --require-hashes

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(LINKED) $(TRYTON_INSTALLED) ## install everything into .venv and .cache (instant the second time)
	@:

$(INSTALLED): | requirements/dev.txt
	@echo "setup 1/3: installing the pinned packages into $(VENV) (about a minute, 900 MB)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Trimtab needs Python 3.11 or newer: make setup PYTHON=python3.11")'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(LINKED): $(INSTALLED) | pyproject.toml
	@echo "setup 2/3: linking this checkout into $(VENV)"
	@$(BIN)/python -m pip --disable-pip-version-check install -qq --no-input --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.linked-*
	@touch $@

$(TRYTON_INSTALLED): | requirements/tryton.txt
	@echo "setup 3/3: installing the Tryton ERP into $(TRYTON) (its own process, its own environment)"
	@mkdir -p $(dir $(TRYTON))
	@$(PYTHON) -m venv --clear $(TRYTON)
	@$(TRYTON)/bin/python $(PIP_INSTALL) -r requirements/tryton.txt
	@touch $@

$(PEERS_INSTALLED): | requirements/bench.txt
	@echo "setup of benchmarks: installing the peers into $(PEERS) (their own environment)"
	@mkdir -p $(dir $(PEERS))
	@$(PYTHON) -m venv --clear $(PEERS)
	@$(PEERS)/bin/python $(PIP_INSTALL) -r requirements/bench.txt
	@touch $@

run: setup ## start the demo: a company, its ERP, and Trimtab on top
	$(BIN)/trimtab demo

test: setup ## run every test, with branch coverage of floors 1 to 3
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

lint: $(LINKED) ## style, formatting, types, and the floors of the house
	@echo "lint 1/4: ruff check"
	@$(BIN)/ruff check .
	@echo "lint 2/4: ruff format"
	@$(BIN)/ruff format --check .
	@echo "lint 3/4: mypy"
	@$(BIN)/mypy
	@echo "lint 4/4: import-linter"
	@$(BIN)/lint-imports

bench: setup $(PEERS_INSTALLED) ## measure against bounds and peers, print the ratios
	$(BIN)/python -m benchmarks

proof: setup ## hold every promise against crashes and real services (long)
	$(BIN)/python -m tests.proof
	$(BIN)/python -m pytest -m proof

proof-short: setup ## the same proof, in minutes
	$(BIN)/python -m tests.proof --short

requirements: $(LINKED) ## pin the newest versions that resolve together (needs the network)
	@for name in runtime dev tryton bench; do echo "requirements: $$name"; $(COMPILE) -o requirements/$$name.txt requirements/$$name.in; done

# --no-config and an empty environment for the index: nothing of the machine that compiles may reach the files. Extras stay named: without them
# an older pip takes the newest release of `coverage[toml]` for unpinned on the day one is published.
COMPILE = env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u UV_INDEX_URL -u UV_FIND_LINKS $(BIN)/uv pip compile --no-config --quiet --upgrade \
  --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-annotate --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove everything that was made here
	rm -rf $(VENV) .cache var dist build htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
