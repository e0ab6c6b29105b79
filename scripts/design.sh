#!/bin/sh
# Compile the style sheets of the web application: sh scripts/design.sh [FOLDER]
# Needs npm, for the components of govuk-frontend and for Sass; the product needs neither when it runs.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd)
DESIGN="$ROOT/src/publicvalue/web/design"
TOOLS="$ROOT/build/design"
OUT=${1:-$DESIGN/static/design}
FRONTEND=6.6.0
SASS=1.108.2

mkdir -p "$TOOLS"
if [ "$(cat "$TOOLS/versions" 2>/dev/null || true)" != "$FRONTEND $SASS" ]; then
    npm install --prefix "$TOOLS" --no-save --no-audit --no-fund --no-package-lock --ignore-scripts --silent \
        "govuk-frontend@$FRONTEND" "sass@$SASS"
    echo "$FRONTEND $SASS" > "$TOOLS/versions"
fi
for sheet in main:publicvalue report:report; do
    "$TOOLS/node_modules/.bin/sass" --load-path="$TOOLS/node_modules" --quiet-deps --no-source-map --style=compressed \
        "$DESIGN/scss/${sheet%:*}.scss" "$TOOLS/compiled.css"
    node "$ROOT/scripts/design.mjs" "$TOOLS/compiled.css" "$OUT/${sheet#*:}.css"
done
