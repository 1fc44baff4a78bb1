# The portal: one image, run as web, worker and dispatcher (docker-compose.yml).
FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 LANG=C.UTF-8 XDG_CACHE_HOME=/tmp/cache PATH=/opt/portal/bin:$PATH
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
# The same Debian packages as script/server installs.
COPY script/packages.sh /tmp/packages.sh
RUN source /tmp/packages.sh \
    && apt-get update -q \
    && apt-get install -q -y --no-install-recommends "${PACKAGES_SERVER[@]}" \
    && rm -rf /var/lib/apt/lists/* /tmp/packages.sh

FROM base AS libraries
COPY deploy/requirements.lock script/tools.lock /tmp/
RUN python -m venv /opt/tools \
    && /opt/tools/bin/pip install -q --disable-pip-version-check --require-hashes -r /tmp/tools.lock \
    && /opt/tools/bin/uv venv -q --python /usr/local/bin/python3 /opt/portal \
    && /opt/tools/bin/uv pip sync -q --python /opt/portal/bin/python --require-hashes --compile-bytecode /tmp/requirements.lock

FROM base
COPY --from=libraries /opt/portal /opt/portal
WORKDIR /srv/portal
COPY . .
# Bytes of the styles and scripts under names that hold their hash; the keys are for this one command and kept nowhere.
RUN LPSE_DEMO=1 LPSE_SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') \
    LPSE_IDENTITY_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(32))') \
    LPSE_STATIC_ROOT=/srv/portal/staticfiles \
    python manage.py collectstatic --noinput -v 0 \
    && python -m compileall -q /srv/portal \
    && useradd --system --uid 10001 --user-group --no-create-home lpse \
    && install -d -o lpse -g lpse -m 0700 /data
ENV LPSE_STATIC_ROOT=/srv/portal/staticfiles LPSE_DATA_DIR=/data
USER lpse
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "lpse.wsgi"]
