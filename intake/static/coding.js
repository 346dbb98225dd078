/* Narrows the list of codes while somebody types; Enter takes the first that is left. Without it the server searches. */
"use strict";

(() => {
  const field = document.getElementById("find");
  const browse = document.querySelector(".browse");
  if (!field || !browse) {
    return;
  }
  field.removeAttribute("list");
  const found = document.createElement("ul");
  found.className = "plain codes";
  found.setAttribute("aria-live", "polite");
  field.after(found);
  const known = [...browse.querySelectorAll("li[data-words]")];

  const fits = (item, wanted) => {
    const words = item.dataset.words.split(" ");
    return wanted.every((start) => words.some((word) => word.startsWith(start)));
  };

  const narrow = () => {
    const wanted = field.value.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const left = wanted.length ? known.filter((item) => fits(item, wanted)).slice(0, 8) : [];
    found.replaceChildren(...left.map((item) => item.cloneNode(true)));
  };

  field.addEventListener("input", narrow);
  field.addEventListener("keydown", (event) => {
    const first = found.querySelector("button");
    if (event.key === "Enter" && first) {
      field.value = first.textContent.trim();
    }
  });
  narrow();
})();
