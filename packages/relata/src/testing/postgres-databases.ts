import { Client } from 'pg';

/**
 * Makes a database on a server; empty, with an ICU en-US locale, unless it copies a template.
 * @example
 * await createPostgresDatabase('postgres://postgres@localhost/postgres', 'reports');
 */
export async function createPostgresDatabase(
  url: string,
  name: string,
  template?: string,
): Promise<void> {
  const origin =
    template === undefined
      ? `template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`
      : `"${template}"`;
  await onServer(url, (client) => client.query(`create database "${name}" template ${origin}`));
}

/**
 * Drops a database whoever is still connected to it.
 * @example
 * await dropPostgresDatabase('postgres://postgres@localhost/postgres', 'reports');
 */
export async function dropPostgresDatabase(url: string, name: string): Promise<void> {
  await onServer(url, (client) => client.query(`drop database if exists "${name}" with (force)`));
}

/**
 * The URL of another database on the same server.
 * @example
 * const url = databaseUrl('postgres://postgres@localhost/postgres', 'reports');
 */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Does some work on a connection of its own. */
export async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
