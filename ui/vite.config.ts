import { fileURLToPath } from "node:url";

import { svelte } from "@sveltejs/vite-plugin-svelte";
import icons from "unplugin-icons/vite";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => ({
  // Relative addresses: the page is served from tauri://localhost, its pictures from a plain server.
  base: "./",
  plugins: [
    svelte(),
    icons({
      compiler: "svelte",
      scale: 1,
      iconCustomizer: (_collection, _icon, attributes) => {
        attributes["aria-hidden"] = "true";
      },
    }),
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
    modulePreload: { polyfill: false },
    emptyOutDir: true,
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
