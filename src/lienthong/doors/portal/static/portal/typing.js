// What is typed is kept while it is typed: a moment after the last key, when a field is left, and when the page is left.
// Every page works without it: then what was typed is kept by the button, as it always was.

const PAUSE = 1200, LONGEST_WAIT = 60000;
const form = document.querySelector("form[data-typed-url]");
const place = document.querySelector("[data-kept]");
const tab = crypto.randomUUID?.() ?? String(Math.random());
const words = (text, warns = false) => {
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("note-amber", warns);
  place.classList.toggle("note", warns);
};

let seen = Number(form?.dataset.edition ?? 0);
let isDirty = false, isSubmitted = false, wait = PAUSE, timer = 0, sending = null;

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

// ---- one request at a time, so that the server hears them in order; what was typed meanwhile goes with the next
async function keep() {
  clearTimeout(timer);
  if (!isDirty || isSubmitted || sending) return;
  isDirty = false;
  sending = new AbortController();
  try {
    const answer = await send(sending.signal);
    wait = PAUSE;
    seen = answer.edition;
    words(answer.warning || answer.words, Boolean(answer.warning));
  } catch (problem) {
    if (problem.name !== "AbortError") again();
  } finally {
    sending = null;
    if (isDirty && !isSubmitted) later(wait);
  }
}

function again() {
  isDirty = true;
  wait = Math.min(wait * 2, LONGEST_WAIT);
  words(form.dataset.failed, true);
}

async function send(signal) {
  const body = new FormData(form);
  body.set("seen", seen);
  body.set("tab", tab);
  const how = { method: "POST", body, signal, keepalive: true, headers: { Accept: "application/json" } };
  const answer = await fetch(form.dataset.typedUrl, how);
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.json();
}

// ---- the page may be gone before the answer is there
function leave() {
  if (isDirty && !isSubmitted) {
    isDirty = false;
    send().then((answer) => { seen = answer.edition; }, () => { isDirty = true; });
  }
}

if (form && place) {
  form.addEventListener("input", () => {
    isDirty = true;
    isSubmitted = false;
    later(wait);
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", () => {
    isSubmitted = true;
    clearTimeout(timer);
    sending?.abort();
  });
  addEventListener("online", keep);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
}
