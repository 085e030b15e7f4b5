/* Names offered while one types an @, in a textarea with data-people (the address that knows them). Without a
   script a name that is typed out whole names just as well. */
(() => {
  "use strict";

  const TYPED = /(?:^|[^\p{L}\p{N}_@.+-])@([\p{L}\p{N}][\p{L}\p{N}_ .'’-]{0,60})$/u;
  const WAIT_MS = 200;
  let list = null;
  let field = null;
  let timer;

  const typed = () => {
    const found = TYPED.exec(field.value.slice(0, field.selectionStart));
    return found ? found[1] : "";
  };

  const close = () => {
    clearTimeout(timer);
    if (list) list.remove();
    list = null;
    if (field) ["aria-controls", "aria-activedescendant"].forEach((name) => field.removeAttribute(name));
  };

  const options = () => [...list.children];
  const current = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  const select = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const choose = (option) => {
    const end = field.selectionStart;
    field.setRangeText(`${option.textContent} `, end - typed().length, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    field.focus();
  };

  const show = (names) => {
    close();
    list = document.createElement("ul");
    list.className = "offered";
    list.id = `${field.id}_people`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.peopleLabel);
    names.forEach((name, place) => {
      const option = document.createElement("li");
      option.className = "offered__name";
      option.id = `${list.id}_${place}`;
      option.setAttribute("role", "option");
      option.textContent = name;
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        choose(option);
      });
      list.append(option);
    });
    field.after(list);
    field.setAttribute("aria-controls", list.id);
    select(list.firstElementChild);
    document.dispatchEvent(new CustomEvent("say", { detail: { value: names.join(", ") } }));
  };

  const ask = async (start) => {
    const response = await fetch(`${field.dataset.people}?${new URLSearchParams({ q: start })}`).catch(() => null);
    if (!response || !response.ok || response.redirected) return;
    const { names } = await response.json();
    if (start !== typed()) return;
    if (names.length) show(names);
    else close();
  };

  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-people]")) return;
    if (field !== event.target) close();
    field = event.target;
    clearTimeout(timer);
    const start = typed();
    if (start) timer = setTimeout(() => ask(start), WAIT_MS);
    else close();
  });

  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field || event.isComposing) return;
    const all = options();
    const at = all.indexOf(current());
    const acts = {
      ArrowDown: () => select(all[(at + 1) % all.length]),
      ArrowUp: () => select(all[(at - 1 + all.length) % all.length]),
      Enter: () => choose(all[at]),
      Tab: () => choose(all[at]),
      Escape: close,
    };
    if (!(event.key in acts) || event.shiftKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    acts[event.key]();
  });

  document.addEventListener("focusout", (event) => {
    if (event.target === field) close();
  });
})();
