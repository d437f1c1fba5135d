import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const find = createRequire(import.meta.url).resolve;
const FONTS = {
  "paper.ttf": ["@expo-google-fonts/noto-sans-sc", "NotoSansSC_400Regular.ttf"],
  "paper-traditional.ttf": ["@expo-google-fonts/noto-sans-tc", "NotoSansTC_400Regular.ttf"],
};

/**
 * Puts the fonts of printed pages, and their licence, beside what is built. No font of the machine can be relied on for
 * Chinese, and the PDF library takes only TrueType outlines in one whole file.
 */
export function paperFont() {
  return {
    name: "fuwutai:paper-font",
    generateBundle() {
      for (const [name, [module, file]] of Object.entries(FONTS)) {
        const folder = dirname(find(`${module}/package.json`));
        const emit = (fileName, path) =>
          this.emitFile({ type: "asset", fileName: `fonts/${fileName}`, source: readFileSync(join(folder, path)) });
        emit(name, join("400Regular", file));
        emit(name.replace(".ttf", "-licence.txt"), "LICENSE_FONT");
      }
    },
  };
}
