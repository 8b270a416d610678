#!/usr/bin/env bash
# The image's steps in a clean directory, without a container engine: build the panel, install, start as a user who
# may write nothing but his data, ask for health, stop. Prints what each step took. Needs root, Python 3.11 and Node 20.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d)
port=${PORT:-18080}
python=${PYTHON:-python3}
server=
as_nobody() { exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
(as_nobody "$python" -c '') || { echo "name a Python that every user may run: PYTHON=/usr/bin/python3 $0"; exit 2; }
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$root"; }
trap finish EXIT
step() { echo "== $1 ($SECONDS s)"; }

step "files as the Dockerfile copies them"
mkdir -p "$root/app" "$root/build" "$root/data"
sed -e ':join' -e '/\\$/{N;s/\\\n//;b join' -e '}' "$source/Dockerfile" | grep '^COPY ' | grep -v -- --from \
  | sed 's/^COPY //' > "$root/copies"
while read -r -a parts; do
  target=${parts[-1]}
  for from in "${parts[@]:0:${#parts[@]}-1}"; do
    case $from in
      src/) (cd "$source/src" && tar --exclude node_modules --exclude dist -cf - .) | tar -xf - -C "$root/build" ;;
      src/*) cp "$source/$from" "$root/build/" ;;
      */) mkdir -p "$root/app/$target" && cp -R "$source/$from." "$root/app/$target" ;;
      *) cp "$source/$from" "$root/app/" ;;
    esac
  done
done < "$root/copies"

step "panel"
(cd "$root/build" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build)
mkdir -p "$root/app/src" && cp -R "$root/build/dist" "$root/app/src/dist"

step "packages"
"$python" -m venv "$root/venv"
"$root/venv/bin/pip" install -q --disable-pip-version-check -r "$root/app/requirements.txt"
"$root/venv/bin/python" -m compileall -q "$root/app/app"

step "start as a user without rights"
chmod 755 "$root" && chmod -R a+rX "$root" && chmod 777 "$root/data"
cd "$root/app"
(as_nobody env -i PATH="$root/venv/bin:/usr/bin:/bin" HOME=/nonexistent \
  PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ENVIRONMENT=production HOST=127.0.0.1 PORT="$port" \
  INSTANCE_PATH="$root/data" gunicorn wsgi:app) > "$root/server.log" 2>&1 &
server=$!
for _ in $(seq 60); do
  curl -fs "http://127.0.0.1:$port/api/health" > "$root/health" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$root/server.log"; exit 1; }
  sleep 0.5
done
step "health"
cat "$root/health"; echo
[ "$(stat -c %u "/proc/$server")" = 65534 ]
closed=$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/api/companies")
[ "$closed" = 401 ] || { echo "production must be closed, /api/companies gave $closed"; exit 1; }
curl -fs "http://127.0.0.1:$port/" | grep -q '<div id="app"' || { echo "the panel is not served"; exit 1; }
written=$(find "$root/app" -newer "$root/health" -type f | head -3)
[ -z "$written" ] || { echo "the program writes beside its data: $written"; exit 1; }

step "stop"
kill -TERM "$server"
wait "$server" && status=0 || status=$?
server=
[ "$status" = 0 ] || { echo "stopped with status $status"; tail -20 "$root/server.log"; exit 1; }
echo "sizes: packages $(du -sm "$root/venv" | cut -f1) MB, program $(du -sm "$root/app" | cut -f1) MB"
step "done"
