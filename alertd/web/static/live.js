"use strict";
// Keeps a page fresh: the daemon says that something changed, and the page takes its own newest version in.
// Nothing is replaced under somebody's hands: while a field has the focus or holds something, it waits.
(() => {
  const address = document.body.dataset.live;
  const busy = () => {
    const at = document.activeElement;
    if (at && at.closest("main") && at.matches("input, textarea, select")) return true;
    return [...document.querySelectorAll("main textarea")].some((one) => one.value !== "");
  };
  let waiting = false, timer = 0, heard = Date.now(), unsent = false;
  // What says that nobody answers: numbers that have stopped look like a burst that has.
  const say = (text) => {
    let bar = document.querySelector(".lost");
    if (!text) { bar?.remove(); return; }
    if (!bar) {
      bar = document.createElement("p");
      bar.className = "lost"; bar.setAttribute("role", "alert");
      document.body.prepend(bar);
    }
    if (bar.textContent !== text) bar.textContent = text;
  };
  const hear = () => { heard = Date.now(); unsent = false; say(""); };
  const ask = async (path, headers) => {
    const answer = await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout?.(8000) }).catch(() => null);
    if (answer) hear();
    return answer;
  };
  const isThere = () => ask(`${document.body.dataset.base}/healthz`, {});
  // Takes a part in as it is now; what is opened, and ticked, stays so. By their names: what has come or gone meanwhile moves every place after it.
  const renew = (part, next) => {
    const opened = new Set([...part.querySelectorAll("details[open]")].map((one) => one.dataset.fold));
    const ticked = new Set([...part.querySelectorAll("input[data-keep]:checked")].map((one) => one.dataset.keep));
    part.replaceChildren(...next.childNodes);
    part.querySelectorAll("details").forEach((one) => { one.open = one.open || opened.has(one.dataset.fold); });
    part.querySelectorAll("input[data-keep]").forEach((one) => { one.checked = ticked.has(one.dataset.keep); });
    document.dispatchEvent(new Event("alertd:shown"));
  };
  const take = async () => {
    waiting = false;
    // A daemon that is busy, or begins anew, is asked again for what is not there yet.
    const answer = await ask(location.pathname + location.search, { Accept: "text/html" });
    if (!answer || !answer.ok) { soon(); return; }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const main = document.querySelector("main");
    if (!next) { soon(); return; }
    if (busy()) {
      // How it stands is told all the same, around what somebody writes.
      const head = main.querySelector(".lead"), fresh = next.querySelector(".lead");
      if (head && fresh && !head.contains(document.activeElement)) renew(head, fresh);
      waiting = true; soon(); return;
    }
    // Nobody loses their place: what had the focus, or stood at the top, stands there again. Who has not scrolled sees the head.
    const place = document.activeElement.closest("[id]") || scrollY > 0 && [...main.querySelectorAll("[id]")].find((one) => one.getBoundingClientRect().bottom > 0);
    const had = place && { id: place.id, top: place.getBoundingClientRect().top, focus: document.activeElement === place };
    renew(main, next);
    const again = had && document.getElementById(had.id);
    if (again && again !== main) {
      if (had.focus) again.focus({ preventScroll: true });
      scrollBy(0, again.getBoundingClientRect().top - had.top);
    }
    document.body.dataset.updated = String(Date.now());
    soon();
  };
  // What is still being gathered is there in a moment.
  const soon = () => {
    clearTimeout(timer);
    if (document.querySelector("main [data-soon]")) timer = setTimeout(take, 1500);
  };
  soon();
  // An act is sent where somebody listens: a browser's own page of an error would take the words along that were typed.
  let sending = "";
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || sending === "now") return;
    if (!form.requestSubmit || !AbortSignal.timeout) return; // a phone of before 2022 sends it as it always did
    event.preventDefault();
    if (sending) return; // a second press of an impatient thumb
    sending = "asks";
    sending = await isThere() ? "now" : "";
    if (sending) form.requestSubmit(event.submitter); else { unsent = true; say(document.body.dataset.unsent); }
    sending = "";
  });
  if (!address || !window.EventSource) return;
  setInterval(async () => {
    if (Date.now() - heard > 10000) await isThere();
    const at = () => new Date(heard).toLocaleTimeString("en-GB", { timeZone: document.body.dataset.zone, hour: "2-digit", minute: "2-digit" });
    if (!unsent && Date.now() - heard > 15000) say(document.body.dataset.lost.replace("{at}", at()));
  }, 2000);
  document.addEventListener("alertd:due", () => setTimeout(take, 1500));
  // What grows by itself is told by nobody: the numbers at the head are never older than a minute.
  setInterval(() => { if (!document.hidden) take(); }, 60000);
  const stream = new EventSource(address);
  stream.addEventListener("changed", take);
  for (const sign of ["open", "here", "changed"]) stream.addEventListener(sign, hear);
  document.addEventListener("focusout", () => { if (waiting) setTimeout(take, 200); });
})();
