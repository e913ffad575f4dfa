import type { Platform } from '@mikro-orm/core';

/** Whether a platform is PostgreSQL, the one of the two that has real dates, arrays and JSON. */
export function isPostgres(platform: Platform): boolean {
  return platform.constructor.name.toLowerCase().includes('postgre');
}
