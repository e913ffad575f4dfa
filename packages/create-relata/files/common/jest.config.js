/** @type {import('jest').Config} */
export default { preset: 'relata', roots: ['<rootDir>/test'] };
