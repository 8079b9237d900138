// The item's form: keeps what is typed (on the server every two seconds of change, and in this browser at once), says who else is here,
// shows how it will look. The form works without any of it.
"use strict";
(() => {
  const form = document.querySelector("form#item[data-document]");
  if (!form || "readonly" in form.dataset) return;
  const words = JSON.parse(form.dataset.words);
  const body = form.elements.body;
  const keeping = document.getElementById("keeping");
  const presence = document.getElementById("presence");
  const panel = document.getElementById("preview");
  const key = `desk:${form.dataset.document}`;
  const KEEP = 2000, LOOK = 700, BEAT = 10000;
  let changed = false, sending = false, keepTimer = 0, lookTimer = 0, leaving = false;

  const store = {
    read(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    write(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden: the server still keeps it */ } },
    forget(name) { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
  };
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrf_token" && name !== "another"));
  const post = (url, data) => fetch(url, {
    method: "POST", credentials: "same-origin", body: data,
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
  });

  // What was saved on the last page needs no copy here any more.
  if (form.dataset.saved) { store.forget(`desk:${form.dataset.saved}`); store.forget(key); }

  const said = store.read(key);
  if (said && said.revision === form.elements.revision.value && JSON.stringify(said.fields) !== JSON.stringify(typed())) offer(said.fields);

  function offer(fields) {
    const box = document.createElement("div");
    box.className = "notice";
    box.append(Object.assign(document.createElement("p"), { textContent: words.local }));
    const button = (text, does) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", () => { does(); box.remove(); });
      box.append(made, " ");
    };
    button(words.show, () => {
      for (const [name, value] of Object.entries(fields)) {
        const field = form.elements[name];
        if (field && !["document", "tab", "revision", "loaded", "csrf_token"].includes(name)) field.value = value;
      }
      touched();
    });
    button(words.away, () => store.forget(key));
    form.before(box);
  }

  function touched() {
    changed = true;
    store.write(key, { revision: form.elements.revision.value, fields: typed() });
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keep, KEEP);
    clearTimeout(lookTimer);
    if (!panel.hidden) lookTimer = setTimeout(look, LOOK);
  }

  async function keep() {
    if (sending) { keepTimer = setTimeout(keep, KEEP); return; }
    sending = true;
    changed = false;
    try {
      const answer = await post(form.dataset.autosave, new FormData(form));
      if (answer.status === 401) { keeping.textContent = words.out; changed = true; return; }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      keeping.textContent = words.kept.replace("{time}", told.at);
      here(told);
    } catch {
      changed = true;
      keeping.textContent = words.offline;
      clearTimeout(keepTimer);
      keepTimer = setTimeout(keep, BEAT);
    } finally {
      sending = false;
    }
  }

  function here(told) {
    const lines = told.others.map((who) => (who.typing ? words.typing : words.here).replace("{name}", who.name));
    if (told.revision && told.revision > Number(form.elements.revision.value)) lines.push(words.newer);
    const line = lines.join(" · ");
    if (presence.textContent !== line) presence.textContent = line;
  }

  async function beat() {
    if (document.hidden) return;
    try {
      const data = new FormData();
      data.set("document", form.dataset.document);
      const answer = await post(form.dataset.present, data);
      if (answer.ok) here(await answer.json());
    } catch { /* the next beat comes */ }
  }

  async function look() {
    try {
      const answer = await post(form.dataset.preview, new FormData(form));
      // The server has sanitised it, as it does for readers.
      if (answer.ok || answer.status === 422) panel.innerHTML = await answer.text();
    } catch { /* no connection: it stays as it was */ }
  }

  form.addEventListener("input", touched);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.value === "preview") {
      event.preventDefault();
      panel.hidden = false;
      panel.closest(".aside").parentElement.classList.add("beside");
      look();
      return;
    }
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  window.addEventListener("online", () => { if (changed) keep(); });
  setInterval(beat, BEAT);
  beat();

  // Tools for the text.
  const toolbar = document.getElementById("toolbar");
  toolbar.hidden = false;
  const put = (text, from = body.selectionStart, to = body.selectionEnd) => {
    body.focus();
    body.setSelectionRange(from, to);
    // The one way that keeps the browser's own undo.
    if (!document.execCommand("insertText", false, text)) body.setRangeText(text, from, to, "end");
    touched();
  };
  const chosen = () => body.value.slice(body.selectionStart, body.selectionEnd);
  const paragraph = (text) => {
    const before = body.value.slice(0, body.selectionStart);
    return (before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n") + text + "\n\n";
  };
  toolbar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.wrap) put(button.dataset.wrap + chosen() + button.dataset.wrap);
    else if (button.dataset.line) {
      const start = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
      put((body.value.slice(start, body.selectionEnd) || "").split("\n").map((line) => button.dataset.line + line).join("\n"), start, body.selectionEnd);
    } else {
      const address = window.prompt(words.link, "https://");
      if (address) put(`[${chosen() || address}](<${address}>)`);
    }
  });
  body.addEventListener("keydown", (event) => {
    const mark = { b: "**", i: "*" }[event.key];
    if (mark && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) { event.preventDefault(); put(mark + chosen() + mark); }
  });
  body.addEventListener("paste", async (event) => {
    const picture = [...event.clipboardData.files].find((file) => file.type.startsWith("image/"));
    const html = event.clipboardData.getData("text/html");
    if (picture) { event.preventDefault(); upload(picture); return; }
    if (!html) return;
    event.preventDefault();
    const [from, to, plain] = [body.selectionStart, body.selectionEnd, event.clipboardData.getData("text/plain")];
    const data = new FormData();
    data.set("html", html);
    let text = plain;
    try {
      const answer = await post(form.dataset.markdown, data);
      if (answer.ok) text = (await answer.json()).markdown || plain;
    } catch { /* no connection: the plain text will do */ }
    put(text, from, to);
  });

  // Pictures: chosen, pasted or dropped.
  const file = document.getElementById("picture-file");
  async function upload(picture) {
    if (!file) return;
    const data = new FormData();
    data.set("file", picture);
    try {
      const answer = await post(file.dataset.upload, data);
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error);
      put(paragraph(told.markdown));
    } catch (problem) {
      keeping.textContent = `${words.picture} ${problem.message}`;
    }
  }
  if (file) {
    file.addEventListener("change", () => { [...file.files].forEach(upload); file.value = ""; });
    body.addEventListener("drop", (event) => {
      const pictures = [...event.dataTransfer.files].filter((one) => one.type.startsWith("image/"));
      if (pictures.length) { event.preventDefault(); pictures.forEach(upload); }
    });
  }
})();
