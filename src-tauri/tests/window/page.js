// Finds what a person would: by role and name, among what is shown, in the topmost dialog first.
const implicit = {
  A: "link", BUTTON: "button", TEXTAREA: "textbox", SELECT: "combobox", DIALOG: "dialog", TR: "row",
  TABLE: "table", NAV: "navigation", MAIN: "main", LI: "listitem", TD: "cell", TH: "columnheader",
  H1: "heading", H2: "heading", H3: "heading", H4: "heading", ASIDE: "complementary",
};
const inputs = { checkbox: "checkbox", radio: "radio", search: "searchbox", button: "button", submit: "button" };
const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true });

function roleOf(element) {
  const said = element.getAttribute("role");
  if (said) return said;
  return element.tagName === "INPUT" ? (inputs[element.type] ?? "textbox") : implicit[element.tagName];
}

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
  if (node.getAttribute("aria-label")) return ` ${node.getAttribute("aria-label")} `;
  return [...node.childNodes].map(textOf).join(node.tagName === "SPAN" ? "" : " ");
}

function nameOf(element) {
  const by = element.getAttribute("aria-labelledby");
  if (by) return squeeze(by.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(textOf).join(" "));
  if (element.getAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
  if (element.labels?.length) return squeeze([...element.labels].map(textOf).join(" "));
  return squeeze(textOf(element)) || squeeze(element.title) || squeeze(element.placeholder);
}

function find(role, name, part) {
  const wanted = name.toLowerCase();
  const fits = (element) => {
    if (roleOf(element) !== role || !shown(element)) return false;
    const own = nameOf(element).toLowerCase();
    return part ? own.includes(wanted) : own === wanted || own === `${wanted} *`;
  };
  const scopes = [...document.querySelectorAll("dialog[open]")].reverse();
  for (const scope of [...scopes, document]) {
    if (scope !== document && fits(scope)) return scope;
    const found = [...scope.querySelectorAll("*")].find(fits);
    if (found) return found;
  }
  return null;
}
