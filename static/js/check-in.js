// The door. What is pressed is kept on this phone first and sent afterwards, under a key of its
// own: without a connection nothing is lost, and what is sent twice counts once. A worker keeps a
// copy of the page itself (check-in-worker.js, docs/adr/0008).
(() => {
  "use strict";
  const door = document.querySelector("[data-door]");
  if (!door) return;
  const words = door.dataset;
  const find = (name) => door.querySelector(`[data-${name}]`);
  const form = find("form");
  const search = form.elements.namedItem("q");
  const token = form.elements.namedItem("csrfmiddlewaretoken");
  const rows = new Map([...door.querySelectorAll("[data-who]")].map((row) => [row.dataset.who, row]));

  const QUEUES = `check-in:${words.event}:`; // one for each person who ticks in on this phone
  const PLACE = `${QUEUES}${words.keeper}`;
  const COPY = `check-in:${window.location.pathname}`;
  const FILES = new URL("..", document.currentScript.src).href;
  const AT_ONCE = 50;
  const PATIENCE_MS = 15000;
  const AGAIN_MS = 10000;
  const LOOK_MS = 20000;
  const SAME_CODE_MS = 5000;

  // What is kept on this phone ----------------------------------------------------------------

  const memory = new Map(); // key → press, until it is answered: signing out empties the storage
  const answered = new Set(); // keys: a tab that has not heard of it yet may write them once more
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel(PLACE) : null;

  function stored(place) {
    try {
      const found = JSON.parse(localStorage.getItem(place) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => one?.key && one.who && one.at) : [];
    } catch {
      return [];
    }
  }

  function store() {
    try {
      if (memory.size) localStorage.setItem(PLACE, JSON.stringify([...memory.values()]));
      else localStorage.removeItem(PLACE);
    } catch {
      // full, or forbidden: this page remembers them as long as it is open
    }
  }

  // What this page or another tab has not sent. What another tab overwrote is written again.
  function kept() {
    const open = stored(PLACE).filter((one) => !answered.has(one.key));
    const found = new Map(open.map((one) => [one.key, one]));
    for (const [key, one] of found) memory.set(key, one);
    if ([...memory.keys()].some((key) => !found.has(key))) store();
    return [...memory.values()];
  }

  function drop(keys) {
    for (const key of keys) {
      answered.add(key);
      memory.delete(key);
    }
    store();
  }

  // Before queues had keepers, all presses about an event were in one.
  function moveOld() {
    const place = `check-in:${words.event}`;
    for (const one of stored(place)) memory.set(one.key, one);
    kept();
    try {
      localStorage.removeItem(place);
    } catch {
      // forbidden: there was none
    }
  }

  function ofOthers() {
    try {
      const places = Object.keys(localStorage).filter((one) => one.startsWith(QUEUES) && one !== PLACE);
      return places.reduce((number, place) => number + stored(place).length, 0);
    } catch {
      return 0;
    }
  }

  function newKey() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // What the page shows -----------------------------------------------------------------------

  let here = new Map(); // who is here, by the server's word: number → "Here since 9:52am"
  let counts = {};
  let readAt = words.at; // from when the list is
  for (const [who, row] of rows) {
    const since = row.querySelector("[data-since]");
    if ("here" in row.dataset && since) here.set(who, since.textContent);
  }

  function nameOf(who) {
    return rows.get(who)?.querySelector("[data-name]").textContent ?? "";
  }

  function say(text, isBad = false) {
    const line = document.createElement("p");
    line.textContent = text;
    if (isBad) line.dataset.bad = "";
    find("said").replaceChildren(line);
  }

  function note(text) {
    if (find("note").textContent !== text) find("note").textContent = text;
  }

  function noteKept(number) {
    if (number === 0) note(words.wordSent);
    else note(number === 1 ? words.wordOne : words.wordMany.replace("NUMBER", number));
  }

  function noteLost(isLost) {
    const text = isLost ? words.wordLost.replace("TIME", readAt) : "";
    if (find("lost").textContent !== text) find("lost").textContent = text;
  }

  function refuse(text) {
    const line = document.createElement("li");
    line.textContent = text;
    find("refused").append(line);
    find("refused").hidden = false;
  }

  function paint() {
    const pending = new Map(kept().map((one) => [one.who, one.comes]));
    door.dataset.unsent = memory.size;
    let more = 0;
    for (const [who, row] of rows) {
      const isHere = pending.get(who) ?? here.has(who);
      more += Number(isHere) - Number(here.has(who));
      const since = row.querySelector("[data-since]");
      since.hidden = !isHere;
      row.querySelector("[data-tap=in]").hidden = isHere;
      row.querySelector("[data-tap=out]").hidden = !isHere;
      since.textContent = pending.has(who) ? words.wordKept : (here.get(who) ?? "");
    }
    for (const [key, [come, expected]] of Object.entries(counts)) {
      const cell = door.querySelector(`[data-count="${key}"]`);
      const shown = key === "all" ? come + more : come;
      if (cell) cell.textContent = words.wordHereOf.replace("HERE", shown).replace("EXPECTED", expected);
    }
  }

  function plain(text) {
    const bare = text.normalize("NFKD").replace(/\p{M}|['’]/gu, "").toLowerCase();
    return bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function filter() {
    const wanted = plain(search.value).split(" ");
    let number = 0;
    for (const row of rows.values()) {
      row.hidden = !wanted.every((word) => row.dataset.words.includes(word));
      number += Number(!row.hidden);
    }
    find("found").textContent = words.wordFound.replace("NUMBER", number);
  }

  // Pressing and sending ----------------------------------------------------------------------

  let underWay = false;
  let isOver = false; // the link was withdrawn: nothing more is sent from this page
  let timer = 0;

  function press(who, comes) {
    const key = newKey();
    memory.set(key, { key, who, comes, at: Date.now() });
    store();
    say((comes ? words.wordIn : words.wordOut).replace("NAME", nameOf(who)));
    if (!isOver) note(words.wordSending);
    paint();
    send();
  }

  function ask(presses) {
    const now = Date.now();
    const taps = presses.map(({ key, who, comes, at }) => ({
      key, who, comes, ago: Math.max(0, now - at),
    }));
    const posting = {
      method: "POST",
      body: JSON.stringify({ taps, keeper: words.keeper }),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token.value },
    };
    return fetch(words.taps, {
      ...(presses.length ? posting : {}),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  function learn(state) {
    token.value = state.csrf;
    here = new Map(
      Object.entries(state.here).map(([who, time]) => [who, words.wordHere.replace("TIME", time)]),
    );
    counts = state.counts;
    if (state.mark === words.mark) readAt = state.at;
    find("changed").hidden = state.mark === words.mark;
  }

  function take(presses, state) {
    const keys = presses.map((one) => one.key);
    kept(); // what other tabs have added
    drop(keys);
    tabs?.postMessage(keys);
    for (const { outcome, say: said } of Object.values(state.answers)) {
      if (outcome === "already") say(said);
      else if (outcome !== "in" && outcome !== "out") {
        find("said").replaceChildren(); // which took it for done
        refuse(said);
      }
    }
  }

  function isShutOut(reply) {
    return reply.type === "opaqueredirect" || reply.status === 403;
  }

  async function exchange(isSecondTry) {
    const presses = kept().slice(0, AT_ONCE);
    const reply = await ask(presses);
    noteLost(reply.status >= 500);
    if (reply.status === 403 && !isSecondTry && presses.length) {
      // Signing in again renews the token: take it from an answer that needs none.
      const fresh = await ask([]);
      if (fresh.ok) {
        learn(await fresh.json());
        return exchange(true);
      }
      if (isShutOut(fresh)) forget();
    }
    if (isShutOut(reply)) {
      note(words.wordSignedOut);
      // With presses, a 403 may be about the token alone.
      if (reply.status !== 403 || !presses.length) forget();
      return false;
    }
    if (!reply.ok) {
      isOver = reply.status === 410 || reply.status === 404;
      if (isOver) forget();
      const said = await reply.json().catch(() => ({}));
      if (said.say) note(said.say);
      else noteKept(kept().length);
      return false;
    }
    const state = await reply.json();
    if (state.keeper !== words.keeper) {
      note(words.wordOther);
      return false;
    }
    learn(state);
    keepCopy(state).catch(() => {});
    take(presses, state);
    if (presses.length) noteKept(kept().length);
    return presses.length > 0 && kept().length > 0;
  }

  async function send() {
    if (underWay || isOver) return;
    underWay = true;
    window.clearTimeout(timer);
    try {
      while (await exchange(false));
    } catch {
      noteLost(true);
      if (kept().length) noteKept(kept().length);
    }
    underWay = false;
    paint();
    timer = window.setTimeout(send, kept().length ? AGAIN_MS : LOOK_MS);
  }

  // The copy of this page ---------------------------------------------------------------------

  let told = ""; // the list that the worker was asked to keep

  async function keepCopy(state) {
    if (!words.worker || !navigator.serviceWorker) return;
    if (told === state.mark && (await caches.has(COPY))) {
      const cache = await caches.open(COPY);
      await cache.put(words.taps, new Response(JSON.stringify(state)));
      return;
    }
    told = state.mark;
    const files = performance.getEntriesByType("resource").map((one) => one.name);
    const scope = window.location.pathname;
    const { active, waiting, installing } = await navigator.serviceWorker.register(words.worker, { scope });
    (active ?? waiting ?? installing).postMessage({
      keeper: words.keeper,
      mark: state.mark,
      from: FILES,
      files: files.filter((one) => one.startsWith(FILES)),
    });
  }

  async function recall() {
    const found = await (await caches.open(COPY)).match(words.taps);
    if (found) learn(await found.json());
    noteLost(true);
  }

  function forget() {
    window.caches?.delete(COPY);
  }

  // The camera, where the browser reads codes -------------------------------------------------

  let stream = null;
  let seen = { code: "", at: 0 };

  function found(text) {
    const code = plain(text).replaceAll(" ", "");
    if (code === seen.code && Date.now() - seen.at < SAME_CODE_MS) return;
    seen = { code, at: Date.now() };
    const row = [...rows.values()].find((one) => one.dataset.words.split(" ").includes(code));
    if (!row) {
      say(words.wordUnknown, true);
      return;
    }
    const who = row.dataset.who;
    navigator.vibrate?.(80);
    if (row.querySelector("[data-tap=in]").hidden) say(words.wordAlready.replace("NAME", nameOf(who)));
    else press(who, true);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    find("video").hidden = true;
    find("scan").textContent = words.wordScan;
  }

  async function scan() {
    const video = find("video");
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      find("scan").textContent = words.wordStop;
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      while (stream) {
        for (const code of await detector.detect(video)) found(code.rawValue);
        await new Promise((resolve) => window.setTimeout(resolve, 250));
      }
    } catch {
      stop();
      say(words.wordCamera, true);
    }
  }

  // What people do ----------------------------------------------------------------------------

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.dataset.tap) {
      const row = button.closest("[data-who]");
      const comes = button.dataset.tap === "in";
      press(row.dataset.who, comes);
      row.querySelector(comes ? "[data-tap=out]" : "[data-tap=in]").focus();
      return;
    }
    filter();
    const shown = [...rows.values()].filter((row) => !row.hidden);
    if (shown.length === 1) shown[0].querySelector("[data-tap]:not([hidden])").focus();
  });
  search.addEventListener("input", filter);
  if ("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
    find("scan").hidden = false;
    find("scan").addEventListener("click", () => (stream ? stop() : scan()));
  }
  window.addEventListener("online", send);
  window.addEventListener("offline", send); // which finds out, and says so
  window.addEventListener("storage", paint);
  tabs?.addEventListener("message", ({ data }) => {
    drop(data);
    noteKept(kept().length);
    paint();
  });
  document.addEventListener("visibilitychange", () => document.hidden || send());

  moveOld();
  find("find").hidden = true; // the list follows what is typed
  filter();
  find("others").hidden = ofOthers() === 0;
  if (kept().length) noteKept(kept().length);
  paint();
  if ("copy" in words) recall().catch(() => {}).then(send);
  else if (document.readyState === "complete") send();
  else window.addEventListener("load", send); // by when all files of the copy are known
})();
