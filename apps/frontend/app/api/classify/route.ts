import { answerProblem } from '../../../server/answer-problem.ts';
import { classify } from '../../../server/classify.ts';
import { backendTimeoutMs, backendUrl, logger } from '../../../server/process.ts';
import { readJsonBody } from '../../../server/read-json-body.ts';
import { receive } from '../../../server/receive.ts';
import { refuseMethod } from '../../../server/refuse.ts';

export async function POST(request: Request): Promise<Response> {
  const call = receive(request.headers, request.signal);
  try {
    const options = { call, backendUrl, timeoutMs: backendTimeoutMs };
    const answer = await classify(await readJsonBody(request), options);
    return Response.json(answer, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    return answerProblem(error, request, call, logger);
  }
}

export {
  refuseMethod as DELETE,
  refuseMethod as GET,
  refuseMethod as OPTIONS,
  refuseMethod as PATCH,
  refuseMethod as PUT,
};
