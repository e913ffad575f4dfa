import {
  BeforeCreate,
  BeforeDelete,
  BeforeUpdate,
  OnInit,
  Property,
} from '@mikro-orm/decorators/legacy';
import { registerDecorator } from 'class-validator';
import { GraphQLScalarType } from 'graphql';
import { Field, Int } from 'type-graphql';
import { BelongsTo, UniqueString } from '../../src/model/decorators.js';
import { RuleError } from '../../src/errors.js';
import { MutableModel } from '../../src/model/base-model.js';
import { makeModel } from './models/made-model.js';

/** Refuses every value that is no colour, each in its own way. */
const COLOR = new GraphQLScalarType({
  name: 'Color',
  description: 'A colour, #rrggbb.',
  serialize: (value) => {
    if (value === '#broken') {
      throw new Error('secret detail');
    }
    return value;
  },
  parseValue: (value) => {
    if (typeof value === 'string' && value.startsWith('#')) {
      return value;
    }
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- scalars of others do
    throw value === 'nothing'
      ? undefined
      : value === 'text'
        ? 'a text'
        : new TypeError('must be #rrggbb');
  },
});

/** The class of {@link PAINT}, which finds rules of its own broken. */
export class Paint extends MutableModel {
  static isSoldOut = false;
  label!: string;
  amount?: number;
  // What the accessors of `grade` keep.
  kept?: number | null;

  constructor() {
    super();
    if (Paint.isSoldOut) {
      throw new RuleError('is sold out');
    }
  }

  get grade(): number | null {
    return this.kept ?? null;
  }
  set grade(grade: number | null) {
    if (grade === 13) {
      throw new RuleError('no grade is 13');
    }
    this.kept = grade;
  }

  check(event: string): void {
    if (this.label === event) {
      throw new RuleError(`no ${event} of ${this.label}`);
    }
    if (this.label === `${event} label`) {
      throw new RuleError('is no label', { field: 'label' });
    }
  }
  creating(): Promise<void> | undefined {
    this.check('create');
    return this.label === 'later'
      ? Promise.resolve().then(() => {
          this.check('later');
        })
      : undefined;
  }
  async updating(): Promise<void> {
    await Promise.resolve();
    this.check('update');
  }
  deleting(): void {
    this.check('delete');
  }
  init(): void {
    this.check('init');
  }
}

/** Messages with the name of the property in them: at the beginning, as class-validator has it, and elsewhere. */
const MESSAGES: ReadonlyMap<unknown, string> = new Map([
  [7, 'odd must not be seven'],
  [8, 'an odd number is no eight'],
]);

function validator(property: string, work: (value: unknown) => Promise<boolean> | boolean) {
  return (prototype: object): void => {
    registerDecorator({
      name: 'own',
      target: prototype.constructor,
      propertyName: property,
      options: {},
      validator: {
        validate: work,
        defaultMessage: (args) => MESSAGES.get(args?.value) ?? 'is not liked',
      },
    });
  };
}

const { grade: GRADE } = Object.getOwnPropertyDescriptors(Paint.prototype);

/** A model with a scalar, hooks, accessors and validators that refuse. */
export const PAINT = makeModel((prototype) => {
  UniqueString()(prototype, 'label');
  Field(() => String)(prototype, 'label');
  Property({ type: 'smallint', nullable: true })(prototype, 'amount');
  Field(() => Int, { nullable: true })(prototype, 'amount');
  Property({ type: 'string', nullable: true })(prototype, 'color');
  Field(() => COLOR, { nullable: true })(prototype, 'color');
  // The ORM leaves accessors as they are where a class has them itself and says so.
  Object.defineProperty(prototype, 'grade', { ...GRADE, configurable: true });
  Property({ type: 'integer', nullable: true, accessor: true })(prototype, 'grade');
  Field(() => Int, { nullable: true })(prototype, 'grade');
  Property({ type: 'integer', nullable: true })(prototype, 'odd');
  Field(() => Int, { nullable: true })(prototype, 'odd');
  BelongsTo(() => PAINT as never, { nullable: true, reverse: 'parts' })(prototype, 'base');
  BeforeCreate()(prototype, 'creating');
  BeforeUpdate()(prototype, 'updating');
  BeforeDelete()(prototype, 'deleting');
  OnInit()(prototype, 'init');
  validator('odd', (value) => {
    switch (value) {
      case 1:
        return Promise.resolve(false);
      case 2:
        return Promise.reject(new Error('secret detail'));
      case 3:
        throw new TypeError('secret detail');
      case 4:
        throw new RuleError('is four');
      case 5:
        return Promise.reject(new RuleError('is five'));
      default:
        return value !== 6 && !MESSAGES.has(value);
    }
  })(prototype);
}, Paint);
