// The editor's box for rich text. The package that makes it is fetched from the address that the
// box names, and started without the style that it would write into the page (docs/adr/0011).
// What is pasted from Word, Outlook or Google Docs keeps headings, lists and links, nothing else.

const WORD_LIST = /mso-list:[^;]*\blevel(\d+)/i;
const KEPT_LINK = /^(https?:|mailto:|tel:)/i;
// The first sign of a numbered point, as Word writes it into the text.
const NUMBER = /^\(?([0-9]+|[a-z]|[ivxlc]+)[.)]/i;

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function rename(element, name) {
  const other = element.ownerDocument.createElement(name);
  other.append(...element.childNodes);
  element.replaceWith(other);
}

// What says that a paragraph of Word's is a point of a list: its depth and its mark, or null.
function point(paragraph) {
  const level = WORD_LIST.exec(paragraph.dataset.style ?? "");
  if (!level) return null;
  const mark = paragraph.querySelector('[data-style*="mso-list:ignore" i]');
  const isNumbered = NUMBER.test((mark?.textContent ?? "").trim());
  mark?.remove();
  return { depth: Number(level[1]), name: isNumbered ? "ol" : "ul" };
}

// Word and Outlook write lists as paragraphs with a mark in them: make lists of such that follow
// each other, one inside the other by their depth.
function listsOfWord(root) {
  let open = []; // the lists that the next point may go on, outermost first
  for (const paragraph of [...root.querySelectorAll("p, h1, h2, h3, h4, h5, h6")]) {
    const found = point(paragraph);
    if (!found) continue;
    if (paragraph.previousElementSibling !== open[0]?.list) open = [];
    while (open.length && open.at(-1).depth > found.depth) open.pop();
    if (open.at(-1)?.depth === found.depth && open.at(-1).list.localName !== found.name) open.pop();
    if (open.at(-1)?.depth !== found.depth) {
      const list = root.ownerDocument.createElement(found.name);
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent) parent.append(list);
      else paragraph.before(list);
      open.push({ list, depth: found.depth });
    }
    const item = root.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    open.at(-1).list.append(item);
    paragraph.remove();
  }
}

// Google Docs puts a list that lies deeper beside the point it belongs to.
function nestLists(root) {
  for (const list of root.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.localName === "li") before.append(list);
  }
}

// The highest heading that was pasted becomes our second level, the others our third.
function shiftHeadings(root) {
  const headings = [...root.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const top = Math.min(...headings.map((one) => Number(one.localName[1])));
  for (const one of headings) rename(one, Number(one.localName[1]) === top ? "h2" : "h3");
}

// A line break between two blocks, which Google Docs writes for an empty line.
function isBetweenBlocks(line) {
  let before = line.previousSibling;
  while (before?.nodeType === Node.TEXT_NODE && !before.data.trim()) before = before.previousSibling;
  return before instanceof HTMLElement && before.matches("p, h2, h3, ul, ol, div");
}

// Styles are not even parsed: the content security policy would report each. What they say of
// lists stays readable.
function withoutStyles(html) {
  return html
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle(?=\s*=)/gi, " data-style"));
}

function tidied(html) {
  const plain = withoutStyles(html);
  const root = new DOMParser().parseFromString(plain, "text/html").body;
  if (root.querySelector("[data-pm-slice]")) return plain; // our own, cut and pasted
  for (const one of root.querySelectorAll("style, script, meta, link, title, xml, img, object")) one.remove();
  listsOfWord(root);
  nestLists(root);
  shiftHeadings(root);
  dropMarks(root);
  dropEmpty(root);
  return root.innerHTML;
}

function dropMarks(root) {
  for (const one of root.querySelectorAll("b, strong, i, em, u, s, font, blockquote, sub, sup, mark")) unwrap(one);
  for (const link of root.querySelectorAll("a")) if (!KEPT_LINK.test(link.getAttribute("href") ?? "")) unwrap(link);
  for (const one of root.querySelectorAll("*")) {
    for (const { name } of [...one.attributes]) if (name !== "href" && name !== "start") one.removeAttribute(name);
  }
}

function dropEmpty(root) {
  const texts = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll("\u00a0", " ");
  for (const line of root.querySelectorAll("br")) if (isBetweenBlocks(line)) line.remove();
  for (const one of root.querySelectorAll("p, h2, h3")) if (!one.textContent.trim()) one.remove();
}

function extensions(source, wanted) {
  return Object.entries(wanted)
    .filter(([name]) => source[name])
    .map(([name, options]) => (typeof options === "object" ? source[name].configure(options) : source[name]));
}

// A line below the box, read out: why something was not pasted.
function notes(frame) {
  const note = document.createElement("p");
  note.className = "prose-note";
  note.setAttribute("role", "alert");
  frame.after(note);
  return (text) => { note.textContent = text; };
}

function attributes(box) {
  const label = document.querySelector(`label[for="${box.id}"]`);
  if (label) label.id ||= `${box.id}_label`;
  const named = { role: "textbox", "aria-multiline": "true" };
  if (label) named["aria-labelledby"] = label.id;
  const hint = box.getAttribute("aria-describedby");
  if (hint) named["aria-describedby"] = hint;
  return { label, named };
}

function start(source, box) {
  const { extensions: wanted, most, tooMuch } = JSON.parse(box.dataset.prose);
  const frame = document.createElement("div");
  frame.className = "prose-editor";
  box.before(frame);
  frame.append(box);
  const say = notes(frame);
  const { label, named } = attributes(box);
  const editor = new source.Editor({
    element: frame,
    extensions: extensions(source, wanted),
    content: box.value,
    injectCSS: false,
    editorProps: {
      attributes: named,
      transformPastedHTML: tidied,
      handlePaste(view, event) {
        const pasted = event.clipboardData;
        const size = pasted ? tidied(pasted.getData("text/html")).length || pasted.getData("text/plain").length : 0;
        const isTooMuch = box.value.length + size > most;
        say(isTooMuch ? tooMuch : "");
        return isTooMuch;
      },
    },
    onUpdate({ editor: changed }) {
      box.value = changed.isEmpty ? "" : changed.getHTML();
    },
  });
  label?.addEventListener("click", () => editor.commands.focus());
}

for (const box of document.querySelectorAll("[data-prose]")) {
  import(box.dataset.proseSource).then((source) => start(source, box)).catch((error) => {
    box.closest(".prose-editor")?.replaceWith(box);
    console.error("The editor could not start; the box takes HTML.", error);
  });
}
