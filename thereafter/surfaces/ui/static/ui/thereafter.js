/* Small comforts over pages that work without any of this:
   "/" goes to the search and the arrows through what it found, j and k walk through a list, Enter opens, a key that a
   field or a row names leads there, the appearance changes without a reload, a file that is too large is told before it
   is sent. */
"use strict";

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

/** The links and buttons that j and k walk through: one for every row of a table or list that asks for it. */
const stops = () =>
  [...document.querySelectorAll(".records tbody tr, [data-keys] > li")]
    .map((row) => row.querySelector("th a, a, button"))
    .filter(Boolean);

function walk(direction) {
  const all = stops();
  if (all.length === 0) return;
  const here = all.findIndex((stop) => stop.closest("tr, li").contains(document.activeElement));
  const next = here < 0 ? (direction > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + direction));
  all[next].focus();
}

/** The arrows lead from the search into what it found and back; Escape puts it away. */
function walkFound(event, search) {
  const field = search.querySelector("input");
  const found = search.querySelector(".found");
  const all = [field, ...found.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length > 1) {
    event.preventDefault();
    all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
  } else if (event.key === "Escape") {
    if (found.childElementCount) event.preventDefault(); // once closes, and keeps what was typed
    if (found.childElementCount || document.activeElement !== field) field.focus();
    else field.blur();
    found.replaceChildren();
  }
}

function focus(field) {
  field.closest("details")?.setAttribute("open", "");
  field.focus();
  field.select?.();
}

const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
if (named && named.matches("[data-key]")) focus(named);

// Where a row of tabs is wider than the screen, the present one comes into sight.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const row = tab.closest(".tabs");
  row.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - row.clientWidth / 2;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const search = event.target.closest(".search:has(.found)");
  if (search) walkFound(event, search);
  else if (event.key === "Escape" && event.target.matches("[data-key]")) event.target.blur();
  if (typing(event.target)) return;
  const field = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const row = document.activeElement.closest("[data-keys] > li");
  const to = /^[a-z]$/.test(event.key) && row?.getAttribute(`data-key-${event.key}`);
  if (field) {
    event.preventDefault();
    focus(field);
  } else if (to) location.assign(to);
  else if (event.key === "j") walk(1);
  else if (event.key === "k") walk(-1);
});

document.addEventListener("change", (event) => {
  const most = Number(event.target.dataset.mostMegabytes);
  if (!most) return;
  const large = [...event.target.files].some((file) => file.size > most * 1024 * 1024);
  event.target.setCustomValidity(large ? `The file is larger than ${most} MB. Split it, or import it on the shop’s machine.` : "");
  event.target.reportValidity();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".appearance") || !event.submitter) return;
  event.preventDefault();
  const chosen = event.submitter.value;
  document.cookie = `theme=${chosen}; path=/; max-age=31536000; samesite=lax`;
  if (chosen === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
});
