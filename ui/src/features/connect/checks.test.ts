import { describe, expect, test } from "vitest";

import { setLanguage } from "$lib/i18n";

import { addressFault, aliasFault, cleanToken, isBroken, originOf, pemFault, usernameFault } from "./checks";

const said = (text: string) => {
  const fault = addressFault(text);
  return typeof fault === "function" ? fault() : fault;
};

describe("an address", () => {
  test("can be asked when it has a scheme and a host, and may have a path", () => {
    for (const url of ["https://hub.example.org", " https://hub.example.org/core ", "http://127.0.0.1:8080", "HTTPS://hub.example.org"]) expect(said(url)).toBeNull();
  });

  test("is left alone while its scheme is still being typed", () => {
    for (const url of ["", "h", "http", "https:", "https://"]) expect(said(url)).toBe("unfinished");
  });

  test("is refused without a scheme", () => {
    for (const url of ["hub.example.org", "hub.example.org:8080/core", "localhost:8080"]) expect(said(url)).toContain("needs a scheme");
  });

  test("is refused with another scheme", () => {
    expect(said("ftp://hub.example.org")).toContain("Only https:// and http://");
  });

  test("is refused with credentials in it", () => {
    for (const url of ["https://admin:pw@hub.example.org", "https://admin@hub.example.org"]) expect(said(url)).toContain("Take the user name and password out");
  });

  test("is refused when it is none", () => {
    expect(said("https://hub example")).toContain("not an address");
  });

  test("is refused in the chosen language", () => {
    const fault = addressFault("hub.example.org");
    setLanguage("it", "it-IT");
    expect(typeof fault === "function" && fault()).toContain("manca lo schema");
  });

  test("gives consent to scheme, host and port together", () => {
    expect(originOf("http://10.0.0.12:8080/core")).toBe("http://10.0.0.12:8080");
    expect(originOf("not an address")).toBe("");
  });
});

describe("a pasted token", () => {
  test("loses a Bearer prefix in any spelling, and says so", () => {
    for (const text of ["Bearer dhp_1", "bearer  dhp_1", " BEARER dhp_1\n"]) expect(cleanToken(text)).toEqual({ value: "dhp_1", removed: "bearer" });
  });

  test("loses the white space around it, and says so", () => {
    expect(cleanToken(" dhp_1\n")).toEqual({ value: "dhp_1", removed: "space" });
  });

  test("stays as it is when nothing came along", () => {
    expect(cleanToken("bearerdhp_1")).toEqual({ value: "bearerdhp_1", removed: null });
  });

  test("is broken with a space or a foreign letter inside", () => {
    expect(isBroken("dhp_1 dhp_2")).toBe(true);
    expect(isBroken("dhp_ø")).toBe(true);
    expect(isBroken("eyJh.b-c_d=")).toBe(false);
  });
});

describe("the other fields", () => {
  test("an alias has 1 to 32 characters out of a-z, 0-9 and -", () => {
    expect(aliasFault("dh-lab")).toBeNull();
    expect(aliasFault("a".repeat(32))).toBeNull();
    for (const alias of ["", "DH", "dh lab", "dh_lab", "a".repeat(33)]) expect(aliasFault(alias), alias).not.toBeNull();
  });

  test("a user name is there and has no colon", () => {
    expect(usernameFault("admin")).toBeNull();
    expect(usernameFault(" ")?.()).toContain("Enter");
    expect(usernameFault("a:b")?.()).toContain("colon");
  });

  test("a certificate is in PEM form, no private key and not endless; none is fine", () => {
    expect(pemFault("")).toBeNull();
    expect(pemFault("-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----")).toBeNull();
    expect(pemFault("MII=")?.()).toContain("no certificate");
    expect(pemFault("-----BEGIN CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----")?.()).toContain("private key");
    expect(pemFault("-----BEGIN CERTIFICATE-----".repeat(40_000))?.()).toContain("too large");
  });
});
