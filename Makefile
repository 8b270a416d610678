# Two commands matter: `make run` and `make test`. Each does its own set-up and can be repeated at any time.
# The first Python that really runs and is new enough; a name on the PATH alone proves nothing.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := .make
HAVE_NODE := $(shell command -v npm 2>/dev/null)

.PHONY: run test test-long e2e screenshots check lint format lock schema migration openapi router claims meaning fuzz quality bench panel clean

run: $(STAMP)/runtime panel
	$(BIN)/python run.py

test: $(STAMP)/dev panel
	$(BIN)/pytest -m "not long" -n 2
	@if [ -n "$(HAVE_NODE)" ]; then cd src && npm test; else echo "panel tests skipped: Node.js is not installed"; fi

test-long: $(STAMP)/dev panel
	$(BIN)/pytest

# The built panel in a real Chromium against the real program; CHROMIUM names another one than /usr/bin/chromium.
e2e: $(STAMP)/dev panel
	cd src && npm run --silent e2e

# Every view on phone and desk, light and dark; the few that README shows are kept as WebP.
screenshots: $(STAMP)/dev panel
	cd src && npm run --silent screenshots

check: $(STAMP)/dev panel
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -n "$(HAVE_NODE)" ]; then cd src && npm run lint && npm run typecheck; fi

# At least 20,000 generated requests against the API's own description; some ten minutes.
fuzz: $(STAMP)/dev
	FUZZ_EXAMPLES=150 $(BIN)/pytest tests/fuzz -s

quality: $(STAMP)/dev
	$(BIN)/pytest tests/quality -m quality -s

bench: $(STAMP)/dev
	$(BIN)/python -m benchmarks

format: $(STAMP)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: $(STAMP)/runtime
	$(BIN)/python -m tools.write_schema

migration: $(STAMP)/dev
	$(BIN)/python -m tools.write_migration

openapi: $(STAMP)/runtime
	$(BIN)/python -m tools.write_openapi

router: $(STAMP)/dev
	$(BIN)/python -m tools.train_router

claims: $(STAMP)/dev
	$(BIN)/python -m tools.train_claims

meaning: $(STAMP)/dev
	$(BIN)/python -m tools.train_meaning

lock: $(STAMP)/dev
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-emit-index-url -q \
	  --custom-compile-command "make lock" requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --no-emit-index-url -q \
	  --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP)/runtime: requirements.txt | $(VENV)/bin/python
	@mkdir -p $(STAMP)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(STAMP)/dev: requirements-dev.txt $(STAMP)/runtime
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The panel is built again when a source is newer than the build.
panel:
	@if [ -z "$(HAVE_NODE)" ]; then echo "Node.js is not installed: the API runs, the panel is not built"; \
	else $(MAKE) --no-print-directory src/dist/index.html; fi

src/node_modules/.package-lock.json: src/package-lock.json
	cd src && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

src/dist/index.html: src/node_modules/.package-lock.json src/package.json src/vite.config.js \
	  $(shell find src -path src/node_modules -prune -o -path src/dist -prune -o \
	    \( -name '*.vue' -o -name '*.ts' -o -name '*.css' -o -name '*.html' -o -name '*.json' \) -print 2>/dev/null)
	cd src && npm run --silent build
	@touch $@

clean:
	rm -rf $(VENV) $(STAMP) src/node_modules src/dist
