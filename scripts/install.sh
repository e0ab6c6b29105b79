#!/bin/sh
# Fills .venv with one locked list of requirements (run or dev) and the product itself.
# pip refuses a file whose hash is not in the list, and nothing is fetched beyond the list.
set -eu

list=${1:?"run, web, dev or spark"}
cd "$(dirname "$0")/.."
here=.venv/bin/python

# A broken environment (its Python was removed, the checkout was moved, making it was interrupted) is made anew.
if ! $here -m pip --version >/dev/null 2>&1; then
    python=$(sh scripts/find-python)
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "Installing requirements/$list.txt"
install="$here -m pip install --quiet --disable-pip-version-check"
# Most modules of the tools of development are never imported: Python compiles those that are, when they first are.
case $list in dev | spark) install="$install --no-compile" ;; esac
$install --require-hashes -r "requirements/$list.txt"
$install --no-deps --no-build-isolation --no-index -e .

# Every list holds all of the run list, and the dev list all of the web list.
touch .venv/installed-run
if [ "$list" = dev ]; then touch .venv/installed-web; fi
if [ "$list" != run ]; then touch ".venv/installed-$list"; fi
