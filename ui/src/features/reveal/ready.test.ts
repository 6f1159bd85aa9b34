import { spawnSync } from "node:child_process";

import { describe, expect, test } from "vitest";

import { demoAccount, demoToken, demoTokens } from "$lib/ipc/fake-demo";
import { zitadelCapabilities } from "$lib/ipc/fake-zitadel";

import { readyLines, referenceTo } from "./ready";

const token = demoToken("r-9", "etl-nightly", null, ["openid"]);

test("the lines name the token by alias and name", () => {
  expect(readyLines(token, demoAccount("dh-lab", { url: "https://dh.lab.example.org/" }), demoTokens(), false).map(({ line }) => line)).toEqual([
    "(printf 'Authorization: Bearer '; patw token dh-lab/etl-nightly) | curl -H @- https://dh.lab.example.org/api/auth",
    'export DHCORE_PERSONAL_ACCESS_TOKEN="$(patw token dh-lab/etl-nightly)"',
  ]);
});

test("they are those of the server's own programs", () => {
  const prod = demoAccount("prod", { url: "https://id.example.com", capabilities: { ...zitadelCapabilities, useInPrograms: { variable: "ID_TOKEN", whoAmI: "/auth/v1/users/me" } } });
  expect(readyLines({ ...token, account: "prod" }, prod, [], false).map(({ line }) => line)).toEqual([
    "(printf 'Authorization: Bearer '; patw token prod/etl-nightly) | curl -H @- https://id.example.com/auth/v1/users/me",
    'export ID_TOKEN="$(patw token prod/etl-nightly)"',
  ]);
});

test("a token of the sandbox is fetched from the sandbox", () => {
  const [first] = readyLines(token, demoAccount("dh-lab"), [], true);
  expect(first?.line).toContain("patw --sandbox token dh-lab/etl-nightly");
});

test("a name that fits several, or none, gives way to the id", () => {
  const again = demoToken("r-10", "ci-deploy", null, ["openid"]);
  expect(referenceTo(again, demoTokens())).toBe("dh-lab/r-10");
  expect(referenceTo({ ...token, name: null }, [])).toBe("dh-lab/r-9");
});

test("a name that a terminal would act on gives way to the id", () => {
  for (const name of ["a\u0003b", "a\nb", "a\u001b[200~", "a\u009bb"]) expect(referenceTo({ ...token, name }, [])).toBe("dh-lab/r-9");
});

// There is no such shell on Windows.
describe.skipIf(process.platform === "win32")("in a shell", () => {
  /** Stand-ins that tell their arguments, one a line; anything else that runs tells that it ran. */
  const STUBS = `
    PATH=/nowhere
    patw() { printf 'patw<%s>\\n' "$@" >&2; printf value; }
    curl() { while read -r header || [ -n "$header" ]; do printf 'header<%s>\\n' "$header"; header=; done; printf 'curl<%s>\\n' "$@"; }
    evil() { printf 'evil ran\\n' >&2; }
  `;

  function run(line: string, then = "") {
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", `${STUBS}\n${line}\n${then}`], { encoding: "utf8", env: {}, timeout: 10_000 });
    return { status, stdout, stderr };
  }

  const lines = (name: string, url: string) => {
    const [curl, environment] = readyLines({ ...token, name }, demoAccount("dh-lab", { url }), [], false).map(({ line }) => line);
    return { curl: curl ?? "", environment: environment ?? "" };
  };

  const hostile = [
    "$(evil)", "`evil`", "; evil;", "& evil &", "| evil", "a b", "' evil '", "'; evil; '", "'\\''; evil; '", "'$(evil)'",
    '"; evil; "', '")"; evil; "$(', "\\", "\\'; evil #", "a'b", "$HOME", "é",
  ];

  test.each(hostile)("%s in an address is a part of the address", (part) => {
    const url = `https://hub.example.org/${part}`;
    expect(run(lines("etl", `${url}/`).curl)).toEqual({
      status: 0,
      stdout: `header<Authorization: Bearer value>\ncurl<-H>\ncurl<@->\ncurl<${url}/api/auth>\n`,
      stderr: "patw<token>\npatw<dh-lab/etl>\n",
    });
  });

  test.each(hostile)("%s in a name is a part of the name", (name) => {
    const { curl, environment } = lines(name, "https://hub.example.org");
    const asked = `patw<token>\npatw<dh-lab/${name}>\n`;
    expect(run(curl)).toMatchObject({ status: 0, stderr: asked });
    expect(run(environment, 'printf %s "$DHCORE_PERSONAL_ACCESS_TOKEN"')).toEqual({ status: 0, stdout: "value", stderr: asked });
  });
});
