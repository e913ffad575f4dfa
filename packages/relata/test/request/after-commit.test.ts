import type { SqlEntityManager } from '@mikro-orm/sql';
import { afterCommit, endOfAfterCommit } from '../../src/request/after-commit.js';
import type { RequestInfo } from '../../src/request/context.js';
import { beginSession, commitSession, rollBackSession } from '../../src/request/transaction.js';
import { describeEachDatabase } from '../support/databases.js';

describeEachDatabase('what is to be done after a commit', (database) => {
  const done: string[] = [];
  const logged: unknown[] = [];
  const request = {
    logError: (error: unknown) => logged.push(error),
  } as unknown as RequestInfo;
  const { signal } = new AbortController();
  let em: SqlEntityManager;
  const note = (what: string): void => {
    afterCommit({ em, request }, () => done.push(what));
  };
  beforeEach(() => {
    done.length = 0;
    logged.length = 0;
    em = database.orm.em.fork();
  });

  it('is forgotten by a rollback, whatever the session commits later', async () => {
    await beginSession({ em, signal });
    note('rolled back');
    await rollBackSession(em);
    await beginSession({ em, signal });
    note('kept');
    await commitSession({ em, signal });
    await endOfAfterCommit({ em });
    expect(done).toEqual(['kept']);
  });

  it('is done once, also where the session commits again', async () => {
    for (const what of ['first', 'second']) {
      await beginSession({ em, signal });
      note(what);
      await commitSession({ em, signal });
    }
    await endOfAfterCommit({ em });
    expect(done).toEqual(['first', 'second']);
  });

  it('is done in order, and goes on after an error, which is logged', async () => {
    await beginSession({ em, signal });
    afterCommit({ em, request }, async () => {
      await new Promise(setImmediate);
      done.push('slow');
    });
    afterCommit({ em, request }, () => {
      throw new TypeError('no mail');
    });
    note('last');
    await commitSession({ em, signal });
    await endOfAfterCommit({ em });
    expect(done).toEqual(['slow', 'last']);
    expect(logged).toEqual([new TypeError('no mail')]);
  });

  it('cannot be where there is nothing to commit', () => {
    expect(() => {
      note('never');
    }).toThrow('Only a mutation has a commit to do something after');
  });
});
