// What has to be typed into a bank's app is copied by a press. Without this the text is there to be selected.

const made = document.querySelector("template[data-copy-button]");

async function copy(text, button) {
  await navigator.clipboard.writeText(text);
  const [words, done] = [button.querySelector("[data-words]"), button.querySelector("[data-done]")];
  words.hidden = true;
  done.hidden = false;
  setTimeout(() => { words.hidden = false; done.hidden = true; }, 2000);
}

if (made && navigator.clipboard) {
  for (const place of document.querySelectorAll("[data-copy]")) {
    const button = made.content.firstElementChild.cloneNode(true);
    const what = place.closest("div").querySelector("dt").textContent;
    button.setAttribute("aria-label", `${button.querySelector("[data-words]").textContent}: ${what}`);
    button.addEventListener("click", () => copy(place.dataset.copy || place.textContent.trim(), button));
    place.after(" ", button);
  }
}
