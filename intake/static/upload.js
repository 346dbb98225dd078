// Sends each chosen file on its own when its form is sent, again and again over a broken line; then the form itself.
(function () {
  "use strict";

  var input = document.querySelector("input[data-url]");
  var place = document.getElementById("sending");
  if (!input || !place) {
    return;
  }
  var form = input.form;
  place.dataset.ready = "";
  var words = place.dataset;
  var list = place.querySelector("ul");
  var said = place.querySelector("[role=status]");
  var row = document.getElementById("row").content;
  var SILENCE = 90000; // milliseconds without a byte: the line is dead, whatever the browser hopes
  var LONGEST = 30000;
  var TRIES = 6; // of what the server refuses for the moment; a broken line is tried for as long as the page is open
  var files = [];
  var pressed = null;
  var active = null;

  function open(one) {
    return one.state === "waiting" || one.state === "sending" || one.state === "broken";
  }

  function say(one, text, kind) {
    one.state = kind;
    one.words.textContent = text;
    one.bar.hidden = kind === "kept" || kind === "failed";
    one.again.hidden = !(kind === "broken" || (kind === "failed" && one.retry));
    one.drop.hidden = kind === "kept";
    said.textContent = one.file.name + ": " + text;
  }

  function add(file, data) {
    var item = row.firstElementChild.cloneNode(true);
    var one = { file: file, data: data, item: item, tries: 0, retry: true };
    one.words = item.querySelector(".soft");
    one.bar = item.querySelector("progress");
    one.again = item.querySelector("[data-do=again]");
    one.drop = item.querySelector("[data-do=drop]");
    item.querySelector("bdi").textContent = file.name;
    [one.bar, one.again, one.drop].forEach(function (part) {
      part.setAttribute("aria-label", (part.textContent + " " + file.name).trim());
    });
    one.again.addEventListener("click", function () {
      again(one);
    });
    one.drop.addEventListener("click", function () {
      drop(one);
    });
    list.appendChild(item);
    files.push(one);
    say(one, words.waiting, "waiting");
  }

  function drop(one) {
    files.splice(files.indexOf(one), 1);
    one.item.remove();
    clearTimeout(one.timer);
    if (active === one) {
      active = null;
      one.request.abort();
    }
    input.focus();
    next();
  }

  // What was chosen is taken over from the input, with what the form says now: the fields come before the file.
  function take() {
    var data = new FormData(form);
    data.delete(input.name);
    Array.prototype.forEach.call(input.files, function (file) {
      add(file, data);
    });
    input.value = "";
    place.hidden = !files.length;
  }

  function again(one) {
    one.tries = 0;
    if (one.state === "failed") {
      say(one, words.waiting, "waiting");
      next();
    } else {
      resume(one);
    }
  }

  function next() {
    if (active) {
      return;
    }
    active = files.filter(open)[0] || null;
    if (active) {
      send(active);
    } else if (pressed) {
      finish();
    }
  }

  function send(one) {
    var request = new XMLHttpRequest();
    var watch;
    function heard(event) {
      clearTimeout(watch);
      watch = setTimeout(function () {
        request.abort();
      }, SILENCE);
      if (event && event.lengthComputable) {
        one.bar.value = event.loaded / event.total;
      }
    }
    one.request = request;
    one.bar.value = 0;
    say(one, words.sending, "sending");
    one.data.set(input.name, one.file, one.file.name);
    request.open("POST", input.dataset.url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = heard;
    request.onloadend = function () {
      clearTimeout(watch);
      if (active === one) {
        answered(one, request);
      }
    };
    heard();
    request.send(one.data);
  }

  function answered(one, request) {
    var answer = null;
    try {
      answer = JSON.parse(request.responseText);
    } catch (error) {
      answer = null; // no answer, or none of ours: the line, or something on it
    }
    one.tries += 1;
    if (answer && answer.kept) {
      say(one, answer.words || words.kept, "kept");
    } else if (answer && !(answer.again && one.tries < TRIES)) {
      one.retry = answer.again;
      say(one, answer.words, "failed");
    } else {
      later(one, answer ? answer.words : words.broken);
      return;
    }
    active = null;
    next();
  }

  function later(one, text) {
    say(one, text, "broken");
    one.timer = setTimeout(function () {
      resume(one);
    }, Math.min(LONGEST, 1000 * Math.pow(2, one.tries - 1)));
  }

  function resume(one) {
    if (active === one && one.state === "broken") {
      clearTimeout(one.timer);
      send(one);
    }
  }

  // With nothing left to send the form goes its own way; the mailbox's stays, for it has nothing more to say.
  function finish() {
    var button = pressed;
    pressed = null;
    if (files.some(function (one) { return one.state === "failed"; })) {
      return;
    }
    if (form.elements.to && form.elements.to.value === "mailbox") {
      return;
    }
    button.click();
  }

  form.addEventListener("submit", function (event) {
    var fresh = input.files.length > 0;
    files.slice().forEach(function (one) {
      if (one.state === "failed" && one.retry) {
        one.tries = 0;
        one.state = "waiting";
      } else if (one.state === "failed" || (fresh && one.state === "kept")) {
        files.splice(files.indexOf(one), 1);
        one.item.remove();
      }
    });
    take();
    if (files.some(open)) {
      event.preventDefault();
      pressed = event.submitter || form.querySelector("button[type=submit]");
      place.scrollIntoView({ block: "nearest" });
      next();
    }
  });
  window.addEventListener("online", function () {
    if (active) {
      resume(active);
    }
  });
  // Leaving by the button for it hides the page first, and asks nothing.
  window.addEventListener("beforeunload", function (event) {
    if (files.some(open) && !document.documentElement.hidden) {
      event.preventDefault();
      event.returnValue = "";
    }
  });
})();
