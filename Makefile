# The one door: every command of the project. CI uses the same ones.
BIN := .venv/bin
COMPARED := examples/food-inspections examples/court-risk-scores
EXAMPLES := examples/robodebt examples/breast-screening examples/college-assistant $(COMPARED) examples/tax-administrations
# Spark needs Java; where there is none, its tests are skipped and say so.
SPARK := $(if $(shell command -v java),.venv/installed-spark)

# Data and results of others that are not part of the repository, as the tests look for them.
DATA := $(or $(PUBLICVALUE_DATA),../shared/data)

# A file of tests stays in one process; those that take longest begin (tests/conftest.py says which they are). Three
# processes keep two processors busy: each waits for a quarter of its time, for browsers, servers and what has an end to
# wait for. Threads of linear algebra would wait for one another on processors that the other processes need.
TESTS := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo run survey test tests long confirm check fix words texts written fuzz mutants hostile kills bench bundles matrix coverage docs lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed-run ## assess the real examples and compare two of them
	@for example in $(EXAMPLES); do $(BIN)/publicvalue assess $$example || exit 1; done
	@$(BIN)/publicvalue compare $(COMPARED)

run: .venv/installed-web ## open the web application with made-up people and the examples (PORT=8000)
	@$(BIN)/publicvalue web --data $(or $(DATA_DIR),build/web) --demonstration --open --port $(or $(PORT),8000)

survey: .venv/installed-run ## made-up people: from a questionnaire to the path to trust
	@sh scripts/survey.sh $(BIN)/publicvalue build/survey

test: .venv/installed-dev $(SPARK) ## everything that must hold before a change lands
	@# The checks take one processor for some minutes: the tests need not wait for them.
	@$(MAKE) --no-print-directory -j 2 check tests

tests: .venv/installed-dev $(SPARK)
	$(TESTS)

long: .venv/installed-dev $(SPARK) ## all tests with more cases, and those that only confirm (before a release)
	PUBLICVALUE_LONG=1 $(TESTS) --timeout=0 -m "long or not long"

confirm: .venv/installed-dev ## run the simulations of measures that changed, and note those that hold: `make test` leaves them out then
	$(BIN)/python scripts/confirm.py

check: .venv/installed-dev ## style, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

fix: .venv/installed-dev ## mend what Ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: .venv/installed-dev ## simulate how often the intervals of effects hold the truth (long)
	$(BIN)/python scripts/coverage.py $(SAMPLES)

bundles: .venv/installed-dev ## write the examples' committed bundles anew, after a change of numbers
	@$(BIN)/python scripts/bundles.py

matrix: .venv/installed-dev ## verify those bundles on other processors, threads and versions (long)
	$(BIN)/python scripts/matrix.py --versions

fuzz: .venv/installed-dev ## spoil settings at random for long: RUNS=1000 of each surface, SEED=1
	PUBLICVALUE_FUZZ_RUNS=$(or $(RUNS),1000) PUBLICVALUE_FUZZ_SEED=$(or $(SEED),1) \
		$(BIN)/python -m pytest tests/fuzz -n $(or $(WORKERS),2) --timeout=0 -q

mutants: .venv/installed-dev ## put faults into a room and count those its tests notice: ROOM=findings SAMPLE=300 SEED=1
	$(BIN)/python scripts/mutants.py $(or $(ROOM),findings privacy level rules scores) \
		--sample $(or $(SAMPLE),300) --seed $(or $(SEED),1)

written: .venv/installed-dev ## run all writers of what is committed in a copy, and name what they write otherwise
	@$(BIN)/python scripts/written.py

hostile: .venv/installed-dev ## give files that were made to exhaust a machine to their commands: WORD=Parquet (long)
	$(BIN)/python scripts/hostile.py $(WORD)

kills: .venv/installed-dev ## kill server and worker at random moments while people work: N=100 SEED=7 (long)
	$(BIN)/python scripts/kills.py $(or $(N),100) $(or $(SEED),7)

bench: .venv/installed-dev ## measure speed against a reference, in one run
	$(BIN)/python bench/run.py

docs: .venv/installed-dev ## write the generated reference pages anew
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/licences.py
	$(BIN)/python scripts/archetypes.py
	@if [ -d "$(DATA)/composite-index" ]; then \
		$(BIN)/python scripts/conformance.py "$(DATA)/composite-index" && \
		$(BIN)/python scripts/conformance_small.py "$(DATA)" && \
		$(BIN)/python scripts/conformance_people.py "$(DATA)" && \
		$(BIN)/python scripts/conformance_surveys.py "$(DATA)" && \
		echo "4 pages of conformance"; \
	else echo "Reference results are not in $(DATA): the pages of conformance are left as they are."; fi

words: .venv/installed-dev ## bring the catalogues of texts up to date with the code
	@$(BIN)/python scripts/words.py

texts: .venv/installed-dev ## write page one and brief of three examples anew, after a change of words
	@$(BIN)/python scripts/texts.py

lock: .venv/installed-dev ## write requirements/ anew after a change of dependencies
	UPGRADE="$(UPGRADE)" sh scripts/lock.sh

clean: ## remove the environment and all caches
	rm -rf .venv build dist src/*.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed-run: requirements/run.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh run

.venv/installed-web: requirements/web.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh web

.venv/installed-dev: requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh dev

.venv/installed-spark: requirements/spark.txt .venv/installed-dev
	@PYTHON="$(PYTHON)" sh scripts/install.sh spark
