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
