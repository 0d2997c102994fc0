# make demo       the living example on http://127.0.0.1:8000 (AT=interviews begins there)
# make check      lint, types, imports, unit and flow tests: some five minutes on two cores
# make test       everything that proves the application: some eighteen minutes on two cores
# make words      the texts of the sources into the catalogues, to be translated there
# make bench      speed, as ratios to a floor measured in the same run
# make assurance  the long security measurements, written to docs/assurance.md
# make clean      removes what these commands made
#
# All that is needed is Python 3.11 (or later) and make. The first command makes .venv.

.PHONY: help demo words check lint test tests-sqlite tests-postgresql tests-whole bench assurance env env-dev compiled clean
.DEFAULT_GOAL := help

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest -q -n 2 --dist worksteal
PAGES := tests/access tests/browser tests/faults
RACES := tests/faults/test_deadline.py tests/faults/test_around_the_deadline.py \
	tests/faults/test_killed_circulating.py

# Temporary files of tests live in memory where there is room for them (more than 1 GB).
SHM := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 1048576 { print "/dev/shm" }')
ifneq ($(SHM),)
export PYTEST_DEBUG_TEMPROOT := $(SHM)
endif

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed (python3.11 or python3)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is older. Name one: make PYTHON=..." >&2; exit 1; }
	@echo "making .venv ..."
	@$(PYTHON) -m venv .venv || \
		{ echo "The venv module does not work (Debian: apt-get install python3-venv)." >&2; exit 1; }
	@touch $@

.venv/runs: .venv/made requirements.txt
	@echo "installing what the application needs ..."
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/tests: .venv/runs requirements-dev.txt
	@echo "installing what the checks need ..."
	@$(PIP) install -r requirements-dev.txt
	@touch $@

env: .venv/runs compiled

env-dev: .venv/tests compiled

# A start that finds no bytecode compiles every file anew (half a second and 4 MB), each time
# where Python is told not to write it or may not. The catalogues of words are compiled too.
compiled: .venv/runs
	@$(BIN)/python -m compileall -q config.py gunicorn.conf.py wsgi.py recruit
	@$(BIN)/python -m recruit.core.languages

# After texts have changed: the catalogues get what is new, to be translated there.
words: env
	@$(BIN)/python -m recruit.languages

demo: env
	@$(BIN)/flask --app wsgi demo $(if $(AT),--at $(AT))

# The three take one core each: types, the longest, while the others run.
lint: env-dev
	@echo "== lint, types, imports"
	@$(BIN)/mypy --no-error-summary > .venv/types.txt 2>&1 & types=$$!; \
	{ $(BIN)/ruff check --quiet . && \
		{ $(BIN)/ruff format --quiet --check . || \
			{ $(BIN)/ruff format --check . | tail -n 20; false; }; } && \
		{ $(BIN)/lint-imports --no-logo > .venv/imports.txt 2>&1 || \
			{ cat .venv/imports.txt; false; }; }; }; other=$$?; \
	wait $$types || { cat .venv/types.txt; exit 1; }; exit $$other

check: lint
	@rm -rf build/rules
	@$(MAKE) --no-print-directory tests-sqlite

tests-sqlite: env-dev
	@echo "== unit and flows, on SQLite"
	@$(PYTEST) tests/unit tests/flows

# The machine is made ready while the types, which take one core, are checked. The tests go one
# run after the other, also under make -j: they share two cores and the reports' folder.
test: env-dev
	@$(BIN)/python -m tests.machine > .venv/machine.txt 2>&1 & machine=$$!; \
	$(MAKE) --no-print-directory lint; linted=$$?; \
	wait $$machine; ready=$$?; cat .venv/machine.txt; \
	[ $$linted -eq 0 ] && [ $$ready -eq 0 ]
	@rm -rf build/rules
	@$(MAKE) --no-print-directory tests-sqlite
	@$(MAKE) --no-print-directory tests-postgresql
	@$(MAKE) --no-print-directory tests-whole
	@$(BIN)/python -m tests.rules_table

tests-postgresql: env-dev
	@echo "== what asks the database, on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(PYTEST) tests/unit tests/flows $(RACES) --database postgresql

# A run of its own: where a browser was driven, no other loop of events runs in the process.
tests-whole: env-dev
	@echo "== access, browser and faults, on SQLite"
	@$(PYTEST) $(PAGES)

bench: env-dev
	@$(BIN)/python -m bench

assurance: env-dev
	@$(BIN)/python -m tests.machine
	@rm -rf build/rules
	@$(PYTEST) --long $(PAGES); status=$$?; \
		$(BIN)/python -m tests.postgres $(PYTEST) --long $(RACES) --database postgresql \
		|| status=$$?; $(BIN)/python -m tests.figures_table && exit $$status

clean:
	@rm -rf .venv build .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
