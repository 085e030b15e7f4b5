/* Forms that keep drafts: the server saves them; this keeps a copy in the browser while the network is away. */
(() => {
  "use strict";

  const PREFIX = "magnet:draft:";
  const KEPT_DAYS = 30;
  const tab = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
  let turn = 0;

  const keyOf = (form) => `${PREFIX}${form.dataset.shelf}:${form.dataset.draft}`;
  const isOwn = (name) => name === "csrfmiddlewaretoken" || name === "draft" || name.startsWith("draft_");
  const forms = () => document.querySelectorAll("form[data-draft]");

  /* A full or forbidden store must never stop anybody from typing. */
  const store = (act) => {
    try {
      return act(localStorage);
    } catch {
      return null;
    }
  };

  const tell = (form, words, variant) => {
    const line = form.querySelector("#draft-status");
    if (!line) return;
    line.className = `status-line ${variant}`;
    line.querySelectorAll("span").forEach((old) => old.remove());
    const span = document.createElement("span");
    span.textContent = words;
    line.append(span);
  };

  const forget = (sheet) =>
    store((box) =>
      Object.keys(box)
        .filter((key) => key.startsWith(PREFIX) && key.endsWith(`:${sheet}`))
        .forEach((key) => box.removeItem(key)),
    );

  const typed = (form) => [...new FormData(form)].filter(([name, value]) => !isOwn(name) && typeof value === "string");

  /* Loaded anew or come back to, the page opens on the same sheet, and so finds what this browser keeps of it. */
  const name = (form) => {
    const here = new URL(location.href);
    if (here.pathname !== form.elements.draft_path.value || here.searchParams.get("draft") === form.dataset.draft) return;
    here.searchParams.set("draft", form.dataset.draft);
    history.replaceState(history.state, "", here);
  };

  const keepHere = (form) => {
    store((box) => box.setItem(keyOf(form), JSON.stringify({ at: Date.now(), typed: typed(form) })));
    name(form);
  };

  const fill = (form, pairs) => {
    const values = new Map();
    pairs.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    const met = new Map();
    for (const field of form.elements) {
      if (!field.name || isOwn(field.name) || field.type === "file" || field.type === "submit") continue;
      const kept = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
      else if (kept.length) {
        const nth = met.get(field.name) || 0; // rows of short questions share their names
        met.set(field.name, nth + 1);
        if (nth < kept.length) field.value = kept[nth];
      }
    }
  };

  const stamp = (form) => {
    turn += 1;
    form.elements.draft_tab.value = tab;
    form.elements.draft_turn.value = turn;
  };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.dataset.draft) keepHere(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.draft) return;
    if (form.dataset.sent) return event.preventDefault();
    stamp(form);
    event.detail.parameters.draft_tab = tab;
    event.detail.parameters.draft_turn = turn;
    form.dataset.sending = JSON.stringify(typed(form));
    tell(form, form.querySelector("#draft-status").dataset.saving, "");
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.draft) return;
    const saved = event.detail.successful && event.detail.xhr.responseText.includes("status-line--saved");
    if (saved && form.dataset.sending === JSON.stringify(typed(form))) store((box) => box.removeItem(keyOf(form)));
    if (!event.detail.successful && event.detail.xhr.status !== 0) keepHere(form);
  });

  const away = (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.draft) return;
    keepHere(form);
    tell(form, form.querySelector("#draft-status").dataset.here, "status-line--offline");
  };
  document.addEventListener("htmx:sendError", away);
  document.addEventListener("htmx:timeout", away);
  document.addEventListener("htmx:responseError", away);

  addEventListener("online", () =>
    forms().forEach((form) => {
      if (store((box) => box.getItem(keyOf(form)))) htmx.trigger(form, "keep-draft");
    }),
  );

  /* Sent without a network, a form would give way to the browser's own page of error. A browser that says it is
     offline may be wrong, where the platform runs on the same machine or behind a tunnel: so the platform is asked. */
  const reach = () => fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) });

  document.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (!form.dataset.draft || navigator.onLine || form.dataset.reached) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      reach().then(
        () => {
          form.dataset.reached = "yes";
          form.requestSubmit(submitter);
        },
        () => htmx.trigger(form, "htmx:sendError"),
      );
    },
    true,
  );

  /* The last characters, when the page is left before the pause that saves them. */
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    forms().forEach((form) => {
      if (form.dataset.sent || !store((box) => box.getItem(keyOf(form)))) return;
      stamp(form);
      const data = new FormData(form);
      data.delete("attached"); // a beacon carries words only; files are on their way by themselves
      navigator.sendBeacon(form.getAttribute("hx-post"), data);
    });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.draft) {
      /* What is published is on its way: a save that came after it would begin the draft anew. */
      htmx.trigger(form, "htmx:abort");
      form.dataset.sent = "yes";
      stamp(form);
    }
    if (form.dataset.draftGone) forget(form.dataset.draftGone);
    /* Signing out wipes every copy from this device. */
    if (new URL(form.action).pathname.endsWith("/logout/")) {
      store((box) =>
        Object.keys(box)
          .filter((key) => key.startsWith(PREFIX))
          .forEach((key) => box.removeItem(key)),
      );
    }
  });

  /* Come back to by the browser's own way back, the form is written on again. */
  addEventListener("pageshow", () =>
    forms().forEach((form) => {
      delete form.dataset.sent;
      delete form.dataset.reached;
    }),
  );

  document.addEventListener("DOMContentLoaded", () => {
    store((box) =>
      Object.keys(box)
        .filter((key) => key.startsWith(PREFIX))
        .forEach((key) => {
          const kept = JSON.parse(box.getItem(key));
          if (Date.now() - kept.at > KEPT_DAYS * 86_400_000) box.removeItem(key);
        }),
    );
    /* The address after publishing names the sheet it was written on: its copy is done with. */
    const here = new URL(location.href);
    const done = here.searchParams.get("sheet");
    if (done) {
      forget(done);
      here.searchParams.delete("sheet");
      history.replaceState(history.state, "", here.href.replace(/=(?=&|$)/g, ""));
    }
    forms().forEach((form) => {
      const kept = store((box) => box.getItem(keyOf(form)));
      if (!kept || form.querySelector(".error-summary")) return;
      const copy = JSON.parse(kept);
      if (JSON.stringify(copy.typed) === JSON.stringify(typed(form))) return;
      fill(form, copy.typed);
      tell(form, form.querySelector("#draft-status").dataset.back, "status-line--saved");
      htmx.trigger(form, "keep-draft");
    });
  });
})();
