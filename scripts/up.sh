#!/bin/sh
# npm run up: the whole product in production mode. Options: --port N, --fresh, --data DIR, --host ADDRESS.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/install.sh
exec node scripts/launch.ts start "$@"
