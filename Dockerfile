FROM python:3.11-slim-bookworm

# What WeasyPrint draws with (libharfbuzz-subset0 makes it five times faster) and fonts for French and Arabic.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b \
       libharfbuzz-subset0 libfontconfig1 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_MODE=production PORTAL_STATE_DIR=/portal/.state
WORKDIR /portal
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN python -m compileall -q . \
    && pybabel --quiet compile --directory hosting_portal/locale --domain django \
    && mkdir -m 700 .state .state/media .state/registry \
    && SECRET_KEY=only-while-building python manage.py collectstatic --noinput --verbosity 0 --ignore '*.map' \
    && useradd --system --no-create-home portal \
    && chown -R portal .state
USER portal
EXPOSE 8000
CMD ["gunicorn", "hosting_portal.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--no-control-socket", "--access-logfile", "-"]
