// The verifier of sd-jwt-vc (npm) on credentials from standard input: [{token, list}] with a root; one verdict a line.
import { createHash, verify, X509Certificate } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const found = createRequire(process.argv[2] + "/package.json").resolve("@sd-jwt/sd-jwt-vc");
const { SDJwtVcInstance } = await import(pathToFileURL(found));
let input = "";
for await (const piece of process.stdin) input += piece;
const { root, at, asked } = JSON.parse(input);
const anchor = new X509Certificate(Buffer.from(root, "base64"));

function verifier(data, signature) {
  const header = JSON.parse(Buffer.from(data.split(".")[0], "base64url"));
  const chain = header.x5c.map((one) => new X509Certificate(Buffer.from(one, "base64")));
  [...chain, anchor].reduce((below, above) => {
    if (!below.checkIssued(above) || !below.verify(above.publicKey)) throw new Error("the chain does not hold");
    return above;
  });
  const key = header.alg === "ES256" ? { key: chain[0].publicKey, dsaEncoding: "ieee-p1363" } : chain[0].publicKey;
  if (!["ES256", "RS256"].includes(header.alg)) throw new Error("another algorithm");
  return verify("sha256", Buffer.from(data), key, Buffer.from(signature, "base64url"));
}

for (const { token, list } of asked) {
  const instance = new SDJwtVcInstance({
    verifier,
    hasher: (data, name) => createHash(name.replace("-", "")).update(Buffer.from(data)).digest(),
    hashAlg: "sha-256",
    statusListFetcher: async () => list,
  });
  try {
    const { payload } = await instance.verify(token, { currentDate: at });
    console.log(JSON.stringify({ held: true, payload }));
  } catch (error) {
    console.log(JSON.stringify({ held: false, why: String(error.message) }));
  }
}
