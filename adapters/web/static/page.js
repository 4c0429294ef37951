// The page: brings its parts together.

import { getState, News, post } from "./api.js";
import { Bar, tries } from "./bar.js";
import { $, el, freshId, say } from "./dom.js";
import { Flow } from "./flow.js";
import { listenForKeys } from "./keys.js";
import { memory } from "./memory.js";
import { askLine, drawChannels, drawMembers, narrow, openSide } from "./people.js";
import { clockText, setNow, startTicking } from "./time.js";
import { closeOnBackdrop } from "./viewer.js";
import { getLang, setLang, t, translate } from "./words.js";

const NAME = /^[a-z0-9-]{1,30}$/;
const page = { channel: "", known: [], unread: new Set(), commands: [], news: null, loads: 0 };
const flow = new Flow(act);
const bar = new Bar(runCommand, chatHint);

// ---- what a member does ----

/** Send a press or a form from the card `anchor`; the reply appears below it. */
async function act(press, control, close, anchor) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  const prefix = press.action.split(":", 1)[0];
  const card = await send({ action: press.action, values: press.values ?? {} });
  control.removeAttribute("aria-busy");
  if (!card) return;
  if (close && card.tone !== "error") close();
  if (isEmpty(card)) return;
  // A reply whose own press leads to the same thing again (another page of a board) makes room for what follows.
  const from = memory.notesOf(page.channel).find((note) => note.id === anchor);
  const again = from?.prefix === prefix && from.anchor && card.tone !== "error";
  const under = again ? from.anchor : anchor;
  flow.addNote({ id: freshId(), anchor: under, prefix, slot: `${under} ${prefix}`, card });
}

async function runCommand(command, words, line) {
  $("bar").setAttribute("aria-busy", "true");
  const card = await send({ command, words });
  $("bar").removeAttribute("aria-busy");
  // What did not arrive stands ready to be sent again.
  if (card?.unsent && !bar.line.value) bar.line.value = line;
  if (card && !isEmpty(card)) flow.addNote({ id: freshId(), echo: line, card });
}

/** The reply's card; a card of our own when nothing came back; null when the member has gone elsewhere meanwhile. */
async function send(what) {
  const { channel } = page, { member } = memory;
  const asked = { channel, member, lang: getLang(), ...what };
  const card = await post("/api/request", asked).then((answer) => answer.card, (fault) => ({
    unsent: true, tone: "error", title: t("unsent"), body: `<p>${escape(fault.message || t("unreachable"))}</p>`,
  }));
  return channel === page.channel && member.id === memory.member.id ? card : null;
}

const isEmpty = (card) => !["title", "body", "fields", "table", "picture", "buttons", "form", "footer"].some((k) => card[k]);

const escape = (text) => el("span", { text }).innerHTML;

/** A line without a slash is no command: say so, and what one can do. */
function chatHint(line) {
  flow.addNote({ id: freshId(), echo: line, slot: "hint", local: () => el("div", { class: "card tone-plain" },
    el("h2", { class: "card-title", text: t("hint_title") }), el("p", { text: t("hint_text") }), triesView(3)) });
}

function triesView(count) {
  return el("ul", { class: "tries" }, ...tryItems(count));
}

function tryItems(count) {
  return tries(page.commands, count).map(({ command, line }) => el("li", {}, el("button", {
    type: "button", class: "try", on: { click: () => {
      $("help").close();
      bar.fill(line);
    } },
  }, el("code", { text: line }), el("span", { text: command.summary }))));
}

// ---- channels, members, language ----

async function openChannel(name) {
  const load = ++page.loads;
  page.news?.close();
  page.news = null;
  if (name !== page.channel) flow.only(loadingView());
  page.channel = name;
  page.unread.delete(name);
  memory.addChannel(name);
  drawSide();
  drawMembers(chooseMember, leaveSide);
  $("channel-name").textContent = name;
  document.title = `#${name} · Tiku`;
  try {
    const state = await getState(name, getLang());
    if (load !== page.loads) return;
    receive(state);
    listen(state.last);
  } catch (fault) {
    if (load === page.loads) flow.only(failedView(fault));
  }
}

function receive(state) {
  Object.assign(page, { known: state.channels, commands: state.commands });
  bar.commands = state.commands;
  $("clock").hidden = !state.preview;
  setNow(state.now);
  drawSide();
  $("tries").replaceChildren(...tryItems(5));
  flow.show(state.channel, state.messages, emptyView);
}

function listen(after) {
  page.news = new News(page.channel, after, {
    message: (message) => flow.add(message),
    edit: ({ id, card }) => flow.edit(id, card),
    activity: ({ channel }) => {
      if (!page.known.includes(channel)) page.known.push(channel);
      if (channel !== page.channel) page.unread.add(channel);
      drawSide();
    },
    clock: ({ now }) => setNow(now),
    resync: () => openChannel(page.channel),
    up: () => online(true),
    down: () => online(false),
  });
}

function online(up) {
  if (up && !$("banner").hidden) say(t("online"));
  $("banner").hidden = up;
  $("banner").textContent = up ? "" : t("offline");
}

function drawSide() {
  const names = [...new Set([...page.known, ...memory.channels, page.channel])].filter(Boolean);
  drawChannels(["general", ...names.filter((name) => name !== "general").sort()], page.channel, page.unread);
}

const leaveSide = () => openSide(false);

function chooseMember(id) {
  memory.setMember(id);
  drawMembers(chooseMember, leaveSide);
  document.querySelector("#members input:checked").focus();
  flow.draw();
  say(t("now_as", { name: memory.member.name }));
}

function chooseLang(lang) {
  memory.setLang(lang);
  speak();
  openChannel(page.channel);
}

/** Write the page's own words in the chosen language. */
function speak() {
  setLang(memory.lang);
  translate();
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === memory.lang));
  }
  $("theme").title = t(`theme_${memory.theme}`);
  $("theme").setAttribute("aria-label", t(`theme_${memory.theme}`));
}

function nextTheme() {
  const all = ["auto", "light", "dark"];
  memory.setTheme(all[(all.indexOf(memory.theme) + 1) % all.length]);
  speak();
  say(t(`theme_${memory.theme}`));
}

async function moveClock(step) {
  const buttons = document.querySelectorAll("[data-step]");
  if ($("clock").getAttribute("aria-busy") === "true") return;
  $("clock").setAttribute("aria-busy", "true");
  for (const button of buttons) button.setAttribute("aria-disabled", "true");
  try {
    setNow((await post("/api/clock", { step, lang: getLang() })).now);
    say(t("clock_moved", { time: clockText() }));
  } catch (fault) {
    flow.addNote({ id: freshId(), slot: "clock",
      card: { tone: "error", title: escape(t("clock_failed", { why: fault.message || t("unreachable") })) } });
  }
  for (const button of buttons) button.removeAttribute("aria-disabled");
  $("clock").removeAttribute("aria-busy");
}

// ---- what stands in place of messages ----

function loadingView() {
  return el("div", { class: "skeletons", role: "status" }, el("span", { class: "spoken", text: t("loading") }),
    ...[1, 2, 3].map(() => el("div", { class: "skeleton", "aria-hidden": "true" }, el("i"), el("i"), el("i"))));
}

function failedView(fault) {
  return el("div", { class: "blank", role: "alert" }, el("h2", { text: t("load_failed") }),
    el("p", { text: fault.message || t("is_it_running") }),
    el("button", { type: "button", class: "button primary", text: t("retry"), on: { click: () => {
      flow.only(loadingView());
      openChannel(page.channel);
    } } }));
}

function emptyView() {
  return el("div", { class: "blank" }, el("img", { src: "/static/icon.svg", alt: "", width: 48, height: 48 }),
    el("h2", { text: t("empty_title") }), el("p", { text: t("empty_text") }), triesView(3));
}

// ---- start ----

const named = () => (NAME.test(location.hash.slice(1)) ? location.hash.slice(1) : "general");

function wire() {
  addEventListener("hashchange", () => {
    leaveSide();
    if (NAME.test(location.hash.slice(1))) openChannel(named());
  });
  $("open-channel").onclick = () => askLine(
    { title: t("open_channel"), label: t("channel_label"), hint: t("channel_hint"), ok: t("open") }, (name) => {
      if (!NAME.test(name)) return t("channel_bad");
      location.hash = name;
    });
  $("add-member").onclick = () => askLine(
    { title: t("add_member"), label: t("name_label"), hint: t("name_hint"), ok: t("add") }, (name) => {
      if ([...name].length < 1 || [...name].length > 32) return t("name_bad");
      chooseMember(memory.addMember(name).id);
    });
  $("menu").onclick = () => openSide(true);
  $("side-close").onclick = $("veil").onclick = leaveSide;
  $("who").onclick = () => {
    if (narrow()) openSide(true);
    document.querySelector("#members input:checked").focus();
  };
  $("theme").onclick = nextTheme;
  $("help-open").onclick = () => $("help").showModal();
  for (const button of document.querySelectorAll("[data-lang]")) button.onclick = () => chooseLang(button.dataset.lang);
  for (const button of document.querySelectorAll("[data-step]")) button.onclick = () => moveClock(button.dataset.step);
  for (const dialog of document.querySelectorAll("dialog")) closeOnBackdrop(dialog);
  // A browser opens only six connections to one server, so pages in the background give theirs back.
  document.addEventListener("visibilitychange", () => (document.hidden ? page.news?.close() : page.news?.open()));
  listenForKeys(bar);
}

speak();
wire();
startTicking();
openChannel(named());
