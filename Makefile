# Everything is installed into this folder; nothing outside it is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
INTEROP_STAMP := $(VENV)/.interop-installed
NODE_STAMP := node_modules/.installed
PIP_INSTALL := -m pip --disable-pip-version-check -q install
PIP := $(BIN)/python $(PIP_INSTALL)
# A file stays with one worker; its order is that of its name, so that the few long ones are not the last. A third worker
# for two cores makes it slower.
WORKERS := -n 2 --dist loadfile --no-loadscope-reorder
# Compiled modules are kept whatever the caller's habit: tests start hundreds of processes.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(WORKERS)
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url

.PHONY: site serve demo test test-fast search interop coverage check bench clean lock format

site: $(RUN_STAMP)  ## build the site into site/
	$(BIN)/handlelists build
	@echo 'See an instance with years of history: make demo'

serve: $(RUN_STAMP)  ## build, serve on loopback, rebuild on change
	$(BIN)/handlelists serve

demo: build/demo  ## an invented instance with years of history, made once, built and served on loopback
	$(BIN)/handlelists serve --root build/demo

build/demo: | $(RUN_STAMP)
	$(BIN)/handlelists demo $@

test: $(DEV_STAMP) $(NODE_STAMP)  ## all tests that need nothing of others but a browser
	$(PYTEST) $(PYTEST_ARGS)

test-fast: $(DEV_STAMP) $(NODE_STAMP)  ## no browser, no whole commands, fewer examples: under a minute
	$(PYTEST) -m "not large" --hypothesis-profile fast tests/unit tests/property $(PYTEST_ARGS)

search: $(DEV_STAMP)  ## laws with ten times the examples that `make test` draws, by hand
	$(PYTEST) -m "not browser" --hypothesis-profile long tests/unit tests/property $(PYTEST_ARGS)

interop: $(INTEROP_STAMP) $(NODE_STAMP) .venv-properdocs/.installed  ## programs of others and for others: readers, oracles, linters, guides
	$(PYTEST) tests/interop tests/workflows $(PYTEST_ARGS)

coverage: $(INTEROP_STAMP) $(NODE_STAMP)  ## lines and branches that all tests reach; fails below the floor
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(WORKERS) tests $(PYTEST_ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report --skip-covered

check: $(INTEROP_STAMP) $(NODE_STAMP)  ## lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/tsc
	$(BIN)/handlelists validate
	$(BIN)/handlelists fmt --check

format: $(DEV_STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INTEROP_STAMP)  ## ratios against a peer, whole processes
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.history
	$(BIN)/python -m tests.bench.change
	$(BIN)/python -m tests.bench.find
	$(BIN)/python -m tests.bench.growth
	$(BIN)/python -m tests.bench.drawing

lock:  ## pin requirements again (needs uv on PATH)
	cd requirements && $(LOCK) -o run.txt run.in
	cd requirements && $(LOCK) -c run.txt -o dev.txt dev.in
	cd requirements && $(LOCK) -c dev.txt -o interop.txt interop.in
	cd requirements && $(LOCK) --no-emit-package mkdocs --no-emit-package mkdocs-get-deps -c run.txt -o properdocs.txt properdocs.in

clean:
	rm -rf $(VENV) .venv-* site .site-* build dist node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .coverage.*

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): $(VENV)/pyvenv.cfg requirements/run.txt pyproject.toml
	$(PIP) --only-binary=:all: --require-hashes -r requirements/run.txt
	$(PIP) --no-index --no-build-isolation --no-deps -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

$(INTEROP_STAMP): $(DEV_STAMP) requirements/interop.txt
	$(PIP) --require-hashes -r requirements/interop.txt
	@touch $@

# The builder in another shell of the site, without the mkdocs package that Material asks for.
.venv-%/.installed: requirements/%.txt pyproject.toml
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) --no-deps --require-hashes -r $<
	$(@D)/bin/python $(PIP_INSTALL) --no-index --no-build-isolation --no-deps -e .
	@touch $@

$(NODE_STAMP): package.json package-lock.json
	npm ci --no-audit --no-fund --ignore-scripts
	@touch $@
