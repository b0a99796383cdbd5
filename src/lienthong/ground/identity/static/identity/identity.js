// Passkeys: the browser's own dialogue, between a button and its form. And a look at the password one types.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// ---- what the server sends names bytes in base64url; what the dialogue takes are bytes
const withBytes = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));

function forCreating({ publicKey }) {
  const user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  return { publicKey: { ...publicKey, user, challenge: toBytes(publicKey.challenge), excludeCredentials: withBytes(publicKey.excludeCredentials) ?? [] } };
}

function forGetting({ publicKey }) {
  return { publicKey: { ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: withBytes(publicKey.allowCredentials) ?? [] } };
}

// ---- and the way back
function spoken(credential) {
  const given = credential.response;
  const response = { clientDataJSON: toText(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = toText(given[name]);
  }
  if (given.getTransports) response.transports = given.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
}

async function ask(form) {
  const error = form.querySelector("[data-passkey-error]");
  error.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create(forCreating(options))
      : await navigator.credentials.get(forGetting(options));
    form.elements.credential.value = JSON.stringify(spoken(credential));
    HTMLFormElement.prototype.submit.call(form);
  } catch (problem) {
    error.textContent = ["NotAllowedError", "AbortError"].includes(problem.name) ? error.dataset.stopped : error.dataset.failed;
    error.hidden = false;
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.dataset.passkey) return;
  event.preventDefault();
  ask(event.target);
});
