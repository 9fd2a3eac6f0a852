# Two commands matter:  make demo  and  make test.  Both set up everything first.
.DEFAULT_GOAL := help
.PHONY: help demo test bluez lint golden bench soak mutants lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile

demo: ## The main job without a strap: a recorded walk becomes a signed plan
	@tools/setup.sh runtime
	@.venv/bin/pacepipe demo

test: ## Everything that a machine checks
	@tools/setup.sh dev
	@PYTHONDONTWRITEBYTECODE= .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

bluez: ## The station on the real Bluetooth stack, in a small virtual machine
	@tools/bluez.sh short hour

lint: ## The quick part: format, lint, types, floors, SQL
	@tools/setup.sh dev
	@.venv/bin/ruff format .
	@.venv/bin/python -m pytest -q tests/unit/test_floors.py

golden: ## Write expected files and generated pages again, and fail: read the diff
	@tools/setup.sh dev
	@PACEPIPE_REWRITE=1 .venv/bin/python -m pytest -q tests/unit

bench: ## Claims measured beside peers (ROOM=collect, signals or pacing for one): build/bench.json
	@tools/peers.sh
	@ROOM=$(ROOM) .venv/bin/python -m bench.harness

soak: ## Kills, full disks, cuts, a whole day, 10^5 weeks of plans (12 minutes; SOAK=quick for 3; FULL=1: 10^6)
	@tools/setup.sh dev
	@.venv/bin/python -m pytest -q tests/soak

mutants: ## Faults planted in pacing and load, and how many the tests find (MUTANTS='pacepipe.pacing.caps*' for some; hours for all)
	@tools/setup.sh dev
	@.venv/bin/mutmut run $(MUTANTS)
	@.venv/bin/python tools/mutants.py

lock: ## Pin the dependencies again (newer ones: tools/lock.sh --upgrade)
	@tools/lock.sh

clean: ## Remove what the other commands made, .venv included
	@rm -rf .venv build dist mutants .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
