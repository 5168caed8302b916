const FORMS = [
  /^https:\/\/([a-p]{32})\.chromiumapp\.org\/[\w/-]*$/,
  /^https:\/\/([0-9a-f]{40})\.extensions\.allizom\.org\/[\w/-]*$/,
];

/**
 * Whether an address is one that the browser keeps for one of these extensions. A credential goes to no other. The whole text must
 * match, so that nothing depends on how an odd address is parsed.
 *
 * @param extensionIds of Chrome and Edge: 32 letters a to p; of Firefox: the 40 digits in its redirect address
 */
export function isRedirectUriOf(extensionIds: readonly string[], uri: string): boolean {
  return FORMS.some((form) => extensionIds.includes(form.exec(uri)?.[1] ?? ""));
}
