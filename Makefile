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
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Holas needs Python 3.11 or newer.")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo 'Python has no venv. On Debian: apt install python3-venv' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.fetched: $(VENV)/.created $(REQUIREMENTS)
	@echo 'Fetching what the requirement files pin. This takes a minute.' >&2
	@$(PIP) install --require-hashes --only-binary :all: $(REQUIREMENTS:%=-r %)
	@touch $@

$(VENV)/.installed: $(VENV)/.fetched pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# The demo. HOLAS_HOME names its folder (default: a temporary one), DEMO_ARGS is passed on.
SOURCE_PORT ?= 8000
STAFF_PORT ?= 8001

.PHONY: demo
demo: install ## serve an instance full of invented cases on this machine
	@$(BIN)/holas demo $(if $(HOLAS_HOME),--home '$(HOLAS_HOME)') \
		--source-port $(SOURCE_PORT) --staff-port $(STAFF_PORT) $(DEMO_ARGS)

# Tests. WORKERS processes at a time; TESTS chooses some, for example TESTS=tests/crypto.
WORKERS ?= auto
TESTS ?= tests
# Tests of one xdist_group share a server that takes long to start, so one process runs them all.
# Every line and branch of these is run by a test, or `make test` fails.
COVERED := crypto/*,intake/domain/*,intake/services/*
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

.PHONY: test
test: install ## check everything: style, types, imports, tests; a tenth of the long runs
	@scripts/fetch_programs
	@$(MAKE) --no-print-directory lint types
ifeq ($(TESTS),tests)
	@$(PYTEST) --cov --cov-report= tests
	@mkdir -p build
	@$(BIN)/coverage report --include='$(COVERED)' --fail-under=100 >build/coverage.txt || { cat build/coverage.txt; exit 1; }
else
	@$(PYTEST) $(TESTS)
endif

.PHONY: soak
soak: install ## do the whole of the long runs
	@scripts/fetch_programs
	@$(PYTEST) -m soak --soak $(TESTS)

.PHONY: lint
lint: install ## check style and imports
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/djlint --quiet --check --lint templates || { $(BIN)/djlint --check --lint templates; exit 1; }
	@$(BIN)/lint-imports --no-logo >/dev/null || { $(BIN)/lint-imports --no-logo; exit 1; }

.PHONY: types
types: install ## check types
	@$(BIN)/mypy

.PHONY: format
format: install ## rewrite code and templates in the project's style
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djlint --quiet --reformat templates || true

.PHONY: bench
bench: install ## measure what the performance goals are measured with
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python -m benchmarks.$$(basename "$$file" .py) || exit 1; done

.PHONY: docs
docs: install ## check that every link and every named test in the documents exists
	@$(BIN)/python -m pytest -q tests/project/test_docs.py

.PHONY: audit
audit: install ## ask for known vulnerabilities of every pinned package; fails when one got no answer
	@$(BIN)/python scripts/audit.py $(REQUIREMENTS)

.PHONY: requirements
requirements: install ## pin anew what requirements/*.in ask for (UPGRADE=--upgrade: the newest)
	@for name in runtime statistics development; do \
		$(COMPILE) $(UPGRADE) --output-file requirements/$$name.txt requirements/$$name.in || exit 1; done

.PHONY: messages
messages: install ## gather the strings to translate and bring every catalogue up to date
	@$(BIN)/python scripts/messages.py

.PHONY: untranslated
untranslated: install ## say what each language lacks
	@$(BIN)/python scripts/messages.py --untranslated

.PHONY: consents
consents: install ## keep the words of consent as shown now, in every language (AGAIN=--again: of a version never released)
	@$(BIN)/python -m scripts.consent_texts $(AGAIN)

.PHONY: guide
guide: install ## take the pictures of docs/guide.md anew, from a demo
	@$(BIN)/python -m scripts.guide_pictures

.PHONY: wheel
wheel: install ## build the wheel into dist
	@$(BIN)/python -m build --wheel --no-isolation

.PHONY: clean
clean: ## remove everything that make made
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage*
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help: ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14
