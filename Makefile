# One verb each. Needs make and Python 3.11 or newer with venv (on Debian: python3-venv), nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REQUIREMENTS := requirements/runtime.txt requirements/statistics.txt requirements/development.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --only-binary :all: --custom-compile-command "make requirements"

.DEFAULT_GOAL := install

.PHONY: install
install: $(VENV)/.installed ## put everything into .venv

$(VENV)/.created:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Holas needs Python 3.11 or newer.")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.fetched: $(VENV)/.created $(REQUIREMENTS)
	$(PIP) install --require-hashes --only-binary :all: $(REQUIREMENTS:%=-r %)
	touch $@

$(VENV)/.installed: $(VENV)/.fetched pyproject.toml
	$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	touch $@
