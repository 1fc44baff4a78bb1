#!/usr/bin/env bash
# Roles and database of the portal, once, on an empty PostgreSQL 18 (the same steps: lpse/embedded/postgres.py).
#
# The postgres image runs it from /docker-entrypoint-initdb.d; natively: as the superuser, with PGHOST, PGPORT and the two
# passwords in the environment. lpse_owner owns the tables and migrates; lpse_app is what the portal runs as.
set -euo pipefail
: "${LPSE_OWNER_PASSWORD:?is the password of lpse_owner}" "${LPSE_APP_PASSWORD:?is the password of lpse_app}"

run() { psql --no-psqlrc -q -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "$1"; }

# psql reads the passwords from the environment: they are in no command line.
run postgres <<'SQL'
\getenv owner LPSE_OWNER_PASSWORD
\getenv app LPSE_APP_PASSWORD
CREATE ROLE lpse_owner LOGIN CREATEDB NOSUPERUSER NOCREATEROLE PASSWORD :'owner';
CREATE ROLE lpse_app LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE PASSWORD :'app';
-- Both prepare for all rows of a table before the first one is there; a page shows 25.
ALTER ROLE lpse_app SET jit = off;
ALTER ROLE lpse_app SET enable_memoize = off;
CREATE DATABASE lpse OWNER lpse_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE lpse FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE lpse TO lpse_app;
SQL
run lpse <<'SQL'
ALTER DEFAULT PRIVILEGES FOR ROLE lpse_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lpse_app;
ALTER DEFAULT PRIVILEGES FOR ROLE lpse_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO lpse_app;
SQL
