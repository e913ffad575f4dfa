/** @type {import('jest').Config} */
export default {
  preset: 'relata',
  roots: [
    '<rootDir>/test',
    '<rootDir>/packages/relata/test',
    '<rootDir>/packages/create-relata/test',
  ],
};
