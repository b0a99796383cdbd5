// A paper goes out in pieces; each is safe when it is acknowledged, and after a cut the next one follows where the server
// says. Without this script, and for what fits into one piece, the form sends the file as it always did.

const PIECE = 512 * 1024, BEGINNING = 64 * 1024, LONGEST_WAIT = 30000;
const TUS = { "Tus-Resumable": "1.0.0", Accept: "application/json" };

// ---- what the server refuses is said; what the network loses is sent again
class Refused extends Error {}

async function sha256(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
const megabytes = (bytes) => `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 }).format(bytes / 1024 ** 2)} MB`;

class Sending {
  constructor(form, file) {
    this.form = form;
    this.file = file;
    this.box = form.querySelector("[data-progress]");
    this.button = form.querySelector("button");
    this.offset = 0;
    this.wait = 1000;
  }

  async ask(url, method, headers = {}, body = undefined) {
    const token = this.form.elements.csrfmiddlewaretoken.value;
    const answer = await fetch(url, { method, body, headers: { ...TUS, "X-CSRFToken": token, ...headers } });
    if (answer.ok && !answer.redirected) return answer;
    if (answer.status === 409 && answer.headers.has("Upload-Offset")) return answer;
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    const problem = answer.redirected ? {} : await answer.json().catch(() => ({}));
    throw new Refused(problem.detail ?? this.form.dataset.refused);
  }

  async announce() {
    if (this.file.size > Number(this.form.dataset.largest)) throw new Refused(this.form.dataset.tooLarge);
    const [beginning, digest] = [await sha256(this.file.slice(0, BEGINNING)), await sha256(this.file)];
    const said = { filename: this.file.name, paper: this.form.elements.paper.value, beginning, sha256: digest };
    const metadata = Object.entries(said).map(([key, value]) => `${key} ${base64(value)}`).join(",");
    const answer = await this.ask(this.form.dataset.uploadsUrl, "POST", { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata });
    this.url = answer.headers.get("Location");
    this.takeOffset(answer);
  }

  takeOffset(answer) {
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.wait = 1000;
    this.say(this.form.dataset.sending);
  }

  // ---- the last piece is followed by the server's look into the file; asked again without bytes when its answer was lost
  async piece() {
    const body = this.file.slice(this.offset, this.offset + PIECE);
    const answer = await this.ask(this.url, "PATCH", { "Upload-Offset": String(this.offset), "Content-Type": "application/offset+octet-stream" }, body);
    this.takeOffset(answer);
    return answer.status === 204 && this.offset === this.file.size;
  }

  async whole() {
    for (let isDone = false; !isDone;) {
      try {
        if (!this.url) await this.announce();
        isDone = await this.piece();
      } catch (problem) {
        if (problem instanceof Refused) throw problem;
        await this.pause();
      }
    }
  }

  async pause() {
    this.say(this.form.dataset.waiting);
    const online = new Promise((come) => addEventListener("online", come, { once: true }));
    await Promise.race([online, new Promise((come) => setTimeout(come, this.wait))]);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    if (this.url) await this.ask(this.url, "HEAD").then((answer) => { this.offset = Number(answer.headers.get("Upload-Offset")); }, (problem) => { if (problem instanceof Refused) this.url = null; });
  }

  say(words) {
    const text = words.replace("{part}", megabytes(this.offset)).replace("{whole}", megabytes(this.file.size));
    this.box.hidden = false;
    this.box.querySelector("progress").value = this.offset / this.file.size;
    this.box.querySelector("p").textContent = text;
  }

  async start() {
    this.button.disabled = true;
    try {
      await this.whole();
      location.assign(location.pathname);
    } catch (problem) {
      this.box.querySelector("p").textContent = problem.message;
      this.box.hidden = false;
      this.button.disabled = false;
    }
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const file = form.dataset.uploadsUrl && form.elements.file?.files[0];
  if (!file || file.size <= PIECE || !globalThis.crypto?.subtle) return;
  event.preventDefault();
  new Sending(form, file).start();
});
