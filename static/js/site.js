// Two comforts; every page works without them.
(() => {
  "use strict";

  // Take the reader to the error summary, as a new page load would otherwise start at the top.
  document.querySelector("[data-focus]")?.focus();

  // A second press within a few seconds does not send the same form again.
  const PAUSE_MS = 4000;
  const sentAt = new WeakMap();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    const now = Date.now();
    if (now - (sentAt.get(form) ?? -PAUSE_MS) < PAUSE_MS) {
      event.preventDefault();
      return;
    }
    sentAt.set(form, now);
  });
  // Coming back with the browser's own "back" must not find a form that is still locked.
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) sentAt.delete(form);
  });
})();
