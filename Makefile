# Two commands are all one needs: `make run` and `make test`. Everything goes into .venv, from the hash-locked files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.PHONY: run test venv check lint types imports content locks format lock bench pictures gallery clean

run: $(RUNTIME)  ## Start the bot: the local page on http://127.0.0.1:8080, and what the tokens in TIKU_… add
	@$(BIN)/tiku run

test: $(DEV)  ## Run the tests
	@$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist loadfile

venv: $(DEV)  ## Make .venv with everything for development

check: lint types imports content locks  ## Lint, types, import rules, content, lock files

lint: $(DEV)
	$(BIN)/ruff check bot adapters tests bench docs

types: $(DEV)
	$(BIN)/mypy

imports: $(DEV)
	$(BIN)/lint-imports

content: $(RUNTIME)
	$(BIN)/tiku check --run

locks:
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements.lock requirements-dev.lock

format: $(DEV)  ## Sort imports and apply safe fixes
	$(BIN)/ruff check --fix bot adapters tests bench docs

lock: $(DEV)  ## Resolve requirements*.in again into the hash-locked files
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock requirements.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements-dev.lock requirements-dev.in

pictures: $(DEV)  ## Make the pictures in docs/ again (needs Chromium)
	$(BIN)/python -m docs.make_pictures
	$(BIN)/python -m tests.adapters.discord.pictures
	$(BIN)/python -m tests.adapters.slack.pictures

gallery: $(DEV)  ## Make docs/gallery.md and its pictures again
	$(BIN)/python -m docs.make_gallery

bench: $(DEV)  ## Measure speed and memory, as ratios
	$(BIN)/python -m bench

clean:  ## Remove what was built; data/ stays
	rm -rf $(VENV) *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache build dist

$(VENV)/pyvenv.cfg:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tiku needs Python 3.11 or newer; name one with make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(RUNTIME)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
