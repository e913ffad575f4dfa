/** Most statements a connection keeps prepared. */
export const MAX_PREPARED = 500;
