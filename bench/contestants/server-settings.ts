/** Settings of every server of the benchmark: as in production, with a secret that is the same for all, and so is a token good for all. */
export const SERVER_SETTINGS = {
  NODE_ENV: 'production',
  DATABASE_URL: process.env['DATABASE_URL'],
  SECRET: 'of the benchmark: thirty-two bytes',
  HOST: '127.0.0.1',
  PORT: '0',
  SAMPLE_DATA: 'off',
} as const;
