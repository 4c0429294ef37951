// The side: channels and members.

import { $, el } from "./dom.js";
import { memory } from "./memory.js";
import { t } from "./words.js";

const COLOURS = 8;

/** A member's initial on their own colour, decorative. */
export function avatarView(member) {
  let sum = 0;
  for (const char of member.id) sum = (sum * 31 + char.codePointAt(0)) % 9973;
  const initial = [...new Intl.Segmenter().segment(member.name)][0]?.segment ?? "?";
  return el("span", { class: `avatar colour-${sum % COLOURS}`, "aria-hidden": "true", text: initial.toUpperCase() });
}

/** The channels; those with news since they were last open carry a dot. */
export function drawChannels(names, current, unread) {
  const focused = $("channels").contains(document.activeElement) && document.activeElement.hash;
  $("channels").replaceChildren(...names.map((name) => el("li", {}, el("a", {
    href: `#${name}`, class: unread.has(name) ? "unread" : undefined,
    "aria-current": name === current ? "page" : undefined,
  }, el("span", { class: "hash", "aria-hidden": "true", text: "#" }), el("span", { text: name }),
  unread.has(name) && el("span", { class: "dot" }, el("span", { class: "spoken", text: t("unread") }))))));
  if (focused) $("channels").querySelector(`a[href="${focused}"]`)?.focus();
}

/** The members; choosing one calls `choose(id)`, and a click also `done()`. */
export function drawMembers(choose, done) {
  $("members").replaceChildren(...memory.members.map((member) => {
    const radio = el("input", { type: "radio", name: "member", value: member.id });
    radio.checked = member.id === memory.member.id;
    radio.addEventListener("change", () => choose(member.id));
    // The click comes before the change that it causes.
    radio.addEventListener("click", (event) => event.detail > 0 && setTimeout(done));
    return el("label", { class: "member" }, radio, avatarView(member), el("span", { text: member.name, dir: "auto" }));
  }));
  const label = t("who", { name: memory.member.name });
  $("who").replaceChildren(avatarView(memory.member));
  $("who").setAttribute("aria-label", label);
  $("who").title = label;
}

/** Ask for one line of text in a dialog. `accept(text)` returns a complaint, or nothing when it is done. */
export function askLine({ title, label, hint, ok }, accept) {
  const dialog = $("ask"), form = $("ask-form"), input = $("ask-input");
  $("ask-name").textContent = title;
  $("ask-label").textContent = label;
  $("ask-hint").textContent = hint;
  $("ask-ok").textContent = ok;
  $("ask-error").textContent = "";
  input.value = "";
  input.removeAttribute("aria-invalid");
  $("ask-cancel").onclick = () => dialog.close();
  form.onsubmit = (event) => {
    event.preventDefault();
    const complaint = accept(input.value.trim());
    if (!complaint) return dialog.close();
    $("ask-error").textContent = complaint;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  };
  dialog.showModal();
  input.focus();
}

/** Open or close the side on narrow windows. */
export function openSide(open) {
  if (open === document.body.classList.contains("side-open")) return;
  document.body.classList.toggle("side-open", open);
  document.querySelector(".room").inert = open;
  $("veil").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
  if (open) $("side-close").focus();
  else if ($("side").contains(document.activeElement)) $("menu").focus();
}

/** Whether the side is a drawer now. */
export const narrow = () => matchMedia("(max-width: 760px)").matches;
