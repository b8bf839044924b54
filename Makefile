# Four No's. `make` lists what can be done. Needs Python 3.11, 3.12 or 3.13 and make; all else goes into .venv here.
# Another Python: make PYTHON=/path/to/python3.12 env.   More or fewer test processes: make WORKERS=4 test.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help env play demo test check bench soak evidence docs clean FORCE

# Another environment that happens to be active must neither lend us packages nor receive ours.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX __PYVENV_LAUNCHER__
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV

PYTHON ?=
# Two processes: in a trial 36 s of tests took 21 s; under 10 s there is nothing to gain. Plain `pytest` stays in one.
WORKERS ?= 2
PY := .venv/bin/python

help: ## list the targets
	@printf '%s\n' "Four No's: type make and one of"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' Makefile

env: .venv/.development ## create .venv and install the project with its development tools
	@echo "Ready: .venv/bin/fournos --help, or . .venv/bin/activate"

play: .venv/.runtime ## open the game in this terminal
	@.venv/bin/fournos

demo: .venv/.runtime ## run the bleeding-white scenario under every posture and draw it into build/demo
	@echo "Running bleeding-white: 1,000 runs of each posture of Vietnam, all on the same luck"
	@mkdir -p build
	@.venv/bin/fournos compare bleeding-white --runs 1000 -o build/demo --overwrite
	@.venv/bin/fournos plot build/demo --kind fan -o build/demo/fan.png
	@.venv/bin/fournos plot build/demo --kind endings -o build/demo/endings.png
	@echo "The runs are in build/demo, the pictures are build/demo/fan.png and build/demo/endings.png"

test: .venv/.development ## run the tests
	@echo "Running the tests in $(WORKERS) processes"
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup

check: .venv/.development ## check format, style, types and import contracts, then run the tests
	@echo "Checking the format";           $(PY) -m ruff format --check .
	@echo "Checking the style";            $(PY) -m ruff check .
	@echo "Checking the types";            $(PY) -m mypy
	@echo "Checking who imports whom";     $(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-logo --no-cache
	@$(MAKE) --no-print-directory test

bench: .venv/.development ## measure speed, as ratios within one run
	@echo "Measuring speed; this takes some minutes and wants an idle machine"
	@$(PY) -m tests.bench

soak: .venv/.development ## run the long proofs: kills, fuzzing, a million runs
	@echo "Running the long proofs"
	@$(PY) -m tests.soak

evidence: .venv/.development ## run the slow proofs anew and keep their results in docs/evidence
	@echo "Running the slow proofs; this takes a long time (python -m docs.gather NAME runs one)"
	@$(PY) -m docs.gather

docs: .venv/.development ## write the generated pages of docs/ anew and build the site into build/site
	@echo "Writing the generated pages of docs/"
	@$(PY) -m docs.generate
	@echo "Building the site: build/site/index.html"
	@NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build

clean: ## remove build/, dist/ and the caches (rm -r .venv starts wholly afresh)
	@echo "Removing build/, dist/ and the caches"
	@rm -rf build dist site .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find sim scenarios tui tests docs -name __pycache__ -type d -prune -exec rm -rf {} +

# ---------------------------------------------------------------- the environment
# A stamp newer than pyproject.toml means that the installation is current. It is not when .venv was copied or moved
# from elsewhere (its scripts still point there), or when its Python is gone.
SOUND := $(shell $(PY) -c '' 2>/dev/null && [ "$$(cat .venv/.place 2>/dev/null)" = "$$(pwd -P)" ] && echo yes)
ifneq ($(SOUND),yes)
.venv/.runtime .venv/.development: FORCE
endif

.venv/.runtime: pyproject.toml
	@$(virtual_environment)
	@echo "Installing Four No's and its libraries into .venv (the first time about 120 MB to fetch: some minutes)"
	@$(call install,.)
	@touch .venv/.runtime

.venv/.development: pyproject.toml
	@$(virtual_environment)
	@echo "Installing Four No's, its libraries and its development tools into .venv (the first time about 175 MB to fetch: some minutes)"
	@$(call install,.[dev])
	@touch .venv/.runtime .venv/.development

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# Keep a .venv that works; else make one with the first Python that is fit and can.
define virtual_environment
if $(PY) -c '$(SUPPORTED)' 2>/dev/null && $(PY) -m pip --version >/dev/null 2>&1; then exit 0; fi; \
if [ -n "$(PYTHON)" ]; then set -- "$(PYTHON)"; else set -- python3.11 python3.12 python3.13 python3 python; fi; \
fit=; for each in "$$@"; do \
    if "$$each" -c '$(SUPPORTED)' >/dev/null 2>&1; then \
        fit=$${fit:-$$each}; \
        if "$$each" -c 'import ensurepip, venv' >/dev/null 2>&1; then fit=$$each; break; fi; \
    fi; \
done; \
if [ -z "$$fit" ]; then \
    echo "Four No's needs Python 3.11, 3.12 or 3.13; none was found as: $$*." >&2; \
    echo "Install one, or name it: make PYTHON=/path/to/python3.11 env" >&2; exit 1; \
fi; \
echo "Creating .venv with $$("$$fit" --version 2>&1)"; \
if ! "$$fit" -m venv --clear .venv; then \
    rm -rf .venv; \
    echo "This Python ($$fit) cannot create virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; \
    exit 1; \
fi
endef

define install
if ! $(PY) -m pip install --quiet --disable-pip-version-check --editable "$(1)"; then \
    echo "The installation did not finish. If the lines above tell of a connection, a time-out or a name that could not" >&2; \
    echo "be resolved, the package index was out of reach: run the same command again later, it goes on from there." >&2; \
    exit 1; \
fi; \
pwd -P > .venv/.place
endef
