import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inAddresses } from "../../../../src/options/pasted/addresses.ts";
import { isPlaceholder } from "../../../../src/options/pasted/finding.ts";

function parts(text: string): Record<string, string> {
  return Object.fromEntries(inAddresses(text).map(({ field, value }) => [field, value]));
}

const part = fc.string({ minLength: 1 }).filter((text) => text.trim() !== "" && !isPlaceholder(text));

/** Percent-encoded as in a URL, with the marks that an address may hold but does not end with. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*.]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`);
}

describe("an address of Integrations Core", () => {
  it("is split into its three IDs, whatever they hold", () => {
    fc.assert(
      fc.property(part, part, part, (customerId, appId, userId) => {
        const [c, a, u] = [customerId, appId, userId].map(encoded);
        const address = `https://integrationscore.mum1.exotel.com/v2/integrations/${c}/apps/${a}/users/${u}/devices`;
        expect(parts(`See ${address}, please`)).toEqual({ customerId, appId, userId });
      }),
    );
  });

  it.each(["cust_1", "", "https://example.com/", "/v2/integrations/%zz/apps/a/users/u"])(
    "is not seen in %j",
    (text) => expect(parts(text)).toEqual({}),
  );
});

describe("an address of CCM", () => {
  it("is split into its parts, whatever they hold", () => {
    fc.assert(
      fc.property(part, part, part, part, fc.boolean(), (accountSid, apiKey, apiToken, userId, isMumbai) => {
        const [s, k, t, u] = [accountSid, apiKey, apiToken, userId].map(encoded);
        const host = isMumbai ? "ccm-api.in.exotel.com" : "ccm-api.exotel.com";
        expect(parts(`"https://${k}:${t}@${host}/v2/accounts/${s}/users/${u}/devices/1"`)).toEqual({
          region: isMumbai ? "mumbai" : "singapore",
          accountSid,
          apiKey,
          apiToken,
          userId,
        });
      }),
    );
  });

  it("gives what it holds: of a search whom it asks for, of a host the region", () => {
    expect(parts("https://ccm-api.exotel.com/v2/accounts/exotel1/users?fields=devices")).toEqual({
      region: "singapore",
      accountSid: "exotel1",
    });
    expect(parts("ccm-api.in.exotel.com")).toEqual({ region: "mumbai" });
    expect(
      parts(
        "https://ccm-api.in.exotel.com/v2/accounts/exotel1/users?email=asha%40example.com&fields=devices",
      ),
    ).toEqual({ region: "mumbai", accountSid: "exotel1", lookup: "asha@example.com" });
  });

  it.each(["exotel1", "", "https://example.com/v2/accounts/a", "https://ccm-api.exotel.com/v2/accounts/%zz"])(
    "is not seen in %j",
    (text) => expect(parts(text)).toEqual({}),
  );
});

it("placeholders of a document's example are no parts", () => {
  expect(
    parts("https://<your_api_key>:<your_api_token>@ccm-api.in.exotel.com/v2/accounts/<your_sid>/users/{id}"),
  ).toEqual({ region: "mumbai" });
});
