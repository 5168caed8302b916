/** The host names under which Exotel's SDK finds its registrar, and under which the softphone's page is opened. */
export const SIP_HOSTS = {
  registrar: "voip.in1.exotel.com",
  page: "my.exotel.com",
} as const;

/** The SIP domain of an account. The one in Exotel's example, `app_abc123.exotel.com`, is none: SIP allows no underscore in a host name. */
export const SIP_DOMAIN = "demo1.voip.exotel.com";

/**
 * Chromium's --host-resolver-rules that send both to loopback.
 *
 * @param registrar the TCP port of the registrar's WebSocket, or of a line to it
 * @param page the softphone server's port
 */
export function sipResolverRules(registrar: number, page: number): string {
  const hosts = [
    [SIP_HOSTS.registrar, registrar],
    [SIP_HOSTS.page, page],
  ];
  return hosts.map(([host, port]) => `MAP ${host}:443 127.0.0.1:${port}`).join(", ");
}
