import { brotliCompressSync, gzipSync } from "node:zlib";

const WORTH_IT = /\.(js|css|svg|json)$/;

/** Puts a gzip and a brotli copy beside each built text file; the server picks by what the browser takes. */
export function compressed() {
  return {
    name: "fuwutai:compressed",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [fileName, made] of Object.entries(bundle)) {
          if (!WORTH_IT.test(fileName) || fileName === "manifest.json") continue;
          const content = made.type === "chunk" ? made.code : made.source;
          this.emitFile({ type: "asset", fileName: `${fileName}.gz`, source: gzipSync(content, { level: 9 }) });
          this.emitFile({ type: "asset", fileName: `${fileName}.br`, source: brotliCompressSync(content) });
        }
      },
    },
  };
}
