#!/bin/sh
# Redis as the portal uses it: a broker that may forget everything, because what is to do stands in PostgreSQL.
set -eu
: "${REDIS_PASSWORD:?is the password in REDIS_URL}"
umask 077
# By a file of its own, so that the password is in no process list.
settings="${TMPDIR:-/tmp}/redis.conf"
cat >"$settings" <<SETTINGS
bind ${REDIS_BIND:-*}
port ${REDIS_PORT:-6379}
requirepass $REDIS_PASSWORD
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
SETTINGS
exec redis-server "$settings"
