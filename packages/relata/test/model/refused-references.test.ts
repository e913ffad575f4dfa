import type { Opt, Ref } from '@mikro-orm/core';
import { Collection } from '@mikro-orm/core';
import { PrimaryKey } from '@mikro-orm/decorators/legacy';
import { Access } from '../../src/access/access.js';
import { everyone } from '../../src/access/rules.js';
import { createApp } from '../../src/create-app.js';
import { BelongsTo, BelongsToMany, Model } from '../../src/model/decorators.js';
import { loadSettings } from '../../src/settings.js';
import { Card, House, Tenant } from '../club/tenants.js';
import { LANE } from '../../src/testing/lane.js';
import { URLS } from '../support/refusal.js';

@Model({ description: 'What leads to the key of a key.' })
@Access<Reader>({ read: everyone })
class Reader {
  @PrimaryKey({ type: 'uuid' })
  id!: Opt<string>;

  @BelongsTo(() => Card, { reverse: false })
  card!: Ref<Card>;

  @BelongsToMany(() => Card, { through: 'reader_cards', reverse: false })
  cards = new Collection<Card>(this);

  @BelongsTo(() => Tenant)
  tenant!: Ref<Tenant>;
}

it.each(URLS)(
  'on %s the start refuses references to rows whose key is a row with several columns',
  async (url) => {
    const settings = loadSettings({
      ...LANE,
      NODE_ENV: 'test',
      DATABASE_URL: url,
      SECRET: 'a secret of the tests, thirty-two bytes',
    });
    const reason = (name: string): string =>
      `Reader.${name}: the key of Card is its tenant, whose key has several columns, and nothing can refer to it: give Card a key of its own`;
    await expect(createApp({ models: [House, Tenant, Card, Reader] }, settings)).rejects.toThrow(
      `The models cannot be served: ${reason('card')}; ${reason('cards')}`,
    );
  },
);
