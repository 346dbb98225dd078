/* Warns before the idle session ends, keeps it alive while somebody types or reads, and covers the page afterwards.
   Without it everything works: the server asks to sign in again and keeps what was typed. */
"use strict";

(() => {
  const me = document.currentScript;
  const LIFE = Number(me.dataset.minutes) * 60_000;
  const WARNING = Math.min(5 * 60_000, LIFE / 3);
  const TICK = 5_000;
  const ASK_AFTER = Math.min(2 * 60_000, LIFE / 6);
  const banner = document.getElementById("idle");
  const soon = document.getElementById("idle-soon");
  const over = document.getElementById("idle-over");
  let seen = Date.now(); // when the server last heard of us
  let moved = 0; // when somebody last did something here

  const show = (left) => {
    banner.hidden = left > WARNING;
    soon.hidden = left <= 0;
    over.hidden = left > 0;
    document.body.classList.toggle("covered", left <= 0);
  };

  const ask = async () => {
    const before = Date.now();
    try {
      const answer = await fetch(me.dataset.still, { redirect: "manual", cache: "no-store" });
      if (answer.status === 204) {
        seen = before;
      }
    } catch {
      // no network just now: the next tick tries again
    }
    show(seen + LIFE - Date.now());
  };

  const tick = () => {
    const left = seen + LIFE - Date.now();
    if (left > 0 && moved > seen && Date.now() - seen > ASK_AFTER) {
      ask();
    } else {
      show(left);
    }
  };

  for (const name of ["keydown", "input", "pointerdown", "wheel", "touchmove"]) {
    document.addEventListener(name, () => { moved = Date.now(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", tick);
  document.getElementById("stay").addEventListener("click", ask);
  setInterval(tick, TICK);
})();
