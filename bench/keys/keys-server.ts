import { serveApplication } from '../contestants/serve-application.js';

// Relata over models with keys of one kind; it fills its tables itself.
await serveApplication(async () => {
  const { application, KEY_KIND } = await import('./models.js');
  const { fillTables } = await import('./fill.js');
  const size = JSON.parse(process.env['KEYS_SIZE'] ?? '{}') as Parameters<typeof fillTables>[2];
  return {
    application,
    prepare: async (orm) => {
      await orm.migrator.up();
      await fillTables(orm, KEY_KIND, size);
    },
  };
});
