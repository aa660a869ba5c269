# The programs that tests drive: a browser, the Redis that stands behind Vercel KV, and a real PostgreSQL for what
# PGlite cannot show. Sourced from the project's root.
# As root on Debian they come from its packages; elsewhere the browser is Playwright's own, and the
# others must be there.

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -d /usr/lib/postgresql ] || missing="$missing postgresql"
if [ -n "$missing" ] && command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing$missing ..."
  DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null
  # shellcheck disable=SC2086 # a list of names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
elif ! command -v chromium >/dev/null 2>&1; then
  echo "Installing Playwright's Chromium ..."
  node node_modules/playwright-core/cli.js install chromium
fi
