// Keys that work anywhere outside a text field.

import { $, typing } from "./dom.js";
import { openSide } from "./people.js";

/** `A`–`J` choose an option of the current question, `/` goes to the command bar, `?` opens the help, Esc closes. */
export function listenForKeys(bar) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return openSide(false);
    if (typing()) return;
    if (event.key === "/") {
      event.preventDefault();
      if (!bar.line.value) bar.fill("/");
      else bar.line.focus();
    } else if (event.key === "?") {
      event.preventDefault();
      $("help").showModal();
    } else if (/^[a-j]$/i.test(event.key) && !event.repeat) {
      press(event.key.toUpperCase());
    }
  });
}

/** The option with that letter on the current question: the one in focus, else the newest that can be answered. */
function press(letter) {
  const focused = document.activeElement?.closest(".message");
  const cards = [...document.querySelectorAll(".message")].reverse();
  const current = [focused, ...cards].find((card) => card && options(card).length);
  const option = current && options(current).find((one) => one.dataset.letter === letter);
  if (!option) return;
  option.scrollIntoView({ block: "nearest" });
  option.focus({ preventScroll: true });
  option.click();
}

const options = (card) => [...card.querySelectorAll("[data-letter]:not(:disabled)")].filter((one) => one.offsetParent);
