#!/bin/sh
# npm test: installs what is missing and runs everything. The last line says how many tests passed and failed.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/install.sh
. ./scripts/install-programs.sh
exec node scripts/test.ts "$@"
