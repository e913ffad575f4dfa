import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';

// Runs TypeScript: `node --import relata/register src/server.ts`. Each file is compiled by swc as
// swc.json says, the tests' settings too. Other loaders compile private fields away where there are decorators,
// which costs each access a lookup in a WeakMap (docs/decisions/0017-typescript-by-swc.md).
if (nodeModule.registerHooks === undefined) {
  // A Node this old is told so by what it runs: this loader brings it that far.
  await import('@oxc-node/core/register');
} else {
  const { compiled } = await import('./loader/compiled.js');
  // The maps of packages would be read and kept with ours, for as long as the process lives.
  nodeModule.setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
  // They stay: an application may import a module of its own whenever it likes.
  nodeModule.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(sourceOf(specifier, context.parentURL), context),
    load: (url, context, nextLoad) =>
      isTypeScript(url)
        ? { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true }
        : nextLoad(url, context),
  });
}

/** TypeScript imports its own files by the names they would have once compiled. */
function sourceOf(specifier, parent) {
  const isOwn = specifier.startsWith('.') && specifier.endsWith('.js') && isTypeScript(parent);
  return isOwn ? `${specifier.slice(0, -'.js'.length)}.ts` : specifier;
}

function isTypeScript(url) {
  return url?.startsWith('file:') === true && url.endsWith('.ts');
}
