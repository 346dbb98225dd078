/* Shows a button while words of the source are selected, and takes them to the form for quotations. Nothing is kept in
   the browser. Without it sentences are ticked on that form. */
"use strict";

(() => {
  const bar = document.getElementById("quoting");
  if (!bar) {
    return;
  }
  const LINGER = 400; // milliseconds: on a touch screen the selection goes before the press arrives
  const passage = document.getElementById("passage"); // on the page of the form itself
  let leaving = 0;
  let fresh = false; // selected, and the Tab key not pressed since

  const partOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-part]");

  const take = (range, part) => {
    const before = document.createRange();
    before.setStart(part, 0);
    before.setEnd(range.startContainer, range.startOffset);
    bar.elements.passage.value = range.toString();
    bar.elements.part.value = part.dataset.part;
    bar.elements.near.value = [...before.toString()].length; // characters, as the server counts them
    clearTimeout(leaving);
    leaving = 0;
    if (bar.previousElementSibling !== part) {
      part.after(bar); // its place in the order of the Tab key
    }
    bar.hidden = false;
    fresh = true;
  };

  const leave = () => {
    leaving ||= setTimeout(() => {
      leaving = 0;
      bar.hidden = !bar.contains(document.activeElement);
    }, LINGER);
  };

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null;
    const part = range && partOf(range.startContainer);
    if (part && !part.contains(range.endContainer)) {
      range.setEnd(part, part.childNodes.length);
    }
    if (part && range.toString().trim()) {
      take(range, part);
    } else {
      leave();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") {
      return;
    }
    if (fresh && !event.shiftKey && !bar.hidden) {
      event.preventDefault(); // from the selected words to the button; browsers differ in where they go on from
      bar.querySelector("button").focus();
    }
    fresh = false;
  });
  bar.addEventListener("focusout", leave);
  bar.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  bar.addEventListener("submit", (event) => {
    if (!passage) {
      return;
    }
    event.preventDefault();
    const form = passage.form;
    for (const name of ["passage", "part", "near"]) {
      form.elements[name].value = bar.elements[name].value;
    }
    bar.hidden = true;
    passage.focus();
  });
})();
