import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const KEPT_DAYS = 7;

/**
 * Leaves the files of earlier builds where they are for a week: a server that runs since before this build, and pages
 * that are open in a browser, still ask for them by their names. `vite build --emptyOutDir` makes a build without them.
 */
export function earlierBuilds() {
  let folder;
  return {
    name: "fuwutai:earlier-builds",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir, config.build.assetsDir);
    },
    writeBundle(_options, bundle) {
      const made = new Set(Object.keys(bundle).map((name) => name.split("/").at(-1)));
      const before = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
      for (const name of readdirSync(folder)) {
        const path = join(folder, name);
        if (!made.has(name) && statSync(path).mtimeMs < before) rmSync(path);
      }
    },
  };
}
