import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { sourceFiles } from "./sources.js";

const NAMED = /\b(?:icon|draw)\(\s*["']([a-z0-9-]+)["']|\b\w*icon\w*["']?\s*[:=]\s*["']([a-z0-9-]+)["']/g;
const ICONS = dirname(dirname(createRequire(import.meta.url).resolve("@tabler/icons/outline/phone.svg")));

/**
 * Emits one SVG sprite with the icons that templates and Python name: `icon("phone")`, `icon="phone"`
 * or `state_icon = "phone"`. Names that only exist at run time stand one a line in the file `always`.
 * `manifest.json` lists the sprite as `icons.svg`, and `icons.json` lists the names it holds.
 */
export function iconSprite({ sources, always }) {
  return {
    name: "fuwutai:icon-sprite",
    buildStart() {
      this.addWatchFile(always);
    },
    generateBundle() {
      const wanted = namedIcons(sources, always);
      const missing = [...wanted].filter(([name]) => !existsSync(iconPath(name)));
      if (missing.length) {
        this.error(missing.map(([name, path]) => `No icon is called "${name}" (${path}).`).join("\n"));
      }
      const names = [...wanted.keys()].sort();
      this.emitFile({
        type: "asset",
        name: "icons.svg",
        originalFileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg">${names.map(symbol).join("")}</svg>`,
      });
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(names) });
    },
  };
}

function namedIcons(folders, always) {
  const names = new Map();
  for (const line of readFileSync(always, "utf8").split("\n")) {
    const name = line.split("#")[0].trim();
    if (name) names.set(name, always);
  }
  for (const folder of folders) {
    for (const { path, text } of sourceFiles(folder, [".html", ".py"])) {
      for (const match of text.matchAll(NAMED)) names.set(match[1] ?? match[2], path);
    }
  }
  return names;
}

function iconPath(name) {
  return name.endsWith("-filled")
    ? join(ICONS, "filled", `${name.slice(0, -"-filled".length)}.svg`)
    : join(ICONS, "outline", `${name}.svg`);
}

function symbol(name) {
  const drawing = readFileSync(iconPath(name), "utf8");
  const shapes = drawing
    .slice(drawing.indexOf(">", drawing.indexOf("<svg")) + 1, drawing.lastIndexOf("</svg>"))
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/\s*\n\s*/g, "");
  const paint = name.endsWith("-filled")
    ? 'fill="currentColor"'
    : 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${paint}>${shapes}</symbol>`;
}
