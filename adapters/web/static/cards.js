// A card to its elements. Everything named `html` was made safe by the server.

import { el, freshId, icon } from "./dom.js";
import { formView } from "./forms.js";
import { clockTime, fullTime, momentView } from "./time.js";
import { openPicture } from "./viewer.js";
import { t } from "./words.js";

const SHORT = 12;

/** The card. `act({action, values}, control)` sends a press or a form; with `at` (ISO) the card says when it came. */
export function cardView(card, { act, at }) {
  const name = freshId();
  const bare = !card.title && !at && card.tone !== "plain";
  const view = el("article", { class: `card tone-${card.tone}${bare ? " untitled" : ""}`, "aria-labelledby": name });
  view.append(...[
    head(card, at, name),
    card.body && withCopyButtons(el("div", { class: "prose", html: card.body })),
    card.fields && facts(card.fields),
    card.table && tableView(card.table),
    card.picture && pictureView(card.picture),
    card.buttons && buttonsView(card, act),
    card.form && formView(untitled(card.form, card), act),
    card.footer && el("p", { class: "card-foot", html: card.footer }),
  ].filter(Boolean));
  return view;
}

function head(card, at, name) {
  const tone = card.tone === "plain" ? "Tiku" : t(`tone_${card.tone}`);
  // An untitled card is called by its tone already.
  const mark = card.tone !== "plain" && el("span", { class: "tone-mark", title: tone }, icon(card.tone),
    card.title && el("span", { class: "spoken", text: `${tone}: ` }));
  const title = el("h2", { class: card.title ? "card-title" : "spoken", id: name, html: card.title ?? "" });
  if (!card.title) title.textContent = tone;
  const when = at && el("time", { class: "card-time", datetime: at, title: fullTime(Date.parse(at)),
    text: clockTime(Date.parse(at)) });
  return el("header", { class: card.title || at || mark ? "card-head" : "spoken" }, mark, title, when);
}

function facts(fields) {
  return el("dl", { class: "facts" }, ...fields.map((field) => el("div", {},
    el("dt", { text: field.name }),
    field.at ? el("dd", {}, momentView(field.at)) : el("dd", { html: field.html }))));
}

function tableView({ head: names, rows, numeric, strong }) {
  const align = (index) => (numeric.includes(index) ? "numeric" : undefined);
  return el("div", { class: "wide", data: { label: "table" } }, el("table", {},
    el("thead", {}, el("tr", {}, ...names.map((html, i) => el("th", { scope: "col", class: align(i), html })))),
    el("tbody", {}, ...rows.map((row, at) => el("tr", { class: strong.includes(at) ? "strong" : undefined },
      ...row.map((html, i) => markShort(el("td", { class: align(i), html, dir: "auto" }))))))));
}

/** A short cell stays on one line: between Chinese characters a line may break anywhere, down to one a line. */
function markShort(cell) {
  cell.classList.toggle("short", cell.textContent.length <= SHORT);
  return cell;
}

function pictureView({ src, alt, width, height }) {
  const size = width && height ? { width, height } : {};
  const image = el("img", { src, alt, loading: "lazy", decoding: "async", ...size });
  const open = el("button", { type: "button", class: "picture", title: t("enlarge") }, image);
  open.addEventListener("click", () => openPicture(src, alt));
  const view = el("figure", {}, open);
  image.addEventListener("error", () => {
    view.replaceChildren(el("p", { class: "picture-gone" }, el("span", { text: t("picture_gone") }),
      alt && el("span", { text: alt })));
  });
  return view;
}

/** The form without a title that the card above it bears already. */
const untitled = (form, card) => (form.title === card.title ? { ...form, title: "" } : form);

function buttonsView(card, act) {
  const buttons = card.buttons.map((button) => (button.form ? { ...button, form: untitled(button.form, card) } : button));
  const choices = buttons.filter((button) => button.letter);
  const others = buttons.filter((button) => !button.letter);
  const bare = choices.every((button) => !button.html);
  const view = el("div", { class: "actions" });
  if (choices.length) {
    view.append(el("div", { class: bare ? "letters bare" : "letters" }, ...choices.map((b) => buttonView(b, act, view))));
  }
  if (others.length) view.append(el("div", { class: "buttons" }, ...others.map((b) => buttonView(b, act, view))));
  return view;
}

function buttonView(button, act, around) {
  const made = el("button", {
    type: "button",
    class: button.letter ? "letter" : `button ${button.style}`,
    disabled: button.disabled,
    data: { action: button.action, ...(button.letter ? { letter: button.letter } : {}) },
  });
  if (button.letter) made.append(el("kbd", { text: button.letter }));
  if (button.html) made.append(el("span", { html: button.html }));
  if (button.form) {
    made.setAttribute("aria-expanded", "false");
    made.addEventListener("click", () => toggleForm(button.form, made, act, around));
  } else {
    made.addEventListener("click", () => act({ action: button.action }, made));
  }
  return made;
}

/** Open the button's form below the buttons, or close it again. */
export function toggleForm(form, button, act, around) {
  const open = around.querySelector("form");
  const mine = button.getAttribute("aria-expanded") === "true";
  open?.remove();
  for (const other of around.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
  if (mine) return;
  const close = () => {
    around.querySelector("form")?.remove();
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };
  const view = formView(form, act, close);
  around.append(view);
  button.setAttribute("aria-expanded", "true");
  view.querySelector("input, textarea, select, .rank button:not([aria-disabled=true])")?.focus();
}

function withCopyButtons(body) {
  for (const block of body.querySelectorAll("pre")) {
    const code = block.querySelector("code");
    const language = /language-([\w+#.-]+)/.exec(code?.className ?? "")?.[1] ?? "";
    const label = el("span", { text: t("copy") });
    const copy = el("button", { type: "button", class: "copy" }, icon("copy"), label);
    copy.addEventListener("click", async () => {
      const done = await navigator.clipboard.writeText(block.textContent.replace(/\n$/, "")).then(() => true, () => false);
      label.textContent = t(done ? "copied" : "copy_failed");
      setTimeout(() => (label.textContent = t("copy")), 1600);
    });
    const frame = el("div", { class: "code" }, el("div", { class: "code-head" }, el("span", { text: language }), copy));
    block.replaceWith(frame);
    block.className = "wide";
    block.dataset.label = "code";
    frame.append(block);
  }
  for (const formula of body.querySelectorAll("math")) {
    if (formula.parentElement.childNodes.length === 1 && formula.parentElement.matches("p")) {
      formula.setAttribute("display", "block");
    }
  }
  return body;
}

/** Make what scrolls sideways reachable by keyboard; called once the card stands in the page. */
export function markWide(view) {
  for (const formula of view.querySelectorAll(".prose math:not([display=block])")) setApart(formula);
  for (const box of view.querySelectorAll(".wide")) {
    if (box.scrollWidth <= box.clientWidth) continue;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", t(box.dataset.label));
  }
}

/** A formula that no line holds stands on its own and scrolls; it is not broken and would be cut. */
function setApart(formula) {
  const around = formula.parentElement;
  if (formula.getBoundingClientRect().right <= around.closest(".prose").getBoundingClientRect().right + 1) return;
  const box = el("span", { class: "wide apart", data: { label: "formula" } });
  formula.replaceWith(box);
  box.append(formula);
}
