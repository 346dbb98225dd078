// Makes the X-Wing and HPKE vectors (xwing-*.txt, seal-*.txt) with JavaScript libraries that share no code with ours.
// The files are committed; tests need no Node. To make them again, in an empty folder outside the project:
//   npm install @hpke/core@1.9 @hpke/hybridkem-x-wing@0.7 @hpke/chacha20poly1305@1.8 @noble/post-quantum@0.7
//   cp .../tests/crypto/vectors/generate.mjs . && node generate.mjs .../tests/crypto/vectors
// The second way round, JavaScript opening what Python sealed: node generate.mjs --open FILE... (the same format).
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Aes128Gcm, Aes256Gcm, CipherSuite, HkdfSha256, HkdfSha512 } from "@hpke/core";
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { XWing } from "@hpke/hybridkem-x-wing";
import { ml_kem768_x25519 as noble } from "@noble/post-quantum/hybrid.js";

const bytes = (label, length) => {
  const out = createHash("shake256", { outputLength: length });
  return new Uint8Array(out.update("holas vectors: " + label).digest());
};
const hex = (data) => Buffer.from(data).toString("hex");
const unhex = (text) => new Uint8Array(Buffer.from(text, "hex"));
const suite = (aead = new Aes256Gcm(), kdf = new HkdfSha256()) => new CipherSuite({ kem: new XWing(), kdf, aead });

async function keyPair(seed) {
  const privateKey = await suite().kem.deserializePrivateKey(seed.buffer.slice(0, 32));
  const publicKey = await suite().kem.deserializePublicKey(noble.keygen(seed).publicKey.slice().buffer);
  return { privateKey, publicKey };
}

async function seal(to, plaintext, info, { aad, aead, kdf } = {}) {
  const { publicKey } = await keyPair(to);
  const ekm = bytes("ephemeral", 64).buffer;
  const sender = await suite(aead, kdf).createSenderContext({ recipientPublicKey: publicKey, info, ekm });
  const ciphertext = await sender.seal(plaintext, aad ?? new Uint8Array());
  return Buffer.concat([Buffer.from(sender.enc), Buffer.from(ciphertext)]);
}

async function open(seed, sealed, info) {
  const { privateKey } = await keyPair(seed);
  const enc = new Uint8Array(sealed.slice(0, 1120)).buffer;
  const recipient = await suite().createRecipientContext({ recipientKey: privateKey, enc, info });
  return new Uint8Array(await recipient.open(new Uint8Array(sealed.slice(1120)).buffer));
}

function write(folder, name, header, body) {
  const lines = Object.entries(header).map(([key, value]) => `${key}: ${value}`.trimEnd());
  const base64 = Buffer.from(body).toString("base64").replace(/.{76}(?=.)/g, "$&\n");
  writeFileSync(join(folder, name + ".txt"), lines.join("\n") + "\n\n" + base64 + "\n");
}

function read(path) {
  const [head, body] = readFileSync(path, "utf8").split("\n\n");
  const header = Object.fromEntries(head.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
  return { header, body: Buffer.from(body, "base64") };
}

const changed = (data, at) => {
  const copy = Buffer.from(data);
  copy[at] ^= 1;
  return copy;
};

async function generate(folder) {
  // The first seed is the one of the X-Wing draft's own test vector.
  const seeds = {
    draft: unhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"),
    zeros: new Uint8Array(32),
    drawn: bytes("seed", 32),
  };
  for (const [name, seed] of Object.entries(seeds)) {
    const about = `the public key that follows from a seed (${name})`;
    write(folder, "xwing-" + name, { what: "xwing", expect: "ok", about, seed: hex(seed) }, noble.keygen(seed).publicKey);
  }
  const seed = bytes("recipient", 32);
  const info = bytes("info", 40);
  const plaintext = bytes("plaintext", 32);
  const good = await seal(seed, plaintext, info);
  const vector = (name, expect, about, body, more = {}) => {
    const header = { what: "seal", expect, about, seed: hex(seed), info: hex(info), plaintext: hex(plaintext), ...more };
    write(folder, "seal-" + name, header, body);
  };
  vector("ok", "ok", "32 bytes sealed by JavaScript", good);
  const empty = await seal(seed, new Uint8Array(), info);
  vector("ok-empty", "ok", "nothing sealed", empty, { plaintext: "" });
  vector("ok-no-info", "ok", "sealed without info", await seal(seed, plaintext, new Uint8Array()), { info: "" });
  const long = bytes("long info", 300);
  vector("ok-long-info", "ok", "sealed with a long info", await seal(seed, plaintext, long), { info: hex(long) });
  vector("other-seed", "NoMatchingKey", "sealed to another key", await seal(bytes("other", 32), plaintext, info));
  vector("other-info", "NoMatchingKey", "sealed for another place", await seal(seed, plaintext, bytes("other", 40)));
  vector("changed-mlkem", "NoMatchingKey", "first byte of the ML-KEM half changed", changed(good, 0));
  vector("changed-x25519", "NoMatchingKey", "first byte of the X25519 half changed", changed(good, 1088));
  vector("changed-ciphertext", "NoMatchingKey", "first byte of the ciphertext changed", changed(good, 1120));
  vector("changed-tag", "NoMatchingKey", "last byte of the tag changed", changed(good, good.length - 1));
  const zero = Buffer.concat([good.subarray(0, 1088), Buffer.alloc(32), good.subarray(1120)]);
  vector("zero-x25519", "NoMatchingKey", "an X25519 half of small order", zero);
  vector("cut-tag", "NoMatchingKey", "last byte missing", good.subarray(0, -1));
  vector("longer", "NoMatchingKey", "one byte too many", Buffer.concat([good, Buffer.alloc(1)]));
  vector("cut-short", "Malformed", "one byte shorter than anything sealed", good.subarray(0, 1135));
  vector("nothing", "Malformed", "no bytes at all", Buffer.alloc(0));
  const aad = await seal(seed, plaintext, info, { aad: bytes("aad", 8) });
  vector("with-aad", "NoMatchingKey", "sealed with associated data", aad);
  const aes128 = await seal(seed, plaintext, info, { aead: new Aes128Gcm() });
  vector("aes128", "NoMatchingKey", "sealed with AES-128-GCM", aes128);
  const chacha = await seal(seed, plaintext, info, { aead: new Chacha20Poly1305() });
  vector("chacha20", "NoMatchingKey", "sealed with ChaCha20-Poly1305", chacha);
  const sha512 = await seal(seed, plaintext, info, { kdf: new HkdfSha512() });
  vector("hkdf512", "NoMatchingKey", "sealed with HKDF-SHA512", sha512);
  await compareLibraries(seed, good);
}

// Were the two JavaScript libraries of different minds about X-Wing, vectors from one of them would prove little.
async function compareLibraries(seed, sealed) {
  const { privateKey } = await keyPair(seed);
  const enc = new Uint8Array(sealed.subarray(0, 1120));
  const one = await suite().kem.decap({ recipientKey: privateKey, enc: enc.buffer });
  const other = noble.decapsulate(enc, noble.keygen(seed).secretKey);
  if (hex(one) !== hex(other)) throw new Error("the libraries disagree about the shared secret");
}

async function openAll(paths) {
  for (const path of paths) {
    const { header, body } = read(path);
    const opened = await open(unhex(header.seed), body, unhex(header.info));
    if (hex(opened) !== header.plaintext) throw new Error(path + " opened to something else");
    console.log(path + ": opened");
  }
}

if (process.argv[2] === "--open") await openAll(process.argv.slice(3));
else await generate(process.argv[2]);
