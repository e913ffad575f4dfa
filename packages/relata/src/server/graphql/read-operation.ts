import { RelataError } from '../../errors.js';
import type { CompiledReader, Reading } from '../../reading/compiled/compiled-reader.js';
import type { ReadPlan } from '../../reading/plan/read-plan.js';
import { databaseFailureOf } from '../../database/database-failure.js';
import type { RequestSession } from '../../request/request-session.js';
import { InFlightRequest } from '../http/in-flight-request.js';
import type { JsonText } from '../../reading/compiled/json/json-text.js';

/**
 * Answers a query by the compiled reader.
 * @returns null where the reference reader is to answer
 * @throws what the reference reader would meet, too: an ended sign-in, the deadline, a database that is away
 */
export async function readCompiled(
  reader: CompiledReader,
  session: RequestSession,
  plan: ReadPlan,
): Promise<JsonText | null> {
  try {
    const { cancellation } = session;
    const viewer = session.likelyViewer ?? (await session.confirm());
    let reading: Reading = await reader.read({ viewer, cancellation }, plan);
    if (reading.kind === 'stale') {
      reading = await reader.read({ viewer: await session.confirm(), cancellation }, plan);
    }
    return reading.kind === 'answer' ? reading.answer : null;
  } catch (error) {
    if (session.cancellation.reason !== null || isExpected(error)) {
      throw error;
    }
    // A value the statement cannot write, in a row brought in by other means: what is to be said of
    // it, the reference reader says.
    InFlightRequest.current()?.log.warn({ err: error }, 'the compiled reader gave up');
    return null;
  }
}

function isExpected(error: unknown): boolean {
  return (
    error instanceof RelataError || (error instanceof Error && databaseFailureOf([error]) !== null)
  );
}
