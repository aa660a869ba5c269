#!/bin/sh
# npm run dev: the same with hot reload.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/install.sh
exec node scripts/launch.ts dev "$@"
