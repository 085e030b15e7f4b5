/* What the pages gain from a script. Without it everything still works. */
(() => {
  "use strict";

  const status = () => document.getElementById("status");

  /** Say a sentence once, aloud and at the foot of the page; it goes after some seconds. */
  let quiet;
  const say = (words) => {
    const region = status();
    if (!region || !words) return;
    clearTimeout(quiet);
    region.textContent = "";
    requestAnimationFrame(() => {
      region.textContent = words;
    });
    quiet = setTimeout(() => {
      region.textContent = "";
    }, 8000);
  };

  /* Ctrl+K (or Cmd+K): to the search field, or to its page where the field has no room. */
  document.addEventListener("keydown", (event) => {
    if (event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      const field = document.getElementById("search");
      const link = document.querySelector("a.site-header__narrow");
      if (field && field.offsetParent) {
        event.preventDefault();
        field.focus();
        field.select();
      } else if (link) {
        event.preventDefault();
        link.click();
      }
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-fold][open]").forEach((fold) => {
        const inside = fold.contains(document.activeElement);
        fold.open = false;
        if (inside) fold.querySelector("summary").focus();
      });
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-fold][open]").forEach((fold) => {
      if (!fold.contains(event.target)) fold.open = false;
    });
  });

  /* A form is sent once: its button turns busy, and a second press does nothing. */
  const free = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-busy]").forEach((button) => {
      delete button.dataset.busy;
      button.removeAttribute("aria-disabled");
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ((form.getAttribute("method") || "get").toLowerCase() !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter && event.submitter.classList.contains("button")) {
      event.submitter.dataset.busy = "";
    }
  });

  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(free));

  /* Counters beside fields with a limit: how much is written, never cutting anything off. */
  const count = (field) => {
    const counter = document.getElementById(`${field.id}_counter`);
    if (!counter) return;
    const limit = Number(field.dataset.limit);
    const written = [...field.value.replace(/\r?\n/g, "\r\n")].length;
    counter.textContent = `${written} / ${limit}`;
    counter.toggleAttribute("data-over", written > limit);
  };

  document.addEventListener("input", (event) => {
    if (event.target.dataset && event.target.dataset.limit) count(event.target);
  });

  const settle = (root) => root.querySelectorAll("[data-limit]").forEach((field) => field.value && count(field));

  /* Focus is never lost: a page that brings an error summary, or a part that took the focused element away. */
  const summarise = (root) => {
    const summary = root.querySelector ? root.querySelector(".error-summary[autofocus]") : null;
    if (summary) summary.focus();
    return Boolean(summary);
  };

  /* A part that comes by itself (a bar that moves) must not pull the reader to it: only who stood in it is led on. */
  let stoodInside = true;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    const at = document.activeElement;
    stoodInside = part === document.body || (at !== document.body && part.contains(at));
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const part = event.target;
    settle(part);
    if (summarise(part)) return;
    if (!stoodInside || (document.activeElement && document.activeElement !== document.body)) return;
    const next = part.querySelector("[data-focus]") || part.querySelector("h1, h2, a, button, input") || part;
    if (!next.matches("a, button, input")) next.tabIndex = -1;
    next.focus({ preventScroll: true });
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest ? event.target.closest("form") : null;
    if (form) free(form);
  });
  document.addEventListener("htmx:responseError", () => say(status()?.dataset.failed));
  document.addEventListener("htmx:sendError", () => say(status()?.dataset.offline));
  document.addEventListener("htmx:timeout", () => say(status()?.dataset.failed));
  /* A server may have a sentence said: HX-Trigger: {"say": "…"}. */
  document.addEventListener("say", (event) => say(event.detail.value));

  document.addEventListener("DOMContentLoaded", () => {
    settle(document);
    summarise(document);
  });
})();
