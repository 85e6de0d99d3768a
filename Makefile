# Hearth. `make run` and `make test` are the whole set-up; `make help` lists the rest.
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)
# The first Python that runs (a pyenv shim may be there and not run).
PYTHON = $(shell for p in $(BIN)/python python3.13 python3.11 python3.12 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1 && echo $$p && break; done)
PREPARE = @$(PYTHON) packaging/prepare.py --gpu "$(GPU)"
unexport PYTHONPATH PYTHONHOME
.PHONY: help run test check bench soak fuzz get-model clean python prepare prepare-tests
.NOTPARALLEL:

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 11

run: prepare  ## set up what is missing and open Hearth (GPU=cuda, vulkan or cpu: what llama.cpp is built for)
	@$(BIN)/hearth

test: prepare-tests check  ## set up what is missing, then check and test
	@$(BIN)/python -m pytest -q

check: prepare-tests  ## format, lint, types and layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: prepare-tests  ## quality and speed, measured
	@$(BIN)/python tests/bench/run.py

soak: prepare-tests  ## the long runs: kills, damage, memory
	@$(BIN)/python tests/soak/run.py

# The only step that fetches a model; Hearth itself never does. TO=DIR is another folder.
get-model: prepare  ## list models worth having, or fetch one after asking (NAME=...)
	@$(BIN)/python -m models.get $(if $(NAME),"$(NAME)") $(if $(TO),--to "$(TO)") $(if $(YES),--yes)

fuzz: prepare-tests  ## files that lie, by the thousand
	@$(BIN)/python tests/fuzz/run.py

clean:  ## take the environment and all caches away; nobody's data is in them
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .grimp_cache

prepare: python
	$(PREPARE)

prepare-tests: python
	$(PREPARE) --tests

# A bare Debian has no Python at all.
python:
	@[ -n "$(PYTHON)" ] || { [ "$$(id -u)" = 0 ] && echo 'Installing Python' && apt-get update -qq >/dev/null && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3 python3-venv >/dev/null 2>&1; } || { \
	echo 'Hearth needs Python 3.11 or 3.13. On Debian and Ubuntu type: sudo apt-get install python3 python3-venv'; exit 1; }
