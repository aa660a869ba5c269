#!/bin/sh
# npm run check: format, lint, types, unit and architecture tests.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/install.sh
exec node scripts/check.ts
