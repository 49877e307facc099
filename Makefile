# Two commands set up all they need on a fresh machine: `make run` shows a crisis, `make test` runs every test.
#
#   make run       the daemon on a recorded story: a page arrives within a minute
#   make check     the gate before each commit: style, types, layers, quick tests
#   make test      everything: Debian packages, `make check`, then the slow and outside tests (what CI runs)
#   make test-python PYTHON=python3.12: units and stories with another Python, in an environment of its own
#   make install   to /opt/alertd, with the systemd units; run it again to upgrade (docs/operator.md)
#   make dist      wheel, source archive, list of parts and checksums into dist/, the same bytes each time
#   make deb       a Debian package into dist/
#   make try-deb   OLD=FILE.deb NEW=FILE.deb: install, upgrade, downgrade, purge in a fresh Debian under systemd
#   make speed     how the pipeline stands to a plain loop over the same lines
#   make chaos     two machines over a cluster, killed, frozen and cut off for 20 minutes, and a checker
#   make upgrade   BEFORE=COMMIT: that release and this one side by side over a cluster, under load, and the same checker
#   make flink     ARGS="EXPORT -c SETTINGS": Apache Flink folds an export, and says the same pages (needs Java)
#   make constraints   pin anew what a clean environment resolves to

PYTHON ?= python3
VENV ?= .venv
# Where `make install` puts things; DESTDIR stands before every path (for packages and tests).
DESTDIR ?=
PREFIX ?= /opt/alertd
UNITDIR ?= /etc/systemd/system
CONFDIR ?= /etc/alertd
# What `make run` hands to `alertd demo`, for example ARGS="--speed 4"
ARGS ?=
PYTEST_ARGS ?=
# A build machine may forbid compiled files; then each of the tests' hundreds of processes compiles two hundred modules anew.
export PYTHONDONTWRITEBYTECODE :=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
PYTEST := $(BIN)/python -m pytest $(PYTEST_ARGS)
QUICK := $(wildcard tests/unit tests/stories tests/docs)
REST := $(wildcard tests/acceptance tests/laws tests/contract tests/cluster tests/attack tests/browser tests/wire)
WATCHED := setup.cfg pyproject.toml constraints.txt

.PHONY: run check style types layers quick test packages test-python rest install dist container deb try-deb speed constraints chaos upgrade flink clean
.DEFAULT_GOAL := check

run: $(VENV)/run.ok
	@exec $(BIN)/alertd demo $(ARGS)

check: style types layers quick

style: $(VENV)/test.ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/test.ok
	$(BIN)/mypy

layers: $(VENV)/test.ok
	$(BIN)/lint-imports --no-logo

# --doctest-modules alertd: the examples in the code are tests too.
quick: $(VENV)/test.ok
	$(PYTEST) --doctest-modules alertd $(QUICK)

# What waits for the network waits together, and types, which take one core, are looked through beside the quick tests.
# -k: after a fault in style the tests still run, so that one run shows all there is. rest comes alone: its processes share two cores.
test:
	sh .ci/packages python
	$(MAKE) -j2 -Oline packages $(VENV)/test.ok
	$(MAKE) -k -j2 -Oline check; checked=$$?; $(MAKE) rest && exit $$checked

packages:
	sh .ci/packages

# What talks to servers and runs as a process stays out: CI runs that with the Python that is promised.
test-python:
	$(MAKE) quick PYTHON="$(PYTHON)" VENV=".venv-$(notdir $(PYTHON))" QUICK="tests/unit tests/stories"

rest: $(VENV)/test.ok
	$(PYTEST) --dist worksteal $(REST)

$(VENV)/python.ok:
	@sh .ci/packages python
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.ok: $(VENV)/python.ok $(WATCHED)
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/test.ok: $(VENV)/python.ok $(WATCHED)
	$(PIP) install -c constraints.txt -e ".[test]"
	@touch $@ $(VENV)/run.ok

# The new release is built beside the old one and takes its place in one rename; the old one stays for a roll-back.
install:
	@sh .ci/packages python
	PYTHON="$(PYTHON)" DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" UNITDIR="$(UNITDIR)" CONFDIR="$(CONFDIR)" sh systemd/install

dist: $(VENV)/test.ok
	PYTHON="$(BIN)/python" sh packaging/dist

container:
	sh packaging/container/build

deb:
	@sh .ci/packages python
	sh packaging/deb

# As root, and with debootstrap; BASE=FOLDER is a root that it has made before.
try-deb:
	BASE="$(BASE)" sh packaging/try-deb "$(OLD)" "$(NEW)"

# How the pipeline stands to the loop that a user would write instead, on the same lines, by CPU seconds. ARGS="--count 4000 --turns 1" for less.
speed: $(VENV)/run.ok
	$(PIP) install -c constraints.txt -e ".[bench]"
	$(BIN)/python benchmarks/throughput.py $(if $(ARGS),$(ARGS),--peers)

# A nemesis over a cluster of three servers and two machines, 20 minutes; ARGS="--seconds 120 --seed 7" for less.
chaos: $(VENV)/test.ok
	sh .ci/packages
	$(BIN)/python -m tests.cluster.chaos $(ARGS)

# Two releases side by side over a cluster, one machine begun anew after the other. ARGS=--back: the older one works once more in between.
upgrade: $(VENV)/test.ok
	sh .ci/packages
	rm -rf build/before
	mkdir -p build/before
	git archive "$(BEFORE)" alertd | tar -x -C build/before
	$(BIN)/python -m tests.cluster.upgrading build/before $(ARGS)

# In an environment of its own, 900 MB. Flink's Python side asks for an older numpy than alertd, and runs with ours; pip complains of it.
flink: $(VENV)/python.ok
	$(PYTHON) -m venv $(VENV)-flink
	$(VENV)-flink/bin/python -m pip --disable-pip-version-check -q install apache-flink==2.3.0
	$(VENV)-flink/bin/python -m pip --disable-pip-version-check -q install -c constraints.txt -e .
	$(VENV)-flink/bin/python -m benchmarks.flink $(ARGS)

constraints:
	rm -rf $(VENV)-constraints
	$(PYTHON) -m venv $(VENV)-constraints
	$(VENV)-constraints/bin/python -m pip --disable-pip-version-check -q install -e ".[test]"
	{ echo '# What was tested together: `make constraints` writes this file from a clean environment.'; \
	  $(VENV)-constraints/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	rm -rf $(VENV)-constraints

clean:
	rm -rf $(VENV) $(VENV)-* build dist alertd.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
