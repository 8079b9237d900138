// The item's form: keeps what is typed (on the server every two seconds of change, and in this browser at once), says who else is here,
// shows how it will look. The form works without any of it.
"use strict";
(() => {
  // The page of two versions has the same form without toolbar and preview.
  const form = document.querySelector("form#item[data-document]");
  if (!form || "readonly" in form.dataset) return;
  const words = JSON.parse(form.dataset.words);
  const body = form.elements.body;
  const keeping = document.getElementById("keeping");
  const presence = document.getElementById("presence");
  const panel = document.getElementById("preview");
  const isNew = form.dataset.document.startsWith("new-");
  const key = `desk:${form.dataset.document}:${form.dataset.tab}`;
  const KEEP = 2000, LOOK = 700, BEAT = 10000, MONTH = 30 * 86400000;
  // What names the form, and is none of its text.
  const FRAME = ["document", "tab", "restored", "revision", "loaded", "csrf_token", "another"];
  let changed = false, sending = false, keepTimer = 0, lookTimer = 0, leaving = false;

  const store = {
    read(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    write(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full or forbidden: the server still keeps it */ } },
    forget(name) { try { localStorage.removeItem(name); } catch { /* forbidden */ } },
    names() { try { return Object.keys(localStorage).filter((name) => name.startsWith("desk:")); } catch { return []; } },
  };
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !FRAME.includes(name)));
  async function post(url, data, fresh = false) {
    const answer = await fetch(url, {
      method: "POST", credentials: "same-origin", body: data,
      headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token.value },
    });
    if (answer.status !== 400 || fresh) return answer;
    // Logged in anew in another window: the form goes on with the token of that login.
    const told = await answer.clone().json().catch(() => ({}));
    if (!told.token) return answer;
    form.elements.csrf_token.value = told.token;
    if (data.has("csrf_token")) data.set("csrf_token", told.token);
    return post(url, data, true);
  }

  // What was saved on the last page needs no copy here any more; what is typed from now on does, also after a reload.
  if (form.dataset.saved) {
    store.forget(`desk:${form.dataset.saved}`);
    const here = new URL(location.href);
    here.searchParams.delete("saved");
    history.replaceState(history.state, "", here);
  }
  offerCopies();

  // Copies of windows that are gone. A window that is open holds a lock by the name of its copy.
  async function offerCopies() {
    const open = new Set();
    if (navigator.locks) {
      navigator.locks.request(key, () => new Promise(() => {}));
      for (const lock of (await navigator.locks.query()).held) open.add(lock.name);
    }
    for (const name of store.names()) {
      const said = store.read(name);
      if (!said || !said.fields || !(said.at > Date.now() - MONTH)) store.forget(name);
      else if (name.startsWith(isNew ? "desk:new-" : `desk:${form.dataset.document}:`) && !open.has(name)) {
        if (JSON.stringify(said.fields) !== JSON.stringify(typed())) offer(name, said);
        else store.forget(name);
      }
    }
  }

  function offer(name, said) {
    const box = document.createElement("div");
    box.className = "notice";
    box.append(Object.assign(document.createElement("p"), { textContent: words.local }));
    const button = (text, does) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
      made.addEventListener("click", () => { does(); box.remove(); });
      box.append(made, " ");
    };
    button(words.show, () => {
      // The version and the state that it was typed on come along: so a save takes back nothing that others did since.
      for (const [name, value] of Object.entries({ ...said.fields, revision: said.revision, loaded: said.loaded })) {
        const field = form.elements[name];
        if (!field) continue;
        if (field.type === "checkbox") field.checked = true;
        else field.value = value;
      }
      store.forget(name);
      touched();
    });
    button(words.away, () => store.forget(name));
    form.before(box);
  }

  function touched() {
    changed = true;
    const loaded = form.elements.loaded ? form.elements.loaded.value : "";
    store.write(key, { at: Date.now(), revision: form.elements.revision.value, loaded, fields: typed() });
    clearTimeout(keepTimer);
    keepTimer = setTimeout(keep, KEEP);
    clearTimeout(lookTimer);
    if (panel && !panel.hidden) lookTimer = setTimeout(look, LOOK);
  }

  // The time changes every few seconds, and is no news to who listens; that nothing is kept any more is.
  let state = "";
  function sayKept(now, text) {
    keeping.setAttribute("aria-live", now === state ? "off" : "polite");
    keeping.textContent = text;
    state = now;
  }

  async function keep() {
    if (sending) { keepTimer = setTimeout(keep, KEEP); return; }
    sending = true;
    changed = false;
    try {
      const answer = await post(form.dataset.autosave, new FormData(form));
      if (answer.status === 401) { sayKept("out", words.out); changed = true; return; }
      // Not to be kept: too long, or not to be changed by who types. The copy in this browser stays.
      if (answer.status === 403 || answer.status === 422) {
        changed = true;
        sayKept("refused", (await answer.json()).error);
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const told = await answer.json();
      sayKept("kept", words.kept.replace("{time}", told.at));
      here(told);
      const telling = document.getElementById("told");
      if (telling && telling.textContent !== told.told) telling.textContent = told.told;
    } catch {
      changed = true;
      sayKept("offline", words.offline);
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
      if (answer.status === 401) panel.textContent = words.out;
      else if (answer.ok || answer.status === 422) panel.innerHTML = await answer.text();
    } catch { /* no connection: it stays as it was */ }
  }

  form.addEventListener("input", touched);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.value === "preview") {
      event.preventDefault();
      panel.hidden = false;
      panel.closest(".aside").parentElement.classList.add("beside");
      panel.tabIndex = -1;
      look().then(() => panel.focus());
      return;
    }
    leaving = true;
    clearTimeout(keepTimer);
    clearTimeout(lookTimer);
  });
  window.addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  window.addEventListener("online", () => { if (changed) keep(); });
  setInterval(beat, BEAT);
  beat();

  // Tools for the text.
  const toolbar = document.getElementById("toolbar");
  if (!toolbar) return;
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
    const plain = event.clipboardData.getData("text/plain");
    // Cells and words come with a picture of themselves.
    if (picture && !plain) { event.preventDefault(); upload(picture); return; }
    if (!html) return;
    event.preventDefault();
    const from = body.selectionStart;
    put(plain);
    const data = new FormData();
    data.set("html", html);
    let text = plain;
    try {
      const answer = await post(form.dataset.markdown, data);
      const told = await answer.json();
      if (answer.ok) text = told.markdown || plain;
      else if (told.error) sayKept("paste", told.error);
    } catch { /* no connection: the plain text will do */ }
    const end = from + plain.length;
    if (text === plain || body.value.slice(from, end) !== plain) return;
    const caret = body.selectionStart;
    put(text, from, end);
    if (caret > end) body.setSelectionRange(caret + text.length - plain.length, caret + text.length - plain.length);
  });

  // Pictures: chosen, pasted or dropped.
  const file = document.getElementById("picture-file");
  async function upload(picture) {
    if (!file) return;
    const data = new FormData();
    data.set("file", picture);
    let told = {};
    try {
      const answer = await post(file.dataset.upload, data);
      told = await answer.json();
    } catch { /* said below */ }
    if (told.markdown) put(paragraph(told.markdown));
    else sayKept("picture", `${words.picture} ${told.error || words.unsent}`);
  }
  if (file) {
    file.addEventListener("change", () => { [...file.files].forEach(upload); file.value = ""; });
    body.addEventListener("drop", (event) => {
      const pictures = [...event.dataTransfer.files].filter((one) => one.type.startsWith("image/"));
      if (pictures.length) { event.preventDefault(); pictures.forEach(upload); }
    });
  }

  // What else a field could be is put into it by a click; the one that stands there now is pressed.
  const fills = [...form.querySelectorAll("button[data-fill]")];
  const showFills = () => {
    for (const button of fills) {
      const stands = form.elements[button.dataset.fill].value === button.dataset.value;
      button.setAttribute("aria-pressed", String(stands));
    }
  };
  for (const button of fills) {
    button.hidden = false;
    button.addEventListener("click", () => {
      form.elements[button.dataset.fill].value = button.dataset.value;
      touched();
      showFills();
    });
  }
  form.addEventListener("input", showFills);
  showFills();

  // What was typed before this script had come.
  const early = (field) => field.name && !FRAME.includes(field.name) && (
    field.type === "checkbox" ? field.checked !== field.defaultChecked : /^text/.test(field.type) && field.value !== field.defaultValue);
  if ([...form.elements].some(early)) touched();
})();
