// What the check-in page keeps on this phone: its copies go when their day is over, and ticks that
// are not sent yet are not wiped by signing out without a question.
(() => {
  "use strict";
  const OURS = "check-in:";
  const HOUR_MS = 3600_000;
  const words = document.currentScript.dataset;

  function unsent() {
    let number = 0;
    try {
      for (const [place, text] of Object.entries(localStorage)) {
        if (place.startsWith(OURS)) number += JSON.parse(text).length ?? 0;
      }
    } catch {
      // forbidden, or not ours: the page itself may still know
    }
    return Math.max(number, Number(document.querySelector("[data-unsent]")?.dataset.unsent ?? 0));
  }

  document.addEventListener("submit", (event) => {
    const number = /\/logout\/$/.test(event.target.action) ? unsent() : 0;
    if (!number) return;
    const question = number === 1 ? words.wordOne : words.wordMany.replace("NUMBER", number);
    if (!window.confirm(question)) event.preventDefault();
  }, true);

  async function sweep() {
    for (const place of await caches.keys()) {
      if (!place.startsWith(OURS)) continue;
      const path = place.slice(OURS.length);
      const page = await caches.match(path, { cacheName: place });
      if (!page || Date.now() >= Number(page.headers.get("X-Keep-Until"))) await caches.delete(place);
    }
  }

  if (!("caches" in window)) return; // not over plain http
  const tidy = () => sweep().catch(() => {});
  tidy();
  window.setInterval(tidy, HOUR_MS);
})();
