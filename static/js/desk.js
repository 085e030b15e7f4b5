/* The tagging desk's keys. Without a script the same controls work by mouse, touch and Tab. */
(() => {
  "use strict";

  const REMEMBERED = "magnet.desk.keys";
  const room = () => document.querySelector("[data-desk-room]");
  const desk = () => document.querySelector("[data-desk]");
  const help = () => document.querySelector("[data-desk-keys]");

  /* Switched off by the person, for good: WCAG 2.1.4. Without storage, for this page. */
  let on = true;
  try {
    on = localStorage.getItem(REMEMBERED) !== "off";
  } catch {
    /* The browser keeps nothing: the keys are on. */
  }

  const show = () => {
    room().dataset.keys = on ? "on" : "off";
    help().hidden = false;
    help().querySelector("[data-desk-switch]").checked = on;
  };

  /* Said aloud only: who sees the desk sees what was chosen. */
  const say = (words) => {
    const region = document.querySelector("[data-desk-status]");
    if (region && words) region.textContent = words.trim();
  };

  /* Back to the item itself, from where every key works. */
  const settle = () => {
    const title = desk().querySelector("[data-desk-item]") || desk().querySelector("[data-focus]");
    if (title) title.focus({ preventScroll: true });
  };

  const writes = (target) =>
    target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");

  /** The block answered last: R writes its reason, or that of another chosen one where it was cleared again. */
  let latest = null;

  const choose = (number, strength) => {
    const answer = desk().querySelectorAll("[data-answer]")[number - 1];
    if (!answer) return;
    const option = (value) => answer.querySelector(`input[type=radio][value="${value}"]`);
    const chosen = option(strength).checked ? option("") : option(strength);
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    latest = answer;
    answer.scrollIntoView({ block: "nearest" });
    say(chosen.closest("[data-say]").dataset.say);
  };

  const reason = () => {
    const chosen = [...desk().querySelectorAll("[data-answer]")].filter((answer) => answer.querySelector('input:checked:not([value=""])'));
    const answer = chosen.includes(latest) ? latest : chosen[0];
    const field = [...(answer ? answer.querySelectorAll("input[type=text]") : [])].find((one) => one.offsetParent);
    if (!field) return false;
    field.focus();
    return true;
  };

  const send = (form, button) => {
    if (form) form.requestSubmit(button || undefined);
    return Boolean(form);
  };

  /** What a key does; true when it did something. Read by position, so that every layout works. */
  const act = (event) => {
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) {
      choose(Number(digit[1]), event.shiftKey ? "core" : "contributing");
      return true;
    }
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) {
      help().open = !help().open;
      if (help().open) help().querySelector("summary").focus();
      else settle();
      return true;
    }
    if (event.shiftKey) return false;
    switch (event.code) {
      case "KeyR":
        return reason();
      case "KeyS": {
        const skip = desk().querySelector("[data-skip]");
        if (skip) skip.click();
        return Boolean(skip);
      }
      case "KeyU":
        return send(desk().querySelector("[data-undo]"));
      case "Enter":
      case "NumpadEnter": {
        /* On a link, a button or a fold, Enter is theirs; in a field the form's own. */
        if (event.target.closest("a, button, summary, input")) return false;
        const save = desk().querySelector("[data-save]");
        return save ? send(save.form, save) : false;
      }
      default:
        return false;
    }
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!room() || !room().contains(target) || event.defaultPrevented) return;
    const shown = help().open && help().contains(target);
    if (event.code === "Escape" && (shown || (writes(target) && desk().contains(target)))) {
      if (shown) help().open = false;
      settle();
      return;
    }
    if (!on || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (writes(target) || target.closest("[aria-busy=true]")) return;
    if (act(event)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-desk-switch]")) {
      on = event.target.checked;
      try {
        localStorage.setItem(REMEMBERED, on ? "on" : "off");
      } catch {
        /* Then for this page alone. */
      }
      show();
    }
    const answer = event.target.closest("[data-answer]");
    if (answer) latest = answer;
  });

  /* While the next item comes, keys do nothing: nobody has seen what they would say about it. */
  document.addEventListener("htmx:beforeRequest", () => desk()?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", () => desk()?.removeAttribute("aria-busy"));
  document.addEventListener("htmx:afterSettle", () => {
    latest = null;
    const counter = desk()?.querySelector("[data-desk-counter]");
    const title = desk()?.querySelector("[data-focus]");
    say((counter || title)?.textContent);
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!room()) return;
    show();
    const fresh = !desk().querySelector(".error-summary, [role=alert]");
    if (fresh && !desk().contains(document.activeElement)) settle();
  });
})();
