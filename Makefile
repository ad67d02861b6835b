# kposim: everything a fresh machine with python3 and make can do.  `make` alone lists the targets.
# Another Python:  make PYTHON=python3.12 test   (the environment is then made anew with it)

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

# Stamps: an install is repeated only when what it depends on has changed.
MADE := $(VENV)/.made-with-$(notdir $(PYTHON))
CORE := $(VENV)/.core
DEV  := $(VENV)/.dev
DOCS := $(VENV)/.docs
BENCH := $(VENV)/.bench
N    ?= 5000
KILLS ?= $(if $(filter command line,$(origin N)),$(N),200)
MUTANTS ?= 10
PINS := pyproject.toml constraints.txt
RELEASE := build/release/bin

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test lint format bench twins coverage kill serve load mutants docs replay notebook constraints hashes sbom clean

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: $(CORE) ## run the main experiment and show its result
	$(BIN)/kposim run experiments/cost_vs_resilience.yaml --workers 2 --out results/cost_vs_resilience

test: lint ## every check: style, types, tests, notebooks, coverage of the engines
	$(MAKE) --no-print-directory coverage
	$(BIN)/python -m pytest -n 2

lint: $(DEV) ## style and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@if [ -x $(BIN)/deno ]; then export DENO_NO_UPDATE_CHECK=1; $(BIN)/deno check --quiet sim/web/static/*.js && $(BIN)/deno lint --quiet; \
		else echo "The page's JavaScript is not checked here: deno, which checks it, is not to be had for this system."; fi

format: $(DEV) ## put the code into the house format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH) ## measure speed on this machine, against SimPy, Ciw, salabim and cimba
	$(BIN)/python -m benchmarks

twins: $(CORE) ## have both engines tell N=5000 random cases, and compare their journals byte for byte
	$(BIN)/python -m sim.testing.twins $(N) --workers 2

coverage: $(DEV) ## which lines of the engines and the laws the tests reach, the compiled ones included
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -n 2 --cov=sim.engine --cov=sim.rules --cov-report=term \
		--cov-fail-under=95 tests/rules \
		tests/engine/test_twins.py tests/engine/test_reference.py tests/engine/test_own_rule.py \
		tests/engine/test_nasty_cases.py tests/engine/test_what_goes_together.py \
		tests/engine/test_columns.py tests/engine/test_marks.py

serve: $(DEV) ## open the desk, a page with levers, on this machine
	$(BIN)/kposim serve

load: $(DEV) ## fifty visitors at the desk for a minute, on this machine's loopback only
	$(BIN)/python -m benchmarks.load

kill: $(CORE) ## do harm to sweeps KILLS=200 times at random moments, and see that nothing is lost
	$(BIN)/python -m sim.testing.kill $(KILLS)

mutants: $(DEV) ## change MUTANTS=10 lines of each room of laws and sums, one at a time, and see which no test notices
	$(BIN)/python -m sim.testing.mutants $(MUTANTS) --workers 2

docs: $(DOCS) ## build the documentation into build/docs
	$(BIN)/sphinx-build -W -b html docs build/docs

replay: $(DEV) ## play all that README, docs and notebooks print, and write the new figures in
	$(BIN)/python -m sim.testing.replay

notebook: $(DEV) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks

constraints: ## choose the newest versions of all dependencies and write them to constraints.txt
	$(PYTHON) -m venv --clear build/constraints
	build/constraints/bin/python -m pip --quiet install -e '.[notebooks,web,cluster,analysis,bench,docs,release,dev]'
	@sed '/^[^#]/,$$d' constraints.txt > build/constraints.txt
	build/constraints/bin/python -m pip freeze --exclude-editable >> build/constraints.txt
	mv build/constraints.txt constraints.txt

hashes: $(RELEASE) ## write the checksums of every pinned file, of all systems, to constraints.hashes.txt
	@sed -n '/^#/p' constraints.hashes.txt > build/hashes.txt
	$(RELEASE)/uv pip compile pyproject.toml --all-extras -c constraints.txt --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet >> build/hashes.txt
	mv build/hashes.txt constraints.hashes.txt

sbom: $(CORE) $(RELEASE) ## list what an installation is made of, as CycloneDX, in build/sbom.cdx.json
	$(RELEASE)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file build/sbom.cdx.json $(BIN)/python

clean: ## remove everything that can be made again (results stay)
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(CORE): $(PINS) | $(MADE)
	@echo "Installing kposim into $(VENV) (the first time this takes a minute or two) ..."
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(DEV): $(PINS) | $(MADE)
	@echo "Installing kposim and its tools into $(VENV) (the first time this takes a minute or two) ..."
	$(PIP) install -c constraints.txt -e '.[dev,notebooks]'
	@touch $(CORE) $@

$(BENCH): $(PINS) | $(MADE)
	$(PIP) install -c constraints.txt -e '.[bench]'
	@touch $(CORE) $@

$(DOCS): $(PINS) | $(MADE)
	$(PIP) install -c constraints.txt -e '.[docs]'
	@touch $(CORE) $@

# Tools that look at the project from outside, so that they are no part of what they describe.
$(RELEASE): $(PINS)
	$(PYTHON) -m venv --clear build/release
	build/release/bin/python -m pip --quiet --disable-pip-version-check install -c constraints.txt uv cyclonedx-bom
	@touch $@
