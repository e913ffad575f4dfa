// Ways of knowing who asks, for `auth` of an application.
export type { AuthDoor } from '../auth/door.js';
export { jwt, type JwtOptions } from '../auth/jwt/jwt.js';
export { NoAtSign } from '../auth/password-rules/no-at-sign.js';
export { passwordRule } from '../auth/password-rules/password-rule.js';
export { passwords, type PasswordsOptions } from '../auth/passwords/passwords.js';
export { UnauthenticatedError } from '../errors.js';
export type { FindViewer, FoundViewer } from '../auth/viewer-door.js';
