import type { Ref } from '@mikro-orm/core';
import { Property } from '@mikro-orm/decorators/legacy';
import { Field } from 'type-graphql';
import { type Application, Access, BaseModel, BelongsTo, everyone, Model, Tree } from 'relata';
import { createApp } from '../../src/create-app.js';
import { loadSettings } from '../../src/settings.js';
import { LANE } from '../../src/testing/lane.js';
import { URLS } from '../support/refusal.js';

@Model({ description: 'Of which each is in another.' })
@Access<Box>({ read: everyone })
class Box extends BaseModel {
  @Tree()
  @BelongsTo(() => Box, { reverse: false })
  outer!: Ref<Box>;
}

@Model({ description: 'A crate.' })
@Access<Crate>({ read: everyone })
class Crate extends BaseModel {}

@Model({ description: 'What is in a crate.' })
@Access<Thing>({ read: everyone })
class Thing extends BaseModel {
  @Tree()
  @BelongsTo(() => Crate, { nullable: true, reverse: false })
  crate?: Ref<Crate> | null;
}

@Model({ description: 'What has no relation.' })
@Access<Note>({ read: everyone })
class Note extends BaseModel {
  @Tree()
  @Property({ type: 'string' })
  @Field({ description: 'What it says.' })
  text!: string;
}

@Model({ description: 'What is in two trees.' })
@Access<Leaf>({ read: everyone })
class Leaf extends BaseModel {
  @Tree()
  @BelongsTo(() => Leaf, { nullable: true, reverse: 'first' })
  one?: Ref<Leaf> | null;

  @Tree({ ancestors: 'others' })
  @BelongsTo(() => Leaf, { nullable: true, reverse: 'second' })
  two?: Ref<Leaf> | null;
}

const settingsOf = (url: string): ReturnType<typeof loadSettings> =>
  loadSettings({
    ...LANE,
    NODE_ENV: 'test',
    DATABASE_URL: url,
    SECRET: 'a secret of the tests, thirty-two bytes',
  });

describe.each(URLS)('on %s the start refuses', (url) => {
  const start = (...models: Application['models']): Promise<unknown> =>
    createApp({ models }, settingsOf(url));
  const reason = (name: string): string =>
    `${name}: a tree is made of a relation to the row above, which the topmost row is without: write @Tree() above ` +
    `@BelongsTo(() => ${name.split('.')[0] ?? ''}, { nullable: true })`;

  it('trees of what is no relation to a row of the same model, or of one that every row has', async () => {
    await expect(start(Box)).rejects.toThrow(reason('Box.outer'));
    await expect(start(Note)).rejects.toThrow(reason('Note.text'));
    await expect(start(Thing, Crate)).rejects.toThrow(reason('Thing.crate'));
  });

  it('two ways through trees of one name', async () => {
    await expect(start(Leaf)).rejects.toThrow(
      `Leaf.descendants: the relation to Leaf clashes with one to Leaf; name it with @Tree({ ancestors: '...', descendants: '...' }), or turn it off with false`,
    );
  });
});
