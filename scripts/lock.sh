#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: exact versions with hashes, for every system and Python >= 3.11.
# Versions already there are kept; "make lock UPGRADE=--upgrade" takes the newest.
set -eu

cd "$(dirname "$0")/.."
lock() {
    .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make lock" ${UPGRADE:-} pyproject.toml "$@"
}
lock --group build --extra effects --output-file requirements/run.txt
lock --group build --extra effects --extra web --constraint requirements/run.txt --output-file requirements/web.txt
lock --group build --extra effects --extra structural --extra postgresql --extra web --group dev \
    --constraint requirements/web.txt --output-file requirements/dev.txt
lock --extra spark --constraint requirements/dev.txt --output-file requirements/spark.txt
