// Elements of text. Whatever comes from a model becomes text and nothing else.

export const byId = (id) => document.getElementById(id);

// Characters that are obeyed or not seen, among them those that turn the direction of writing. Lines and tabs stay.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

// Text that shows all it holds: each of them replaced by one that is seen, as in everything that the program writes.
export const shown = (text) =>
  text.replace(OBEYED, (c) => {
    if (c < " ") return String.fromCharCode(0x2400 + c.charCodeAt(0));
    return c === "\u007f" ? "\u2421" : "\ufffd";
  });

export function write(node, text) {
  node.textContent = shown(text);
}

const TOLD = ["aria-label", "title"]; // attributes that are read out or shown

// An element with attributes (or listeners, as `onclick`) and children: elements or text.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (TOLD.includes(name)) made.setAttribute(name, shown(String(value)));
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  const inner = children.flat().filter((child) => child !== null && child !== undefined);
  made.append(...inner.map((child) => (typeof child === "string" ? shown(child) : child)));
  return made;
}

// Puts children in place of others. What had the focus is known again by its `data-keep`; where it is gone, `home` takes it.
export function put(parent, children, home) {
  const held = parent.contains(document.activeElement) ? document.activeElement : null;
  const key = held?.dataset.keep;
  parent.replaceChildren(...children);
  if (!held || held === parent) return;
  const again = key === undefined ? null : parent.querySelector(`[data-keep="${CSS.escape(key)}"]`);
  (again ?? home)?.focus({ preventScroll: true });
}

// A button that does nothing now. It keeps the focus, which `disabled` would take from it.
export function rest(button, is) {
  button.setAttribute("aria-disabled", String(is));
}

export const rests = (button) => button.getAttribute("aria-disabled") === "true";

export const onPress = (button, go) => button.addEventListener("click", () => rests(button) || go());

export function table(caption, heads, rows, attributes = {}) {
  const cell = (value, index) => {
    const inner = Array.isArray(value) ? value : [value];
    const kind = typeof value === "string" && /^[+−-]?[\d.,]+%?$/.test(value) ? "number" : null;
    return index === 0 ? el("th", { scope: "row" }, ...inner) : el("td", { class: kind }, ...inner);
  };
  return el("table", attributes,
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))));
}

// To two places as the program writes the same number: from the nearest billionth, halves away from nothing.
export const number = (value) => {
  const billionths = Math.round(Math.abs(Number(value)) * 1e9);
  const text = (Math.floor((billionths + 5e6) / 1e7) / 100).toFixed(2);
  return Number(value) < 0 && text !== "0.00" ? `-${text}` : text;
};

// A change with its sign; nothing has none.
export const signed = (value) => {
  const text = number(value);
  if (text === "0.00") return text;
  return text.startsWith("-") ? `−${text.slice(1)}` : `+${text}`;
};

export const percent = (value) => `${Math.round(100 * value)}%`;

export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export const listed = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
