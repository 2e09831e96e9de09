# SPDX-License-Identifier: Apache-2.0
# A short way in: Meson builds, the scripts in tools/ and tests/run do the work.
.DEFAULT_GOAL := all
.PHONY: help all dev demo test check format bench fuzz cover golden serve oracles install clean

SECONDS ?= 60
PORT ?= 8000
SEED ?= 1
PERIOD ?= 2017-07..2018-06
WATCHWARD = build/release/watchward

help: ## list these targets
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

all: ## build the program: build/release/watchward (this is plain `make`)
	@tools/build release

dev: ## build with the address and undefined-behaviour sanitizers, and the unit tests
	@tools/build dev

demo: ## make a sample borough afresh in ./demo and write its assessment
	@tools/install-deps --build-only
	@tools/build release
	@rm -rf demo
	$(WATCHWARD) sample demo --seed $(SEED)
	$(WATCHWARD) assess --workspace demo --period $(PERIOD)
	@tools/demo-page

test: ## install what is missing, build, and run every test
	@tools/install-deps
	@tests/run

check: ## warnings as errors, format, lint, layers, headers, function size, banned calls
	@tools/install-deps
	@tools/check

format: ## lay out the C files as `make check` wants them
	@tools/check-format --fix

bench: ## time the program on large data
	@tools/build release
	@tools/bench

fuzz: ## run every fuzz target for SECONDS=60 each
	@tools/install-deps
	@tools/fuzz $(SECONDS)

cover: ## line coverage of the unit and command-line tests, by folder
	@tools/install-deps
	@tools/cover

golden: ## rewrite the expected output in tests/cli; read the result as a diff
	@tools/install-deps
	@WW_GOLDEN=rewrite tests/run cli

serve: ## show the demo's pages at http://127.0.0.1:PORT/ (PORT=8000), to this machine only
	@tools/demo-page >/dev/null
	@echo "http://127.0.0.1:$(PORT)/  (Ctrl-C to stop)"
	@python3 -m http.server --bind 127.0.0.1 --directory "$$(dirname "$$(tools/demo-page)")" $(PORT)

oracles: ## compute the reference values in tests/ref again and compare
	@tools/oracles

install: ## install the program and its data (PREFIX=/usr/local, DESTDIR=)
	@tools/build release
	@meson install -C build/release --no-rebuild --quiet

clean: ## remove everything built, and the demo
	@rm -rf build demo
