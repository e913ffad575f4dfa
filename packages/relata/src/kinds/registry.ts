import { bigintKind } from './bigint.js';
import { booleanKind } from './boolean.js';
import { bytesKind } from './bytes.js';
import { dateKind } from './date.js';
import { dateTimeKind } from './date-time.js';
import { decimalKinds } from './decimal.js';
import { documentKind } from './document/document.js';
import { durationKind } from './duration.js';
import { enumKind } from './enum.js';
import { enumListKind } from './enum-list.js';
import { floatKind } from './float.js';
import { intKind } from './int.js';
import { intListKind } from './int-list.js';
import { jsonKind } from './json.js';
import type { Kind, KindFamily } from './kind.js';
import { smallIntKind } from './small-int.js';
import { stringKind } from './string.js';
import { stringListKind } from './string-list.js';
import { timeKind } from './time.js';
import { uuidKind } from './uuid.js';

/**
 * The kinds of columns there are. What is not here is refused at start: it would be stored, compared or written in one
 * way by one database and in another way by the other.
 */
export const KINDS: readonly (Kind | KindFamily)[] = [
  stringKind,
  intKind,
  smallIntKind,
  bigintKind,
  decimalKinds,
  floatKind,
  booleanKind,
  enumKind,
  dateTimeKind,
  dateKind,
  timeKind,
  durationKind,
  uuidKind,
  enumListKind,
  stringListKind,
  intListKind,
  documentKind,
  jsonKind,
  bytesKind,
];
