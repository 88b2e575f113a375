# make book · make pdf · make epub · make test · make lab · make reset · make serve · make execute · make seal · make faults · make bench · make clean

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/ready
PY := $(BIN)/python
RUN := $(PY) _ext/plainly.py
# An environment that was left half made, or whose Python has gone, is made anew.
ifneq ($(shell test ! -e .venv/unfinished && $(PY) -c "print('runs')" 2>/dev/null),runs)
.PHONY: $(READY)
endif

.PHONY: book pdf epub test lab reset serve execute seal faults bench clean

book: $(READY)  ## re-execute what is stale, render the pages, say where they are
	@$(RUN) _ext/unchanged.py || ($(RUN) _ext/record.py && $(RUN) _ext/render.py)

pdf: book .venv/tests  ## the whole book as one PDF beside the pages, and a link to it on the first of them; then check it
	@$(RUN) _ext/press.py pdf
	@$(PY) -m pytest -q tests/press/test_pdf.py

epub: book .venv/tests  ## the same as an EPUB
	@$(RUN) _ext/press.py epub
	@$(PY) -m pytest -q tests/press/test_epub.py

# Files are run in the order of pyproject.toml's testpaths, so that the longest starts early.
test: $(READY) .venv/tests  ## every check: library, notebooks, equations, prose, pages
	@$(RUN) _ext/browser.py install
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lab: book  ## open copies of the chapters of your own, in lab/, in JupyterLab
	@$(RUN) _ext/hand_out.py --open

reset: book  ## put the book's chapter in place of your copy, which is kept aside: make reset CHAPTER=entropy
	@test -n "$(CHAPTER)" || (echo "Say which: make reset CHAPTER=entropy" >&2; exit 2)
	@$(RUN) _ext/hand_out.py $(CHAPTER)

serve: book  ## serve the built book on this machine
	@$(RUN) _ext/serve.py

execute: $(READY)  ## re-execute every chapter, stale or not
	@$(RUN) _ext/record.py --all

seal: $(READY)  ## show what has changed in the sealed passages, ask, and seal it anew
	@$(RUN) _ext/seal.py

faults: $(READY)  ## plant faults in the book's sources, in memory, and print which are noticed and which are missed
	@$(RUN) _ext/plant.py

bench: $(READY) .venv/tests .venv/bench  ## race infolib against scipy, PyTorch, scikit-learn, dit, pyitlib and divergence; then compare their digits
	@$(PY) tests/library/bench.py
	@$(PY) tests/library/accuracy.py

clean:  ## remove everything that was made, the environment too; not lab/, which is yours
	rm -rf _build .venv *.egg-info .pytest_cache .hypothesis .mypy_cache .ruff_cache

$(READY): requirements.txt constraints.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 to 3.13, or name one: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c "import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else 'The book needs Python 3.11 to 3.13, and $(PYTHON) is ' + sys.version.split()[0] + '. Name another: make PYTHON=python3.11')"
	@$(PYTHON) _ext/set_up.py requirements.txt
	@touch $@

# What only the tests and the bench need; a list that changes is installed again.
.venv/tests: tests/requirements.txt $(READY)
	@$(RUN) _ext/set_up.py $<
	@touch $@

.venv/bench: tests/library/requirements-bench.txt $(READY)
	@$(RUN) _ext/set_up.py $<
	@touch $@
