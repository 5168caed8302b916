import type { AddressInfo, Server } from "node:net";
import { type Api, HOSTS } from "./store.ts";

/** A request, as a route sees it. */
export interface Call {
  readonly method: string;
  readonly host: string;
  /** Path parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  /** The body as text; empty if there is none. */
  readonly body: string;
  /** Records in the log whether the credentials were accepted. */
  judged(accepted: boolean): void;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json: unknown;
}

export interface Route {
  method: "GET" | "POST" | "PUT";
  /** Fastify's notation, with `:name` for a parameter. */
  path: string;
  hosts: readonly string[];
  handle(call: Call): Answer;
}

/** The API that a host name and a path belong to; null if the host is none of Exotel's three. */
export function apiOf(host: string, path: string): Api | null {
  if (host === HOSTS.integrations)
    return /^\/v2\/integrations\/(usermapping|device|app|app_setting|token)$/.test(path)
      ? "older"
      : "integrations";
  return host === HOSTS.singapore || host === HOSTS.mumbai ? "ccm" : null;
}

/** Parses a JSON object; null for any other text. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether a Content-Type header names JSON. */
export function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";", 1)[0]?.trim().toLowerCase() === "application/json";
}

/** The TCP port of a listening server. */
export function listeningPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}
