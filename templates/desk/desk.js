// What makes the desk quicker for hands. Everything it does can be done without it.
"use strict";

const inbox = document.getElementById("inbox");
if (inbox) {
  startInbox(inbox);
}
const pins = document.getElementById("pins");
if (pins) {
  startFront(pins);
}

// The inbox by keys: rows go away as they are decided, and what is said is heard.
function startInbox(root) {
  const told = root.querySelector("#told");
  const undoForm = root.querySelector("#undo");
  const page = root.dataset.undo.split(" ").filter(Boolean);
  const done = page.length ? [{ entries: page, rows: [] }] : [];
  let busy = false;

  const rows = () => [...root.querySelectorAll("tr[data-uid]")];
  const current = () => document.activeElement.closest("tr[data-uid]");
  const say = (words) => {
    told.textContent = words;
  };
  const move = (step) => {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (next) {
      next.focus();
    }
  };

  async function send(form, fields) {
    const body = new FormData(form);
    for (const [name, value] of fields) {
      body.append(name, value);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) {
        return said;
      }
      if (said.error) {
        say(said.error);
        return null;
      }
    } catch {
      // said below
    }
    say(root.querySelector("#unsent").textContent);
    return null;
  }

  async function decide(row, what) {
    if (busy) {
      return;
    }
    busy = true;
    const answer = await send(row.querySelector("form.acts"), [["do", `${what} ${row.dataset.act}`]]);
    busy = false;
    if (!answer) {
      return;
    }
    say(answer.words);
    if (answer.done.length) {
      done.push({ entries: answer.undo, rows: [leave(row)] });
      showUndo();
    }
  }

  function leave(row) {
    const next = row.nextElementSibling;
    const place = { row, next, parent: row.parentElement };
    const neighbour = next || row.previousElementSibling;
    row.remove();
    if (neighbour) {
      neighbour.focus();
    } else if (root.querySelector("#older")) {
      location.reload();
    } else {
      const none = root.querySelector("#none");
      none.hidden = false;
      none.focus();
    }
    return place;
  }

  function showUndo() {
    const last = done.at(-1);
    undoForm.hidden = !last;
    undoForm.querySelectorAll("[name=entry]").forEach((field) => field.remove());
    for (const entry of last ? last.entries : []) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name: "entry", value: entry });
      undoForm.append(field);
    }
  }

  async function undo() {
    const last = done.at(-1);
    if (!last || busy) {
      return;
    }
    busy = true;
    const answer = await send(undoForm, []);
    busy = false;
    if (!answer) {
      return;
    }
    done.pop();
    if (answer.done.length && !last.rows.length) {
      location.reload();
      return;
    }
    say(answer.words);
    showUndo();
    for (const { row, next, parent } of answer.done.length ? last.rows : []) {
      root.querySelector("#none").hidden = true;
      parent.insertBefore(row, next && next.isConnected ? next : null);
      row.focus();
    }
  }

  const reach = (row, field) => {
    row.querySelector("details.more").open = true;
    row.querySelector(`details.more [name=${field}]`).focus();
  };
  const withRow = {
    a: (row) => decide(row, "approve"),
    r: (row) => decide(row, "reject"),
    x: (row) => row.querySelector("[type=checkbox]").click(),
    e: (row) => location.assign(row.querySelector("a.edit").href),
    p: (row) => row.querySelector("details").toggleAttribute("open"),
    s: (row) => reach(row, "section"),
    m: (row) => reach(row, "into"),
  };
  const anywhere = {
    j: () => move(1),
    k: () => move(-1),
    z: undo,
    "?": () => root.querySelector("#keys").showModal(),
  };

  if (undoForm) {
    undoForm.addEventListener("submit", (event) => {
      event.preventDefault();
      undo();
    });
  }
  if (!("shortcuts" in root.dataset)) {
    return;
  }
  document.addEventListener("keydown", (event) => {
    const types = event.target.closest("textarea, select, dialog, [contenteditable], input:not([type=checkbox])");
    const undoes = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (types || event.isComposing || ((event.ctrlKey || event.metaKey || event.altKey) && !undoes)) {
      return;
    }
    // A key that is held down goes on through the rows, and decides nothing.
    if (event.repeat && !["j", "k"].includes(event.key)) {
      return;
    }
    const row = current();
    const act = anywhere[event.key] || (row && withRow[event.key] && (() => withRow[event.key](row)));
    if (act) {
      event.preventDefault();
      act();
    }
  });
}

// Pins of the front page by drag and drop: the very form that the buttons send.
function startFront(list) {
  let dragged = null;
  list.querySelectorAll("li[data-uid]").forEach((item) => {
    item.draggable = true;
    item.addEventListener("dragstart", () => {
      dragged = item;
    });
    item.addEventListener("dragover", (event) => {
      event.preventDefault();
      if (dragged && dragged !== item) {
        const box = item.getBoundingClientRect();
        list.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? item : item.nextSibling);
      }
    });
    item.addEventListener("drop", (event) => event.preventDefault());
    item.addEventListener("dragend", () => {
      dragged = null;
      list.closest("form").requestSubmit(document.getElementById("keep-order"));
    });
  });
}

// An address that is pasted anywhere but into a field is read at once: the form in the header is sent with it.
const paste = document.getElementById("paste") || document.querySelector("form#item .paste")?.closest("form");
if (paste) {
  document.addEventListener("paste", (event) => {
    if (event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]")) {
      return;
    }
    const text = event.clipboardData.getData("text/plain").trim();
    if (/^https?:\/\/\S+$/.test(text)) {
      event.preventDefault();
      paste.elements.url.value = text;
      paste.requestSubmit(paste.querySelector("button[value=fill]"));
    }
  });
}
