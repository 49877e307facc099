"use strict";
// Comforts of a page; without this script it reads and acts all the same: clocks that run down, ticks that stay, a button that copies.
(() => {
  const left = (at) => {
    // In words, as the server writes them: "14:34" would be read as a time of the day.
    const [h, min, s] = document.body.dataset.units.split(" ");
    const whole = Math.max(0, Math.floor((new Date(at.dateTime) - Date.now()) / 1000));
    const seconds = whole >= 120 ? whole - whole % 60 : whole;
    if (seconds >= 86400) return "";
    const parts = [[Math.floor(seconds / 3600), h], [Math.floor(seconds / 60) % 60, min], [seconds % 60, s]];
    return parts.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`).join(" ") || `0 ${s}`;
  };
  const came = new Set();
  const count = () => document.querySelectorAll("time[data-countdown]").forEach((at) => {
    const text = left(at);
    if (text && at.textContent !== text) at.textContent = text;
    // What has come due is next no more: what is, is asked for once; by a clock that runs ahead it would be due again and again.
    if (new Date(at.dateTime) > Date.now() || came.has(at.dateTime)) return;
    came.add(at.dateTime);
    document.dispatchEvent(new Event("alertd:due"));
  });
  // What was ticked off stays ticked on this device; a full or forbidden store only forgets it.
  const kept = (box, value) => {
    try {
      const name = `tick ${box.dataset.keep}`;
      if (value === undefined) return localStorage.getItem(name) === "1";
      if (value) localStorage.setItem(name, "1"); else localStorage.removeItem(name);
    } catch { /* private windows keep nothing */ }
    return false;
  };
  // A wall turns its leaves by the clock, so that all walls show the same, and taking in what is new turns none back.
  const turn = () => document.querySelectorAll("[data-leaves]").forEach((leaves) => {
    const at = Math.floor(Date.now() / 15000) % leaves.children.length;
    [...leaves.children].forEach((leaf, index) => { leaf.hidden = index !== at; });
  });
  // The time of day, so that whoever looks up sees that the wall lives.
  const tell = () => document.querySelectorAll("time[data-clock]").forEach((at) => {
    at.textContent = new Date().toLocaleTimeString("en-GB", { timeZone: document.body.dataset.zone, hour: "2-digit", minute: "2-digit" });
  });
  const shown = () => {
    turn();
    document.querySelectorAll("input[data-keep]").forEach((box) => { box.checked = kept(box) || box.checked; });
    document.querySelectorAll("button[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
    count();
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-keep]")) kept(event.target, event.target.checked);
    const form = event.target.matches("[data-send]") && event.target.form;
    if (form) { if (form.requestSubmit) form.requestSubmit(); else form.submit(); } // Safari of before 2022 has only the latter
  });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
  // The keyboard: j and k walk, r and c press what a post offers, / searches.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const all = [...document.querySelectorAll("main .post[tabindex], main .whole")];
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(document.activeElement) + step))];
      if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    } else if (event.key === "/") {
      event.preventDefault();
      const field = document.querySelector("input[type=search]");
      if (field) field.focus(); else location.assign(document.querySelector("a[data-search]").href);
    } else if (event.key === "r" || event.key === "c") {
      document.activeElement.closest(".post")?.querySelector(`[data-key="${event.key}"]`)?.click();
    }
  });
  // Words to copy that open below the edge of a phone are brought into view.
  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.closest(".replies")) event.target.scrollIntoView({ block: "nearest" });
  }, true);
  document.addEventListener("alertd:shown", shown);
  // The page was made by the server's clock; a reader's own may be off, but not by how fast it runs.
  setInterval(() => { count(); turn(); tell(); }, 1000);
  shown();
  // On a phone the row of pages is longer than the screen: it begins at the page that is shown.
  document.querySelector(".top nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
})();
