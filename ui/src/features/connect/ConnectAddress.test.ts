import { fireEvent, screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import type { ErrorCode } from "$lib/ipc";
import { fake } from "$lib/ipc/fake";
import { announcer, view } from "$lib/state";

import { HUB, settle, click, field, address, username, password, token, alias, certificate, main, sent, asked, noteOf, type, typeAndWait, openForm, find, connect, choose } from "./testForm";

const PEM = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----";

describe("the address comes first", () => {
  test("and has the focus; sign-in fields come only when a server was found", async () => {
    await openForm();
    expect(document.activeElement).toBe(address());
    expect(screen.queryByText("How do you want to sign in?")).toBeNull();
    await find();
    expect(screen.getByText("Found")).toBeTruthy();
    expect(screen.getAllByRole("radio")).toHaveLength(3);
    expect(alias().value).toBe("dh-lab");
  });

  test("the fact box names provider, version, certificate and clock", async () => {
    await openForm();
    await find();
    const facts = screen.getByText("DigitalHub 0.14.1").closest(".facts");
    expect(facts?.textContent).toContain("Certificate trusted by the system · clock within 1 s");
    await click(screen.getByRole("button", { name: "Details" }));
    expect(screen.getByText(HUB).closest("dl")?.hidden).toBe(false);
  });

  test("a server of service users offers what it has, and says whose token is wanted", async () => {
    await openForm();
    await find("https://id.example.com");
    expect(screen.getByText("ZITADEL 4.3.0")).toBeTruthy();
    expect(screen.getAllByRole("radio")).toHaveLength(1);
    expect(screen.getByText("of a service user with permission to manage users")).toBeTruthy();
    expect(screen.queryByLabelText(/^User name \*/)).toBeNull();
    await type(token(), "Bearer eyJ-1");
    await connect();
    expect(sent()).toMatchObject([{ url: "https://id.example.com", method: "pat", secret: "eyJ-1", interface: null }]);
    expect(view.room).toEqual({ name: "tokens", account: "prod" });
  });

  test("only the fields of the chosen method are there", async () => {
    await openForm();
    await find();
    expect(username()).toBeTruthy();
    await choose(/Personal Access Token/);
    expect(screen.queryByLabelText(/^User name \*/)).toBeNull();
    expect(token()).toBeTruthy();
    await choose(/^Access token/);
    expect(field(/^Access token \*/)).toBeTruthy();
  });

  test.each([
    ["hub.example.org", "needs a scheme"],
    ["https://admin:pw@hub.example.org", "Take the user name and password out of the address"],
  ])("%s is refused beside the field and nobody is asked", async (url, why) => {
    await openForm();
    await find(url);
    expect(noteOf(address())).toContain(why);
    expect(address().getAttribute("aria-invalid")).toBe("true");
    expect(asked()).toEqual([]);
  });

  test.each<[ErrorCode, string, string]>([
    ["hostUnknown", "Not found", "host name is not known"],
    ["unreachable", "Not found", "Nothing answers"],
    ["timedOut", "No answer", "did not answer in time"],
    ["certificateUntrusted", "Certificate not trusted", "authority is not trusted"],
    ["certificateMismatch", "Certificate does not match", "nothing was sent"],
    ["plainHttpRefused", "Not encrypted", "must be reached over https"],
    ["redirectRefused", "Points elsewhere", "points to another host"],
    ["wrongProduct", "Another product", "Nothing that Patwarden can manage"],
    ["instanceUnknown", "Not found", "nothing under this host name"],
    ["databaseDown", "Not ready", "database does not answer"],
    ["starting", "Not ready", "is starting"],
    ["authenticationOff", "No sign-in", "asks nobody to sign in"],
    ["serverFailed", "Not usable", "The server failed"],
    ["badAnswer", "Not usable", "makes no sense"],
    ["rateLimited", "Not usable", "Wait a bit"],
  ])("%s is named in the field and explained below it", async (code, verdict, why) => {
    await openForm(() => fake.failNext("discover", { code, message: "Wait a bit" }));
    await find();
    expect(screen.getByText(verdict)).toBeTruthy();
    expect(noteOf(address())).toContain(why);
    expect(announcer.text).toContain(why);
    expect(screen.queryAllByRole("radio")).toEqual([]);
  });

  test("a server that failed can be asked again without typing", async () => {
    await openForm(() => fake.failNext("discover", { code: "unreachable", retryable: true }));
    await find();
    await click(screen.getByRole("button", { name: "Ask the server again" }));
    expect(screen.getByText("Found")).toBeTruthy();
  });

  test("CONNECT asks at once when the pause is not over", async () => {
    await openForm();
    await type(address(), HUB);
    await connect();
    expect(asked()).toHaveLength(1);
    expect(document.activeElement).toBe(username());
  });
});

describe("plain http to a private address", () => {
  const open = () => openForm(() => fake.failNext("discover", { code: "plainHttpConsent", field: "url" }));

  test("waits for consent, and CONNECT puts the focus on the tick", async () => {
    await open();
    await find("http://10.0.0.12:8080");
    expect(main()).toContain("Everyone on its network can read what you send");
    await connect();
    const tick = screen.getByRole("checkbox", { name: "I agree to plain http for 10.0.0.12:8080" });
    expect(document.activeElement).toBe(tick);
    expect(noteOf(tick)).toContain("Agree to plain http");
    expect(sent()).toEqual([]);
  });

  test("is asked again with the consent, which goes along with the sign-in", async () => {
    await open();
    await find("http://10.0.0.12:8080");
    await click(screen.getByRole("checkbox"));
    expect(asked().map((request) => request.allowPlainHttp)).toEqual([false, true]);
    await type(username(), "admin");
    await type(password(), "pw");
    await connect();
    expect(sent()).toMatchObject([{ url: "http://10.0.0.12:8080", allowPlainHttp: true }]);
  });

  test("consent is for that address only", async () => {
    await open();
    await find("http://10.0.0.12:8080");
    await click(screen.getByRole("checkbox"));
    await find("http://10.0.0.13:8080");
    expect(screen.queryByRole("checkbox")).toBeNull();
    expect(asked().at(-1)).toMatchObject({ url: "http://10.0.0.13:8080", allowPlainHttp: false });
  });
});

describe("a private certificate authority", () => {
  const open = async () => {
    await openForm(() => fake.failNext("discover", { code: "certificateUntrusted" }));
    await find();
  };

  test("is asked for where it is missing, and CONNECT goes there", async () => {
    await open();
    await connect();
    expect(document.activeElement).toBe(certificate());
  });

  test("can be pasted; the server is asked again with it, and it goes along with the sign-in", async () => {
    await open();
    await typeAndWait(certificate(), PEM);
    expect(asked().at(-1)?.extraCa).toBe(PEM);
    expect(main()).toContain("Certificate trusted by the authority you added");
    await type(username(), "admin");
    await type(password(), "pw");
    await connect();
    expect(sent()).toMatchObject([{ extraCa: PEM }]);
  });

  test("can be read from a file, here in the page", async () => {
    await open();
    const file = Object.assign(new File([PEM], "ca.pem"), { text: () => Promise.resolve(PEM) });
    await fireEvent.change(screen.getByLabelText("File with the certificate"), { target: { files: [file] } });
    await settle();
    expect(certificate().value).toBe(PEM);
  });

  test.each([
    ["MII=", "no certificate in PEM form"],
    ["-----BEGIN PRIVATE KEY-----", "private key"],
  ])("%s is refused beside its field", async (pem, why) => {
    await open();
    const before = asked().length;
    await type(certificate(), pem);
    expect(noteOf(certificate())).toContain(why);
    expect(asked()).toHaveLength(before);
  });

  test("that the shell refuses is blamed beside its field", async () => {
    await open();
    fake.failNext("discover", { code: "invalid", field: "extraCa", message: "this is no certificate" });
    await typeAndWait(certificate(), PEM);
    expect(noteOf(certificate())).toContain("This is no certificate.");
  });

  test("can be taken back", async () => {
    await open();
    await type(certificate(), PEM);
    await click(screen.getByRole("button", { name: "Remove" }));
    expect(screen.queryByLabelText(/^Certificate \(PEM\)/)).toBeNull();
    expect(asked().at(-1)?.extraCa).toBeNull();
  });
});
