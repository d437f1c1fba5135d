import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const FOLDER = dirname(createRequire(import.meta.url).resolve("@expo-google-fonts/noto-sans-sc/package.json"));

/**
 * Puts the font of printed pages, and its licence, beside what is built. No font of the machine can be relied on for
 * Chinese, and the PDF library takes only TrueType outlines in one whole file.
 */
export function paperFont() {
  return {
    name: "fuwutai:paper-font",
    generateBundle() {
      this.emitFile({
        type: "asset",
        fileName: "fonts/paper.ttf",
        source: readFileSync(join(FOLDER, "400Regular", "NotoSansSC_400Regular.ttf")),
      });
      this.emitFile({
        type: "asset",
        fileName: "fonts/paper-licence.txt",
        source: readFileSync(join(FOLDER, "LICENSE_FONT")),
      });
    },
  };
}
