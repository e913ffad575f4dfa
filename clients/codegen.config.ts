import type { CodegenConfig } from '@graphql-codegen/cli';
import scalars from './scalars.json' with { type: 'json' };

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/**/*.ts',
  generates: {
    'src/gql/': {
      preset: 'client',
      config: { scalars, strictScalars: true, useTypeImports: true },
    },
  },
};
export default config;
