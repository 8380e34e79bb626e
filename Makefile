# Two commands: `make demo` shows a fund at work, `make test` checks everything.
# Each sets up what is missing, in .venv and (for the tests) by apt-get.

.PHONY: help install demo test soak lint types unit postgres browser golden clean
.DEFAULT_GOAL := help

help:
	@echo "make install  only set up .venv: for a fund of your own, or a backup to restore"
	@echo "make demo   load the demo fund and serve it on http://127.0.0.1:$${KONGBUN_PORT:-8000}"
	@echo "make test   style, types, unit, properties, SQLite, PostgreSQL, browser"
	@echo "make soak   the long loops whole: SOAK_MINUTES (120) at most, goes on where it was"
	@echo "parts of make test: lint types unit postgres browser"

install:
	@tools/venv base

demo:
	@tools/venv base
	@.venv/bin/kongbun demo

test:
	@tools/system
	@tools/venv dev
	@tools/check all

# Deaths, broken disks, crowds, restores, upgrades, random lives: docs/soak.md.
soak:
	@tools/system
	@tools/venv dev
	@.venv/bin/python tools/soak.py

lint types unit:
	@tools/venv dev
	@tools/check $@

postgres browser:
	@tools/system
	@tools/venv dev
	@tools/check $@

# Writes the golden files of new refusals, and docs/errors.md from them.
golden:
	@tools/venv dev
	@.venv/bin/python tools/golden.py

clean:
	rm -rf .venv .test-templates .mypy_cache .ruff_cache .import_linter_cache .hypothesis kongbun.egg-info
