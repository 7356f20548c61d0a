export type { FileChange, Files } from './file-change.ts';
export { planRename, renamedLines, titleOf } from './rename/plan-rename.ts';
export { requireCommitted } from './repository/git.ts';
export { removeFiles } from './repository/remove-files.ts';
export { listRepository, readRepository } from './repository/repository-files.ts';
export { writeChanges } from './repository/write-changes.ts';
export { ownFolders, planRemoval, type ServiceRemoval } from './service/plan-removal.ts';
export { planService } from './service/plan-service.ts';
