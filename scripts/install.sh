# Installs what is missing. Sourced by the other scripts from the project's root; needs Node >= 20 and npm.
# What is installed belongs to one package-lock.json; a copy of it inside node_modules tells which.

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
  echo "Halfsecond needs Node.js 20 or newer with npm; neither was found (https://nodejs.org)." >&2
  exit 1
fi
if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt 20 ]; then
  echo "Halfsecond needs Node.js 20 or newer; this is $(node --version)." >&2
  exit 1
fi

stamp=node_modules/.halfsecond-lock
if [ -x node_modules/.bin/node ] && [ ! -f "$stamp" ] && [ -f node_modules/.package-lock.json ] &&
  [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]; then
  # Installed by hand, and not older than the lock file: nothing to do.
  cp package-lock.json "$stamp"
fi
if [ ! -x node_modules/.bin/node ] || ! cmp -s package-lock.json "$stamp"; then
  echo "Installing packages ..."
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json "$stamp"
fi

# Everything runs on the Node that came with the packages, whatever the machine has.
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
