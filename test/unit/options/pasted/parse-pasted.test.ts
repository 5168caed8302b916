import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlaceholder } from "../../../../src/options/pasted/finding.ts";
import { isSpent, parsePasted } from "../../../../src/options/pasted/parse-pasted.ts";

const CORE = {
  customerId: "cust_demo",
  appId: "app_abc123",
  userId: "agent_001",
  appToken: "demo-app-token-1",
};
const CCM = {
  region: "mumbai",
  accountSid: "exotel_demo",
  apiKey: "demo-api-key-1",
  apiToken: "demo-api-token-1",
  userId: "usr_asha",
};
const { userId: _itsUser, ...OFFICE } = CCM;

const ADDRESS =
  "https://integrationscore.mum1.exotel.com/v2/integrations/cust_demo/apps/app_abc123/users/agent_001";

describe("a text of Integrations Core", () => {
  it.each([
    ["the address of the devices and a token", `${ADDRESS}/devices\nToken: demo-app-token-1`],
    [
      "a curl line",
      `curl -X GET '${ADDRESS}/devices' \\\n  -H 'Authorization: Bearer demo-app-token-1' \\\n  -H 'Content-Type: application/json'`,
    ],
    ["a curl line of the older contract", `curl "${ADDRESS}/devices" -H "Authorization: demo-app-token-1"\n`],
    [
      "an email",
      `Hi Asha,\n\nwelcome! Please set up Hookswitch with these:\n\n  • Customer ID: cust_demo\n  • App ID: app_abc123\n  • User ID: agent_001\n  • App token: demo-app-token-1 (90 days)\n\nDo not share the token with anybody.\nRegards,\nRavi`,
    ],
    [
      "an email with bold labels and other spellings",
      "**Customer_ID** – cust_demo\n**Application ID** – app_abc123\n**Agent ID** – agent_001\n**App access token** – demo-app-token-1",
    ],
    [
      "sentences",
      "Your customer ID is cust_demo, the app ID is app_abc123 and your user ID is agent_001. The app token is demo-app-token-1.",
    ],
    [
      "labels with the values below them",
      "Customer ID\ncust_demo\n\nApp ID\napp_abc123\n\nUser ID\nagent_001\n\nApp token\ndemo-app-token-1\n",
    ],
    [
      "a CSV file with a head",
      "Name,Customer ID,App ID,User ID,App Token\nAsha Rao,cust_demo,app_abc123,agent_001,demo-app-token-1\n",
    ],
    [
      "a row of a spreadsheet with its head",
      "customer_id\tapp_id\tuser_id\tapp_token\ncust_demo\tapp_abc123\tagent_001\tdemo-app-token-1",
    ],
    ["a CSV line without a head", "cust_demo,app_abc123,agent_001,demo-app-token-1-long-enough"],
    [
      "JSON",
      '{ "customerId": "cust_demo", "appId": "app_abc123", "userId": "agent_001", "appToken": "demo-app-token-1" }',
    ],
    [
      "an environment file",
      "EXOTEL_CUSTOMER_ID=cust_demo\nEXOTEL_APP_ID=app_abc123\nEXOTEL_USER_ID='agent_001'\nEXOTEL_APP_TOKEN=\"demo-app-token-1\"\n",
    ],
    [
      "pairs on one line",
      "CUSTOMER_ID=cust_demo EXOTEL_APP_ID=app_abc123; user_id=agent_001&app_token=demo-app-token-1",
    ],
    [
      "an email's HTML",
      "<table><tr><td><b>Customer&nbsp;ID</b></td><td>cust_demo</td></tr><tr><td>App ID</td><td>app_abc123</td></tr><tr><td>User ID</td><td>agent_001</td></tr><tr><td>App token</td><td>demo-app-token-1</td></tr></table>",
    ],
  ])("is taken apart: %s", (_kind, text) => {
    const appToken = text.includes("long-enough") ? "demo-app-token-1-long-enough" : CORE.appToken;
    expect(parsePasted(text)).toEqual({
      api: "integrations-core",
      values: { ...CORE, appToken },
      unclear: [],
      hasSecret: false,
    });
  });
});

describe("a text of CCM", () => {
  const users = "ccm-api.in.exotel.com/v2/accounts/exotel_demo/users";
  it.each([
    ["a curl line of the documents", `curl -X GET https://demo-api-key-1:demo-api-token-1@${users}/usr_asha`],
    [
      "a curl line with -u",
      `curl -u demo-api-key-1:demo-api-token-1 'https://${users}/usr_asha?fields=devices'`,
    ],
    [
      "a curl line with a header",
      `curl https://${users}/usr_asha -H "Authorization: Basic ${btoa("demo-api-key-1:demo-api-token-1")}"`,
    ],
    [
      "an email",
      "Region: Mumbai\nAccount SID: exotel_demo\nAPI key: demo-api-key-1\nAPI token: demo-api-token-1\nUser ID: usr_asha",
    ],
    [
      "the dashboard's page",
      "API Key (username)\tdemo-api-key-1\nAPI Token (password)\tdemo-api-token-1\nAccount SID\texotel_demo\nSubdomain\tccm-api.in.exotel.com\nUser ID\tusr_asha",
    ],
    [
      "a CSV file with a head",
      "region;sid;api key;api token;user id\nIN;exotel_demo;demo-api-key-1;demo-api-token-1;usr_asha",
    ],
    ["a CSV line without a head", "mumbai,exotel_demo,demo-api-key-1-xyz,demo-api-token-1,usr_asha"],
  ])("is taken apart: %s", (_kind, text) => {
    const apiKey = text.includes("-xyz") ? "demo-api-key-1-xyz" : CCM.apiKey;
    expect(parsePasted(text)).toEqual({
      api: "ccm",
      values: { ...CCM, apiKey },
      unclear: [],
      hasSecret: false,
    });
  });

  const OFFICE_LINES =
    "Region: Mumbai\nSID: exotel_demo\nAPI key: demo-api-key-1\nAPI token: demo-api-token-1\n";

  it.each([
    ["+91 91762 20001", `${OFFICE_LINES}Your phone number: +91 91762 20001\n`],
    ["asha@example.com", `${OFFICE_LINES}Your email = asha@example.com`],
    ["asha@example.com", `${OFFICE_LINES}Phone number or email: asha@example.com`],
    ["asha@example.com", `${OFFICE_LINES}https://${users}?email=asha%40example.com`],
    [
      "+91 91762 20001",
      "region,sid,api key,api token,mobile\nIN,exotel_demo,demo-api-key-1,demo-api-token-1,+91 91762 20001",
    ],
  ])("gives whom to look for where it has no user ID: %s", (lookup, text) => {
    expect(parsePasted(text).values).toEqual({ ...OFFICE, lookup });
  });

  it.each([
    "Ravi (admin) Mobile: +91 98765 43210",
    "Ravi\nPhone: +91 98765 43210\nEmail: ravi@example.com",
    "Email address\nravi@example.com",
    "Your contact: Ravi, +91 98765 43210",
  ])("does not look for the administrator who signs it: %j", (signature) => {
    expect(parsePasted(`${OFFICE_LINES}\nRegards,\n${signature}`)).toEqual({
      api: "ccm",
      values: OFFICE,
      unclear: [],
      hasSecret: false,
    });
  });

  it("looks for nobody where it has a user ID, or several", () => {
    const text = `${OFFICE_LINES}Your phone number: +91 91762 20001\nUser ID: usr_asha`;
    expect(parsePasted(text).values).toEqual(CCM);
    const { values, unclear } = parsePasted(`${text}\nUser ID: usr_ravi`);
    expect([values, unclear]).toEqual([OFFICE, ["userId"]]);
  });
});

describe("a bearer token", () => {
  it.each([
    "Bearer token: X7",
    "Bearer token:X7",
    "bearer token = X7",
    "Bearer token=X7",
    "**Bearer token**: X7",
    "Bearer tokens: never share them. Bearer token: X7",
    "Authorization: Bearer X7",
  ])("is taken, and not the label's own word: %s", (line) => {
    expect(parsePasted(`${ADDRESS}\n${line}`).values).toEqual({ ...CORE, appToken: "X7" });
  });

  it("may begin with that word itself", () => {
    expect(parsePasted(`${ADDRESS}\nAuthorization: Bearer token-1==`).values.appToken).toBe("token-1==");
  });
});

describe("the older contract's token without a scheme", () => {
  it.each([
    `curl -H 'Authorization: demo-app-token-1' ${ADDRESS}/devices`,
    `curl -H "Authorization: demo-app-token-1" -H "Accept: */*" ${ADDRESS}`,
    `${ADDRESS}\nAuthorization: demo-app-token-1`,
    `{ "url": "${ADDRESS}", "headers": { "Authorization": "demo-app-token-1", "Accept": "*/*" } }`,
  ])("is taken: %s", (text) => {
    expect(parsePasted(text).values).toEqual(CORE);
  });

  it.each([
    "Authorization: required",
    "Authorization = yes",
    'Authorization: "none"',
    "Authorization: Basic",
  ])("is not seen in %j", (line) => {
    const { appToken: _none, ...ids } = CORE;
    expect(parsePasted(`${ADDRESS}\n${line}`).values).toEqual(ids);
  });
});

describe("curl's option -u", () => {
  it.each([
    "-Customer ID: cust_demo\n-App ID: app_abc123\n-User ID: agent_001\n-App token: demo-app-token-1",
    "-customerid:cust_demo\n-appid:app_abc123\n-userid:agent_001\n-apptoken:demo-app-token-1",
    "-CUSTOMER_ID=cust_demo\n-APP_ID=app_abc123\n-USER_ID=agent_001\n-APP_TOKEN=demo-app-token-1",
  ])("is not seen in a list: %j", (text) => {
    expect(parsePasted(text)).toMatchObject({ api: "integrations-core", values: CORE });
  });

  it.each(["-u k3y:t0ken", "-u 'k3y:t0ken'", '-u"k3y:t0ken"', "--user k3y:t0ken", "--user=k3y:t0ken"])(
    "is taken: %s",
    (option) => {
      const { region, accountSid } = CCM;
      const text = `curl ${option} https://ccm-api.in.exotel.com/v2/accounts/exotel_demo/users`;
      expect(parsePasted(text).values).toEqual({ region, accountSid, apiKey: "k3y", apiToken: "t0ken" });
    },
  );
});

describe("what is left out", () => {
  it("an app secret, of which only that it was there is told", () => {
    const text =
      "Customer ID: cust_demo\nApp ID: app_abc123\nApp secret: s3cr3t-token-4711\nUser ID: agent_001";
    const found = parsePasted(text);
    const { appToken: _none, ...ids } = CORE;
    expect(found).toEqual({ api: "integrations-core", values: ids, unclear: [], hasSecret: true });
    expect(JSON.stringify(found)).not.toContain("4711");
  });

  it("a word on secrets without one", () => {
    expect(parsePasted("Never tell anybody the app secret.\nUser ID: agent_001").hasSecret).toBe(false);
  });

  it("what the text gives twice, and differently", () => {
    expect(parsePasted("App ID: app_1\nUser ID: agent_001\nUser ID: agent_002\nApp ID: app_1")).toMatchObject(
      {
        values: { appId: "app_1" },
        unclear: ["userId"],
      },
    );
  });

  it("a text that describes both kinds of account", () => {
    expect(parsePasted("App ID: app_1\nUser ID: agent_001\nAccount SID: exotel1")).toEqual({
      api: "both",
      values: {},
      unclear: [],
      hasSecret: false,
    });
  });

  it.each([
    "",
    "   \n\n",
    "Hello, how are you today?",
    "Please ask for your user ID and the app token.",
    "User ID: {user_id}\nApp token: <your token>",
    "https://example.com/users/7?token=abcdef123456",
    "curl -X GET https://{api_key}:{api_token}@ccm-api.{region}.exotel.com/v2/accounts/{sid}",
    "日本語のテキスト、IDはありません。",
    ",,,,",
    "|||",
    "a,b,c,d",
  ])("everything of %j", (text) => {
    expect(parsePasted(text)).toEqual({ api: null, values: {}, unclear: [], hasSecret: false });
  });
});

describe("a pasted text stays to be read again", () => {
  it.each([
    ["where it gives two values for a field", true, "App ID: app_1\nUser ID: agent_001\nUser ID: agent_002"],
    ["where it gives nothing", true, "Hello Asha"],
    ["where it is about two kinds of account", true, "App ID: app_1\nAccount SID: exotel1"],
    ["but not where all is filled in", false, "App ID: app_1\nUser ID: agent_001"],
    ["but not with a secret in it", false, "App secret: s3cr3t\nUser ID: agent_001\nUser ID: agent_002"],
  ])("%s", (_when, stays, text) => {
    expect(isSpent(parsePasted(text))).toBe(!stays);
  });
});

it("a new token alone belongs to the account that is saved", () => {
  const text = "Your new token: demo-app-token-2";
  expect(parsePasted(text).values).toEqual({});
  expect(parsePasted(text, "integrations-core").values).toEqual({ appToken: "demo-app-token-2" });
  expect(parsePasted(text, "ccm").values).toEqual({ apiToken: "demo-app-token-2" });
});

const WORDS = [
  "token",
  "key",
  "sid",
  "secret",
  "app",
  "api",
  "id",
  "user",
  "customer",
  "region",
  "account",
  "email",
];

/** A secret such as an issuer might make, with the names of fields in it. */
const secret = fc
  .tuple(
    fc.array(
      fc.oneof(fc.constantFrom(...WORDS, "Bearer", "TOKEN"), fc.stringMatching(/^[A-Za-z0-9]{1,8}$/)),
      {
        minLength: 2,
        maxLength: 6,
      },
    ),
    fc.constantFrom("-", "_", ".", "/", "+", "~"),
    fc.stringMatching(/^[A-Za-z0-9]{4}={0,2}$/),
  )
  .map(([parts, joint, end]) => [...parts, end].join(joint))
  .filter((text) => !isPlaceholder(text));
const id = fc.stringMatching(/^[a-z]{3,6}_[0-9]{1,5}$/).filter((text) => !isPlaceholder(text));

/** Ways of writing labels and values. */
const WAYS: readonly ((pairs: readonly [label: string, value: string][]) => string)[] = [
  (pairs) => pairs.map(([label, value]) => `${label}: ${value}`).join("\n"),
  (pairs) => pairs.map(([label, value]) => `- ${label} = ${value}`).join("\n"),
  (pairs) => pairs.map(([label, value]) => `**${label}** → \`${value}\``).join("\n\n"),
  (pairs) => pairs.map(([label, value]) => `${label}\n${value}`).join("\n"),
  (pairs) => pairs.map(([label, value]) => `${label}\t${value}`).join("\n"),
  (pairs) => pairs.map(([label, value]) => `${label}: ${value}`).join("  "),
  (pairs) => JSON.stringify(Object.fromEntries(pairs)),
  (pairs) =>
    pairs.map(([label, value]) => `EXOTEL_${label.toUpperCase().replaceAll(" ", "_")}="${value}"`).join("\n"),
  (pairs) => [pairs.map(([label]) => label).join(","), pairs.map(([, value]) => value).join(",")].join("\n"),
];

describe("any text", () => {
  it("does not make it fail", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(
        ..."\n\t:=,;|<>(){}\"'`%&\\".split(""),
        "http://",
        "Customer ID",
        "API key",
        "Basic ",
        "-u ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { values, unclear } = parsePasted(pieces.join(""));
        for (const value of Object.values(values)) expect(value).not.toBe("");
        expect(unclear.filter((field) => field in values)).toEqual([]);
      }),
    );
  });

  it("with labels puts each value where it belongs, whole, whatever is in a secret", () => {
    fc.assert(
      fc.property(
        id,
        id,
        id,
        secret,
        fc.constantFrom(...WAYS),
        (customerId, appId, userId, appToken, write) => {
          const text = write([
            ["Customer ID", customerId],
            ["App ID", appId],
            ["App token", appToken],
            ["User ID", userId],
          ]);
          expect(parsePasted(text)).toEqual({
            api: "integrations-core",
            values: { customerId, appId, userId, appToken },
            unclear: [],
            hasSecret: false,
          });
        },
      ),
    );
  });

  it("with CCM's labels does so too", () => {
    fc.assert(
      fc.property(
        id,
        secret,
        secret,
        id,
        fc.constantFrom(...WAYS),
        (sid, apiKey, apiToken, userId, write) => {
          const text = write([
            ["Region", "Singapore"],
            ["Account SID", sid],
            ["API key", apiKey],
            ["API token", apiToken],
            ["User ID", userId],
          ]);
          expect(parsePasted(text).values).toEqual({
            region: "singapore",
            accountSid: sid,
            apiKey,
            apiToken,
            userId,
          });
        },
      ),
    );
  });

  it("as a curl line gives key and token whole", () => {
    fc.assert(
      fc.property(secret, secret, fc.boolean(), (apiKey, apiToken, isOption) => {
        const host = "ccm-api.in.exotel.com/v2/accounts/exotel1/users";
        const [k, t] = [apiKey, apiToken].map(encodeURIComponent);
        const text = isOption
          ? `curl -u ${apiKey}:${apiToken} https://${host}`
          : `curl "https://${k}:${t}@${host}"`;
        expect(parsePasted(text).values).toEqual({
          region: "mumbai",
          accountSid: "exotel1",
          apiKey,
          apiToken,
        });
      }),
    );
  });
});
