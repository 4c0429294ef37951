// Time as the bot sees it. Its clock may be ahead of this machine's, so the page counts from the server's time.

import { el } from "./dom.js";
import { getLang, locale, t } from "./words.js";

let ahead = 0;

/** Set the bot's time, an ISO instant. */
export function setNow(iso) {
  ahead = Date.parse(iso) - Date.now();
  tick();
}

export const now = () => Date.now() + ahead;

const format = (instant, options) => new Intl.DateTimeFormat(locale(), options).format(instant);

export const clockTime = (instant) => format(instant, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export const fullTime = (instant) =>
  format(instant, { dateStyle: "full", timeStyle: "long", hourCycle: "h23" });

/** The bot's time for the clock: `Tue 24 Nov, 09:00`; without the weekday where there is little room. */
export const clockText = () => format(now(), {
  weekday: innerWidth < 420 ? undefined : "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});

const day = (instant) => format(instant, { year: "numeric", month: "2-digit", day: "2-digit" });

export const sameDay = (a, b) => day(a) === day(b);

/** A day's name for a separator, which changes when the bot's clock passes midnight. */
export function dayView(instant) {
  return el("h2", { class: "day" }, el("span", { data: { day: String(instant) }, text: dayText(instant) }));
}

function dayText(instant) {
  if (sameDay(instant, now())) return t("today");
  if (sameDay(instant, now() - 86400000)) return t("yesterday");
  const sameYear = new Date(instant).getFullYear() === new Date(now()).getFullYear();
  return format(instant, { weekday: "long", day: "numeric", month: "long", year: sameYear ? undefined : "numeric" });
}

/** `in 3 h 20 min`, `2 min ago`, with at most two units; seconds only in the last minute. */
export function relative(instant) {
  const away = Math.round((instant - now()) / 1000);
  const seconds = Math.abs(away);
  const minutes = Math.floor(seconds / 60);
  const units = [[Math.floor(minutes / 1440), "d"], [Math.floor(minutes / 60) % 24, "h"], [minutes % 60, "min"]];
  const first = units.findIndex(([count]) => count > 0);
  const parts = first < 0 ? [[seconds, "s"]] : units.slice(first, first + 2).filter(([count]) => count > 0);
  const zh = getLang() === "zh";
  const names = { d: " 天", h: " 小时", min: " 分钟", s: " 秒" };
  const text = parts.map(([count, unit]) => (zh ? `${count}${names[unit]}` : `${count} ${unit}`)).join(" ");
  if (zh) return away >= 0 ? `${text}后` : `${text}前`;
  return away >= 0 ? `in ${text}` : `${text} ago`;
}

/** When, beside how long: the time alone when it is today. */
function wallText(instant) {
  if (sameDay(instant, now())) return clockTime(instant);
  if (sameDay(instant, now() + 86400000)) return `${t("tomorrow")} ${clockTime(instant)}`;
  if (sameDay(instant, now() - 86400000)) return `${t("yesterday")} ${clockTime(instant)}`;
  return format(instant, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A `<time>` that keeps saying how far away the instant is. */
export function momentView(iso) {
  const made = el("time", { class: "moment", datetime: iso, data: { moment: String(Date.parse(iso)) } });
  write(made);
  return made;
}

function write(found) {
  const instant = Number(found.dataset.moment);
  const text = `${relative(instant)} · ${wallText(instant)}`;
  if (found.textContent === text) return;
  found.textContent = text;
  found.title = fullTime(instant);
  found.classList.toggle("soon", instant > now() && instant - now() < 600000);
}

function tick() {
  for (const found of document.querySelectorAll("time[data-moment]")) write(found);
  for (const found of document.querySelectorAll("[data-day]")) {
    const text = dayText(Number(found.dataset.day));
    if (found.textContent !== text) found.textContent = text;
  }
  const clock = document.getElementById("clock-now");
  if (clock) clock.textContent = clockText();
}

/** Keep every shown time up to date. */
export const startTicking = () => setInterval(tick, 1000);
