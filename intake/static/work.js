// Proof of work (crypto/work.py): finds a number while somebody writes, so that their sending goes first in a flood.
// One file, twice in use: on the page it starts a worker from itself; in the worker it searches.
(function () {
  "use strict";

  var AT_ONCE = 256; // tries between two looks at what came out: the browser's own SHA-256 answers later, not at once

  function isWorked(digest, bits) {
    return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
  }

  async function search(challenge, bits) {
    var encoder = new TextEncoder();
    for (var start = 0; ; start += AT_ONCE) {
      var tries = Array.from({ length: AT_ONCE }, function (_, i) {
        return crypto.subtle.digest("SHA-256", encoder.encode(challenge + (start + i)));
      });
      var found = (await Promise.all(tries)).findIndex(function (digest) {
        return isWorked(digest, bits);
      });
      if (found >= 0) {
        return String(start + found);
      }
    }
  }

  if (typeof document === "undefined") {
    onmessage = async function (event) {
      postMessage(await search(event.data.challenge, event.data.bits));
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
  if (field && !field.value && window.Worker && window.crypto && crypto.subtle) {
    if (field.hasAttribute("data-now")) {
      begin();
    } else {
      document.addEventListener("input", begin, { once: true });
    }
  }
})();
