// Keeps the figures of a bulletin that goes out fresh; without it, "Look again" does.
(() => {
  "use strict";

  const EVERY_MS = 4000;
  const page = new URL(location.href);
  page.searchParams.set("part", "live");

  const again = () => setTimeout(refresh, EVERY_MS);

  async function refresh() {
    const shown = document.getElementById("live");
    if (!shown || document.hidden) return again();
    let fresh;
    try {
      const response = await fetch(page, { redirect: "error" });
      if (!response.ok) return again();
      const text = await response.text();
      fresh = new DOMParser().parseFromString(text, "text/html").getElementById("live");
    } catch {
      return again(); // no connection just now
    }
    if (!fresh) return again();
    // In another state there are other things to do: the whole page says which.
    if (fresh.dataset.state !== shown.dataset.state) return location.reload();
    if (!shown.contains(document.activeElement)) shown.replaceWith(fresh);
    if (fresh.dataset.moves === "yes") again();
  }

  again();
})();
