# Shared by the scripts a person types: installs what is missing or says what to install, and builds.

# need_command COMMAND DEBIAN-PACKAGE
need_command() {
  command -v "$1" >/dev/null 2>&1 && return 0
  install_package "$1" "$2" && command -v "$1" >/dev/null 2>&1 && return 0
  echo "$1 is missing and could not be installed (Debian: $2); what needs it is left out" >&2
  return 1
}

# need_postgis: PostgreSQL with PostGIS; sets PATROL_POSTGRES_BIN, for Debian keeps the server's programs apart
need_postgis() {
  find_postgis && return 0
  install_package PostGIS postgresql-15-postgis-3 && find_postgis && return 0
  echo "PostGIS is missing and could not be installed (Debian: postgresql-15-postgis-3)" >&2
  return 1
}

find_postgis() {
  for PATROL_POSTGRES_BIN in /usr/lib/postgresql/*/bin; do
    version=$(basename "$(dirname "$PATROL_POSTGRES_BIN")")
    if [ -x "$PATROL_POSTGRES_BIN/initdb" ] && [ -f "/usr/share/postgresql/$version/extension/postgis.control" ]; then
      export PATROL_POSTGRES_BIN
      return 0
    fi
  done
  return 1
}

# install_package WHAT DEBIAN-PACKAGE
install_package() {
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "$1 is missing: install it (Debian: $2); what needs it is left out" >&2
    return 1
  fi
  as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  echo "installing $2 ..." >&2
  # The package would start a server of its own; tests and demos start theirs on free ports.
  # shellcheck disable=SC2086
  { $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null 2>&1
}

# need_npm FOLDER: its packages as the lock file has them
need_npm() {
  [ -f "$1/package-lock.json" ] || return 0
  command -v npm >/dev/null 2>&1 || { echo "npm is missing; what needs it is left out" >&2; return 1; }
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return 0
  npm ci --prefix "$1" --no-audit --no-fund --loglevel error >/dev/null || { echo "npm ci failed in $1" >&2; return 1; }
}

# build PROJECT: in Release, silent unless it fails
build() {
  said=$(dotnet build "$1" -c Release -v quiet -nologo 2>&1) || { echo "$said" >&2; return 1; }
}
