import { isEditorsOwn } from './editor-files.ts';

/** Folders that installing, building and testing write: what .gitignore leaves out, and what runs in no pod. */
const NOT_SOURCES = [
  ...['node_modules', 'dist', '.next', '.turbo', '.lab', '.git', 'coverage', 'e2e'],
  ...[
    '__pycache__',
    '.venv',
    'venv',
    '.pytest_cache',
    '.mypy_cache',
    '.ruff_cache',
    '.bundle',
    'tmp',
    'log',
    'logs',
  ],
];
/** Also what running programs write beside their sources. */
const NOT_SOURCE_FILES =
  /\.(test\.tsx?|md|tsbuildinfo|pyc|log|pid|sock|db|sqlite3?)(-\w+)?$|^next-env\.d\.ts$/;

/** Whether a change of a file below an application's folder changes nothing that its pods run. */
export function isNoSource(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.some((part) => NOT_SOURCES.includes(part)) ||
    NOT_SOURCE_FILES.test(parts.at(-1) ?? '') ||
    isEditorsOwn(path)
  );
}
