// A card's form to its elements, and what is in it to values. Several picks travel as `A,C`, an order as `C,A,B`.

import { el, freshId, icon, say } from "./dom.js";
import { memory } from "./memory.js";
import { t } from "./words.js";

const MANY_CHOICES = 7;

/** The form. It sends `{action, values}` by `act`; with `close` it is one that a button opened. */
export function formView(form, act, close) {
  const inputs = form.inputs.map(inputView);
  const view = el("form", { class: "form", novalidate: true, data: { action: form.action } },
    form.title && el("p", { class: "form-title", html: form.title }),
    ...inputs.map((input) => input.view),
    el("div", { class: "form-buttons" },
      el("button", { type: "submit", class: "button primary", text: form.submit }),
      close && el("button", { type: "button", class: "button quiet", text: t("cancel"), on: { click: close } })));
  view.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!check(inputs)) return;
    const values = Object.fromEntries(inputs.map((input) => [input.name, input.read()]));
    act({ action: form.action, values }, view.querySelector("[type=submit]"), close);
  });
  view.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !close) return;
    event.stopPropagation();
    close();
  });
  return view;
}

/** Mark what is missing and go to the first of it; whether all is there. */
function check(inputs) {
  const missing = inputs.filter((input) => {
    const fault = input.required && !input.read().trim() ? t(input.missing) : "";
    input.error.textContent = fault;
    for (const field of input.fields) field.setAttribute("aria-invalid", String(Boolean(fault)));
    return fault;
  });
  missing[0]?.fields[0].focus();
  return missing.length === 0;
}

function inputView(input) {
  const ids = { input: freshId(), hint: freshId(), error: freshId() };
  const error = el("p", { class: "field-error", id: ids.error, role: "alert" });
  const hint = el("p", { class: "hint", id: ids.hint, html: input.hint });
  const describe = { "aria-describedby": `${ids.hint} ${ids.error}` };
  const drawn = (DRAW[input.style] ?? DRAW.line)(input, ids, describe);
  const field = drawn.grouped
    ? el("fieldset", { class: "field", ...describe }, el("legend", { html: input.label }), drawn.view, hint, error)
    : el("div", { class: "field" }, el("label", { for: ids.input, html: input.label }), drawn.view, hint, error);
  field.dataset.name = input.name;
  if (!input.hint) hint.remove();
  return { name: input.name, required: input.required, missing: "need_text", ...drawn, view: field, error };
}

const DRAW = { line: lineView, block: blockView, one: oneView, many: manyView, rank: rankView, channel: channelView };

/** A menu of the channels that this browser has seen. */
function channelView(input, ids, describe) {
  const names = [...new Set([input.value, "general", ...memory.channels])].filter(Boolean);
  return selectView({ ...input, choices: names.map((name) => ({ value: name, text: `#${name}` })) }, ids, describe);
}

function lineView(input, ids, describe) {
  const field = el("input", { type: "text", id: ids.input, name: input.name, maxlength: input.max,
    placeholder: input.placeholder, autocomplete: "off", spellcheck: "false", autocapitalize: "off", ...describe });
  field.value = input.value;
  return { view: field, fields: [field], read: () => field.value };
}

function blockView(input, ids, describe) {
  const field = el("textarea", { id: ids.input, name: input.name, rows: 4, maxlength: input.max,
    placeholder: input.placeholder, ...describe });
  field.value = input.value;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) field.form.requestSubmit();
  });
  return { view: field, fields: [field], read: () => field.value };
}

function oneView(input, ids, describe) {
  if (input.choices.length > MANY_CHOICES) return selectView(input, ids, describe);
  return { ...choicesView(input, "radio"), missing: "need_pick" };
}

function manyView(input) {
  return { ...choicesView(input, "checkbox"), missing: "need_pick" };
}

function selectView(input, ids, describe) {
  const field = el("select", { id: ids.input, name: input.name, ...describe },
    el("option", { value: "", text: t("choose") }),
    ...input.choices.map((choice) => el("option", { value: choice.value, text: choice.text })));
  field.value = input.choices.some((choice) => choice.value === input.value) ? input.value : "";
  return { view: field, fields: [field], read: () => field.value, missing: "need_pick" };
}

function choicesView(input, type) {
  const group = freshId();
  const set = new Set(input.value ? input.value.split(",") : []);
  const fields = input.choices.map((choice) => {
    const field = el("input", { type, name: group, value: choice.value,
      data: choice.letter ? { letter: choice.letter } : {} });
    field.checked = set.has(choice.value);
    return field;
  });
  const dense = input.choices.length > MANY_CHOICES && !input.choices.some((choice) => choice.letter);
  const view = el("div", { class: dense ? "choices dense" : "choices" }, ...input.choices.map((choice, i) => el("label", { class: "choice" },
    fields[i], choice.letter && el("kbd", { text: choice.letter }), el("span", { html: choice.html }))));
  const read = () => fields.filter((field) => field.checked).map((field) => field.value).join(",");
  return { view, fields, read, grouped: true };
}

function rankView(input) {
  const list = el("ol", { class: "rank" });
  const first = input.value ? input.value.split(",") : [];
  const place = (choice) => (first.includes(choice.value) ? first.indexOf(choice.value) : first.length);
  for (const choice of [...input.choices].sort((a, b) => place(a) - place(b))) list.append(rankItem(choice, list));
  settle(list);
  const hint = el("p", { class: "hint", text: t("rank_hint") });
  const read = () => [...list.children].map((item) => item.dataset.value).join(",");
  return { view: el("div", {}, list, hint), fields: [list.querySelector("button")], read, grouped: true };
}

function rankItem(choice, list) {
  const mover = (step, key, name) => el("button", { type: "button", class: "icon-button", data: { step: String(step) },
    "aria-label": t(key, { item: choice.text }), title: t(key, { item: choice.text }),
    on: { click: (event) => move(event.currentTarget, step, list) } }, icon(name));
  return el("li", { data: { value: choice.value, text: choice.text } }, el("span", { class: "place" }),
    choice.letter && el("kbd", { text: choice.letter }), el("span", { class: "rank-text", html: choice.html }),
    mover(-1, "move_up", "up"), mover(1, "move_down", "lower"));
}

function move(button, step, list) {
  if (button.getAttribute("aria-disabled") === "true") return;
  const item = button.closest("li");
  if (step < 0) item.previousElementSibling.before(item);
  else item.nextElementSibling.after(item);
  settle(list);
  button.focus();
  const at = [...list.children].indexOf(item) + 1;
  say(t("moved", { item: item.dataset.text, at, all: list.children.length }));
}

/** Number the places; the ends cannot go further, yet keep the focus, so they are not truly disabled. */
function settle(list) {
  [...list.children].forEach((item, index) => {
    item.querySelector(".place").textContent = String(index + 1);
    item.querySelector("[data-step='-1']").setAttribute("aria-disabled", String(index === 0));
    item.querySelector("[data-step='1']").setAttribute("aria-disabled", String(index === list.children.length - 1));
  });
}

/** What a person has put into the forms of a card, so that an edit of the card does not lose it. */
export function keepForms(card) {
  const focused = document.activeElement;
  return [...card.querySelectorAll("form")].map((form) => ({
    action: form.dataset.action,
    opener: form.parentElement.querySelector("[aria-expanded=true]")?.dataset.action,
    fields: [...form.querySelectorAll("input, textarea, select")].map((field) => [field.value, field.checked]),
    orders: [...form.querySelectorAll(".rank")].map((list) => [...list.children].map((item) => item.dataset.value)),
    focus: form.contains(focused) ? focusables(form).indexOf(focused) : -1,
  }));
}

/** Put it back into the same forms of the new card. */
export function restoreForms(card, kept) {
  for (const one of kept) {
    if (one.opener) card.querySelector(`button[data-action="${CSS.escape(one.opener)}"][aria-expanded=false]`)?.click();
    const form = card.querySelector(`form[data-action="${CSS.escape(one.action)}"]`);
    if (!form) continue;
    const fields = [...form.querySelectorAll("input, textarea, select")];
    const lists = [...form.querySelectorAll(".rank")];
    if (fields.length !== one.fields.length || lists.length !== one.orders.length) continue;
    fields.forEach((field, i) => {
      if (field.type === "checkbox" || field.type === "radio") field.checked = one.fields[i][1];
      else field.value = one.fields[i][0];
    });
    lists.forEach((list, i) => {
      for (const value of one.orders[i]) list.append(...[...list.children].filter((li) => li.dataset.value === value));
      settle(list);
    });
    focusables(form)[one.focus]?.focus();
  }
}

const focusables = (form) => [...form.querySelectorAll("input, textarea, select, button")];
