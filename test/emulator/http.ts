import type { AddressInfo, Server } from "node:net";
import { type Api, HOSTS } from "./store.ts";

/** What a route gets to see of a request. */
export interface Call {
  readonly method: string;
  readonly host: string;
  /** Path parameters, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  /** The body as text; empty where there is none. */
  readonly body: string;
  /** To be told whether the credentials were accepted, for the log. */
  judged(accepted: boolean): void;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json: unknown;
}

export interface Route {
  method: "GET" | "PUT";
  /** Fastify's notation, with `:name` for a parameter. */
  path: string;
  hosts: readonly string[];
  handle(call: Call): Answer;
}

/** Which API a host name belongs to; null for a name that is none of Exotel's three. */
export function apiOfHost(host: string): Api | null {
  if (host === HOSTS.integrations) return "integrations";
  return host === HOSTS.singapore || host === HOSTS.mumbai ? "ccm" : null;
}

/** A JSON object, or null where the text is anything else. */
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

/** The TCP port of a server that listens. */
export function listeningPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}
