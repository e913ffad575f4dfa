import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSchema } from 'graphql';
import type { RequestContext } from '../../../src/request/context.js';
import { dropIdlePlugins } from '../../../src/server/fast/idle-plugins.js';

it('of the plugins of Apollo those alone are left that do something', async () => {
  const own = { requestDidStart: () => Promise.resolve() };
  const apollo = new ApolloServer<RequestContext>({
    schema: buildSchema('type Query { a: Int }'),
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      own,
    ],
  });
  await apollo.start();
  try {
    dropIdlePlugins(apollo);
    const { plugins } = (apollo as unknown as { internals: { plugins: object[] } }).internals;
    expect(plugins).toEqual([own]);
  } finally {
    await apollo.stop();
  }
});

it('Apollo asks none at a request that was dropped', async () => {
  const asked: string[] = [];
  const named = (name: string) => ({
    requestDidStart: () => {
      asked.push(name);
      return Promise.resolve();
    },
  });
  const apollo = new ApolloServer<RequestContext>({
    schema: buildSchema('type Query { a: Int }'),
    stopOnTerminationSignals: false,
    plugins: [{ ...named('idle'), __is_disabled_plugin__: true } as never, named('own')],
  });
  await apollo.start();
  try {
    const ask = () => apollo.executeOperation({ query: '{ a }' }, { contextValue: {} as never });
    await ask();
    dropIdlePlugins(apollo);
    await ask();
  } finally {
    await apollo.stop();
  }
  expect(asked).toEqual(['idle', 'own', 'own']);
});
