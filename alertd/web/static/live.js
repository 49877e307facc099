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
  let waiting = false, timer = 0;
  const take = async () => {
    if (busy()) { waiting = true; soon(); return; }
    waiting = false;
    // A daemon that is busy, or begins anew, is asked again for what is not there yet.
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok) { soon(); return; }
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
    const main = document.querySelector("main");
    if (!next || busy()) { soon(); return; }
    // Nobody loses their place: what had the focus, or stood at the top, stands there again. Who has not scrolled sees the head.
    const place = document.activeElement.closest("[id]") || scrollY > 0 && [...main.querySelectorAll("[id]")].find((one) => one.getBoundingClientRect().bottom > 0);
    const had = place && { id: place.id, top: place.getBoundingClientRect().top, focus: document.activeElement === place };
    // By their names: what has come or gone meanwhile moves every place after it.
    const opened = new Set([...main.querySelectorAll("details[open]")].map((one) => one.dataset.fold));
    const ticked = new Set([...main.querySelectorAll("input[data-keep]:checked")].map((one) => one.dataset.keep));
    main.replaceChildren(...next.childNodes);
    main.querySelectorAll("details").forEach((one) => { one.open = one.open || opened.has(one.dataset.fold); });
    main.querySelectorAll("input[data-keep]").forEach((one) => { one.checked = ticked.has(one.dataset.keep); });
    const again = had && document.getElementById(had.id);
    if (again && again !== main) {
      if (had.focus) again.focus({ preventScroll: true });
      scrollBy(0, again.getBoundingClientRect().top - had.top);
    }
    document.body.dataset.updated = String(Date.now());
    document.dispatchEvent(new Event("alertd:shown"));
    soon();
  };
  // What is still being gathered is there in a moment.
  const soon = () => {
    clearTimeout(timer);
    if (document.querySelector("main [data-soon]")) timer = setTimeout(take, 1500);
  };
  soon();
  if (!address || !window.EventSource) return;
  document.addEventListener("alertd:due", () => setTimeout(take, 1500));
  // What grows by itself is told by nobody: the numbers at the head are never older than a minute.
  setInterval(() => { if (!document.hidden) take(); }, 60000);
  const stream = new EventSource(address);
  stream.addEventListener("changed", take);
  document.addEventListener("focusout", () => { if (waiting) setTimeout(take, 200); });
})();
