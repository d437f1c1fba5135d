import { defineConfig } from "vite";

import { compressed } from "./frontend/build/compressed.js";
import { earlierBuilds } from "./frontend/build/earlier-builds.js";
import { iconSprite } from "./frontend/build/icon-sprite.js";
import { paperFont } from "./frontend/build/paper-font.js";
import { usedTabler } from "./frontend/build/used-tabler.js";

export default defineConfig({
  base: "/static/built/",
  publicDir: "frontend/public",
  plugins: [
    usedTabler({ sources: ["src", "frontend"] }),
    iconSprite({ sources: ["src"], always: "frontend/icons.txt" }),
    paperFont(),
    compressed(),
    earlierBuilds(),
  ],
  css: { transformer: "lightningcss" },
  build: {
    outDir: "src/fuwutai/core/static/built",
    emptyOutDir: false,
    manifest: "manifest.json",
    reportCompressedSize: false,
    target: ["chrome114", "edge114", "firefox125", "safari17"],
    cssMinify: "lightningcss",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["frontend/agent.js", "frontend/portal.js"],
      checks: { eval: false }, // htmx holds one, and scripts/htmx.js switches it off
    },
  },
});
