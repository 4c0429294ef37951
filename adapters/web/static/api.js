// Talking to the server: questions by fetch, news by server-sent events.

/** An error with a sentence for the reader; `sent` is false when the server was not reached. */
export class ApiError extends Error {
  constructor(message, sent) {
    super(message);
    this.sent = sent;
  }
}

async function ask(url, options) {
  let answer;
  try {
    answer = await fetch(url, options);
  } catch (fault) {
    if (fault.name === "AbortError") throw fault;
    throw new ApiError("", false);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ApiError(body.error ?? String(answer.status), true);
  return body;
}

const query = (values) => new URLSearchParams(values).toString();

export const getState = (channel, lang) => ask(`/api/state?${query({ channel, lang })}`);

export const getSuggestions = (source, q, lang, signal) =>
  ask(`/api/suggest?${query({ source, q: q.slice(0, 100), lang })}`, { signal });

export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/**
 * News of one channel, after an event id, until `close()`. Calls `handlers[event](data)`; `up()` and `down()` tell
 * whether the connection stands. The browser reconnects by itself unless the server refuses; then we do, ever slower.
 */
export class News {
  constructor(channel, after, handlers) {
    this.channel = channel;
    this.after = after;
    this.handlers = handlers;
    this.wait = 1000;
    this.open();
  }

  open() {
    this.close();
    this.source = new EventSource(`/api/events?${query({ channel: this.channel, after: this.after })}`);
    this.source.onopen = () => {
      this.wait = 1000;
      this.handlers.up();
    };
    this.source.onerror = () => {
      this.handlers.down();
      if (this.source.readyState !== EventSource.CLOSED) return;
      this.timer = setTimeout(() => this.open(), this.wait);
      this.wait = Math.min(this.wait * 2, 15000);
    };
    for (const name of ["message", "edit", "activity", "clock", "resync"]) {
      this.source.addEventListener(name, (event) => {
        this.after = event.lastEventId || this.after;
        this.handlers[name](JSON.parse(event.data));
      });
    }
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
  }
}
