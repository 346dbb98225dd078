// Small helps for those who have scripts on. Every page works the same without them.
(function () {
  "use strict";

  var leave = document.getElementById("leave");
  var form = document.querySelector("form[data-keep]");
  var typed = false;
  var unsaved = false;
  var pause;
  var escapedAt = -Infinity;

  // Takes this page out of the history as well, and off the screen before the next one is there.
  function go(event) {
    if (event) {
      event.preventDefault();
    }
    typed = false;
    document.documentElement.hidden = true;
    location.replace(leave.href);
  }

  function onKey(event) {
    if (event.key !== "Escape") {
      return;
    }
    if (event.timeStamp - escapedAt < 1000) {
      go(event);
    }
    escapedAt = event.timeStamp;
  }

  // A slip of the finger must not cost an hour of typing; sending and leaving ask nothing.
  function onUnload(event) {
    if (typed) {
      event.preventDefault();
      event.returnValue = "";
    }
  }

  // Puts what is typed aside, sealed, in a pause and when the page goes out of sight: a battery may end before it is sent.
  function putAside() {
    if (!typed || !unsaved) {
      return;
    }
    var data = new FormData(form);
    form.querySelectorAll("[type=file]").forEach(function (one) {
      data.delete(one.name);
    });
    data.set("save", "1");
    unsaved = false;
    fetch(form.action, { method: "POST", body: data, redirect: "manual", keepalive: document.hidden }).catch(function () {
      unsaved = true;
    });
  }

  if (leave) {
    leave.addEventListener("click", go);
    document.addEventListener("keydown", onKey, true);
  }
  // A page that a browser kept whole may be from before somebody left: the server says what may be shown now.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      document.documentElement.hidden = true;
      location.reload();
    }
  });
  if (form) {
    form.addEventListener("input", function () {
      typed = unsaved = true;
      if ("aside" in form.dataset) {
        clearTimeout(pause);
        pause = setTimeout(putAside, 5000);
      }
    });
    if ("aside" in form.dataset) {
      document.addEventListener("visibilitychange", function () {
        if (document.hidden) {
          putAside();
        }
      });
    }
    form.addEventListener("submit", function (event) {
      typed = typed && event.defaultPrevented;
    });
    window.addEventListener("beforeunload", onUnload);
  }

  // What sends files one by one comes only once a file is chosen: on a slow line most people need not wait for it.
  var sending = document.getElementById("sending");
  function onFile(event) {
    if (event.target.type === "file") {
      form.removeEventListener("change", onFile);
      var script = document.createElement("script");
      script.src = sending.dataset.script;
      document.body.appendChild(script);
    }
  }
  if (form && sending) {
    form.addEventListener("change", onFile);
  }

  var trouble = document.getElementById("trouble") || document.getElementById("summary");
  if (trouble) {
    trouble.focus();
  }
})();
