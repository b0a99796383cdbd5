// Judges a credential (SD-JWT VC) wholly in the browser: form, signature, chain, disclosures, time, status list.
// The same eight steps, words of refusal and order as the judge on the server; nothing is sent or fetched.

const STEPS = ["form", "signature", "path", "claims", "issuer", "disclosures", "time", "status"];
const WORSE = ["valid", "status-unknown", "unknown-signer", "not-yet", "ended", "suspended", "revoked", "not-secure", "invalid"];
const ALWAYS_SHOWN = new Set(["iss", "iat", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "_sd", "_sd_alg", "..."]);
const MOST_CHARACTERS = 1024 * 1024, MOST_DISCLOSURES = 1000, MOST_CERTIFICATES = 5, DEEPEST = 32, DEEPEST_JSON = 500;
const MOST_LIST_BYTES = 8 * 1024 * 1024, CLOCKS_DIFFER = 300, LATEST = 253402300799;
const UNKNOWN = new Set(["no-path", "revocation-unknown"]);
const CODE_PREFIX = "GOVVN-";

class Refused extends Error {
  constructor(reason, standing = "invalid") {
    super(reason);
    this.reason = reason;
    this.standing = UNKNOWN.has(reason) ? "unknown-signer" : standing;
  }
}
const refuse = (reason, standing) => { throw new Refused(reason, standing); };

// ---- base64url and JSON, written in one way only
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function fromBase64(text, reason) {
  let plain;
  try { plain = atob(text); } catch { refuse(reason); }
  if (btoa(plain) !== text) refuse(reason);
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

function fromText(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) refuse("token-format");
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat(-text.length & 3), "token-format");
}

function toText(bytes) {
  let plain = "";
  for (let at = 0; at < bytes.length; at += 8192) plain += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// JSON.parse takes the last of two equal names and any number; a verifier may take neither.
class Json {
  constructor(text) { this.text = text; this.at = 0; }

  static in(encoded) {
    let text;
    try { text = utf8.decode(fromText(encoded)); } catch (error) { throw error instanceof Refused ? error : new Refused("token-format"); }
    const reader = new Json(text);
    const value = reader.value(0);
    reader.space();
    if (reader.at !== text.length) refuse("token-format");
    return value;
  }

  static objectIn(encoded) {
    const value = Json.in(encoded);
    return isObject(value) ? value : refuse("token-format");
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found?.[0];
  }

  space() { this.match(/[ \t\n\r]*/y); }

  value(depth) {
    if (depth > DEEPEST_JSON) refuse("token-format");
    this.space();
    const next = this.text[this.at];
    if (next === "{") return this.object(depth);
    if (next === "[") return this.list(depth);
    if (next === '"') return this.string();
    const word = this.match(/true|false|null/y);
    if (word) return { true: true, false: false, null: null }[word];
    return this.number();
  }

  number() {
    if (this.match(/-?(NaN|Infinity)/y)) refuse("number-forbidden");
    const digits = this.match(/-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y) ?? refuse("token-format");
    if (/[.eE]/.test(digits) || digits === "-0" || !Number.isSafeInteger(Number(digits))) refuse("number-forbidden");
    return Number(digits);
  }

  string() {
    const found = this.match(/"([^"\\\u0000-\u001f]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y) ?? refuse("token-format");
    const value = JSON.parse(found);
    return /[\ud800-\udfff]/u.test(value) ? refuse("token-format") : value;
  }

  members(close, one) {
    this.at += 1;
    this.space();
    if (this.text[this.at] === close) { this.at += 1; return; }
    for (;;) {
      one();
      this.space();
      const next = this.text[this.at];
      this.at += 1;
      if (next === close) return;
      if (next !== ",") refuse("token-format");
    }
  }

  object(depth) {
    const found = new Map();
    this.members("}", () => {
      this.space();
      const name = this.string();
      this.space();
      if (this.text[this.at] !== ":") refuse("token-format");
      this.at += 1;
      const value = this.value(depth + 1);
      if (found.has(name)) refuse("names-repeated");
      found.set(name, value);
    });
    return found; // a Map: a name such as __proto__ is a name like any other
  }

  list(depth) {
    const found = [];
    this.members("]", () => found.push(this.value(depth + 1)));
    return found;
  }
}

const isObject = (value) => value instanceof Map;
const isWhole = (value) => typeof value === "number";

function instant(claims, name) {
  if (!claims.has(name)) return null;
  const value = claims.get(name);
  return isWhole(value) && value >= 0 && value <= LATEST ? value : refuse("claim-missing");
}
const moment = (claims, name) => instant(claims, name) ?? refuse("claim-missing");

function text(claims, name) {
  const value = claims.get(name);
  return typeof value === "string" && value ? value : refuse("claim-missing");
}

// ---- certificates: as much of DER and X.509 as a chain of seals needs
function value(bytes, at, limit) {
  const tag = bytes[at];
  let inside = at + 2, size = bytes[at + 1];
  if (at + 2 > limit || (tag & 0x1f) === 0x1f || size === 0x80) refuse("certificate-damaged");
  if (size > 0x80) {
    const count = size & 0x7f;
    if (count > 3) refuse("certificate-damaged");
    size = bytes.subarray(inside, inside + count).reduce((sum, one) => sum * 256 + one, 0);
    inside += count;
    if (size < 0x80 || size < 2 ** (8 * (count - 1))) refuse("certificate-damaged");
  }
  if (inside + size > limit) refuse("certificate-damaged");
  return { tag, whole: bytes.subarray(at, inside + size), content: bytes.subarray(inside, inside + size) };
}

function values(content) {
  const found = [];
  for (let at = 0; at < content.length;) {
    const one = value(content, at, content.length);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
const same = (one, other) => hex(one) === hex(other);

const OIDS = {
  "2a8648ce3d040302": ["ECDSA", "SHA-256"], "2a8648ce3d040303": ["ECDSA", "SHA-384"], "2a8648ce3d040304": ["ECDSA", "SHA-512"],
  "2a864886f70d01010b": ["RSASSA-PKCS1-v1_5", "SHA-256"], "2a864886f70d01010c": ["RSASSA-PKCS1-v1_5", "SHA-384"],
  "2a864886f70d01010d": ["RSASSA-PKCS1-v1_5", "SHA-512"],
};
const CURVES = { "2a8648ce3d030107": ["P-256", 32], "2b81040022": ["P-384", 48], "2b81040023": ["P-521", 66] };
const NAMES = { "550403": "name", "55040a": "organisation", "550461": "code" };
const CONSTRAINTS = "551d13", USAGE = "551d0f", PURPOSES = "551d25";
const UNDERSTOOD = new Set([CONSTRAINTS, USAGE, PURPOSES, "551d11", "551d20"]);
const DOCUMENT_PURPOSES = new Set(["2b06010505070324", "2b06010505070304", "2b06010505070302", "551d2500"]);

function time({ tag, content }) {
  const digits = utf8.decode(content);
  const [, year, ...rest] = /^(\d{2}|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits) ?? refuse("certificate-damaged");
  const whole = tag === 0x17 ? (Number(year) < 50 ? 2000 : 1900) + Number(year) : Number(year);
  const [month, day, hour, minute, second] = rest.map(Number);
  return Date.UTC(whole, month - 1, day, hour, minute, second) / 1000;
}

function certificate(encoded) {
  const outer = value(encoded, 0, encoded.length);
  const [body, algorithm, signature] = values(outer.content);
  if (outer.whole.length !== encoded.length || !signature) refuse("certificate-damaged");
  const parts = values(body.content);
  if (parts[0].tag === 0xa0) parts.shift();
  const [, inner, issuer, validity, subject, key] = parts;
  if (!key || !same(inner.whole, algorithm.whole) || signature.content[0] !== 0) refuse("certificate-damaged");
  const [since, until] = values(validity.content).map(time);
  const block = parts.find((one) => one.tag === 0xa3);
  const extensions = new Map((block ? values(values(block.content)[0].content) : []).map((one) => {
    const [oid, ...more] = values(one.content);
    return [hex(oid.content), { critical: more.length > 1 && more[0].content[0] !== 0, content: more.at(-1).content }];
  }));
  return {
    encoded, body: body.whole, issuer: issuer.whole, subject: subject.whole, key: key.whole, since, until, extensions,
    algorithm: hex(values(algorithm.content)[0].content), signature: signature.content.subarray(1),
    holder: holder(subject), curve: curve(key),
  };
}

function holder(subject) {
  const found = { name: "", organisation: "", code: "" };
  for (const set of values(subject.content)) {
    for (const pair of values(set.content)) {
      const [oid, said] = values(pair.content);
      const known = NAMES[hex(oid.content)];
      if (known && !found[known]) found[known] = utf8.decode(said.content);
    }
  }
  if (found.code.startsWith(CODE_PREFIX)) found.code = found.code.slice(CODE_PREFIX.length);
  return found;
}

function curve(key) {
  const oids = values(values(key.content)[0].content).filter((one) => one.tag === 0x06).map((one) => hex(one.content));
  return oids[0] === "2a8648ce3d0201" ? CURVES[oids[1]] ?? ["unknown", 0] : null;
}

const numbers = (signature, size) => {
  const found = new Uint8Array(2 * size);
  values(value(signature, 0, signature.length).content).forEach(({ content }, place) => {
    const plain = content.subarray(content.findIndex((one) => one !== 0));
    found.set(plain, (place + 1) * size - plain.length);
  });
  return found;
};

async function isSignedBy(key, ownCurve, [name, hash], signature, data) {
  const how = name === "ECDSA" ? { name, namedCurve: ownCurve?.[0] } : { name, hash };
  try {
    const imported = await crypto.subtle.importKey("spki", key, how, false, ["verify"]);
    if ((imported.algorithm.modulusLength ?? 4096) < 2048) refuse("key-weak", "not-secure");
    return await crypto.subtle.verify(name === "ECDSA" ? { name, hash } : name, imported, signature, data);
  } catch (error) {
    if (error instanceof Refused) throw error;
    return false;
  }
}

async function isIssuedBy(below, above) {
  const how = OIDS[below.algorithm];
  if (!how || !same(below.issuer, above.subject)) return false;
  const ecdsa = how[0] === "ECDSA";
  if (ecdsa !== Boolean(above.curve)) return false;
  let signature = below.signature;
  try { if (ecdsa) signature = numbers(below.signature, above.curve[1]); } catch { return false; }
  return isSignedBy(above.key, above.curve, how, signature, below.body);
}

function usage(one, bit) {
  const found = one.extensions.get(USAGE);
  const bits = found ? value(found.content, 0, found.content.length).content : new Uint8Array(2);
  return Boolean(bits[1] & (0x80 >> bit));
}

function constraints(one) {
  const found = one.extensions.get(CONSTRAINTS);
  const parts = found ? values(value(found.content, 0, found.content.length).content) : [];
  return { isAuthority: parts[0]?.tag === 0x01 && parts[0].content[0] !== 0, below: parts[1] ? parts[1].content[0] : Infinity };
}

function requirePurpose(one) {
  const given = one.extensions.get(PURPOSES);
  const purposes = given ? values(value(given.content, 0, given.content.length).content).map((oid) => hex(oid.content)) : null;
  const fits = !purposes || purposes.some((oid) => DOCUMENT_PURPOSES.has(oid));
  if (constraints(one).isAuthority || !(usage(one, 0) || usage(one, 1)) || !fits) refuse("wrong-purpose");
}

// The chain in the token must lead to one of our roots; what else a certificate authority says is not known here.
async function path(chain, roots, at) {
  for (let place = 0; place + 1 < chain.length; place += 1) {
    if (!await isIssuedBy(chain[place], chain[place + 1])) refuse("certificate-differs");
  }
  requirePurpose(chain[0]);
  const last = chain.at(-1);
  const whole = await roots.reduce(async (before, root) => {
    const found = await before;
    if (found) return found;
    if (same(last.encoded, root.encoded)) return chain;
    return await isIssuedBy(last, root) ? [...chain, root] : null;
  }, null) ?? refuse("no-path");
  whole.slice(1).forEach((one, below) => {
    const { isAuthority, below: most } = constraints(one);
    if (!isAuthority || !usage(one, 5) || below > most) refuse("not-an-authority");
  });
  whole.forEach((one) => {
    if (at < one.since) refuse("not-yet-valid");
    if (at > one.until) refuse("expired");
    if (one.curve && !one.curve[1]) refuse("key-weak", "not-secure");
    if ([...one.extensions].some(([oid, { critical }]) => critical && !UNDERSTOOD.has(oid))) refuse("extension-unknown");
  });
  return whole;
}

// ---- JWS
function jws(token, kinds) {
  if (token.length > MOST_CHARACTERS) refuse("token-too-large");
  const parts = token.split(".");
  if (parts.length !== 3) refuse("token-format");
  const header = Json.objectIn(parts[0]);
  if (!["ES256", "RS256"].includes(header.get("alg"))) refuse("algorithm-unknown");
  if (!kinds.includes(header.get("typ"))) refuse("type-differs");
  if (header.has("crit")) refuse("critical-unknown");
  const payload = parts[1], given = header.get("x5c");
  if (!Array.isArray(given) || !given.length) refuse("certificate-missing");
  if (given.length > MOST_CERTIFICATES) refuse("token-too-large");
  const chain = given.map((one) => {
    try { return certificate(fromBase64(typeof one === "string" ? one : refuse("certificate-damaged"), "certificate-damaged")); }
    catch { throw new Refused("certificate-damaged"); }
  });
  return { algorithm: header.get("alg"), payload: Json.objectIn(payload), chain, covered: `${parts[0]}.${payload}`, value: fromText(parts[2]) };
}

async function requireSigned({ algorithm, chain: [own], covered, value: signature }) {
  const ecdsa = algorithm === "ES256";
  if (ecdsa && own.curve?.[0] !== "P-256") refuse("algorithm-unknown");
  if (!ecdsa && own.curve) refuse("algorithm-unknown");
  if (ecdsa && signature.length !== 64) refuse("value-wrong");
  const how = [ecdsa ? "ECDSA" : "RSASSA-PKCS1-v1_5", "SHA-256"];
  if (!await isSignedBy(own.key, own.curve, how, signature, new TextEncoder().encode(covered))) refuse("value-wrong");
}

// ---- disclosures
async function takenApart(token) {
  if (token.length > MOST_CHARACTERS || token.split("~").length - 1 > MOST_DISCLOSURES + 1) refuse("token-too-large");
  const [signed, ...others] = token.split("~");
  if (!others.length) refuse("token-format");
  const proof = others.pop();
  const disclosures = [];
  for (const encoded of others) {
    const found = Json.in(encoded);
    const named = Array.isArray(found) && found.length === 3 && typeof found[1] === "string";
    const unnamed = Array.isArray(found) && found.length === 2;
    if (!(named || unnamed) || typeof found[0] !== "string") refuse("disclosure-malformed");
    const digest = toText(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(encoded))));
    disclosures.push({ name: named ? found[1] : null, value: found.at(-1), digest });
  }
  if (proof) refuse("holder-proof");
  return { signed, disclosures };
}

class Opening {
  constructor(disclosures) {
    this.waiting = new Map();
    this.met = new Set();
    this.withheld = 0;
    this.depth = 0;
    for (const one of disclosures) {
      if (this.waiting.has(one.digest)) refuse("disclosure-repeated");
      this.waiting.set(one.digest, one);
    }
  }

  of(given) {
    if (!isObject(given) && !Array.isArray(given)) return given;
    this.depth += 1;
    if (this.depth > DEEPEST) refuse("token-too-large");
    const found = isObject(given) ? this.object(given) : this.list(given);
    this.depth -= 1;
    return found;
  }

  object(given, top = false) {
    if (given.has("...")) refuse("disclosure-malformed");
    const digests = given.get("_sd") ?? (given.has("_sd") ? refuse("disclosure-malformed") : []);
    if (!Array.isArray(digests)) refuse("disclosure-malformed");
    const found = new Map([...given].filter(([name]) => name !== "_sd").map(([name, one]) => [name, this.of(one)]));
    for (const digest of digests) {
      const one = this.take(digest);
      if (!one) continue;
      if (one.name === null || one.name === "_sd" || one.name === "..." || (top && ALWAYS_SHOWN.has(one.name))) refuse("disclosure-malformed");
      if (found.has(one.name)) refuse("disclosure-repeated");
      found.set(one.name, this.of(one.value));
    }
    return found;
  }

  list(given) {
    const found = [];
    for (const item of given) {
      if (!(isObject(item) && item.size === 1 && item.has("..."))) { found.push(this.of(item)); continue; }
      const one = this.take(item.get("..."));
      if (one && one.name !== null) refuse("disclosure-malformed");
      if (one) found.push(this.of(one.value));
    }
    return found;
  }

  take(digest) {
    if (typeof digest !== "string") refuse("disclosure-malformed");
    if (this.met.has(digest)) refuse("disclosure-repeated");
    this.met.add(digest);
    const one = this.waiting.get(digest);
    this.waiting.delete(digest);
    if (!one) this.withheld += 1;
    return one;
  }
}

function opened(payload, disclosures) {
  if (payload.has("_sd_alg") && payload.get("_sd_alg") !== "sha-256") refuse("algorithm-unknown");
  const opening = new Opening(disclosures);
  const claims = opening.object(new Map([...payload].filter(([name]) => name !== "_sd_alg")), true);
  if (opening.waiting.size) refuse("disclosure-unknown");
  return { claims, withheld: opening.withheld };
}

// ---- status lists
async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const pieces = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value: piece } = await reader.read();
      if (done) break;
      size += piece.length;
      if (size > MOST_LIST_BYTES) break;
      pieces.push(piece);
    }
  } catch { refuse("token-format"); }
  if (size > MOST_LIST_BYTES) { reader.cancel(); refuse("token-too-large"); }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

async function statusList(token, roots, at) {
  const found = jws(token.trim(), ["statuslist+jwt"]);
  await requireSigned(found);
  const issuedAt = moment(found.payload, "iat");
  if (issuedAt > at + CLOCKS_DIFFER) refuse("issued-in-future");
  await path(found.chain, roots, issuedAt);
  const said = found.payload.get("status_list");
  const bits = isObject(said) ? said.get("bits") : null;
  if (![1, 2, 4, 8].includes(bits)) refuse("claim-missing");
  const uri = text(found.payload, "sub"), endsAt = instant(found.payload, "exp");
  return { uri, issuedAt, endsAt, bits, packed: await inflated(fromText(text(said, "lst"))), own: found.chain[0] };
}

function statusAt({ bits, packed }, index) {
  const inByte = 8 / bits;
  if (index >= packed.length * inByte) refuse("status-differs");
  return (packed[Math.floor(index / inByte)] >> (index % inByte * bits)) & ((1 << bits) - 1);
}

const sameHolder = (one, other) => one.holder.code || other.holder.code
  ? one.holder.code === other.holder.code
  : same(one.subject, other.subject);

function place(status) {
  const named = isObject(status) ? status.get("status_list") : null;
  if (!isObject(named)) refuse("claim-missing");
  const index = named.get("idx");
  if (!isWhole(index) || index < 0) refuse("claim-missing");
  return { index, uri: text(named, "uri") };
}

async function newest(lists, uri, own, roots, at) {
  let known = null, reason = "status-unknown";
  for (const token of lists) {
    let list;
    try { list = await statusList(token, roots, at); } catch (error) {
      reason = error instanceof Refused ? error.reason : "unreadable";
      continue;
    }
    if (list.uri === uri && !sameHolder(list.own, own)) reason = "status-differs";
    else if (list.uri === uri && (!known || list.issuedAt > known.issuedAt)) known = list;
  }
  return { known, reason };
}

// ---- the eight steps
const STATUS = ["valid", "revoked", "suspended"];
const NOT_GOOD = { revoked: "credential-revoked", suspended: "credential-suspended", other: "status-strange" };

/** The verdict on a credential. `roots` and `lists` are certificates (base64) and status lists; `at` is in seconds. */
export async function verify(token, { roots, lists = [], at = Math.floor(Date.now() / 1000) }) {
  const found = { standing: "valid", steps: [] };
  const note = (held, reason = "") => { found.steps.push({ code: STEPS[found.steps.length], held, reason }); };
  const worse = (standing, reason, held = false) => {
    note(held, reason);
    if (WORSE.indexOf(standing) > WORSE.indexOf(found.standing)) found.standing = standing;
  };
  try {
    await judge(token.trim(), roots.map((one) => certificate(fromBase64(one, "certificate-damaged"))), lists, at, found, note, worse);
    return found;
  } catch (error) {
    const { standing, reason } = error instanceof Refused ? error : { standing: "invalid", reason: "unreadable" };
    note(false, reason);
    while (found.steps.length < STEPS.length) note(null);
    return { standing, steps: found.steps };
  }
}

async function judge(token, roots, lists, at, found, note, worse) {
  const parts = await takenApart(token);
  const signed = jws(parts.signed, ["dc+sd-jwt", "vc+sd-jwt"]);
  note(true);
  await requireSigned(signed);
  note(true);
  const issuedAt = moment(signed.payload, "iat");
  const whole = await path(signed.chain, roots, issuedAt);
  note(true);
  const issuer = text(signed.payload, "iss");
  text(signed.payload, "vct");
  const begins = instant(signed.payload, "nbf"), ends = instant(signed.payload, "exp");
  if (issuedAt > at + CLOCKS_DIFFER) refuse("issued-in-future");
  const where = signed.payload.has("status") ? place(signed.payload.get("status")) : null;
  note(true);
  const own = signed.chain[0];
  if (own.holder.code && issuer.split(/[/:#]/).at(-1) !== own.holder.code) refuse("issuer-differs");
  note(true);
  const { claims, withheld } = opened(signed.payload, parts.disclosures);
  note(true);
  if (begins !== null && begins > at) worse("not-yet", "credential-not-yet");
  else if (ends !== null && ends <= at) worse("ended", "credential-ended");
  else note(true);
  let status = null, asOf = null;
  if (!where) note(null);
  else {
    const { known, reason } = await newest(lists, where.uri, own, roots, at);
    if (!known) worse("status-unknown", reason, null);
    else {
      status = STATUS[statusAt(known, where.index)] ?? "other";
      asOf = known.issuedAt;
      if (status !== "valid") worse(status === "suspended" ? "suspended" : "revoked", NOT_GOOD[status]);
      else if (known.endsAt !== null && known.endsAt <= at) worse("status-unknown", "status-old", null);
      else note(true);
    }
  }
  Object.assign(found, { issuer: own.holder, path: whole.map((one) => one.holder.name), claims: plain(claims), withheld, issuedAt, begins, ends, status, asOf, namesStatus: Boolean(where) });
}

const plain = (given) => isObject(given) ? [...given].map(([name, one]) => [name, plain(one)]) : Array.isArray(given) ? { list: given.map(plain) } : given;

// ---- the page
const SAYS_HOW = new Set(["iss", "iat", "nbf", "exp", "vct", "vct#integrity", "status", "cnf", "nonce", "content_sha256"]);
const TONES = { valid: "leaf", "status-unknown": "amber", "unknown-signer": "amber", "not-yet": "amber" };

function made(name, words, css) {
  const element = document.createElement(name);
  if (words) element.textContent = words;
  if (css) element.className = css;
  return element;
}

// On the wall clock of Viet Nam, seven hours ahead all year: 22/11/2026 08:03, as every page says it.
function when(seconds) {
  const [, year, month, day, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(new Date((seconds + 7 * 3600) * 1000).toISOString());
  return `${day}/${month}/${year} ${time}`;
}

function worded(given, words) {
  if (Array.isArray(given)) return given.map(([name, one]) => `${words.labels[name] ?? name}: ${worded(one, words)}`).join("; ");
  if (given?.list) return given.list.map((one) => worded(one, words)).join(", ");
  if (given === null) return "–";
  if (typeof given === "boolean") return given ? words.yes : words.no;
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(given);
  return day ? `${day[3]}/${day[2]}/${day[1]}` : String(given);
}

// What a result says in codes, in the words of its package where this page knows that version.
function inWords(claims, packages) {
  const own = packages[claims.find(([name]) => name === "package")?.[1]];
  if (!own) return claims;
  const told = {
    procedure: () => own.procedure,
    result: (code) => own.results[code] ?? code,
    data: (given) => given.map(([name, one]) => [own.data[name] ?? name, one]),
  };
  return claims.filter(([name]) => name !== "package").map(([name, one]) => [name, Object.hasOwn(told, name) ? told[name](one) : one]);
}

function facts(found, words) {
  const who = found.issuer.organisation || found.issuer.name;
  const rows = [[words.issuer, found.issuer.code ? `${who} (${found.issuer.code})` : who]];
  for (const [name, one] of found.told) if (!SAYS_HOW.has(name)) rows.push([words.labels[name] ?? name, name === "facts" ? words.notHere : worded(one, words)]);
  if (found.withheld) rows.push([words.withheld, String(found.withheld)]);
  rows.push([words.issuedAt, when(found.issuedAt)]);
  if (found.ends !== null) rows.push([words.endsAt, when(found.ends)]);
  const told = found.asOf !== null ? `${words.statuses[found.status]} (${when(found.asOf)})` : found.namesStatus ? words.unknown : words.none;
  rows.push([words.status, told]);
  const list = made("dl", "", "facts");
  list.append(...rows.map(([term, meaning]) => {
    const row = made("div");
    row.append(made("dt", term), made("dd", meaning));
    return row;
  }));
  return list;
}

function report(found, words) {
  const tone = TONES[found.standing] ?? "clay";
  const card = made("section", "", `card card-edge-${tone} flow verdict`);
  card.dataset.standing = found.standing;
  const headline = made("h2", words.standings[found.standing], `verdict-${tone}`);
  const steps = made("ul", "", "plain-list ruled");
  steps.append(...found.steps.map(({ code, held, reason }) => {
    const line = made("li", "", "row");
    if (held !== null) line.append(made("span", held ? words.held : words.failed, `tag tag-${held ? "leaf" : "clay"}`));
    line.append(made("span", words.steps[code] + (reason ? `: ${words.reasons[reason] ?? reason}` : "")));
    return line;
  }));
  card.append(headline, ...(found.claims ? [facts(found, words)] : []), steps);
  return card;
}

// ---- the credential inside our own PDF: one embedded file of that kind, packed with Flate or plain, not in an object stream
const PDF_KIND = /\/Subtype\s*\/application#2[fF]dc\+sd-jwt(?![^\s/<>[\]()])/g;

/** The credential that a PDF (bytes) carries; null when it carries none, several, or one that cannot be read here. */
export async function inPdf(bytes) {
  const plain = new TextDecoder("latin1").decode(bytes); // one character a byte, so places stay the same
  const places = [...plain.matchAll(PDF_KIND)].map((found) => found.index);
  if (places.length !== 1) return null;
  const begin = plain.lastIndexOf(" obj", places[0]), stream = plain.indexOf("stream", places[0]);
  if (begin < 0 || stream < 0) return null;
  const entries = plain.slice(begin, stream);
  const [, length] = /\/Length\s+(\d+)(?!\s+\d+\s+R)/.exec(entries) ?? [];
  const [, filter] = /\/Filter\s*\[?\s*\/(\w+)\s*\]?\s*[/>]/.exec(entries) ?? [];
  if (!length || (filter ?? "FlateDecode") !== "FlateDecode" || entries.includes("/DecodeParms")) return null;
  const from = stream + (plain.startsWith("stream\r\n", stream) ? 8 : 7);
  const held = bytes.subarray(from, from + Number(length));
  try { return new TextDecoder("ascii").decode(filter ? await inflated(held) : held).trim() || null; } catch { return null; }
}

const isPdf = (bytes) => new TextDecoder("latin1").decode(bytes.subarray(0, 1024)).includes("%PDF-");

async function read(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!isPdf(bytes)) return { said: new TextDecoder().decode(bytes).trim(), pdf: false };
  return { said: await inPdf(bytes), pdf: true };
}

function withoutCredential(words) {
  const card = made("section", "", "card card-edge-amber flow verdict");
  card.dataset.standing = "no-credential";
  const told = made("p", `${words.checkAt} `), link = made("a", words.address);
  link.href = words.address;
  told.append(link);
  card.append(made("h2", words.noCredential, "verdict-amber"), told);
  return card;
}

async function answer(form, data) {
  const files = await Promise.all([...form.elements.file.files, ...form.elements.list.files].map(read));
  const given = [form.elements.text.value.trim(), ...files.map(({ said }) => said)].filter(Boolean);
  const token = given.find((one) => one.includes("~")) ?? given[0] ?? "";
  if (!token.includes("~") && files.some(({ said, pdf }) => pdf && !said)) return withoutCredential(data.words);
  const found = await verify(token, { roots: data.roots, lists: given.filter((one) => one !== token) });
  const card = report({ ...found, told: found.claims && inWords(found.claims, data.packages) }, data.words);
  if (files.some(({ said, pdf }) => pdf && said === token)) card.append(made("p", data.words.onlyCredential, "soft"));
  return card;
}

async function run(form, data) {
  const place = document.getElementById("answer");
  place.replaceChildren(await answer(form, data));
  place.focus();
}

const form = globalThis.document?.querySelector("form[data-offline]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  run(form, JSON.parse(document.getElementById("offline-data").textContent));
});
