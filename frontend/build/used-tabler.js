import postcss from "postcss";

import { sourceFiles } from "./sources.js";

const WORD = /[A-Za-z_][\w-]*/g;
/* Spacing and alignment are always there, so that a template under work looks right before the next build. */
const ALWAYS = /^([mp][tbsexy]?-([0-5]|auto)|gap-[0-5]|d-(block|flex|grid|none|inline-flex)|flex-(wrap|column|fill)|(align-items|justify-content)-\w+|text-(start|center|end|nowrap|break)|w-100|h-100)$/;
const CLASS = /\.((?:\\.|[\w-])+)/g;

/**
 * Leaves only those rules of Tabler's style sheet whose class names occur somewhere in our sources, and puts
 * them into the cascade layer `tabler`, so that our own rules win without being more specific.
 * A class that is put together from pieces (`"btn-" ~ kind`) is not seen: write the whole name.
 */
export function usedTabler({ sources }) {
  return {
    name: "fuwutai:used-tabler",
    enforce: "pre",
    transform(css, id) {
      if (!/@tabler\/core\/dist\/css\/tabler\.css/.test(id)) return null;
      const words = wordsIn(sources);
      const sheet = postcss.parse(css);
      sheet.walkRules((rule) => {
        if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
        rule.selectors = rule.selectors.filter((selector) => isUsed(selector, words));
        if (!rule.selectors.length || rule.selector === "") rule.remove();
      });
      sheet.walkAtRules((rule) => {
        const isEmpty = rule.nodes && rule.nodes.length === 0;
        if (isEmpty || rule.name === "charset") rule.remove();
      });
      return { code: `@layer tabler {\n${sheet}\n}`, map: null };
    },
  };
}

function wordsIn(folders) {
  const words = new Set();
  for (const folder of folders) {
    for (const { text } of sourceFiles(folder, [".html", ".py", ".js"])) {
      for (const [word] of text.matchAll(WORD)) words.add(word);
    }
  }
  return words;
}

function isUsed(selector, words) {
  for (const [, name] of selector.replace(/:not\([^)]*\)/g, "").matchAll(CLASS)) {
    const plain = name.replaceAll("\\", "");
    if (!words.has(plain) && !ALWAYS.test(plain)) return false;
  }
  return true;
}
