// The command bar: typing, completion, history.

import { getSuggestions } from "./api.js";
import { exampleOf, fittingCommands, isCommand, parseLine, stageOf } from "./complete.js";
import { $, el } from "./dom.js";
import { memory } from "./memory.js";
import { getLang, t } from "./words.js";

const PAUSE = 120;

/** The bar. `run(command, words, line)` sends a command; `chat(line)` gets what is none. */
export class Bar {
  constructor(run, chat) {
    this.run = run;
    this.chat = chat;
    this.commands = [];
    this.line = $("line");
    this.items = [];
    this.active = -1;
    this.past = null;
    this.line.addEventListener("input", () => this.typed());
    this.line.addEventListener("focus", () => this.line.value && this.update());
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.line.addEventListener("blur", (event) => $("popup").contains(event.relatedTarget) || this.hide());
    $("bar").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Put text into the bar, as if typed, ready to go on. */
  fill(text) {
    this.line.value = text;
    this.line.focus();
    this.typed();
  }

  typed() {
    this.past = null;
    this.update();
  }

  update() {
    this.quiet();
    const stage = stageOf(this.line.value, this.commands);
    if (stage.stage === "none") return this.hide();
    if (stage.stage === "command") {
      const found = fittingCommands(stage.query, this.commands);
      return this.show(found.map((one) => ({ value: one.path, label: `/${one.path}`, note: one.summary,
        more: one.params.length > 0 })), stage, found.length ? "" : t("no_match"));
    }
    const param = stage.command.params[stage.index];
    const query = stage.query.toLowerCase();
    const fit = (param?.choices ?? []).filter((choice) => choice.toLowerCase().startsWith(query));
    this.show(fit.map((value) => ({ value, label: value })), stage);
    if (param?.suggest) this.timer = setTimeout(() => this.suggest(param, stage), PAUSE);
  }

  async suggest(param, stage) {
    this.abort = new AbortController();
    const line = this.line.value;
    const found = await getSuggestions(param.suggest, stage.query, getLang(), this.abort.signal).catch(() => null);
    if (!found || line !== this.line.value || document.activeElement !== this.line) return;
    this.show(found.items.map(({ value, label }) => ({ value, label: value, note: label === value ? "" : label })), stage);
  }

  show(items, stage, text = "") {
    this.items = items;
    this.stage = stage;
    this.active = -1;
    $("options").replaceChildren(...items.map((item, index) => el("li", {
      role: "option", id: `option-${index}`, "aria-selected": "false",
      on: { pointerdown: (event) => event.preventDefault(), click: () => this.accept(index) },
    }, el("span", { class: "option-label", text: item.label }), item.note && el("span", { class: "option-note", text: item.note }))));
    $("usage").replaceChildren(...(text ? [text] : usageOf(stage)));
    $("usage").hidden = !$("usage").childNodes.length;
    $("options").hidden = items.length === 0;
    this.open(items.length > 0 || !$("usage").hidden);
  }

  /** Suggestions under way are no longer wanted. */
  quiet() {
    this.abort?.abort();
    clearTimeout(this.timer);
  }

  hide() {
    this.quiet();
    this.items = [];
    this.active = -1;
    this.open(false);
  }

  open(open) {
    $("popup").hidden = !open;
    this.line.setAttribute("aria-expanded", String(open && this.items.length > 0));
    if (this.active < 0) this.line.removeAttribute("aria-activedescendant");
  }

  mark(index) {
    this.active = (index + this.items.length) % this.items.length;
    [...$("options").children].forEach((option, i) => option.setAttribute("aria-selected", String(i === this.active)));
    $("options").children[this.active].scrollIntoView({ block: "nearest" });
    this.line.setAttribute("aria-activedescendant", `option-${this.active}`);
  }

  /** Write the item into the line; a command that needs more goes on with its first param. */
  accept(index) {
    const item = this.items[index];
    const before = this.line.value.slice(0, this.stage.from);
    this.line.value = before + item.value;
    if (item.more || this.hasNextParam()) this.line.value += " ";
    this.line.focus();
    this.past = null;
    if (this.line.value.endsWith(" ")) this.update();
    else this.hide();
  }

  hasNextParam() {
    const { stage, command, index } = this.stage;
    return stage === "param" && index < command.params.length - 1;
  }

  key(event) {
    if (event.isComposing) return;
    const list = this.items.length > 0 && this.past === null;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      if (list) this.mark(this.active < 0 && step < 0 ? this.items.length - 1 : this.active + step);
      else this.recall(-step);
    } else if (event.key === "Tab" && list && !event.shiftKey && this.completes()) {
      event.preventDefault();
      this.accept(Math.max(this.active, 0));
    } else if (event.key === "Escape") {
      if (!$("popup").hidden) this.hide();
      else this.line.blur();
    } else if (event.key === "Enter" && list && (this.active >= 0 || this.unfinished())) {
      event.preventDefault();
      this.accept(Math.max(this.active, 0));
    }
  }

  /** Whether Tab would change the line; else it moves on, so that the bar is no trap. */
  completes() {
    const item = this.items[Math.max(this.active, 0)];
    return this.line.value.slice(this.stage.from) !== item.value;
  }

  unfinished() {
    return this.stage.stage === "command" && !parseLine(this.line.value, this.commands).command;
  }

  /** Earlier lines of this member: 1 goes back, -1 forth to what stood there before. */
  recall(back) {
    const lines = memory.history();
    if (this.past === null) {
      if (back < 0 || !lines.length) return;
      this.draft = this.line.value;
      this.past = lines.length;
    }
    const at = Math.min(Math.max(this.past - back, 0), lines.length);
    this.past = at === lines.length ? null : at;
    this.line.value = this.past === null ? this.draft : lines[at];
    this.line.setSelectionRange(this.line.value.length, this.line.value.length);
    this.hide();
  }

  submit() {
    const line = this.line.value.trim();
    if (!line) return;
    this.line.value = "";
    this.past = null;
    this.hide();
    if (!isCommand(line)) return this.chat(line);
    memory.addHistory(line);
    const { path, words } = parseLine(line, this.commands);
    if (path) this.run(path, words, line);
  }
}

/** `/demo ‹name› [x]` with the current param marked and explained. */
function usageOf({ stage, command, index }) {
  if (stage !== "param" || !command.params.length) return [];
  const parts = command.params.flatMap((param, i) => [" ", el(i === index ? "mark" : "span", {
    text: param.required ? `‹${param.name}›` : `[${param.name}]` })]);
  const param = command.params[index];
  if (!param) return [el("code", {}, `/${command.path}`, ...parts)];
  const more = [param.label, !param.required && t("optional"), param.example && t("example", { example: param.example })];
  return [el("code", {}, `/${command.path}`, ...parts), el("span", { text: more.filter(Boolean).join(" · ") })];
}

/** Up to `count` commands that can be tried as they stand, each with its line. */
export function tries(commands, count) {
  return commands.map((command) => ({ command, line: exampleOf(command) })).filter(({ line }) => line).slice(0, count);
}
