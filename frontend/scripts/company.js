/* Who else looks at the ticket of this page, and who of them types. */

const MOST = 5;
const COLOURS = ["a1", "a2", "a3", "a4", "a5", "a6", "a7"];
let others = [];

export function draw(people = others) {
  others = people;
  const place = document.getElementById("company");
  place?.replaceChildren(...people.slice(0, MOST).map(avatar));
  if (place) place.hidden = !people.length;
  const typing = document.getElementById("typing");
  const names = people.filter(({ types }) => types).map(({ name }) => name);
  const text = names.length ? words("types").replace("{name}", names.join(words("and"))) : "";
  if (typing && typing.textContent !== text) typing.textContent = text;
}

export function forget() {
  draw([]);
}

function avatar({ person, name, types }) {
  const drawn = document.createElement("span");
  drawn.className = `fw-avatar ${COLOURS[person % COLOURS.length]}${types ? " is-typing" : ""}`;
  drawn.textContent = [...name.trim()][0]?.toUpperCase() ?? "?";
  drawn.title = words("looks").replace("{name}", name);
  drawn.setAttribute("role", "img");
  drawn.setAttribute("aria-label", drawn.title);
  return drawn;
}

function words(name) {
  return document.querySelector(`template[data-words="${name}"]`)?.content.textContent ?? "";
}
