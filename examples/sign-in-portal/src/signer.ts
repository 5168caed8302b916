import { type JWTPayload, jwtVerify, SignJWT } from "jose";

/** Signs claims and verifies them, so that nothing has to be stored on the server. */
export interface Signer {
  sign(claims: JWTPayload, seconds: number): Promise<string>;
  /** The claims; `null` if they are forged, changed, over, or signed for another purpose. */
  verify(token: string): Promise<JWTPayload | null>;
}

/**
 * @param purpose what its tokens are for: those for another purpose are refused
 * @param now epoch ms
 */
export function createSigner(secret: string, purpose: string, now: () => number): Signer {
  const key = new TextEncoder().encode(secret);
  return {
    sign: (claims, seconds) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256" })
        .setAudience(purpose)
        .setExpirationTime(Math.floor(now() / 1000) + seconds)
        .sign(key),
    async verify(token) {
      try {
        const checks = {
          algorithms: ["HS256"],
          audience: purpose,
          requiredClaims: ["exp"],
          currentDate: new Date(now()),
        };
        return (await jwtVerify(token, key, checks)).payload;
      } catch {
        return null;
      }
    },
  };
}
