# Everything one does with the portal from a terminal; `make help` lists it.
# PORT and DATA_DIR change where the demo runs; DATABASE_URL and REDIS_URL use given servers.
# PYTEST_ARGS, BENCH_ARGS and LOCK_ARGS are handed through.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak reset lock format venv run-packages develop-packages browser

# Tools run as modules of this Python: scripts in .venv/bin name the folder they were made in.
PYTHON := .venv/bin/python
RUN := $(PYTHON) -m portal.local run --

# Packages come uncompiled (install): what the first process compiles has to stay for the others.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make demo    run the whole portal with demo data (PORT=8000, DATA_DIR=.local)'
	@echo 'make test    the whole test suite, browser tests included (PYTEST_ARGS=...)'
	@echo 'make check   formatting, lint, import contracts, types, migrations, deployment check'
	@echo 'make bench   the benchmarks: prints a table, writes .local/bench.json'
	@echo 'make soak    fault and race tests at full size'
	@echo 'make reset   remove the data of the demo (DATA_DIR=.local)'
	@echo 'make format  format code in place'
	@echo 'make lock    renew requirements/ from pyproject.toml (LOCK_ARGS=--upgrade takes newer versions)'

demo: run-packages
	@exec $(PYTHON) -m portal.local demo

test: develop-packages browser
	@exec $(RUN) $(PYTHON) -m pytest $(PYTEST_ARGS)

check: develop-packages
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -c 'from importlinter.cli import lint_imports_command as main; main()'
	$(RUN) $(PYTHON) -m mypy .
	$(PYTHON) -m djlint templates --lint --quiet
	$(RUN) $(PYTHON) manage.py makemigrations --check --dry-run
	$(RUN) env BASE_URL=https://portal.example.org ALLOWED_HOSTS=portal.example.org \
		$(PYTHON) manage.py check --deploy --fail-level WARNING

bench: develop-packages
	@exec $(RUN) $(PYTHON) -m bench $(BENCH_ARGS)

soak: develop-packages
	@exec $(RUN) env SOAK=1 $(PYTHON) -m pytest tests/races tests/faults $(PYTEST_ARGS)

reset: run-packages
	@exec $(PYTHON) -m portal.local reset

format: develop-packages
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

# One lock for running, one for developing, from pyproject.toml. What is locked stays as it is
# unless pyproject.toml asks otherwise; LOCK_ARGS=--upgrade takes the newest versions allowed.
COMPILE := $(PYTHON) -m uv pip compile pyproject.toml --universal --python-version 3.12 \
	--generate-hashes --no-header --no-annotate --quiet $(LOCK_ARGS)

lock: venv
	@$(PYTHON) -m uv --version >/dev/null 2>&1 || \
		$(PYTHON) -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements/run.txt
	$(COMPILE) --group develop --output-file requirements/develop.txt

# The stamps are copies of the lock that was installed last: a start with nothing to do is quick.
# A lock names everything: its halves are installed side by side. Python compiles what it imports.
# Each saves about half of pip's time.
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes \
	--no-deps --no-compile
install = for half in 0 1; do \
		awk -v half=$$half '/^[^ ]/ { place++ } place % 2 == half' $(1) >.venv/.half-$$half.txt; \
	done && \
	printf '%s\n' 0 1 | xargs -P 2 -I{} $(PIP) -r .venv/.half-{}.txt

run-packages: venv
	@cmp -s requirements/run.txt .venv/.run.stamp || { \
		echo 'Installing what the portal needs to run ...' && \
		$(call install,requirements/run.txt) && \
		cp requirements/run.txt .venv/.run.stamp; }

develop-packages: venv
	@cmp -s requirements/develop.txt .venv/.develop.stamp || { \
		echo 'Installing what the portal needs to run and to be tested ...' && \
		$(call install,requirements/develop.txt) && \
		cp requirements/run.txt .venv/.run.stamp && \
		cp requirements/develop.txt .venv/.develop.stamp; }

# A virtual environment that was left half made, or whose Python is gone, is made anew.
SUITABLE := import sys; sys.exit(not (3, 12) <= sys.version_info[:2] < (3, 15))

venv:
	@$(PYTHON) -c 'import pip; $(SUITABLE)' 2>/dev/null || { \
		for python in python3 python3.13 python3.12 python3.14; do \
			$$python -c '$(SUITABLE)' 2>/dev/null && break; python=; \
		done; \
		test -n "$$python" || { \
			echo 'Python 3.12, 3.13 or 3.14 is needed and not found: install python3.13.' >&2; \
			exit 1; }; \
		echo "Making the virtual environment with $$($$python --version) ..."; \
		rm -rf .venv && $$python -m venv .venv || { rm -rf .venv; \
			echo "$$python -m venv failed: install the package python3-venv." >&2; exit 1; }; }

browser: develop-packages
	@$(PYTHON) -m portal.local browser
