# All set-up happens here: a virtual environment with exactly the versions of constraints.txt.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: demo test test-slow test-all lint types schemas package bench clean

# mask the example tickets, fine-tune with and without differential privacy, show the evidence
demo: $(STAMP)
	$(BIN)/python examples/demo.py

# a process for each processor, one thread in each
test: $(STAMP)
	OMP_NUM_THREADS=1 $(BIN)/pytest -m "not slow" -n auto --maxprocesses 4 --dist loadfile --cov --cov-report=term

# what takes longer than ten seconds a test
test-slow: $(STAMP)
	$(BIN)/pytest -m slow

test-all: test test-slow

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy cli core configs maskers finetune __init__.py

# write the JSON Schemas anew from the configuration models
schemas: $(STAMP)
	for kind in mask finetune pipeline; do $(BIN)/privml config schema $$kind > configs/schemas/$$kind.schema.json; done

# wheel and source distribution under build/dist
package: $(STAMP)
	$(BIN)/python -m build --no-isolation --outdir build/dist . >/dev/null

bench: $(STAMP)
	$(BIN)/python benchmarks/bench_mask.py
	$(BIN)/python benchmarks/bench_typed.py
	$(BIN)/python benchmarks/bench_dp_step.py

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt setuptools wheel
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[models,dev]"
	touch $(STAMP)

clean:
	rm -rf build out runs *.egg-info .pytest_cache .mypy_cache .ruff_cache .coverage
