// Elements of text. Whatever comes from a model becomes text and nothing else.

export const byId = (id) => document.getElementById(id);

// An element with attributes (or listeners, as `onclick`) and children: elements or text.
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function table(caption, heads, rows, attributes = {}) {
  const cell = (value, index) => {
    const inner = Array.isArray(value) ? value : [value];
    const kind = typeof value === "string" && /^[+-]?[\d.,]+%?$/.test(value) ? "number" : null;
    return index === 0 ? el("th", { scope: "row" }, ...inner) : el("td", { class: kind }, ...inner);
  };
  return el("table", attributes,
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, row.map(cell)))));
}

// To two places, halves to the even one, as the program writes the same number.
export const number = (value) => {
  const hundreds = Number(value) * 100;
  const half = Math.abs(hundreds - Math.trunc(hundreds)) - 0.5;
  const even = 2 * Math.round(hundreds / 2);
  const text = (Math.abs(half) < 1e-7 ? even / 100 : Number(value)).toFixed(2);
  return text === "-0.00" ? "0.00" : text;
};

export const signed = (value) => (Number(value) < -0.005 ? "−" : "+") + number(Math.abs(value));

export const percent = (value) => `${Math.round(100 * value)}%`;

export const listed = (words) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
