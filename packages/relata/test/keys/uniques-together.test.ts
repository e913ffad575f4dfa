import type { Ref } from '@mikro-orm/core';
import { PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Ctx, Field, Mutation, Resolver } from 'type-graphql';
import {
  Access,
  type Application,
  BelongsTo,
  everyone,
  Model,
  MutableModel,
  type RequestContext,
  RuleError,
} from 'relata';
import { describeEachDatabase } from '../../src/testing/describe-each-database.js';

/** Its key is known before it is written. */
@Model({ description: 'A team.' })
@Access<Team>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Team {
  @PrimaryKey({ type: 'string', length: 20 })
  @Field({ description: 'What it is called.' })
  code!: string;

  @Property({ type: 'string', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'What brings it luck.' })
  mascot?: string | null;
}

@Model({ description: 'Who plays in it.' })
@Access<Player>({ read: everyone, create: everyone, update: everyone, delete: everyone })
class Player extends MutableModel {
  @Property({ type: 'string', unique: true })
  @Field({ description: 'What is written on the shirt.' })
  name!: string;

  @Property({ type: 'string', nullable: true, unique: true })
  @Field(() => String, { nullable: true, description: 'Where it is known.' })
  licence?: string | null;

  @BelongsTo(() => Team, { reverse: 'players', description: 'The team.' })
  team!: Ref<Team>;
}

@Resolver()
class Transfers {
  @Mutation(() => [Player], {
    description: 'Gives what one has to the other, and so do their teams.',
  })
  async pass(@Ctx() { em }: RequestContext): Promise<Player[]> {
    const players = await em.find(Player, {}, { orderBy: { name: 'asc' }, populate: ['team'] });
    const [from, to] = players;
    if (from === undefined || to === undefined) {
      throw new RuleError('there are no two');
    }
    const [giver, taker] = [from.team.unwrap(), to.team.unwrap()];
    Object.assign(to, { licence: from.licence });
    Object.assign(taker, { mascot: giver.mascot });
    Object.assign(from, { licence: null });
    Object.assign(giver, { mascot: null });
    return players;
  }
}

const application: Application = { models: [Team, Player], operations: [Transfers] };

describeEachDatabase('rows that take or give up unique values', { application }, (app) => {
  it.each(['"x"', 'null'])('of several columns refer to new ones: %s', async (licence) => {
    const { a, b } = await app.data<Record<string, { player: { id: string } }>>(`mutation {
      a: createPlayer(input: { name: "a", team: { create: { code: "old" } } }) { player { id } }
      b: createPlayer(input: { name: "b", licence: "b", team: { connect: "team_old" } }) { player { id } } }`);
    const { updatePlayers } = await app.data(
      `mutation ($a: ID!, $b: ID!) {
        updatePlayers(updates: [
          { id: $a, input: { name: "c", team: { create: { code: "one" } } } }
          { id: $b, input: { licence: ${licence}, team: { create: { code: "other" } } } }
        ]) { players { name licence version team { code } } errors { code path } } }`,
      { variables: { a: a?.player.id, b: b?.player.id } },
    );
    expect(updatePlayers).toEqual({
      players: [
        { name: 'c', licence: null, version: 2, team: { code: 'one' } },
        { name: 'b', licence: JSON.parse(licence) as unknown, version: 2, team: { code: 'other' } },
      ],
      errors: [],
    });
    await app.data(`mutation {
      deletePlayers(where: {}) { errors { code } } deleteTeams(where: {}) { errors { code } } }`);
  });

  it('trade them by code of the application, one change each, which a dry run tells', async () => {
    await app.data(`mutation {
      createPlayers(inputs: [
        { name: "a", licence: "a", team: { create: { code: "old", mascot: "cat" } } }
        { name: "b", team: { create: { code: "new" } } }
      ]) { errors { code } } }`);
    const document = 'mutation { pass { licence version team { mascot } } }';
    const { body } = await app.ask(document, { headers: { 'x-dry-run': 'true' } });
    const changes = body.extensions?.['changes'] as { type: string; fields: object }[];
    const told = ['Player', 'Team'].map((model) =>
      changes.filter(({ type }) => type === model).map(({ fields }) => fields),
    );
    expect(told).toEqual([
      [
        expect.objectContaining({ licence: { before: 'a', after: null } }),
        expect.objectContaining({ licence: { before: null, after: 'a' } }),
      ],
      [{ mascot: { before: 'cat', after: null } }, { mascot: { before: null, after: 'cat' } }],
    ]);
    expect(await app.data(document)).toEqual({
      pass: [
        { licence: null, version: 2, team: { mascot: null } },
        { licence: 'a', version: 2, team: { mascot: 'cat' } },
      ],
    });
  });
});
