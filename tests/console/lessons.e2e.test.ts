/** Lessons from start to end: buttons of the page, and files that the learner edits. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LessonReport, Progress } from '@lab/lessons';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations, type ConsolePage, isSkipped, openConsole } from '../support/console/console-page.ts';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const root = resolve(import.meta.dirname, '../..');
const CANARY = '02-header-canary';
const INCIDENT = '13-after-hardening';
const FILES = ['backend.yaml', 'ml.yaml'];

describe.skipIf(isSkipped)('lessons in the page of the console (skipped without Chromium)', () => {
  let lab: TestLab;
  let opened: ConsolePage;
  let workbench: string;
  beforeAll(async () => {
    workbench = mkdtempSync(join(tmpdir(), 'workbench-'));
    lab = await startTestLab({ env: { LAB_WORKBENCH: workbench } });
    opened = await openConsole(lab);
    await opened.goto('/learn');
  });
  afterAll(async () => {
    await opened?.close();
    await lab?.close();
    rmSync(workbench, { recursive: true, force: true });
  });
  afterEach(() => expect(opened.complaints).toEqual([]));

  const press = (name: string) => opened.page.getByRole('button', { name, exact: true }).click();
  const focusedText = () => opened.page.evaluate<string>('document.activeElement?.textContent?.trim()');
  const states = () =>
    opened.page
      .locator('.checks li')
      .evaluateAll((checks) => checks.map((check) => check.getAttribute('data-state')));
  const isDone = () => opened.page.locator('[data-lesson]').getAttribute('data-done');
  const hint = () => opened.page.locator('[data-hint]');
  const read = (name: string) => readFileSync(join(workbench, name), 'utf8');
  const lessonFile = (part: string, name: string) => join(root, 'lessons', CANARY, part, name);
  /** What a learner does in an editor. */
  const edit = (part: string) => {
    for (const name of FILES) copyFileSync(lessonFile(part, name), join(workbench, name));
  };
  const progress = async (name: string) => (await lab.json<Progress>('learn', 'progress')).lessons[name];

  it('starts a lesson: its text and files are there, and the lab runs them', async () => {
    const { page } = opened;
    await press('Start Header canary');
    await page.locator(`[data-lesson="${CANARY}"]`).waitFor();
    expect(await page.locator('.lesson').textContent()).toContain(workbench);
    for (const name of FILES) {
      expect(await page.locator('.lesson .texts code').allTextContents()).toContain(name);
      expect(read(name)).toBe(readFileSync(lessonFile('start', name), 'utf8'));
    }
    expect(await states()).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
    await expect.poll(async () => resolve(root, (await lab.status()).manifests)).toBe(workbench);
    expect(await progress(CANARY)).toMatchObject({ state: 'begun', attempts: 0, hints: 0 });
    expect(await axeViolations(page)).toEqual([]);
  });

  it('shows what a wrong edit does, as ./lab learn check does, and a hint when asked', async () => {
    const { page } = opened;
    edit('wrong/prefix');
    await press('Check now');
    await expect.poll(states).toEqual(['right', 'right', 'right', 'wrong']);
    expect(await hint().count()).toBe(0);
    const { checks } = await lab.json<LessonReport>('learn', 'check');
    const verdict = checks[3]?.verdict;
    if (verdict?.state !== 'wrong') throw new Error(`the command says ${verdict?.state}`);
    const shown = await page.locator('.checks .observed dd').allTextContents();
    expect(shown.slice(0, 2)).toEqual([verdict.request, verdict.expected]);
    expect(await page.locator('.checks .observed').textContent()).toContain('canary');
    expect(await axeViolations(page)).toEqual([]);
    await press('Hint');
    await hint().waitFor();
    expect(await hint().textContent()).toMatch(/backend\.yaml:\d+ .*trueish.*use exact/);
    expect(await isDone()).toBe('false');
    expect(await progress(CANARY)).toMatchObject({ state: 'begun', attempts: 3, hints: 1 });
  });

  it('is done with the right edit, and says what was learned', async () => {
    const { page } = opened;
    edit('solution');
    await press('Check now');
    await expect.poll(states).toEqual(['right', 'right', 'right', 'right']);
    await page.getByRole('region', { name: 'Done' }).waitFor();
    expect(await isDone()).toBe('true');
    expect(await page.getByRole('region', { name: 'Done' }).textContent()).toContain(
      'The first route that matches wins.',
    );
    expect(await hint().count()).toBe(0);
    expect(await page.locator('.lessons li[data-state="done"]').allTextContents()).toEqual([
      expect.stringContaining(CANARY),
    ]);
    expect(await progress(CANARY)).toMatchObject({ state: 'done', attempts: 4, hints: 1 });
    expect(await axeViolations(page)).toEqual([]);
  });

  it('asks before it deletes edits, with the keyboard alone: no is the first answer, and Escape is no', async () => {
    const { page } = opened;
    const restore = page.getByRole('button', { name: 'Restore the files' });
    const dialog = page.getByRole('alertdialog', { name: `Put back the files of ${CANARY}?` });
    const edited = FILES.map(read);
    expect(edited).not.toEqual(FILES.map((name) => readFileSync(lessonFile('start', name), 'utf8')));
    for (const key of ['Escape', 'Enter']) {
      await restore.focus();
      await page.keyboard.press('Enter');
      await dialog.waitFor();
      expect(await dialog.textContent()).toContain('This deletes your edits of this lesson.');
      expect(await focusedText()).toBe('Keep my edits');
      expect(await axeViolations(page)).toEqual([]);
      // What is behind it cannot be reached, and keys of the page do nothing.
      await page.keyboard.press('1');
      await page.keyboard.press(key);
      await dialog.waitFor({ state: 'hidden' });
      expect(await focusedText()).toBe('Restore the files');
    }
    expect(FILES.map(read)).toEqual(edited);
    expect(new URL(page.url()).pathname).toBe('/learn');
    expect(await isDone()).toBe('true');
  });

  it('restores the files: the lab runs them, and nothing is done with them', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Restore the files' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Tab');
    expect(await focusedText()).toBe('Delete my edits');
    await page.keyboard.press('Enter');
    await expect.poll(states).toEqual(['skipped', 'skipped', 'skipped', 'skipped']);
    for (const name of FILES) expect(read(name)).toBe(readFileSync(lessonFile('start', name), 'utf8'));
    expect(await isDone()).toBe('false');
    // A button that cannot be pressed while the lab works keeps the focus.
    expect(await focusedText()).toBe('Restore the files');
    await press('Check now');
    await expect.poll(states).toEqual(['wrong', 'skipped', 'skipped', 'skipped']);
    expect(await isDone()).toBe('false');
    expect(await progress(CANARY)).toMatchObject({ state: 'done' });
  });

  it('asks for the cause of an incident, says why an answer is wrong, and is done with the right one', async () => {
    const { page, goto } = opened;
    const view = (name: string) => page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await press('Start Incident: 503 since the hardening');
    await page.locator(`[data-lesson="${INCIDENT}"]`).waitFor();
    // The button has gone: a reader goes on at the lesson.
    await expect.poll(focusedText).toBe('Incident: 503 since the hardening');
    await goto('/explain?url=http%3A%2F%2Ffrontend.localhost%2F');
    await page.getByText(`the incident ${INCIDENT} is open`).first().waitFor();
    await view('Requests');
    const muted = page.waitForResponse((response) => new URL(response.url()).pathname === '/api/why');
    await page.getByRole('group', { name: /^Send/ }).getByRole('button', { name: /^1 / }).click();
    expect((await muted).status()).toBe(409);
    await view('Learn');
    cpSync(join(root, 'lessons', INCIDENT, 'solution'), workbench, { recursive: true });
    await press('Check now');
    await expect.poll(states).toEqual(['right', 'right', 'right']);
    expect(await isDone()).toBe('false');
    // As ./lab learn answer asks.
    await page.getByRole('group', { name: 'Which hop is it about?' }).waitFor();
    const choose = (choice: string) => page.getByRole('radio', { name: choice }).check();
    await choose('frontend → backend');
    await choose('A policy denies the identity of the frontend');
    await choose('The caller logs UC, the callee NR filter_chain_not_found');
    expect(await axeViolations(page)).toEqual([]);
    await press('Answer');
    await page.getByText('That would be 403 with rbac_access_denied').waitFor();
    expect(await isDone()).toBe('false');
    await choose('The caller sends plaintext, and the server accepts only mutual TLS');
    await press('Answer');
    await page.getByRole('region', { name: 'Done' }).waitFor();
    await page.getByRole('region', { name: 'The cause', exact: true }).getByText('sends plaintext').waitFor();
    await expect.poll(focusedText).toBe('The cause');
    expect(await progress(INCIDENT)).toMatchObject({ state: 'done', cause: 'found' });
    // The list asks again for the causes that it was not told.
    await view('Requests');
    await page.locator('tr[data-failed="true"] .cause-text').first().waitFor();
  });
});
