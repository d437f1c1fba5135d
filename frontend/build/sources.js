import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";

const SKIPPED = new Set(["built", "migrations", "tests", "node_modules", "__pycache__"]);

/** Yields `{ path, text }` of every file below `folder` that has one of the extensions. */
export function* sourceFiles(folder, extensions) {
  for (const found of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, found.name);
    if (found.isDirectory()) {
      if (!SKIPPED.has(found.name)) yield* sourceFiles(path, extensions);
    } else if (extensions.includes(extname(found.name))) {
      yield { path, text: readFileSync(path, "utf8") };
    }
  }
}
