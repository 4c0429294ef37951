// The flow: the channel's messages and, between them, what only the current member sees.

import { cardView, markWide } from "./cards.js";
import { $, el, icon, say } from "./dom.js";
import { keepForms, restoreForms } from "./forms.js";
import { memory } from "./memory.js";
import { avatarView } from "./people.js";
import { dayView, sameDay } from "./time.js";
import { t } from "./words.js";

const NEAR = 120;
const MOST = 200;

/** The messages of one channel on the page. `act(press, control, close, anchor)` sends what a member does. */
export class Flow {
  constructor(act) {
    this.act = act;
    this.root = $("flow");
    this.scroller = $("scroller");
    this.channel = "";
    this.messages = new Map();
    this.unseen = 0;
    this.scroller.addEventListener("scroll", () => this.atEnd() && this.seen(), { passive: true });
    $("newer").addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.stick && this.toEnd(false)).observe(this.root);
    this.scroller.addEventListener("wheel", () => (this.stick = false), { passive: true });
    this.scroller.addEventListener("touchmove", () => (this.stick = false), { passive: true });
    this.scroller.addEventListener("keydown", () => (this.stick = false));
  }

  /** Show the channel's messages; those already shown are kept, so that nothing half typed is lost. */
  show(channel, messages, empty) {
    const stay = channel === this.channel && !this.atEnd();
    if (channel !== this.channel) this.messages.clear();
    this.channel = channel;
    this.empty = empty;
    const old = this.messages;
    this.messages = new Map();
    for (const message of messages) {
      const before = old.get(message.id);
      const same = before && JSON.stringify(before.message) === JSON.stringify(message) && before.lang === memory.lang;
      this.messages.set(message.id, same ? before : this.made(message, before));
    }
    this.draw();
    if (!stay) this.toEnd(false);
  }

  /** Add a message, or replace the one with its id. */
  add(message) {
    if (this.messages.has(message.id)) return this.edit(message.id, message.card, message);
    const atEnd = this.atEnd();
    const entry = this.made(message);
    this.messages.set(message.id, entry);
    if (this.messages.size > MOST && atEnd) this.messages.delete(this.messages.keys().next().value);
    entry.view.classList.add("fresh");
    this.draw();
    say(entry.view.textContent);
    if (atEnd) return this.toEnd();
    this.unseen += 1;
    this.showNewer();
  }

  edit(id, card, whole) {
    const entry = this.messages.get(id);
    if (!entry) return;
    const message = whole ?? { ...entry.message, card };
    if (JSON.stringify(message) === JSON.stringify(entry.message)) return;
    this.messages.set(id, this.made(message, entry));
    this.draw();
  }

  /** Show a private reply and bring it into view. */
  addNote(note) {
    if (!this.channel) return say(note.card?.title ?? "");
    const notes = memory.notesOf(this.channel);
    note.after = [...this.messages.keys()].at(-1) ?? "";
    const index = notes.findIndex((one) => note.slot && one.slot === note.slot);
    if (index >= 0 && note.anchor) notes.splice(index, 1, note);
    else {
      if (index >= 0) notes.splice(index, 1);
      notes.push(note);
    }
    this.draw();
    note.view.classList.add("fresh");
    note.view.scrollIntoView({ block: "nearest" });
    say(`${t("only_you")}: ${note.view.querySelector(".card")?.textContent ?? ""}`);
    note.view.querySelector("form :is(input, textarea, select)")?.focus();
  }

  /** Lay everything out again: days, messages, and the current member's private replies in their places. */
  draw() {
    if (!this.channel) return;
    const notes = memory.notesOf(this.channel);
    const under = (anchor) => notes.filter((note) => note.anchor === anchor).flatMap((note) =>
      [this.noteView(note), ...under(note.id)]);
    const loose = (after) => notes.filter((note) => !note.anchor && note.after === after).flatMap((note) =>
      [this.noteView(note), ...under(note.id)]);
    const known = new Set(this.messages.keys());
    for (const note of notes) if (!note.anchor && !known.has(note.after)) note.after = "";
    const wanted = [...loose("")];
    let before = null;
    for (const { message, view } of this.messages.values()) {
      const at = Date.parse(message.at);
      if (before === null || !sameDay(before, at)) wanted.push(dayView(at));
      before = at;
      wanted.push(view, ...under(message.id), ...loose(message.id));
    }
    if (!wanted.length) wanted.push(this.empty());
    this.place(wanted);
  }

  /** Bring the children in this order, moving only what stands elsewhere: a moved element would lose the focus. */
  place(wanted) {
    const keep = new Set(wanted);
    for (const child of [...this.root.children]) if (!keep.has(child)) child.remove();
    let at = this.root.firstElementChild;
    for (const view of wanted) {
      if (view === at) at = at.nextElementSibling;
      else {
        this.root.insertBefore(view, at);
        markWide(view);
      }
    }
  }

  /** Whatever stands in place of messages: loading, an error. */
  only(view) {
    this.messages.clear();
    this.channel = "";
    this.root.replaceChildren(view);
  }

  made(message, before) {
    const act = (press, control, close) => this.act(press, control, close, message.id);
    const card = cardView(message.card, { act, at: message.at });
    const view = before?.view ?? el("div", { class: "message", data: { id: message.id } });
    const kept = before ? keepForms(view) : [];
    const pressed = view.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
    const parent = message.reply_to && this.messages.get(message.reply_to);
    view.replaceChildren(...[message.reply_to && replyLine(parent, message.reply_to), card].filter(Boolean));
    restoreForms(view, kept);
    if (pressed) view.querySelector(`button[data-action="${CSS.escape(pressed)}"]`)?.focus();
    if (before) markWide(view);
    return { message, view, lang: memory.lang };
  }

  noteView(note) {
    if (note.view && note.lang === memory.lang) return note.view;
    const act = (press, control, close) => this.act(press, control, close, note.id);
    const drop = el("button", { type: "button", class: "icon-button small", "aria-label": t("dismiss"),
      title: t("dismiss"), on: { click: () => this.dismiss(note) } }, icon("close"));
    const body = note.card ? cardView(note.card, { act }) : note.local();
    const echo = note.echo && el("p", { class: "echo" }, avatarView(memory.member),
      el("span", { class: "spoken", text: t("sent_by", { name: memory.member.name }) }), el("code", { text: note.echo }));
    const frame = el("section", { class: "note-frame", "aria-label": t("only_you") },
      el("p", { class: "note-head" }, icon("private"), el("span", { text: t("only_you") }), drop), body);
    const view = el("div", { class: note.anchor ? "note under" : "note", data: { note: note.id } });
    view.append(...[echo, frame].filter(Boolean));
    Object.assign(note, { view, lang: memory.lang });
    return view;
  }

  dismiss(note) {
    const notes = memory.notesOf(this.channel);
    const gone = new Set([note.id]);
    for (const one of notes) if (gone.has(one.anchor)) gone.add(one.id);
    notes.splice(0, notes.length, ...notes.filter((one) => !gone.has(one.id)));
    const before = note.view.previousElementSibling;
    this.draw();
    (before?.querySelector("button:not([disabled])") ?? $("line")).focus();
  }

  atEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR;
  }

  toEnd(smooth = true) {
    // Pictures and fonts still change the height for a moment; stay at the end until the reader moves.
    this.stick = true;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm ? "smooth" : "instant" });
    this.seen();
  }

  seen() {
    this.unseen = 0;
    this.showNewer();
  }

  showNewer() {
    $("newer").hidden = this.unseen === 0;
    $("newer-text").textContent = t("newer", { n: this.unseen });
  }
}

function replyLine(parent, id) {
  const title = parent?.view.querySelector(".card-title")?.textContent ?? t("a_message");
  const link = el("button", { type: "button", class: "reply-line" }, icon("reply"),
    el("span", { text: t("in_reply", { title }) }));
  link.addEventListener("click", () => {
    const found = document.querySelector(`.message[data-id="${CSS.escape(id)}"]`);
    found?.scrollIntoView({ block: "center" });
    found?.querySelector("button")?.focus({ preventScroll: true });
  });
  return link;
}
