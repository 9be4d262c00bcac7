import { globSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig, type Plugin } from "vite";
import { world } from "./build/world.ts";

// Every module of src/pages is the script of one type of page; src/site.ts belongs to all of them.
const pages = globSync("src/pages/*.ts", { cwd: import.meta.dirname }).map((path) => [basename(path, ".ts"), path]);

const map: Plugin = {
  name: "map",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "world.json", source: JSON.stringify(world()) });
  },
};

export default defineConfig({
  base: "/static/built/",
  plugins: [map],
  build: {
    outDir: resolve(import.meta.dirname, "../api/static/built"),
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "",
    // The pages forbid data: addresses in styles, and a polyfill would be an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: { site: "src/site.ts", ...Object.fromEntries(pages) } },
  },
});
