// Proof of work (crypto/work.py): finds a number while somebody writes, so that their sending goes first in a flood.
// One file, twice in use: on the page it starts a worker from itself; in the worker it searches.
(function () {
  "use strict";

  var K = [];
  var START = [];

  // The constants of SHA-256 (FIPS 180-4): fractions of the roots of the first primes.
  function fraction(x) {
    return ((x - Math.floor(x)) * 4294967296) | 0;
  }
  for (var n = 2; K.length < 64; n += 1) {
    var prime = true;
    for (var d = 2; d * d <= n; d += 1) {
      prime = prime && n % d;
    }
    if (prime) {
      if (START.length < 8) {
        START.push(fraction(Math.sqrt(n)));
      }
      K.push(fraction(Math.cbrt(n)));
    }
  }
  K = new Int32Array(K);
  var w = new Int32Array(64);

  // Puts one block of 16 words, in `w`, into the state `h` and returns the new state in `out`.
  function compress(h, out) {
    var a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], f = h[5], g = h[6], k = h[7], i, x, y, t;
    for (i = 16; i < 64; i += 1) {
      x = w[i - 15];
      y = w[i - 2];
      w[i] = (w[i - 16] + w[i - 7]
        + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3))
        + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) | 0;
    }
    for (i = 0; i < 64; i += 1) {
      t = (k + K[i] + w[i] + (g ^ (e & (f ^ g)))
        + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7)))) | 0;
      x = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) | (c & (a | b)))) | 0;
      k = g;
      g = f;
      f = e;
      e = (d + t) | 0;
      d = c;
      c = b;
      b = a;
      a = (t + x) | 0;
    }
    out[0] = (h[0] + a) | 0;
    out[1] = (h[1] + b) | 0;
    out[2] = (h[2] + c) | 0;
    out[3] = (h[3] + d) | 0;
    out[4] = (h[4] + e) | 0;
    out[5] = (h[5] + f) | 0;
    out[6] = (h[6] + g) | 0;
    out[7] = (h[7] + k) | 0;
  }

  function put(text, from) {
    for (var i = 0; i < text.length; i += 1) {
      w[(from + i) >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    }
  }

  function search(challenge, bits) {
    var first = new Int32Array(8), out = new Int32Array(8), number = 0, text;
    put(challenge, 0);
    compress(START, first);
    for (;;) {
      text = String(number);
      w.fill(0, 0, 16);
      put(text + "\x80", 0);
      w[15] = (64 + text.length) * 8;
      compress(first, out);
      if (out[0] >>> (32 - bits) === 0) {
        return text;
      }
      number += 1;
    }
  }

  if (typeof document === "undefined") {
    onmessage = function (event) {
      postMessage(search(event.data.challenge, event.data.bits));
    };
    return;
  }

  var field = document.querySelector("input[name=work][data-challenge]");
  var address = document.currentScript.src;

  function begin() {
    var worker = new Worker(address);
    worker.onmessage = function (event) {
      field.value = event.data;
      worker.terminate();
    };
    worker.postMessage({ challenge: field.dataset.challenge, bits: Number(field.dataset.bits) });
  }

  // A phone is not made to work for somebody who only reads; whoever waits in the line wants it now.
  if (field && !field.value && window.Worker) {
    if (field.hasAttribute("data-now")) {
      begin();
    } else {
      document.addEventListener("input", begin, { once: true });
    }
  }
})();
