# Twelve verbs. `make demo` opens the product, `make test` tries it; everything else is for those who change it.
PYTHON ?= python3
HOME_DIR ?= $(or $(LIENTHONG_HOME),var)
BIN := .venv/bin
export LIENTHONG_HOME := $(HOME_DIR)
export PYTHONDONTWRITEBYTECODE :=  # the stories start the product again and again: what is compiled is kept

.DEFAULT_GOAL := demo
.PHONY: setup run demo test check fix story seed docs house bench release soak

setup: .venv/.run ## virtual environment with the locked dependencies

.venv/.run: requirements/run.txt scripts/setup
	PYTHON="$(PYTHON)" scripts/setup run

.venv/.test: requirements/test.txt requirements/run.txt requirements/npm/package-lock.json scripts/setup
	PYTHON="$(PYTHON)" scripts/setup test

demo: .venv/.run ## the product on demonstration data: http://127.0.0.1:8000
	$(BIN)/lienthong demo

run: .venv/.run ## an installation against DATABASE_URL
	$(BIN)/lienthong migrate && $(BIN)/lienthong serve

seed: .venv/.run ## demonstration data, nothing started
	$(BIN)/lienthong demo --prepare-only

test: .venv/.test ## every test; a missing foreign verifier is skipped loudly
	$(BIN)/pytest -n 2 --dist worksteal

story: .venv/.test ## the journeys through a real browser, with pictures
	LIENTHONG_PICTURES=build/pictures $(BIN)/pytest -m "story or browser"

house: .venv/.test ## rules of the house: layers, style, types, migrations
	scripts/house

check: .venv/.test ## exactly what CI runs: nothing may be skipped
	scripts/house
	rm -rf .pytest_cache .coverage .coverage.*
	LIENTHONG_NO_SKIP=1 LIENTHONG_COVERAGE=1 $(MAKE) test || { echo "Once more, alone and in order, what failed:"; \
		LIENTHONG_NO_SKIP=1 LIENTHONG_COVERAGE=1 $(BIN)/pytest --last-failed --last-failed-no-failures none; }
	scripts/coverage
	LIENTHONG_POSTGRES=system LIENTHONG_ONLY_DATABASE=1 $(BIN)/pytest -q -n 2 --dist worksteal src/lienthong/ground/journal src/lienthong/ground/organisations \
		src/lienthong/ground/mandates src/lienthong/records/exchange/tests tests/stories/test_a_document_travels.py

fix: .venv/.test ## format and mend what can be mended
	$(BIN)/ruff check --fix-only --exit-zero . && $(BIN)/ruff format .

docs: .venv/.test ## reference pages made from code
	$(BIN)/python scripts/reference

bench: .venv/.test ## figures beside peers
	$(BIN)/python bench/run.py

soak: .venv/.test ## what takes longer than a check may
	LIENTHONG_SOAK=1 $(BIN)/pytest tests/soak -q

release: check ## a wheel and its checksums
	$(BIN)/uv build --wheel --out-dir build/release && cd build/release && sha256sum *.whl > SHA256SUMS
