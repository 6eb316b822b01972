# The one place for commands. Needs make and Python 3.11 or newer; everything else comes from requirements.lock.

PYTHON ?= python3
BIN := .venv/bin
N ?= auto
export PYTHONDONTWRITEBYTECODE := # the tests start hundreds of processes, and each would compile everything again
INSTALLED := .venv/.installed
LINKED := .hatch/.linked

.DEFAULT_GOAL := help
.PHONY: help venv demo test coverage lint fix types imports docs docs-drift static check lock dist clean

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

venv: $(LINKED) ## set up .venv with all that is needed to work here

demo: $(LINKED) ## try Signoff
	$(BIN)/signoff demo

test: $(LINKED) ## run the tests and the examples in docstrings, on every core (N=0: in one process)
	$(BIN)/pytest -n $(N) --dist loadfile --no-loadscope-reorder

coverage: $(LINKED) ## run the tests and show what they do not reach
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report --show-missing --skip-covered

lint: $(LINKED) ## check style and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

fix: $(LINKED) ## mend style and format where that is safe
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(LINKED) ## check types, in source and tests
	$(BIN)/mypy

imports: $(LINKED) ## check who imports whom
	$(BIN)/lint-imports --no-logo

docs: $(LINKED) ## write the generated pages of the documentation
	$(BIN)/python -m docs.build

docs-drift: $(LINKED) ## check that the generated pages are what the code says
	$(BIN)/python -m docs.build --check

static: lint types imports docs-drift ## all checks but the tests

check: static test ## all checks; what a change has to pass

lock: $(LINKED) ## choose the newest versions for requirements.lock
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --upgrade --all-extras --strip-extras --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --no-build-isolation --output-file requirements.lock pyproject.toml

dist: $(LINKED) ## build the source archive and the wheel
	$(BIN)/python -m build --no-isolation

clean: ## remove whatever was made here
	rm -rf .venv .hatch dist .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

# The wanted versions, in a .venv that works: one that does not (moved, or of a Python that is gone) is made anew.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'Python 3.11 or newer is needed: make PYTHON=python3.11 venv')"
	@$(BIN)/python -c "import pip" 2>/dev/null || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

# The package itself: links from .hatch/dev to the folders here, so only a change of the packaging needs it again.
$(LINKED): $(INSTALLED) pyproject.toml hatch_build.py
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
