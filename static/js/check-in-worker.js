// Keeps the last good copy of one page at the door, the one that its scope names, and shows it
// when the network fails. Everything else passes by. The server says for how long a copy may be
// kept, and any other answer than such a page takes the copy away (docs/adr/0008).
(() => {
  "use strict";
  const PAGE = new URL(self.registration.scope).pathname;
  const TAPS = `${PAGE}taps/`;
  const PLACE = `check-in:${PAGE}`;
  const PATIENCE_MS = 4000;
  const shown = new Set(); // pages shown from their copy: their files come from there at once

  async function forget() {
    await caches.delete(PLACE);
    await self.registration.unregister();
  }

  async function copyOf(address) {
    const cache = (await caches.has(PLACE)) && (await caches.open(PLACE));
    const page = cache && (await cache.match(PAGE));
    if (!page) return undefined;
    if (Date.now() < Number(page.headers.get("X-Keep-Until"))) {
      return cache.match(address, { ignoreVary: true });
    }
    await forget();
    return undefined;
  }

  // What the site answered about the page ------------------------------------------------------

  async function heed(answer) {
    const isBusy = answer.status === 429 || answer.status >= 500;
    if (isBusy) return; // which says nothing about the page
    const seconds = Number(answer.headers.get("X-Keep-For"));
    if (answer.ok && seconds > 0) await keepPage(answer, seconds);
    else await forget();
  }

  async function keepPage(answer, seconds) {
    const text = await answer.text();
    const headers = new Headers(answer.headers);
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
    headers.set("X-Keep-Until", Date.now() + seconds * 1000);
    const copy = text.replace("data-door ", "data-door data-copy "); // it says what it is
    const cache = await caches.open(PLACE);
    await cache.put(PAGE, new Response(copy, { headers }));
    await cache.delete(TAPS); // how things stood before
  }

  async function keepFiles(files) {
    const cache = await caches.open(PLACE);
    const answers = await Promise.all(files.map((file) => fetch(file)));
    await Promise.all(answers.map((answer, at) => answer.ok && cache.put(files[at], answer)));
    const wanted = new Set([...files, new URL(PAGE, self.location).href, new URL(TAPS, self.location).href]);
    for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  }

  // What the copy itself names, as the page that asks may be older; `files` has its fonts as well.
  function named(text, from) {
    const found = [...text.matchAll(/(?:href|src)="([^"]+)"/g)];
    const addresses = found.map(([, address]) => new URL(address, self.location).href);
    return addresses.filter((address) => address.startsWith(from));
  }

  async function textOfCopy() {
    const copy = await copyOf(PAGE);
    return copy ? copy.text() : "";
  }

  async function keep({ keeper, mark, from, files }) {
    const isSame = (await textOfCopy()).includes(`data-keeper="${keeper}" data-mark="${mark}"`);
    if (!isSame) await heed(await fetch(PAGE, { redirect: "manual", cache: "no-store" }));
    const text = await textOfCopy();
    if (text) await keepFiles([...new Set([...files, ...named(text, from)])]);
  }

  // What pages ask for -------------------------------------------------------------------------

  function late() {
    return new Promise((_, reject) => self.setTimeout(reject, PATIENCE_MS));
  }

  async function page(event) {
    const asked = fetch(event.request);
    event.waitUntil(asked.then((answer) => heed(answer.clone())).catch(() => {}));
    const copy = await copyOf(PAGE);
    if (!copy) return asked;
    try {
      const answer = await Promise.race([asked, late()]);
      if (answer.status < 500) return answer;
    } catch {
      // no network, or none to speak of
    }
    shown.add(event.resultingClientId);
    return copy;
  }

  async function file(event) {
    const copy = await copyOf(event.request.url);
    if (copy && shown.has(event.clientId)) return copy;
    return fetch(event.request).catch((error) => {
      if (copy) return copy;
      throw error;
    });
  }

  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("message", (event) => event.waitUntil(keep(event.data).catch(() => {})));
  self.addEventListener("fetch", (event) => {
    const { method, mode, destination, url } = event.request;
    if (method !== "GET") return;
    if (mode === "navigate") {
      if (new URL(url).pathname === PAGE) event.respondWith(page(event));
    } else if (destination) {
      event.respondWith(file(event));
    }
  });
})();
