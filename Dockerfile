# Tiku in one small image: the local page, Discord and Slack. One volume, /data, holds the database.
FROM python:3.11-slim

WORKDIR /app
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    TIKU_DATABASE_URL=sqlite:////data/tiku.db \
    TIKU_WEB_HOST=0.0.0.0

# Fonts and time zones come as wheels among these; every file is checked against its hash.
COPY requirements.lock ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

COPY bot ./bot
COPY adapters ./adapters
COPY content ./content
RUN useradd --uid 10001 --no-create-home tiku && mkdir /data && chown tiku:tiku /data

USER tiku
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=3)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
