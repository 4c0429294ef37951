// What the page remembers: choices in the browser's storage, private replies only as long as the page is open.

const READY = [{ id: "ada", name: "Ada" }, { id: "xiaoming", name: "小明" }, { id: "lin", name: "Lin" }];

function read(key, fallback) {
  try {
    return JSON.parse(localStorage.getItem(`tiku.${key}`)) ?? fallback;
  } catch {
    return fallback;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(`tiku.${key}`, typeof value === "string" && key === "theme" ? value : JSON.stringify(value));
  } catch { /* Storage is full or switched off: remembered until the page closes. */ }
}

function theme() {
  try {
    return localStorage.getItem("tiku.theme") ?? "auto";
  } catch {
    return "auto";
  }
}

export const memory = {
  lang: read("lang", navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en"),
  theme: theme(),
  members: [...READY, ...read("members", []).filter((one) => one && one.id && one.name)],
  member: null,
  channels: read("channels", []).filter((name) => /^[a-z0-9-]{1,30}$/.test(name)),
  histories: read("histories", {}),
  notes: new Map(),

  setLang(lang) {
    this.lang = lang;
    write("lang", lang);
  },

  setTheme(next) {
    this.theme = next;
    write("theme", next);
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  },

  setMember(id) {
    this.member = this.members.find((one) => one.id === id) ?? this.members[0];
    write("member", this.member.id);
  },

  /** The member of that name, new unless there is one already. */
  addMember(name) {
    const known = this.members.find((one) => one.name === name);
    if (known) return known;
    const member = { id: memberId(name, this.members), name };
    this.members.push(member);
    write("members", this.members.slice(READY.length));
    return member;
  },

  addChannel(name) {
    if (this.channels.includes(name)) return;
    this.channels.push(name);
    write("channels", this.channels);
  },

  history() {
    return this.histories[this.member.id] ?? [];
  },

  addHistory(line) {
    const lines = this.history().filter((one) => one !== line);
    this.histories[this.member.id] = [...lines, line].slice(-50);
    write("histories", this.histories);
  },

  /** The private replies of the current member in a channel, oldest first. */
  notesOf(channel) {
    const key = `${this.member.id} ${channel}`;
    if (!this.notes.has(key)) this.notes.set(key, []);
    return this.notes.get(key);
  },
};

memory.setMember(read("member", "ada"));

/** An id for a name: its Latin letters, or a number made from all of it; never one that is taken. */
function memberId(name, members) {
  let hash = 7;
  for (const char of name) hash = (hash * 31 + char.codePointAt(0)) % 2147483647;
  const latin = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 24);
  const id = latin || `m-${hash.toString(36)}`;
  return members.some((one) => one.id === id) ? `${id}-${hash.toString(36)}` : id;
}
