import { answerProblem } from '../../../server/answer-problem.ts';
import { classify } from '../../../server/classify.ts';
import { backendTimeoutMs, backendUrl, identity, logger } from '../../../server/process.ts';
import { refuseMethod } from '../../../server/refuse.ts';

export async function POST(request: Request): Promise<Response> {
  try {
    const answer = await classify(request, { identity, backendUrl, timeoutMs: backendTimeoutMs });
    return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return answerProblem(error, request, logger);
  }
}

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as OPTIONS,
  refuseMethod as PATCH,
  refuseMethod as PUT,
};
