// The enlarged picture.

import { $ } from "./dom.js";

/** Show the picture as large as the window allows, its text below it. */
export function openPicture(src, alt) {
  $("viewer-image").src = src;
  $("viewer-image").alt = alt;
  $("viewer-text").textContent = alt;
  $("viewer").showModal();
}

/** A click beside what a dialog shows closes it, as Esc does. */
export function closeOnBackdrop(dialog) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
