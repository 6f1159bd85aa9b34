import { describe, expect, test } from "vitest";

import { fake } from "$lib/ipc/fake";

import { settle } from "../../../test/window";
import { ConnectForm } from "./form.svelte";

describe("the form's secret", () => {
  test("ends with the form", () => {
    const form = new ConnectForm(null);
    form.secret = "pw";
    form.end();
    expect(form.secret).toBe("");
  });

  test("does not outlive a server that turned out to be another", async () => {
    const form = new ConnectForm(null);
    form.url = "https://hub.example.org";
    await form.discovery.now();
    form.secret = "pw";
    form.url = "https://elsewhere.example.org";
    await form.discovery.now();
    expect(form.secret).toBe("");
  });

  test("says what came off until the field is empty", () => {
    const form = new ConnectForm(null);
    form.choose("pat");
    form.secret = "Bearer dhp_1";
    expect([form.secret, form.removed]).toEqual(["dhp_1", "bearer"]);
    form.secret = "dhp_12";
    expect(form.removed).toBe("bearer");
    form.secret = "";
    expect(form.removed).toBeNull();
  });
});

describe("the form's address", () => {
  test("is sent trimmed, and an empty authority is none", async () => {
    const form = new ConnectForm(null);
    form.url = " https://hub.example.org ";
    form.extraCa = " \n";
    await form.discovery.now();
    await settle();
    expect(fake.calls.at(-1)?.args).toEqual({ request: { url: "https://hub.example.org", extraCa: null, allowPlainHttp: false } });
  });
});
