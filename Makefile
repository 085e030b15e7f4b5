# MAG-NET. `make` alone says what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
PORT ?= 8000
export PORT
export UV_COMPILE_BYTECODE := 1
# Tests run in as many processes as there are cores, four at the most: each brings a database and a Chromium.
BESIDE := -n auto --maxprocesses 4 --dist worksteal
# A production environment that no server has to answer, for checks that only read settings.
PRODUCTION := DATABASE_URL=postgres://magnet@localhost/magnet REDIS_URL=redis://localhost/0 \
	SECRET_KEY=a-stand-in-for-the-checks-with-more-than-fifty-characters-1234567890 \
	ALLOWED_HOSTS=magnet.example SITE_URL=https://magnet.example \
	DEBUG=0 DEMO=0 INSECURE_HTTP=0 DJANGO_SETTINGS_MODULE=magnet.settings

.PHONY: help setup demo test check faults bench fmt messages picture

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/.ready ## Install everything into .venv

.venv/.ready: pyproject.toml uv.lock
	@echo "MAG-NET: setting up"
	@bin/setup
	@touch $@

demo: .venv/.ready ## Run the platform with Celje's data at http://localhost:8000 (or PORT=…)
	@$(PYTHON) -m magnet.demo --with-parent

test: .venv/.ready ## Run every test, in a real browser too
	@$(PYTHON) -m tests.chromium
	$(PYTHON) -m pytest $(BESIDE) -m "not faults"

# NEXT=all says that every test is run next anyhow, so that the fast ones are not run twice.
check: .venv/.ready ## Lint, types, architecture, production settings, fast tests
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m djlint --quiet --lint templates
	git ls-files 'templates/*.html' | xargs .venv/bin/djade --check --target-version 6.1
	$(PRODUCTION) $(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	$(if $(filter all,$(NEXT)),,$(PYTHON) -m pytest $(BESIDE) -m "not browser and not faults")

faults: .venv/.ready ## Kill and freeze real processes and see what is left
	$(PYTHON) -m pytest -m faults

bench: .venv/.ready ## Measure speed as ratios (LONG=1: with a million rows)
	@$(PYTHON) -m bench

fmt: .venv/.ready ## Bring code and templates into form
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	git ls-files 'templates/*.html' | xargs .venv/bin/djade --target-version 6.1 || true

messages: .venv/.ready ## Collect the words to translate and compile the languages
	$(PYTHON) manage.py messages update
	$(PYTHON) manage.py messages compile

picture: .venv/.ready ## Take the README's picture anew
	$(PYTHON) -m pytest -q tests/browser/picture.py
