import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import icons from "unplugin-icons/vite";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { CompileOptions } from "svelte/compiler";
import { minify } from "terser";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const components = readdirSync(file("src"), { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".svelte")).sort();

/** Marks a component's classes with its number, since each rule repeats the mark; one that is new since the start is hashed. */
const shortName: CompileOptions["cssHash"] = ({ hash, css, filename = "" }) => {
  const number = components.indexOf(filename.replace(/^.*\bsrc\//, ""));
  return `s${number < 0 ? hash(filename + css) : number.toString(36)}`;
};

/** What terser folds before the bundler's own minifier has its turn: together they leave 2 % less than either. */
const shorten = (): Plugin => ({
  name: "shorten",
  apply: "build",
  async renderChunk(code, _chunk, { sourcemap }) {
    const compress = { ecma: 2020, passes: 3, pure_getters: true, unsafe_arrows: true } as const;
    const { code: shorter = code, map } = await minify(code, { module: true, mangle: false, compress, sourceMap: Boolean(sourcemap) });
    return { code: shorter, map: (map as string | undefined) ?? null };
  },
});

export default defineConfig(({ mode }) => ({
  // Relative addresses: the page is served from tauri://localhost, its pictures from a plain server.
  base: "./",
  plugins: [
    svelte({ compilerOptions: { cssHash: shortName } }),
    icons({
      // A drawing without properties: none of ours has any, and what passes them on is most of an icon.
      compiler: { compiler: (svg) => svg.replace(/<svg[^>]*?(viewBox="[^"]*")[^>]*>/, '<svg $1 width="1em" height="1em" aria-hidden="true">'), extension: "svelte" },
      scale: 1,
    }),
    shorten(),
    ...(mode === "test" ? [svelteTesting()] : []),
  ],
  resolve: {
    alias: {
      // The one switch between the shell and its in-memory stand-in: a release build never sees the latter.
      $backend: file(mode === "fake" || mode === "test" ? "src/lib/ipc/fake.ts" : "src/lib/ipc/tauri.ts"),
      $lib: file("src/lib"),
    },
  },
  build: {
    target: "safari16",
    // data: fonts and scripts are refused by the window's content security policy.
    assetsInlineLimit: 0,
    // One style sheet, and no program that loads more of them: everything else comes in one go.
    modulePreload: false,
    cssCodeSplit: false,
    emptyOutDir: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Like beside like is packed smaller: drawings and the framework, and all that is prose.
          groups: [
            { name: "vendor", test: /node_modules|~icons/, priority: 1 },
            { name: "words", test: /[tT]exts\.ts$|i18n\/(words|errors)\.ts$/ },
          ],
        },
      },
    },
  },
  server: { host: "127.0.0.1" },
  preview: {
    host: "127.0.0.1",
    // As in tauri.conf.json, so that the fake build breaks where the window would.
    headers: {
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'",
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    css: false,
    restoreMocks: true,
  },
}));
