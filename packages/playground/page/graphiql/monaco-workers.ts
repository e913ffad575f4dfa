/**
 * Tells Monaco, the editor inside GraphiQL, where its workers are: beside the page's own script,
 * as files of the same origin, so that the content security policy needs no `blob:`.
 */
export function provideMonacoWorkers(): void {
  window.MonacoEnvironment = {
    getWorker: (_workerId, label) =>
      new Worker(new URL(workerFile(label), import.meta.url), { name: label }),
  };
}

function workerFile(label: string): string {
  switch (label) {
    case 'graphql':
      return './graphql.worker.js';
    case 'json':
      return './json.worker.js';
    default:
      return './editor.worker.js';
  }
}
