// Saves a step while it is typed, and shows the counts only to who claims that category.
(() => {
  "use strict";
  const QUIET_MS = 1500;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const note = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("version");
  let timer = 0;
  let busy = false;
  let again = false;
  let stopped = false;

  async function save() {
    if (busy || stopped) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      const reply = await fetch(window.location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        redirect: "manual",
      });
      if (reply.type === "opaqueredirect" || reply.status === 403) {
        stopped = true;
        note.textContent = form.dataset.signedOut;
      } else {
        const said = await reply.json();
        note.textContent = said.said;
        if (said.version) version.value = said.version;
        stopped = !reply.ok;
      }
    } catch {
      note.textContent = form.dataset.offline;
      timer = window.setTimeout(save, 10 * QUIET_MS);
    }
    busy = false;
    if (again && !stopped) save();
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET_MS);
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => {
    window.clearTimeout(timer);
    stopped = true;
  });

  for (const part of form.querySelectorAll("[data-reveal]")) {
    const [name, wanted] = part.dataset.reveal.split(":");
    const show = () => {
      part.hidden = new FormData(form).get(name) !== wanted;
    };
    form.addEventListener("change", show);
    show();
  }
})();
