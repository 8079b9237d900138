# `make` alone lists what can be made.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup
# Where run and demo listen.
HOST ?= 127.0.0.1
PORT ?= 8000
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# Python keeps what it compiles, whatever the caller thinks of it: tests start it many times.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo test test-slow explore wheel lint types bench requirements clean

help: ## list these
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# By this the program says how to choose another port where one is taken.
run demo: export MAKE_TARGET = $@

run: $(VENV)/run ## install, then serve http://127.0.0.1:8000 (PORT=, HOST=) and collect
	@$(BIN)/python -m app serve --host "$(HOST)" --port "$(PORT)"

demo: $(VENV)/run ## the same service (PORT=, HOST=) against a sample city site, all on this machine
	@$(BIN)/python -m tests.demo --host "$(HOST)" --port "$(PORT)"

test: $(VENV)/dev browser ## lint, types, imports, and all tests that are quick
	@$(MAKE) --no-print-directory lint types
	$(PYTEST) -m "not slow"

test-slow: $(VENV)/dev browser postgresql $(VENV)/nu ## the others, all on both databases, and properties with many more examples
	$(PYTEST) -m "slow or hypothesis" --hypothesis-profile full
	@programs=$$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | tail -1); \
	if [ -n "$$programs" ]; then echo "on the system's PostgreSQL, $$programs"; \
		HARBIN_TEST_POSTGRESQL=$$programs $(PYTEST) -m both_databases -k postgresql tests/app/store tests/app/search tests/app/hub; fi

explore: $(VENV)/dev ## properties with ten times as many examples, others each time: run it now and then
	$(PYTEST) -m hypothesis --hypothesis-profile explore --timeout 7200

wheel: $(VENV)/dev ## the whole program as one file in dist/, for `uv tool install` or pip
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	@ls dist/*.whl

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.complexity
	$(BIN)/lint-imports --no-cache > $(VENV)/imports.log || { cat $(VENV)/imports.log; exit 1; }

types: $(VENV)/dev
	$(BIN)/mypy

bench: $(VENV)/bench ## the benchmarks; docs/benchmarks.md explains the figures
	@for file in benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

requirements: $(VENV)/dev ## pin the newest versions of what pyproject.toml asks for
	$(BIN)/uv pip compile -q --universal --upgrade --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --upgrade --no-header --no-emit-index-url --no-emit-find-links --group dev -c requirements.txt -o tests/requirements.txt
	$(BIN)/uv pip compile -q --universal --upgrade --no-header --no-emit-index-url --no-emit-find-links --extra browser -c requirements.txt -c tests/requirements.txt pyproject.toml -o app/browser/requirements.txt
	$(BIN)/uv pip compile -q --universal --upgrade --no-header --no-emit-index-url --no-emit-find-links --group bench -c requirements.txt -c tests/requirements.txt -o benchmarks/requirements.txt
	@{ echo "# Asked for first, since pip before 23.3 fails where it meets this extra in two spellings, html_clean (justext) and html-clean (readability-lxml)."; \
		sed -n 's/^lxml==/lxml[html-clean]==/p' requirements.txt; cat requirements.txt; } > $(VENV)/pinned && cp $(VENV)/pinned requirements.txt

# A browser for the browser tests: Debian's chromium, installed once where we may.
.PHONY: browser
browser:
ifeq ($(CHROMIUM),)
	@if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		echo "installing chromium for the browser tests"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null; \
	else echo "no chromium here: the browser tests will be skipped (apt install chromium)"; fi
endif

# A second PostgreSQL beside that of the wheel: Debian's, installed once where we may, without a server that starts by itself.
.PHONY: postgresql
postgresql:
	@if [ -z "$$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null)" ]; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			echo "installing the system's PostgreSQL for the tests"; \
			mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql > /dev/null; \
		else echo "the system has no PostgreSQL: tests run on that of the wheel alone (apt install postgresql)"; fi; fi

# The Nu checker, which says whether pages are valid HTML: a Java program that npm's registry carries.
NU := vnu-jar@26.9.27
$(VENV)/nu: $(VENV)/dev
	@if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! command -v java > /dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless > /dev/null; fi
	@if command -v npm > /dev/null && command -v java > /dev/null; then \
		cd $(VENV) && npm pack --silent $(NU) > /dev/null && tar -xzf vnu-jar-*.tgz --strip-components=3 package/build/dist/vnu.jar && rm vnu-jar-*.tgz; \
	else echo "no npm or java here: pages are not put before the Nu checker"; fi
	@touch $@

$(VENV)/run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: apt install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "installing into $(VENV)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -r requirements.txt
	@touch $@

$(VENV)/dev: $(VENV)/run tests/requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -r tests/requirements.txt
	@touch $@

$(VENV)/bench: $(VENV)/dev benchmarks/requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -r benchmarks/requirements.txt
	@touch $@

clean: ## remove what was installed and made, but not var/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist
