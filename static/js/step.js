// Saves a step, or answers to questions, while they are typed, and shows the counts only to who claims that category.
(() => {
  "use strict";
  const QUIET_MS = 1500;
  const PATIENCE_MS = 20000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const note = form.querySelector("[data-saved]");
  const version = form.elements.namedItem("version");
  const token = form.elements.namedItem("csrfmiddlewaretoken");
  let timer = 0;
  let underWay = null; // the save whose reply is still to come
  let again = false;
  let stopped = false;
  let signedOut = false;
  let leaving = false; // a button was pressed: nothing is saved beside it

  async function post() {
    const reply = await fetch(window.location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (reply.type === "opaqueredirect" || reply.status === 403) {
      stopped = signedOut = true;
      note.textContent = form.dataset.signedOut;
      return;
    }
    const said = await reply.json();
    note.textContent = said.said;
    if (said.version) version.value = said.version;
    stopped = !reply.ok;
  }

  async function save() {
    if (underWay || stopped || leaving) {
      again = true;
      return;
    }
    again = false;
    underWay = post().catch(() => {
      note.textContent = form.dataset.offline;
      timer = window.setTimeout(save, 10 * QUIET_MS);
    });
    await underWay;
    underWay = null;
    if (again) save();
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, QUIET_MS);
  }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);

  // Signing in renews the token; only a page of this application, not the sign-in page, has ours.
  async function takeNewToken() {
    const reply = await fetch(window.location.href, { signal: AbortSignal.timeout(PATIENCE_MS) });
    const landed = new URL(reply.url).pathname;
    if (!reply.ok || !window.location.pathname.startsWith(landed)) return false;
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const fresh = page.querySelector("[name=csrfmiddlewaretoken]");
    if (fresh) token.value = fresh.value;
    return Boolean(fresh);
  }

  async function mayBeSent() {
    await underWay;
    if (!signedOut) return true;
    try {
      signedOut = !(await takeNewToken());
      if (signedOut) note.textContent = form.dataset.signedOut;
      return !signedOut;
    } catch {
      note.textContent = form.dataset.offline;
      return false;
    }
  }

  // The reply under way brings the version that the button has to name.
  form.addEventListener("submit", async (event) => {
    window.clearTimeout(timer);
    if (!underWay && !signedOut) {
      stopped = true;
      return;
    }
    event.preventDefault();
    if (leaving) return;
    leaving = true;
    const sendable = await mayBeSent();
    leaving = false;
    underWay = null;
    if (sendable) form.requestSubmit(event.submitter);
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
