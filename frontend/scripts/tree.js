/* Words typed above a tree leave only the nodes that hold all of them, and what is above those. Markup: ui/tree.html. */
import { equip } from "./page.js";

equip("[data-tree]", (tree) => {
  const find = tree.querySelector("[data-tree-find]");
  const nodes = [...tree.querySelectorAll("[data-tree-path]")];
  const nothing = tree.querySelector("[data-tree-nothing]");
  const chosen = () => tree.querySelector("input[type=radio]:checked");

  const narrow = () => {
    const words = find.value.trim().toLowerCase().split(/\s+/);
    const fitting = nodes.filter(({ dataset }) => words.every((word) => dataset.treePath.includes(word)));
    const kept = new Set(fitting.map(({ dataset }) => dataset.treePath));
    for (const node of nodes) {
      const path = node.dataset.treePath;
      node.hidden = !kept.has(path) && !fitting.some((other) => other.dataset.treePath.startsWith(`${path} / `));
    }
    nothing.hidden = fitting.length > 0;
  };

  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const visible = nodes.filter((node) => !node.hidden).map((node) => node.querySelector("input"));
    const words = find.value.trim().toLowerCase();
    const best = visible.find((radio) => radio.nextSibling.textContent.toLowerCase().includes(words)) ?? visible[0];
    if (!best) return;
    best.checked = true;
    best.focus();
  });
  chosen()?.closest("label").scrollIntoView({ block: "nearest" });
});
