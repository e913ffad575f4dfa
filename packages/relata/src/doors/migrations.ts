// What the migrations of an application are written with.
export { rekey } from '../database/migrations/rekey.js';
export { foldKey } from '../text/case-folding.js';
