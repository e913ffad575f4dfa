import { foldKey } from '../../text/case-folding.js';
import { getOrMake } from '../../cache/get-or-make.js';
import { COMMON_PASSWORDS, SEQUENCES } from './common-passwords.js';

/** What people write for letters. */
const STANDS_FOR: Readonly<Record<string, string>> = {
  ...{ '@': 'a', '4': 'a', '8': 'b', '3': 'e', '1': 'i', '!': 'i', '|': 'i', l: 'i', '0': 'o' },
  ...{ $: 's', '5': 's', '7': 't', '+': 't' },
};
/** What people add to a word. */
const ADDED_BEFORE = /^[\p{N}\p{P}\p{S}]+/u;
const ADDED_AFTER = /[\p{N}\p{P}\p{S}]$/u;
/** Fewer different characters make no password. */
const LEAST_DIFFERENT = 3;
/** The shortest part that may be repeated. */
const LEAST_REPEATED = 5;
/** The shortest word, part of a sequence, or name that disguises are looked for. */
const LEAST = 3;

// A memo of one: made by whoever comes first, most processes never see a new password.
const skeletons = new WeakMap<readonly string[], ReadonlySet<string>>();

/**
 * Whether a password is one of the commonest in one of the usual disguises: other case and accents,
 * digits and signs for letters or added at the ends, letters doubled, the whole repeated, white space
 * strewn in; a walk along the keyboard; hardly any different characters.
 */
export function isCommonPassword(password: string): boolean {
  const known = getOrMake(
    skeletons,
    COMMON_PASSWORDS,
    () => new Set(COMMON_PASSWORDS.map((word) => skeletonOf(lettersOf(word)))),
  );
  const letters = lettersOf(password);
  return (
    new Set(letters).size < LEAST_DIFFERENT ||
    unitOf(letters).length < LEAST_REPEATED ||
    formsOf(password).some((form) => known.has(skeletonOf(form)) || isSequence(form))
  );
}

/** Whether a password is somebody's name in one of the same disguises. */
export function isDisguiseOf(password: string, name: string): boolean {
  const skeleton = skeletonOf(lettersOf(name));
  return (
    skeleton.length >= LEAST && formsOf(password).some((form) => skeletonOf(form) === skeleton)
  );
}

/** A password as it is, and without what may have been added to it or repeated in it. */
function formsOf(password: string): readonly string[] {
  const whole = lettersOf(password);
  const bare = whole.replace(ADDED_BEFORE, '');
  const forms = new Set<string>();
  for (const start of [whole, bare, unitOf(whole)]) {
    let form = start;
    forms.add(unitOf(form));
    // Any number of them: some are part of the word, `trustno1`.
    while (ADDED_AFTER.test(form)) {
      form = form.replace(ADDED_AFTER, '');
      forms.add(unitOf(form));
    }
  }
  return [...forms].filter((form) => form.length >= LEAST);
}

/** In lower case, without accents, white space and what nobody sees. */
function lettersOf(text: string): string {
  return foldKey(text)
    .normalize('NFKD')
    .replaceAll(/[\p{M} ]/gu, '');
}

/** What a text repeats, or the text. */
function unitOf(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.startsWith(text.slice(length))) {
      return text.slice(0, length);
    }
  }
  return text;
}

/** What two disguises of one word have in common. */
function skeletonOf(word: string): string {
  return squeezed(Array.from(word, (character) => STANDS_FOR[character] ?? character).join(''));
}

/** Also with each character several times. */
function isSequence(form: string): boolean {
  const once = squeezed(form);
  const backwards = Array.from(once).reverse().join('');
  return (
    once.length >= LEAST &&
    SEQUENCES.some((each) => each.includes(once) || each.includes(backwards))
  );
}

function squeezed(text: string): string {
  return text.replaceAll(/(.)\1+/gu, '$1');
}
