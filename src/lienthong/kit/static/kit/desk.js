// Comfort only: keys, the reader's choice of light and density, focus on what is wrong. Every page works without it.

const root = document.documentElement;
const year = 31536000;

// ---- choices kept in a cookie, so that the server draws the page right from the first byte
const states = { theme: ["", "dark", "light"], density: ["", "compact"] };

function choose(name) {
  const values = states[name];
  const now = root.dataset[name] ?? "";
  let next = values[(values.indexOf(now) + 1) % values.length];
  if (name === "theme" && now === "") next = matchMedia("(prefers-color-scheme: dark)").matches ? "light" : "dark";
  if (next) root.dataset[name] = next;
  else delete root.dataset[name];
  document.cookie = `${name}=${next}; path=/; max-age=${next ? year : 0}; samesite=lax`;
}

// ---- the list: j and k walk, o opens
const lines = () => [...document.querySelectorAll("[data-list] > li, [data-list] tbody tr")];

function walk(step) {
  const all = lines();
  if (!all.length) return;
  const at = all.findIndex((line) => line.contains(document.activeElement) || line.dataset.here !== undefined);
  const to = all[Math.max(0, Math.min(all.length - 1, at + step))] ?? all[0];
  all.forEach((line) => delete line.dataset.here);
  to.dataset.here = "";
  (to.querySelector("a[href]") ?? to).focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

// ---- single letters press buttons only on pages that offer keys, and only where the reader has not switched them off
const keys = document.body.dataset.keys === "on";

// ---- help: what this page's own keys are
const help = document.getElementById("help");

function showHelp() {
  help.querySelectorAll("[data-keys-are]").forEach((element) => { element.hidden = (element.dataset.keysAre === "on") !== keys; });
  const place = help.querySelector("[data-page-keys]");
  place.replaceChildren(...(keys ? [...document.querySelectorAll("[data-key]")] : []).flatMap((element) => {
    const [term, meaning, cap] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
    cap.textContent = element.dataset.key;
    term.append(cap);
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".key-cap").forEach((gone) => gone.remove());
    meaning.textContent = copy.textContent.trim();
    return [term, meaning];
  }));
  help.showModal();
}

const typing = (element) => element.matches?.("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]");

const own = {
  "?": showHelp,
  "/": () => document.querySelector("[data-search]")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  o: () => (document.querySelector("[data-here] a[href]") ?? document.activeElement?.closest("li, tr")?.querySelector("a[href]"))?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help?.open) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!keys) return;
  const pressed = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key && !element.disabled);
  const act = pressed ? () => { pressed.focus(); pressed.click(); } : own[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-choose], [data-help], [data-copy], [data-print]");
  if (!target) return;
  if (target.dataset.choose) choose(target.dataset.choose);
  else if (target.dataset.copy) navigator.clipboard?.writeText(document.getElementById(target.dataset.copy).textContent.trim());
  else if (target.dataset.print !== undefined) print();
  else showHelp();
});

// ---- a form sent twice by an impatient finger is sent once; what opens beside the page leaves the form to be sent
document.addEventListener("submit", (event) => {
  const form = event.target;
  const beside = (event.submitter?.formTarget || form.target) === "_blank";
  if (form.method === "dialog" || form.dataset.again !== undefined || beside) return;
  const last = Number(form.dataset.sentAt ?? 0);
  if (event.timeStamp - last < 1500 && last) event.preventDefault();
  else form.dataset.sentAt = event.timeStamp;
});

// ---- tick all lines at once
document.addEventListener("change", (event) => {
  if (event.target.dataset?.tickAll === undefined) return;
  event.target.form?.querySelectorAll("input[type=checkbox][name]").forEach((box) => { box.checked = event.target.checked; });
});

document.querySelectorAll("[data-choices], [data-needs-script]").forEach((element) => { element.hidden = false; });
document.querySelectorAll(".key-cap").forEach((element) => { element.hidden = !keys; });
if (!keys) document.querySelectorAll("[aria-keyshortcuts]").forEach((element) => element.removeAttribute("aria-keyshortcuts"));

// ---- where to begin: at what is wrong, else at the first field of a form that was opened to be filled in
const first = "input:not([type=hidden], [type=file]), textarea, select";
(document.querySelector("[data-error-summary]") ?? document.querySelector("form[data-begin-here]")?.querySelector(first))?.focus();
