import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartupError } from '../src/errors.js';
import { loadSettings } from '../src/settings.js';
import { envExample } from '../src/settings/env-example.js';

const SECRET = 'a secret of the tests, thirty-two bytes';

describe('loadSettings', () => {
  it('has a default for everything', () => {
    const settings = loadSettings({});
    expect(settings).toMatchObject({
      nodeEnv: 'development',
      logLevel: 'info',
      secret: null,
      http: { port: 4000, host: 'localhost', bodyLimitBytes: 262_144, corsOrigins: [] },
      database: {
        url: 'sqlite:./data/relata.sqlite3',
        dialect: 'sqlite',
        sqlEcho: false,
        poolMax: 10,
      },
      limits: {
        documentCharacters: 32_000,
        depth: 10,
        cost: 30_000,
        pageSize: 20,
        pageSizeMax: 100,
      },
      execution: { deadlineMs: 10_000 },
      features: { introspection: true, playground: true, sampleData: 'auto' },
    });
  });

  it('is frozen, groups included', () => {
    const settings = loadSettings({});
    expect(Object.isFrozen(settings)).toBe(true);
    expect(
      Object.values(settings)
        .filter((group) => typeof group === 'object')
        .every(Object.isFrozen),
    ).toBe(true);
  });

  it('reads what the environment says', () => {
    const settings = loadSettings({
      PORT: '0',
      HOST: '0.0.0.0',
      SQL_ECHO: 'ON',
      POOL_MAX: ' 3 ',
      CORS_ORIGINS: 'https://a.example, http://localhost:3000',
      SAMPLE_DATA: 'off',
      PAGE_SIZE: '7',
    });
    expect(settings.http).toMatchObject({
      port: 0,
      host: '0.0.0.0',
      corsOrigins: ['https://a.example', 'http://localhost:3000'],
    });
    expect(settings.database).toMatchObject({ sqlEcho: true, poolMax: 3 });
    expect(settings.features.sampleData).toBe('off');
    expect(settings.limits.pageSize).toBe(7);
  });

  it.each([
    ['sqlite:./a/b.sqlite3', 'sqlite'],
    ['sqlite:/var/lib/a.db', 'sqlite'],
    ['sqlite::memory:', 'sqlite'],
    ['postgres://u:p@db:5432/relata', 'postgresql'],
    ['postgresql://db/relata?sslmode=require', 'postgresql'],
  ])('takes %s for %s', (url, dialect) => {
    expect(loadSettings({ DATABASE_URL: url }).database).toMatchObject({ url, dialect });
  });

  it('takes an empty value for none', () => {
    expect(loadSettings({ PORT: '', SECRET: '' })).toMatchObject({
      http: { port: 4000 },
      secret: null,
    });
  });

  it('turns introspection and playground off in production, unless told', () => {
    const env = { NODE_ENV: 'production', SECRET };
    expect(loadSettings(env).features).toMatchObject({ introspection: false, playground: false });
    expect(loadSettings({ ...env, INTROSPECTION: 'true' }).features).toMatchObject({
      introspection: true,
      playground: false,
    });
  });

  it('names every fault at once, and no secret', () => {
    const load = () =>
      loadSettings({
        PORT: '65536',
        DATABASE_URL: 'mysql://root:hunter2@db/x',
        SECRET: 'too short a secret',
        SQL_ECHO: 'perhaps',
        LOG_LEVEL: 'loud',
        CORS_ORIGINS: '*',
        POOL_MIN: '5',
        POOL_MAX: '4',
        PAGE_SIZE: '1e2',
      });
    expect(load).toThrow(StartupError);
    const message = messageOf(load);
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'SECRET',
      'SQL_ECHO',
      'LOG_LEVEL',
      'CORS_ORIGINS',
      'POOL_MIN',
      'PAGE_SIZE',
    ]) {
      expect(message).toContain(`${name} must`);
    }
    expect(message).toContain('PORT must be a whole number from 0 to 65535, got "65536"');
    expect(message).not.toMatch(/hunter2|too short a secret/);
    expect(message).not.toContain('\n');
  });

  it.each(['sqlite:', 'sqlite://x', 'postgres:/x', './relata.sqlite3'])(
    'refuses %s as a database',
    (url) => {
      expect(() => loadSettings({ DATABASE_URL: url })).toThrow('DATABASE_URL must be');
    },
  );

  it.each(['*', 'https://a.example/', 'a.example', 'https://a.example/path', 'null'])(
    'refuses %s as an origin',
    (origin) => {
      expect(() => loadSettings({ CORS_ORIGINS: origin })).toThrow('CORS_ORIGINS must be');
    },
  );

  it.each([
    ['off', 'off'],
    ['OFF', 'off'],
    ['1', 1],
    ['10', 10],
    ['10.0.0.0/8, 192.168.1.7', ['10.0.0.0/8', '192.168.1.7']],
    ['loopback,fd00::/8', ['loopback', 'fd00::/8']],
  ])('reads trusted proxies from %s', (text, proxies) => {
    expect(loadSettings({ TRUST_PROXY: text }).http.trustProxy).toEqual(proxies);
  });

  it.each([
    '0',
    '11',
    '-1',
    '1.5',
    'true',
    'all',
    '*',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/',
    '300.1.1.1',
    'proxy.example.com',
    ',',
  ])('trusts no proxies called %s', (text) => {
    expect(() => loadSettings({ TRUST_PROXY: text })).toThrow('TRUST_PROXY must be off');
  });

  it('demands a secret in production, counted in bytes', () => {
    expect(() => loadSettings({ NODE_ENV: 'production' })).toThrow('SECRET must be set');
    expect(() => loadSettings({ NODE_ENV: 'production', SECRET: SECRET.slice(0, 31) })).toThrow(
      'at least 32 bytes',
    );
    expect(
      loadSettings({ NODE_ENV: 'production', SECRET: 'àáâãäåæçèéêëìíîï' }).secret,
    ).toHaveLength(16);
  });

  describe('with a file', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'relata-settings-'));
      await writeFile(join(folder, '.env'), '# a comment\nPORT=1234\nHOST="::1"\nPOOL_MAX=\n');
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('lets the environment win over the file', () => {
      const { http, database } = loadSettings(
        { PORT: '99', HOST: '' },
        { envFile: join(folder, '.env') },
      );
      expect(http).toMatchObject({ port: 99, host: '::1' });
      expect(database.poolMax).toBe(10);
    });

    it('leaves process.env alone and does without a file', () => {
      loadSettings({}, { envFile: join(folder, '.env') });
      expect(process.env['HOST']).not.toBe('::1');
      expect(loadSettings({}, { envFile: join(folder, 'none') }).http.port).toBe(4000);
    });
  });
});

describe('.env.example', () => {
  it('documents every setting with its default', async () => {
    const file = await readFile(new URL('../../../.env.example', import.meta.url), 'utf8');
    expect(file).toBe(envExample());
  });

  it('can be used as it is: every default in it is a good value', () => {
    const env = Object.fromEntries(
      [...envExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
    expect(Object.keys(env).length).toBeGreaterThan(50);
    expect(loadSettings(env)).toEqual(loadSettings({}));
  });
});

describe('a setting that has another name now', () => {
  const read = (env: Readonly<Record<string, string>>) => {
    const warnings: string[] = [];
    const { pageSizeMax } = loadSettings(env, { warn: (text) => warnings.push(text) }).limits;
    return { pageSizeMax, warnings };
  };
  const WARNING = 'The setting PAGE_SIZE_MOST is called PAGE_SIZE_MAX now';

  it('is read by its old name, with a warning', () => {
    expect(read({ PAGE_SIZE_MOST: '70' })).toEqual({ pageSizeMax: 70, warnings: [WARNING] });
    expect(read({ PAGE_SIZE_MAX: '80' })).toEqual({ pageSizeMax: 80, warnings: [] });
  });

  it('has the value of the new name where both are given', () => {
    const both = { PAGE_SIZE_MOST: '70', PAGE_SIZE_MAX: '80' };
    expect(read(both)).toEqual({ pageSizeMax: 80, warnings: [WARNING] });
  });

  it('is refused by its new name', () => {
    expect(
      messageOf(() => loadSettings({ PAGE_SIZE_MOST: 'many' }, { warn: () => undefined })),
    ).toBe(
      'Settings cannot be used: PAGE_SIZE_MAX must be a whole number from 1 to 10000, got "many"',
    );
  });
});

function messageOf(load: () => unknown): string {
  try {
    load();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('a name that is no setting', () => {
  const warningsOf = (env: Readonly<Record<string, string>>, file?: string): readonly string[] => {
    const warnings: string[] = [];
    loadSettings(env, {
      warn: (text) => warnings.push(text),
      ...(file === undefined ? {} : { envFile: file }),
    });
    return warnings;
  };

  it.each([
    ['PAGE_SIZE_MX', 'PAGE_SIZE_MAX'],
    ['page_size', 'PAGE_SIZE'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['LOG_LEVL', 'LOG_LEVEL'],
    ['SECRETS', 'SECRET'],
    ['LIMIT_DEPHT', 'LIMIT_DEPTH'],
  ])('of the environment is told where it looks like one: %s', (name, nearest) => {
    expect(warningsOf({ [name]: 'a secret value' })).toEqual([
      `${name} is not a setting of Relata: did you mean ${nearest}?`,
    ]);
  });

  it('is told, too, where only its beginning is ours', () => {
    expect(warningsOf({ LIMIT_OF_EVERYTHING: '1' })).toEqual([
      'LIMIT_OF_EVERYTHING is not a setting of Relata',
    ]);
  });

  it('of the environment is nothing to tell of where it is somebody else\u2019s', () => {
    const others = [
      'PATH',
      'HOME',
      'HOSTNAME',
      'POST',
      'SHELL',
      'HTTP_PROXY',
      'AUTH_TOKEN',
      'DB_HOST',
    ];
    const names = [
      ...others,
      'SECURE',
      'TEST_DATABASE_URL',
      'npm_config_cache',
      'READER_ID',
      'USER',
      'PORTS',
    ];
    expect(warningsOf(Object.fromEntries(names.map((name) => [name, 'x'])))).toEqual([]);
    expect(warningsOf({ PAGE_SIZE_MOST: '70' })).toHaveLength(1);
  });

  it('of a file is told whatever it looks like, once, and never its value', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'relata-settings-'));
    const file = join(folder, '.env');
    await writeFile(file, 'FOO=a-secret\nPAGE_SIZE_MX=9\nPAGE_SIZE=9\n');
    expect(warningsOf({ PAGE_SIZE_MX: '9' }, file)).toEqual([
      'FOO is not a setting of Relata',
      'PAGE_SIZE_MX is not a setting of Relata: did you mean PAGE_SIZE_MAX?',
    ]);
    await rm(folder, { recursive: true });
  });
});

describe('settings in code', () => {
  it('change what they name, whatever the environment says, and leave the rest', () => {
    const settings = loadSettings(
      { PAGE_SIZE: '7', PAGE_SIZE_MAX: '60', LOG_LEVEL: 'warn' },
      {
        change: {
          limits: { pageSize: 50 },
          database: { url: 'postgres://a/b' },
          logLevel: 'debug',
        },
      },
    );
    expect(settings.limits).toMatchObject({ pageSize: 50, pageSizeMax: 60, depth: 10 });
    expect(settings).toMatchObject({ logLevel: 'debug', nodeEnv: 'development' });
    expect(settings.database.dialect).toBe('postgresql');
    expect(Object.isFrozen(settings.limits)).toBe(true);
  });

  it('must go together with the others', () => {
    expect(messageOf(() => loadSettings({}, { change: { limits: { pageSize: 500 } } }))).toContain(
      'PAGE_SIZE must not be above PAGE_SIZE_MAX',
    );
  });
});
