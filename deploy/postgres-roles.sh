#!/bin/sh
# Run once by the postgres image on an empty volume. Its own POSTGRES_USER is a superuser, whom row-level security
# does not hold: the application gets a role that owns nothing, the schema one that is no superuser.
set -eu
: "${APP_DB_PASSWORD:?set it in .env}" "${OWNER_DB_PASSWORD:?set it in .env}"
psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v app_password="$APP_DB_PASSWORD" -v owner_password="$OWNER_DB_PASSWORD" <<'SQL'
CREATE ROLE receptionist_owner LOGIN PASSWORD :'owner_password' NOSUPERUSER NOBYPASSRLS;
CREATE ROLE receptionist_app LOGIN PASSWORD :'app_password' NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE receptionist OWNER receptionist_owner;
\connect receptionist
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO receptionist_owner;
GRANT USAGE ON SCHEMA public TO receptionist_app;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SQL
