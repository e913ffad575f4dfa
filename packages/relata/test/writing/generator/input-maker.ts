import type { Input, Ref, Said } from '../model/operation.js';
import { type Asker, keyOf, type RelationRule, RULES } from '../model/rules.js';
import type { ModelName, Value, World } from '../model/world.js';
import type { Tape } from './tape.js';

const TOO_LONG = 300;
const USER_LINKS = [
  'profile',
  'profile',
  'profile',
  'profile',
  'profile',
  'posts',
  'posts',
  'posts',
  'posts',
  'roles',
  'roles',
  'roles',
  'roles',
  'tags',
  'tags',
  'tags',
] as const;

/** Makes inputs that mostly make sense in a world. */
export class InputMaker {
  readonly #tape: Tape;
  readonly #world: World;
  readonly #asker: Asker;
  /** Names what nobody else is named. */
  readonly #serial: () => number;

  constructor(
    tape: Tape,
    scene: { readonly world: World; readonly asker: Asker },
    serial: () => number,
  ) {
    this.#tape = tape;
    this.#world = scene.world;
    this.#asker = scene.asker;
    this.#serial = serial;
  }

  /** A row of a model; seldom one that is not there. @param used - rows that are not meant */
  row(model: ModelName, used: ReadonlySet<string> = new Set()): string {
    const rows = this.#world.rows(model).filter(({ key }) => !used.has(key));
    if (rows.length === 0 || this.#tape.once(40)) {
      return `${model}#${String(999_999 - used.size)}`;
    }
    const isDeleted = this.#tape.once(8);
    const meant = rows.filter(({ values }) => (values['deletedAt'] === true) === isDeleted);
    const own = rows.filter(({ key, values }) =>
      [key, values['author'], values['user']].includes(keyOf(this.#asker)),
    );
    const isOwn = own.length > 0 && this.#asker.permissions.length < 4 && !this.#tape.once(4);
    return this.#tape.one(isOwn ? own : meant.length > 0 ? meant : rows).key;
  }

  create(model: ModelName, isRoot = true): Input {
    const tape = this.#tape;
    switch (model) {
      case 'User': {
        const username = this.name('User');
        return this.#spoiled({
          username,
          email: tape.once(25) ? 'ann@Example.org' : `${username.toLowerCase()}@example.org`,
          password: 'a long secret',
          ...(tape.once(8) ? { isActive: tape.once(2) } : {}),
          ...this.#links('User', isRoot ? ['profile', 'posts', 'roles', 'tags'] : ['tags'], null),
        });
      }
      case 'Profile':
        return this.#spoiled({
          firstName: `First ${String(tape.next(100))}`,
          gender: 'FEMALE',
          ...(tape.once(3) ? { age: tape.next(80), profession: 'STUDENT' } : {}),
          ...(isRoot
            ? {
                user: tape.once(2)
                  ? { create: this.create('User', false) }
                  : { connect: { ref: this.#userWithout() } },
              }
            : {}),
          ...(!isRoot && tape.once(30) ? { user: { connect: { ref: this.row('User') } } } : {}),
        });
      case 'Post':
        return this.#spoiled({
          title: `Title ${String(tape.next(5))}`,
          content: `made ${String(this.#serial())}`,
          ...(tape.once(2) ? this.#links('Post', ['tags'], null) : {}),
        });
      case 'Tag':
        return this.#spoiled({ name: this.name('Tag') });
      case 'Role':
        return this.#spoiled({
          name: this.name('Role'),
          ...(tape.once(2) ? { description: `About ${String(tape.next(3))}` } : {}),
        });
    }
  }

  update(model: ModelName, key = ''): Input {
    const tape = this.#tape;
    if (tape.once(60)) {
      return {};
    }
    switch (model) {
      case 'User':
        return this.#spoiled({
          ...(tape.once(4) ? { isActive: tape.once(2) } : {}),
          ...(tape.once(4) ? { username: this.name('User') } : {}),
          ...this.#links(
            'User',
            Array.from({ length: 2 }, () => tape.one(USER_LINKS)),
            { key },
          ),
        });
      case 'Profile':
        return this.#spoiled({
          firstName: `First ${String(tape.next(3))}`,
          ...(tape.once(3) ? { age: tape.once(2) ? null : tape.next(80) } : {}),
          ...(tape.once(2)
            ? {
                user: !tape.once(3)
                  ? { create: this.create('User', false) }
                  : { connect: { ref: this.#userWithout() } },
              }
            : {}),
        });
      case 'Post':
        return this.#spoiled({
          ...(tape.once(3) ? {} : { title: `Title ${String(tape.next(5))}` }),
          ...this.#links('Post', ['tags'], { key }),
        });
      case 'Tag':
        return this.#spoiled({ name: this.name('Tag') });
      case 'Role':
        return this.#spoiled({
          description: tape.once(2) ? null : `About ${String(tape.next(3))}`,
          ...(tape.once(3) ? { name: this.name('Role') } : {}),
        });
    }
  }

  /** A unique name, that may be taken, in any case. */
  name(model: ModelName): string {
    const tape = this.#tape;
    const rows = this.#world.rows(model);
    const column = model === 'User' ? 'username' : 'name';
    const isKnown = rows.length > 0 && tape.once(10);
    const name = isKnown
      ? String(tape.one(rows).values[column])
      : `${model.toLowerCase()}${String(this.#serial())}`;
    return tape.once(3) ? name.toUpperCase() : name;
  }

  /** A user that mostly has no profile. */
  #userWithout(): string {
    const owners = this.#world.rows('Profile').map(({ values }) => String(values['user']));
    return this.row('User', this.#tape.once(4) ? undefined : new Set(owners));
  }

  /** @param row - the row that is there; null for a new one */
  #links(
    model: ModelName,
    names: readonly string[],
    row: { readonly key: string } | null,
  ): Record<string, Input> {
    const links: Record<string, Input> = {};
    for (const relation of RULES[model].relations) {
      if (names.includes(relation.name) && !(row === null && this.#tape.once(3))) {
        links[relation.name] = this.#link(relation, row);
      }
    }
    return links;
  }

  #link(relation: RelationRule, row: { readonly key: string } | null): Input {
    const { target, many, orphans, join } = relation;
    const tape = this.#tape;
    if (!many) {
      if (row !== null && orphans && tape.once(2)) {
        return { delete: tape.once(2) };
      }
      return !tape.once(row === null ? 2 : 3)
        ? { connect: { ref: this.row(target) } }
        : { create: this.create(target, false) };
    }
    const said: Record<string, Said> = {};
    const verbs = [
      'create',
      'connect',
      ...(join.kind === 'link' ? ['connectOrCreate'] : []),
      ...(row === null ? [] : orphans ? ['delete', 'set', 'delete', 'set'] : ['disconnect', 'set']),
    ];
    const used = new Set<string>();
    for (const verb of [tape.one(verbs), ...(tape.once(2) ? [tape.one(verbs)] : [])]) {
      if (verb === 'create') {
        said['create'] = [this.create(target, false)];
      } else if (verb === 'connectOrCreate') {
        said['connectOrCreate'] = [this.#connectOrCreate(target)];
      } else {
        const present =
          row === null || !verb.startsWith('d') ? [] : this.#present(relation, row.key);
        said[verb] = Array.from({ length: 1 + tape.next(2) }, () =>
          this.#ref(target, used, present),
        );
      }
    }
    if (said['set'] !== undefined && orphans && !tape.once(12)) {
      said['deleteOthers'] = true;
    }
    return said;
  }

  /** A row, none twice: what is named both to stay and to go has no meaning. */
  #ref(model: ModelName, used: Set<string>, present: readonly string[]): Ref {
    const free = present.filter((key) => !used.has(key));
    const isPresent = free.length > 0 && !this.#tape.once(10);
    const meant = isPresent ? this.#tape.one(free) : this.row(model, used);
    const ref = this.#tape.once(100) ? this.#tape.one(['Permission#1', 'no id']) : meant;
    used.add(meant);
    return { ref };
  }

  /** What is on the other side of a relation. */
  #present({ target, join }: RelationRule, key: string): readonly string[] {
    return join.kind === 'link'
      ? this.#world.targets(join.table, key)
      : this.#world
          .rows(target)
          .filter(({ values }) => values[join.key] === key)
          .map((row) => row.key);
  }

  #connectOrCreate(model: ModelName): Said {
    const known = this.#world.rows(model);
    const isKnown = known.length > 0 && this.#tape.once(2);
    const name = isKnown ? String(this.#tape.one(known).values['name']) : this.name(model);
    return { where: { name }, create: { name: this.#tape.once(10) ? this.name(model) : name } };
  }

  /** An input with a value in it that cannot be used. */
  unusable(input: Input): Input {
    const texts = Object.keys(input).filter((name) =>
      ['username', 'firstName', 'title', 'name'].includes(name),
    );
    const bad: Value = this.#tape.once(2) ? 'x'.repeat(TOO_LONG) : 'with\0NUL';
    return texts.length === 0 ? input : { ...input, [this.#tape.one(texts)]: bad };
  }

  /** Seldom puts a value in that cannot be used. */
  #spoiled(input: Record<string, Said>): Input {
    return this.#tape.once(50) ? this.unusable(input) : input;
  }
}
