export type { FileChange, Files } from './file-change.ts';
export { planRename, renamedLines, titleOf } from './rename/plan-rename.ts';
export { requireCommitted } from './repository/git.ts';
export { readRepository } from './repository/repository-files.ts';
export { writeChanges } from './repository/write-changes.ts';
export { planService } from './service/plan-service.ts';
