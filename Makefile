# Two commands are all a fresh machine with Python 3.11+ needs: `make run` and `make test`.
# Everything is built inside this folder: .venv (Python), node_modules (front end), var (data of the trial).

PYTHON ?= python3
BIN := .venv/bin
FUWUTAI := $(BIN)/python -m fuwutai
# Certificates as the machine trusts them: many companies look into their own traffic.
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true
export UV_PYTHON_DOWNLOADS := never
# The tests of a file share what is costly to set up, so a file is not torn apart. There is one process more than CI has
# cores: many wait for mail servers and browsers, and another one can work meanwhile.
AT_ONCE ?= -n 3 --dist loadfile --no-loadscope-reorder
SOURCES := src conftest.py bench tests tools

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench crowd screens messages clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 12

run: .venv/run build ## Build, migrate, create the demo company on first start, serve
	@$(FUWUTAI) trial

test: .venv/dev build ## Everything: SQLite, PostgreSQL, a real browser, real mail servers
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/test_machine.py
	$(BIN)/python -m pytest $(AT_ONCE)
	FUWUTAI_TEST_DATABASE=postgresql $(BIN)/python -m pytest $(AT_ONCE) -m "not journey and not fuzz"

check: .venv/dev build ## Lint, types, import contract, migrations, translations
	$(BIN)/ruff check $(wildcard $(SOURCES))
	$(BIN)/ruff format --check $(wildcard $(SOURCES))
	$(BIN)/lint-imports
	$(BIN)/mypy src/fuwutai
	$(FUWUTAI) makemigrations --check --dry-run
	$(BIN)/python tools/messages.py check

fix: .venv/dev ## Format, and mend what the linter can mend
	$(BIN)/ruff check --fix $(wildcard $(SOURCES))
	$(BIN)/ruff format $(wildcard $(SOURCES))

SIZES ?= 10000
bench: .venv/dev build ## Measure; prints a table. SIZES="10000 100000 1000000" takes an hour and 40 GB
	$(BIN)/python -m bench $(SIZES)

crowd: .venv/load build ## Let 2,200 people work at once while parts fail; says what was lost
	$(BIN)/python -m bench.crowd

dist: .venv/dev build ## Wheel and source archive in dist/, tried out in an empty folder
	rm -rf dist
	PATH="$$($(NODE_OK) && command -v npm >/dev/null || echo "$(CURDIR)/$(BIN):")$$PATH" npm run --silent build -- --emptyOutDir
	$(BIN)/uv build -q
	$(BIN)/python tools/try_wheel.py

screens: .venv/dev build ## Take the pictures of the README and of docs/screens, and walk through every look
	$(BIN)/python tools/screens.py
	PYTHONPATH=. $(BIN)/python tools/variants.py

messages: .venv/dev ## Collect texts for translation
	$(BIN)/python tools/messages.py collect

clean: ## Remove everything that was built, and the trial's data
	rm -rf .venv node_modules var dist src/fuwutai/core/static/built .mypy_cache .ruff_cache .pytest_cache
	find src -name '*.mo' -delete

.venv/bin/uv:
	@echo "Making .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --require-hashes -r requirements-bootstrap.txt

# `dev` holds everything `run` does: whoever has it needs no second installation.
.venv/run: requirements.txt pyproject.toml | .venv/bin/uv
	@test -e .venv/dev || echo "Installing the libraries (a minute or two) ..."
	@test -e .venv/dev || $(BIN)/uv pip install -q --require-hashes -r requirements.txt
	@$(BIN)/uv pip install -q --no-deps -e .
	@touch $@

.venv/dev: requirements-dev.txt pyproject.toml | .venv/bin/uv
	$(BIN)/uv pip install -q --require-hashes -r requirements-dev.txt
	$(BIN)/uv pip install -q --no-deps -e .
	touch $@ .venv/run

.venv/load: requirements-load.txt | .venv/dev
	$(BIN)/uv pip install -q --require-hashes -r requirements-load.txt
	touch $@

# A Node of the machine's own is used if it is new enough; otherwise one is installed from a Python package.
.PHONY: build
build: src/fuwutai/core/static/built/manifest.json src/fuwutai/locale/zh_Hans/LC_MESSAGES/django.mo

NODE_OK = node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 12) || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null

node_modules/.package-lock.json: package.json package-lock.json | .venv/bin/uv
	@echo "Installing what builds the front end (half a minute) ..."
	@$(NODE_OK) && command -v npm >/dev/null || $(BIN)/uv pip install -q --require-hashes -r requirements-node.txt
	@PATH="$$($(NODE_OK) && command -v npm >/dev/null || echo "$(CURDIR)/$(BIN):")$$PATH" npm ci --no-audit --no-fund --silent
	@touch $@

src/fuwutai/core/static/built/manifest.json: node_modules/.package-lock.json vite.config.js $(shell find frontend src -name '*.js' -o -name '*.css' -o -name '*.html' -not -path '*/built/*' 2>/dev/null)
	@echo "Building the front end ..."
	@PATH="$$($(NODE_OK) && command -v npm >/dev/null || echo "$(CURDIR)/$(BIN):")$$PATH" npm run --silent build -- --logLevel warn
	@touch $@

src/fuwutai/locale/zh_Hans/LC_MESSAGES/django.mo: $(wildcard src/fuwutai/locale/*/LC_MESSAGES/django.po) tools/messages.py | .venv/run
	@$(BIN)/python tools/messages.py compile
