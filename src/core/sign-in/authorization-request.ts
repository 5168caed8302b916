/** What the extension asks of the organisation's sign-in page (design, "Contract: signing in with the organisation"). */
export interface AuthorizationRequest {
  /** The administrator's `SignInUrl`. */
  readonly signInUrl: string;
  /** The address that the browser keeps for this extension. */
  readonly redirectUri: string;
  /** A random text, which comes back with the answer: an answer to somebody else's question has another one. */
  readonly state: string;
  /** Whether the page may show nothing. */
  readonly isSilent: boolean;
}

/** The address to open. It keeps the query of the administrator's address. */
export function authorizationUrl({ signInUrl, redirectUri, state, isSilent }: AuthorizationRequest): string {
  const url = new URL(signInUrl);
  url.searchParams.set("redirect_uri", redirectUri);
  url.searchParams.set("state", state);
  url.searchParams.set("client", "hookswitch");
  // As in OpenID Connect: the page then says at once that it would have to show something.
  if (isSilent) url.searchParams.set("prompt", "none");
  return url.href;
}
