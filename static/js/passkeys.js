// Passkeys: asks the device for a credential and posts it. Forms carry data-passkey ("create" or
// "get"); what to ask for lies in #passkey-options, or is fetched where data-passkey-fetch says so.
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !window.webauthnJSON) return;

  const optionsFor = async (form) => {
    if (!form.hasAttribute("data-passkey-fetch")) {
      return JSON.parse(document.getElementById("passkey-options").textContent);
    }
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`the site answered ${response.status}`);
    return response.json();
  };

  const create = (form, options) => {
    const alone = form.elements.namedItem("passwordless")?.checked ?? false;
    const selection = options.publicKey.authenticatorSelection;
    selection.residentKey = alone ? "required" : "discouraged";
    selection.requireResidentKey = alone;
    if (alone) selection.userVerification = "required";
    return window.webauthnJSON.create(options);
  };

  const ask = async (form) => {
    const data = await optionsFor(form);
    return form.dataset.passkey === "create"
      ? create(form, data.creation_options)
      : window.webauthnJSON.get(data.request_options);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const problem = form.querySelector("[data-passkey-problem]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        form.elements.namedItem("credential").value = JSON.stringify(await ask(form));
        form.submit();
      } catch {
        problem.hidden = false;
      }
    });
  }
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
})();
