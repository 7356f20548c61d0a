import { InvalidRequestError } from '@lab/mesh-client';
import type { LessonAnswer } from '../../protocol.ts';
import type { LessonDesk } from '../lesson-desk.ts';
import type { ApiRequest, Routes } from '../route.ts';

/** The lesson that is open, and what a learner does with it beside editing files. */
export const lessonRoutes: Routes = {
  'GET /api/lesson': (request) => desk(request).state(),
  'POST /api/lesson/start': async (request) => {
    const { name } = (request.body ?? {}) as { readonly name?: unknown };
    if (typeof name !== 'string') throw new InvalidRequestError('name the lesson to start');
    return after(request, desk(request).start(name));
  },
  'POST /api/lesson/check': (request) => after(request, desk(request).check()),
  'POST /api/lesson/reset': (request) => after(request, desk(request).reset()),
  'POST /api/lesson/hint': (request) => after(request, desk(request).hint()),
  'POST /api/lesson/answer': (request) => after(request, desk(request).answer(readAnswer(request.body))),
};

function desk({ source }: ApiRequest): LessonDesk {
  if (source.lessons) return source.lessons;
  throw new InvalidRequestError('this console has no lessons');
}

async function after(request: ApiRequest, work: Promise<void>): Promise<unknown> {
  await work;
  return desk(request).state();
}

function readAnswer(body: unknown): LessonAnswer {
  const { answer, giveUp } = (body ?? {}) as LessonAnswer;
  const isAnswer = (['hop', 'cause', 'evidence'] as const).every((name) => Number.isInteger(answer?.[name]));
  if (!isAnswer && giveUp !== true)
    throw new InvalidRequestError('an answer has three parts: hop, cause and evidence');
  return isAnswer && answer ? { answer } : { giveUp: true };
}
