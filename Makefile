# Contract Quality Monitor: the commands of the README.
# `make run` opens the program; `make test` checks everything. Both install what they need.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed-from-lock
OFFSCREEN := QT_QPA_PLATFORM=offscreen QT_LOGGING_RULES="*.debug=false"
WORKERS ?= 2

.PHONY: run test lint types unit bench torture journey check-office build lock system-run system-test pictures clean

run: system-run $(STAMP)
	$(PY) tools/run.py

# the types are checked beside the tests: both cores have work, and the tests say the last word
test: system-test $(STAMP) lint
	@$(MAKE) --no-print-directory -j2 unit types

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(STAMP)
	$(VENV)/bin/mypy

unit: $(STAMP)
	$(PY) tools/run_tests.py --workers $(WORKERS)

bench: system-test $(STAMP)
	$(OFFSCREEN) $(PY) -m tests.benchmarks

torture: system-test $(STAMP)
	$(OFFSCREEN) $(PY) -m tests.torture

journey: system-test $(STAMP)
	$(PY) tools/with_screen.py $(PY) -m pytest tests/journeys -m journey -n 0

check-office: $(STAMP)
	$(OFFSCREEN) $(PY) tools/check_office.py

pictures: system-test $(STAMP)
	$(OFFSCREEN) $(PY) -m tests.screens --out docs/pictures

build: system-test $(STAMP)
	$(PY) tools/build.py

lock:
	$(PYTHON) -m uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --extra dev pyproject.toml -o requirements.lock

system-run:
	@$(PYTHON) tools/system_packages.py run

system-test:
	@$(PYTHON) tools/system_packages.py test

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --require-hashes --requirement requirements.lock
	$(PY) -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist demo-output *.egg-info
