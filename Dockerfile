# The panel is built, the Python packages are installed, and only the results go into the image.
# tools/prove_image.sh performs the same steps without a container engine: keep the two in step.
FROM node:20-slim AS panel
WORKDIR /build
COPY src/package.json src/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY src/ ./
RUN npm run build

FROM python:3.11-slim AS packages
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production HOST=0.0.0.0 PORT=8080 INSTANCE_PATH=/data FLASK_APP=app:create_app
RUN useradd --system --uid 10001 receptionist && mkdir /data && chown receptionist /data
WORKDIR /srv/app
COPY --from=packages /opt/venv /opt/venv
COPY app/ app/
COPY wsgi.py run.py gunicorn.conf.py postgresql_schema.sql companies_config.json extended_companies_config.json \
     custom_prompts.json migrate_companies_to_postgresql.py migrate_prompts_to_postgresql.py ./
RUN python -m compileall -q app
COPY --from=panel /build/dist src/dist
USER receptionist
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/api/health', timeout=4)"]
CMD ["gunicorn", "wsgi:app"]
