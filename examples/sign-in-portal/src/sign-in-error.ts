/** A sign-in that ends without credentials. Both parts go to the extension in the fragment, so they hold no secret. */
export class SignInError extends Error {
  /**
   * @param code in the manner of OAuth, such as `access_denied`
   * @param description for an administrator, in English
   */
  constructor(
    readonly code: string,
    readonly description: string,
  ) {
    super(`${code}: ${description}`);
  }
}
