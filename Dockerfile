# One image for web, worker, beat and the one-off migrate; docker-compose.yml says which runs what.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir --root-user-action=ignore uv
WORKDIR /srv/magnet
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=0
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# Settings want a secret and two addresses to load; collecting files uses none of them.
RUN export SECRET_KEY=only-while-building DATABASE_URL=postgres://build/build REDIS_URL=redis://build/0 \
    && .venv/bin/python manage.py messages compile \
    && .venv/bin/python manage.py fonts \
    && .venv/bin/python manage.py collectstatic --noinput \
    && mkdir -p var/media

FROM python:3.13-slim
RUN useradd --system --uid 999 --home-dir /srv/magnet magnet
WORKDIR /srv/magnet
COPY --from=build --chown=magnet:magnet /srv/magnet /srv/magnet
USER magnet
ENV PATH=/srv/magnet/.venv/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers", "--log-level", "warning", \
     "magnet.wsgi:application"]
