# Every target is a line or two; `make` alone lists them. Needs Python 3.11 or newer and nothing else.
SHELL := /bin/sh
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; raise SystemExit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
READY := .venv/ready
PORT ?= 8000
# Compiled Python is kept, so that it is made once and not by each process of the tests anew.
export PYTHONDONTWRITEBYTECODE :=
# Every core has a process of the tests: further threads for small matrices would only wait for each other, busily.
test test-long coverage: export OPENBLAS_NUM_THREADS := 1

.PHONY: help demo test test-long coverage check fix docs bench lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: $(READY) ## a fictitious college group, from its returns to a report, and a made-up nation on a site
	$(BIN)/alder demo --out demo
	@if [ -t 1 ]; then echo; exec $(BIN)/alder serve --demo demo --port $(PORT); fi; \
	$(BIN)/alder serve --demo demo --port 0 --check && echo "It answers. See it until you stop it: $(BIN)/alder serve --demo demo"

# The order of tests is drawn, so that none leans on another. Here it is the same draw each time, so that a failure is
# there again in the next run and a change is judged by what it changed; `make test-long` draws anew.
test: $(READY) ## run the tests, on every core; each file stays on one, so that what its tests share is made once
	$(BIN)/python -m pytest -n auto --dist loadfile --randomly-seed=1 $(ARGS)

test-long: $(READY) ## the same with the long tests, which look at more of the same
	$(BIN)/python -m pytest -n auto --dist loadfile --long $(ARGS)

coverage: $(READY) ## the branches that the tests run, with a floor for rooms whose mistakes would be published
	$(BIN)/python -m pytest -n auto --dist loadfile --cov=alder --cov-branch --cov-report=json:coverage.json --cov-report= $(ARGS)
	$(BIN)/python -m tests.support.branch_coverage coverage.json

check: $(READY) ## format, lint, types, imports, golden pages: what CI asks
	$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports && $(BIN)/python -m docs.generate --check

fix: $(READY) ## put right what can be put right by a tool
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

docs: $(READY) ## write the whole reference as pages into docs/generated, and the golden pages anew
	$(BIN)/python -m docs.generate

bench: $(READY) ## the measurements that claims of speed rest on
	@$(BIN)/python -m compileall -q src  # as it is where Alder is installed
	$(BIN)/python -m benchmarks

lock: $(READY) ## choose the versions that tests run on, anew
	$(BIN)/python -m pip install -q pip-tools && $(BIN)/pip-compile -q --upgrade --no-strip-extras --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links -o requirements/lock.txt pyproject.toml requirements/dev.in

clean: ## remove what make made
	rm -rf .venv demo docs/generated .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage coverage.json

$(READY): requirements/lock.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Alder needs Python 3.11 or newer. Install it (Debian: apt-get install python3 python3-venv), then type make again."; exit 2; }
	@echo "Setting up in .venv with $$($(PYTHON) --version). The first time takes about a minute."
	@$(PYTHON) -m venv .venv || { echo "Python came without venv. Install it (Debian: apt-get install python3-venv), then type make again."; exit 2; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/lock.txt \
	  || { echo "Some packages could not be fetched or installed. Check the network or the package index that pip uses, then type make again."; exit 2; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)
