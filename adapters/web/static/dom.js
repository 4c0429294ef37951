// Building elements, and the few things every part of the page does with them.

/** An element. `props`: class, text, html (safe HTML from the server), on {event: listener}, data {…}, or attributes. */
export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else if (key === "html") made.innerHTML = value;
    else if (key === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
    else if (key === "data") Object.assign(made.dataset, value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

/** One of the page's drawings, decorative. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const $ = (id) => document.getElementById(id);

/** Let a screen reader say the text when it has time. */
export function say(text) {
  const region = $("say");
  region.replaceChildren(el("p", { text: text.replace(/\s+/g, " ").trim().slice(0, 400) }));
}

/** Whether the person types right now, so that letters are not shortcuts. */
export function typing() {
  return Boolean(document.activeElement?.closest("input:not([type=radio], [type=checkbox]), textarea, select"));
}

let last = 0;

/** An id for this page, such as `x12`. */
export const freshId = () => `x${++last}`;
