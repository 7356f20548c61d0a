import type { CodeEntry } from '../code-entry.ts';

/** Commands that write files of the repository; none of these errors has changed a file. */
export const repositoryErrors = {
  NO_GIT: {
    title: 'git failed',
    meaning:
      'The command changes files only where git can undo it, and git is missing or this is not a git repository.',
    remedy: 'Install git, and run `git init`, `git add -A` and `git commit`.',
  },
  UNCOMMITTED_CHANGES: {
    title: 'Files have uncommitted changes',
    meaning:
      'Files that the command would change have uncommitted changes, which could then not be told from those of the command.',
    remedy: 'Commit or stash the changes, or add `--force`.',
  },
  NAME_INVALID: {
    title: 'The name is invalid',
    meaning: 'The name becomes that of a package, a Service and a folder, or is written into files as it is.',
    remedy: 'Use the characters that the error lists.',
  },
  NAME_TAKEN: {
    title: 'The name is taken',
    meaning: 'The name is already used in the repository.',
    remedy: 'Choose another name.',
  },
  UNKNOWN_CALLER: {
    title: '--called-by names an unknown service',
    meaning: 'The new service is to be called by a service that does not exist.',
    remedy: 'Use one of the services that the error lists.',
  },
  UNKNOWN_SERVICE: {
    title: 'There is no service of that name',
    meaning: 'The service that is to be removed does not exist.',
    remedy: 'Use one of the services that the error lists.',
  },
  NOT_REMOVABLE: {
    title: 'The service cannot be removed',
    meaning: 'The service was not added by `./lab new service`, or another service still refers to it.',
    remedy: 'Remove what refers to it first. `git grep NAME` shows where.',
  },
  TEMPLATE_CHANGED: {
    title: 'A file that is used as a template was changed',
    meaning: 'New services and names are derived from files of the repository, and one is not as expected.',
    remedy: 'Restore the file with git, run the command, then make your change again.',
  },
  CHART_FOLDER_TAKEN: {
    title: 'The output folder of the chart is not empty',
    meaning: 'The folder contains files that `./lab chart` did not write.',
    remedy: 'Name another folder with `--output`, or replace its contents with `--force`.',
  },
  INCIDENT_OPEN: {
    title: 'An incident is open, and its cause is muted',
    meaning:
      'The lesson that is open is an incident. Until its cause is named, the lab says nothing of causes.',
    remedy: 'Name the cause with `./lab learn answer`, or see it with `./lab learn answer --give-up`.',
  },
  WORKBENCH_TAKEN: {
    title: 'The folder of the workbench cannot be used',
    meaning:
      'The folder in which `./lab learn` would put the files of a lesson has files that no lesson put there, which stay as they are, or cannot be made.',
    remedy: 'Name an empty folder with `LAB_WORKBENCH`, or move the files away.',
  },
  LESSON_INVALID: {
    title: 'A lesson cannot be read',
    meaning:
      'A folder below `lessons/` lacks a file that every lesson has, or its `lesson.ts` does not export a lesson.',
    remedy: 'Add what the message names. `lessons/README.md` says what a lesson consists of.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
