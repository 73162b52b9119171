# badak: `make demo` shows it, `make test` tests it, `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-print-directory --no-builtin-rules
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK = 1

ENV := .venv
BIN := $(ENV)/bin
PEERS := .venv-peers
PYTEST := $(BIN)/python -m pytest
# As many tests at once as there are processors, each in a process with one thread (conftest.py) and up to 2 GB; what is left
# of a slower one's share is taken over by others. ARGS="-n 0" runs all in one process, as a debugger needs it.
PARALLEL := -n auto --maxprocesses 8 --dist worksteal
# the tests that may depend on whether JAX and the native kernels are there
CORE := $(addprefix tests/,autograd kernels layers models ops optimizers training habits test_surroundings.py)
# options for pytest or the benchmarks, as in `make test ARGS="-x -k dense"`
ARGS ?=

# ---- environments: a stamp says what is installed; pyproject.toml decides when that is stale -----------------------
# The installation is editable, so a changed source file never asks for another one.
INSTALLED := $(ENV)/.stamp-badak
TESTABLE := $(ENV)/.stamp-test
DOCUMENTABLE := $(ENV)/.stamp-docs
COMPARABLE := $(PEERS)/.stamp-bench
# An environment does not survive being moved with its folder: install again there.
ifneq ($(shell cat $(ENV)/.place 2>/dev/null || pwd),$(shell pwd))
$(shell rm -f $(ENV)/.stamp-* $(PEERS)/.stamp-*)
endif

# whoever has the test tools has badak: `make demo` after `make test` installs nothing
$(INSTALLED): pyproject.toml
	@if [ $(TESTABLE) -nt pyproject.toml ]; then :; else tools/venv.sh $(ENV) .; fi
	@touch $@

$(TESTABLE): pyproject.toml
	@tools/venv.sh $(ENV) ".[test]"
	@touch $(INSTALLED) $@

$(DOCUMENTABLE): pyproject.toml
	@tools/venv.sh $(ENV) ".[docs]"
	@touch $(INSTALLED) $@

$(COMPARABLE): pyproject.toml
	@tools/venv.sh $(PEERS) ".[bench]"
	@touch $@

# ---- what a user runs ----------------------------------------------------------------------------------------------
.PHONY: demo
demo: $(INSTALLED) ## train a digit classifier, save it, write a report
	@$(BIN)/badak train digits --out runs/demo --overwrite $(ARGS)

.PHONY: test
test: $(TESTABLE) lint types ## everything: style, types, tests with coverage, tests without JAX and kernels
	@echo "== tests"
	@$(PYTEST) -q $(PARALLEL) --cov --cov-report=term $(ARGS)
	@echo "== core tests again, as on a machine without JAX and without native kernels"
	@BADAK_TEST_NO_JAX=1 BADAK_KERNELS=off $(PYTEST) -q $(PARALLEL) $(CORE) $(ARGS)

# ---- what a contributor runs ---------------------------------------------------------------------------------------
.PHONY: check
check: $(TESTABLE) lint types ## style, types and tests, as before each commit
	@echo "== tests"
	@$(PYTEST) -q $(PARALLEL) $(ARGS)

.PHONY: lint
lint: $(TESTABLE)
	@echo "== style"
	@$(BIN)/python -m ruff format --check --quiet --output-format concise . || { echo 'not formatted; "make format" mends it'; exit 1; }
	@$(BIN)/python -m ruff check --quiet .

.PHONY: types
types: $(TESTABLE)
	@echo "== types"
	@$(BIN)/python -m pyright

.PHONY: format
format: $(TESTABLE) ## lay out the code, mend what ruff can mend
	@$(BIN)/python -m ruff check --quiet --fix .
	@$(BIN)/python -m ruff format .

.PHONY: slow
slow: $(TESTABLE) ## the tests that take long
	@$(PYTEST) -q -m slow $(ARGS)

SANITIZED := build/asan
.PHONY: asan
asan: $(TESTABLE) ## the native kernels under AddressSanitizer and UndefinedBehaviorSanitizer: build, then their tests
	@command -v cmake >/dev/null && command -v g++ >/dev/null || { echo 'needs cmake and g++'; exit 1; }
	@$(BIN)/python -c 'import nanobind, importlib.metadata as m; m.files("onednn-devel-cpu-gomp")' 2>/dev/null || \
	    $(BIN)/python -m pip install -qq "nanobind>=2.7" "onednn-devel-cpu-gomp==2023.2.0"
	@echo "== building in $(SANITIZED)"; mkdir -p $(SANITIZED)
	@cmake -S . -B $(SANITIZED) -DPython_EXECUTABLE="$(abspath $(BIN))/python" -DBADAK_SANITIZE=ON >$(SANITIZED).log 2>&1 && \
	    cmake --build $(SANITIZED) --parallel "$$(nproc)" >>$(SANITIZED).log 2>&1 || { cat $(SANITIZED).log; exit 1; }
	@echo "== tests of the kernels"
# The interpreter is not instrumented, so the sanitizer's library has to be there before it. What Python and oneDNN keep
# until the process ends would be reported as leaks by the hundred.
	@LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libubsan.so)" \
	    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 \
	    BADAK_KERNELS="$$(ls $(abspath $(SANITIZED))/_kernels*.so)" $(PYTEST) -q tests/kernels $(ARGS)

.PHONY: docs
docs: $(DOCUMENTABLE) ## user guide and reference in docs/_build/html; a warning is an error
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html $(ARGS)
	@echo "docs/_build/html/index.html"

.PHONY: bench
bench: $(INSTALLED) ## benchmarks; with peers where `make peers` was run; ARGS="filter"
	@$(BIN)/python -m benchmarks $(ARGS)

.PHONY: examples
examples: $(INSTALLED) ## the ladder of small programs, from vectors to tables, in full (minutes); ARGS="--quick"
	@for file in examples/foundations/[0-9]*.py; do echo "== $$file"; $(BIN)/python $$file $(ARGS) || exit 1; done

.PHONY: accuracy
accuracy: $(INSTALLED) ## loss and accuracy beside PyTorch's, over seeds (an hour); ARGS="--table" shows what was found
	@$(BIN)/python -m benchmarks.accuracy $(ARGS)

.PHONY: texts
texts: $(INSTALLED) ## what networks learn from text beside PyTorch, bags of words and n-grams (an hour); ARGS="--table" shows it
	@$(BIN)/python -m benchmarks.texts $(ARGS)

.PHONY: peers
peers: $(COMPARABLE) ## PyTorch, Keras, JAX and scikit-learn in an environment of their own (large)

.PHONY: env
env: $(TESTABLE) ## the environment for working on badak

.PHONY: clean
clean: ## remove environments and everything that was built
	@rm -rf $(ENV) $(PEERS) build dist docs/_build docs/api/generated docs/*/error-codes.md docs/*/gallery docs/*/gallery.md
	@rm -rf .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* htmlcov
	@find src tests docs tools -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help:
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16
