import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { encode } from 'uqr';
import { codeAddress } from '#engine/access/index.ts';
import { authenticator } from '../contract/authenticator.ts';
import { seriousFindings } from './axe.ts';
import { beside } from './beside.ts';
import type { Beside } from './beside.ts';
import { launch } from './harness.ts';
import type { RunningApp } from './harness.ts';
import { PASSWORD, PIN, logIn } from './views/member-views.ts';
import { firstValue, goTo, setLook, setSize } from './window-actions.ts';

/** Several people at one window, in the dark theme: second signatures, second factor, the agency, the sealed code. */
const FIRST = 'given for one day';
const NEW = 'grey goose lands';
const STEP_MS = 30_000;

test.describe.configure({ mode: 'serial' });

let running: RunningApp;
let page: Page;
let kim: Beside;
let recoveryCode = '';
const complaints: string[] = [];

test.beforeAll(async () => {
  running = await launch({ connection: { kind: 'virtual', speed: 1, seed: 1 } });
  page = running.page;
  page.on('pageerror', (error) => complaints.push(error.message));
  await firstValue(page);
  await setSize(running.app, page, 1366, 768);
  kim = await beside(running.dataDir);
  const made = await kim.ask('access.setUp', { name: 'Kim', password: PASSWORD, language: 'en' });
  recoveryCode = made.recoveryCode;
  const people = {
    Oh: 'administrator',
    Park: 'operator',
    Lee: 'technician',
    Han: 'agency',
  } as const;
  for (const [name, role] of Object.entries(people) as [string, (typeof people)['Oh']][]) {
    await kim.ask('access.addPerson', { name, role, language: 'en', password: FIRST });
    const own = await beside(running.dataDir);
    await own.ask('access.login', { name, password: FIRST, code: null });
    await own.ask('access.ownPassword', { password: FIRST, newPassword: PASSWORD });
    if (name === 'Oh') await own.ask('access.ownPin', { password: PASSWORD, pin: PIN });
    own.close();
  }
  await setLook(page, 'en', 'dark');
});
test.afterAll(async () => {
  kim.close();
  await running.close();
  expect(complaints).toEqual([]);
});

const person = (): Locator => page.getByTestId('person');
const dialog = (): Locator => page.getByRole('dialog').last();
const look = async (name: string): Promise<void> => {
  expect.soft(await seriousFindings(page, name)).toEqual([]);
};
const logOut = async (): Promise<void> => {
  await person().click();
  await page.getByTestId('log-out').click();
  await expect(person()).toHaveAttribute('data-person', '');
};
const peopleTab = async (name: string): Promise<void> => {
  await goTo(page, 'people');
  await page.locator(`#people-tab-${name}`).click();
};

test('who walked a round cannot sign it as the second; another person does, by PIN in place', async () => {
  const lists = await kim.ask('rounds.checklists', {});
  const list = lists.find((each) => each.list.id === 'half-monthly')?.list;
  if (list === undefined) throw new Error('the profile has no such list');
  const short = { ...list, items: list.items.slice(0, 1), secondSignature: true };
  await kim.ask('rounds.saveChecklist', { list: short, retired: false, note: '', who: 'Kim' });
  await logIn(page, 'Park', PASSWORD);
  await goTo(page, 'rounds');
  await page.getByTestId('unasked-half-monthly').click();
  await page.locator('[data-option="pass"]').click();
  await page.getByTestId('finish').click();
  await page.getByTestId('second-open').click();
  await expect(dialog()).toContainText('Park had a hand in this round');
  await expect(page.getByTestId('sign-by-name')).toHaveCount(0);
  await look('second signature refused');
  const park = await beside(running.dataDir);
  await park.ask('access.login', { name: 'Park', password: PASSWORD, code: null });
  const { lines } = await park.ask('rounds.history', { checklistId: short.id, skip: 0, limit: 1 });
  const sign = { id: lines[0]?.id ?? '', base64: 'iVBORw0KGgo=', who: 'Park' };
  expect(await park.refusal('rounds.sign', sign)).toMatch(/sameSigner/);
  park.close();
  await page.getByTestId('second-change').click();
  await page.locator('[data-person="Oh"][role="radio"]').click();
  await page.getByTestId('log-in-secret').fill('1379');
  await page.getByTestId('log-in-send').click();
  await expect(dialog().getByRole('alert')).toContainText('PIN');
  await page.getByTestId('log-in-secret').fill(PIN);
  await page.getByTestId('log-in-send').click();
  await page.getByTestId('sign-by-name').click();
  await expect(page.getByTestId('second-state')).toContainText('Oh');
  await expect(person()).toHaveAttribute('data-person', 'Oh');
});

test('of two people who change the same order, the second one is told at once and joins both field by field', async () => {
  const order = await kim.ask('work.open', {
    id: 'order-together', title: 'Grease the screen', description: 'as it was', priority: 'normal', dueMs: null, service: null, steps: [], who: 'Kim',
    place: { machine: null, unit: null, tank: null, sensor: null },
  });
  const plan = { type: 'plan', priority: 'normal', dueMs: null, firm: '', description: 'as it was' } as const;
  const kimPlans = (part: Partial<{ firm: string; priority: 'high' | 'low'; description: string }>) =>
    kim.ask('work.change', { id: order.id, change: { ...plan, ...part }, who: 'Kim' });
  const stands = async () => (await kim.ask('work.orders', { machine: null, closed: 0 })).open.find(({ id }) => id === order.id);
  const note = (): Locator => dialog().getByTestId('together');
  await goTo(page, 'workOrders');
  await page.locator('[data-order]').filter({ hasText: 'Grease the screen' }).click();
  await page.getByTestId('order-edit').click();
  await page.getByTestId('edit-firm').fill('Daehan');
  await kimPlans({ firm: 'Hansung', priority: 'high' });
  // At once, while the form is open, with before, theirs and mine.
  await expect(note()).toHaveAttribute('data-kind', 'contested');
  await expect(note()).toContainText('Kim changed this');
  await expect(note().locator('[data-field="firm"] tr').first()).toHaveText(/Firm.*empty.*Hansung.*Daehan/);
  await look('somebody else changed the same');
  // Sent all the same it is refused, and nothing typed is gone.
  await page.getByTestId('confirm-edit').click();
  await expect(dialog().getByText('Nothing was stored')).toBeVisible();
  expect(await stands()).toMatchObject({ firm: 'Hansung', priority: 'high', by: 'Kim' });
  await expect(page.getByTestId('edit-firm')).toHaveValue('Daehan');
  await page.getByTestId('together-theirs').click();
  await expect(page.getByTestId('edit-firm')).toHaveValue('Hansung');
  await page.getByTestId('together-back').click();
  await expect(page.getByTestId('edit-firm')).toHaveValue('Daehan');
  // What is typed outlives the form, and with it what it was drawn up on.
  await page.keyboard.press('Escape');
  await kimPlans({ firm: 'Hansung', priority: 'high', description: 'greased it half' });
  await page.getByTestId('order-edit').click();
  await expect(note().locator('[data-field="description"]')).toContainText('greased it half');
  await page.getByTestId('together-join').click();
  await page.getByTestId('confirm-edit').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await stands()).toMatchObject({ firm: 'Daehan', priority: 'high', description: 'greased it half', by: 'Oh' });
  // A form that holds nothing typed shows what stands, and says who changed it.
  await page.getByTestId('order-edit').click();
  await kimPlans({ firm: 'Daehan', priority: 'low', description: 'greased it half' });
  await expect(note()).toHaveAttribute('data-kind', 'shown');
  await page.keyboard.press('Escape');
});

test('a command that a second person has to sign waits for another administrator', async () => {
  const second = ['access.changePerson'];
  await kim.ask('access.settings', { settings: { idleMinutes: 15, quickHours: 12, second } });
  await peopleTab('people');
  await page.locator('tr[data-person="Lee"]').getByRole('button').first().click();
  await page.getByTestId('person-name').fill('Lee Jin');
  await page.getByTestId('person-send').click();
  // Kim is the only other one who may.
  await page.getByTestId('sign-secret').fill('not the password');
  await page.getByTestId('sign-send').click();
  await expect(dialog().getByRole('alert')).toBeVisible();
  await look('signature of a command');
  await page.getByTestId('sign-secret').fill(PASSWORD);
  await page.getByTestId('sign-send').click();
  await expect(page.locator('tr[data-person="Lee Jin"]')).toBeVisible();
  const rows = await kim.ask('access.audit', {
    fromMs: null,
    toMs: null,
    person: null,
    outcome: 'done',
    action: 'access.changePerson',
    beforeSeq: null,
    limit: 1,
  });
  expect(rows).toMatchObject([
    { actor: 'person:Oh', second: 'Kim', before: { name: 'Lee' }, after: { name: 'Lee Jin' } },
  ]);
  await kim.ask('access.settings', { settings: { idleMinutes: 15, quickHours: 12, second: [] } });
  await logOut();
});

test('a second factor is set up from the picture, asked for at the log-in, and takes no code twice', async () => {
  await logIn(page, 'Lee Jin', PASSWORD);
  await peopleTab('mine');
  await page.getByTestId('code-begin').click();
  await page.getByTestId('old-password').fill(PASSWORD);
  await page.getByTestId('old-password').press('Enter');
  const secret = (await page.getByTestId('code-secret').innerText()).replaceAll(/\s/g, '');
  // The picture holds the address with this very secret, dot for dot.
  const drawn = (await page.getByTestId('code-qr').locator('path').getAttribute('d')) ?? '';
  const { site } = await kim.ask('profile.get', {});
  const { data } = encode(codeAddress(secret, 'Lee Jin', site.name.en), { border: 0 });
  const dots = data.flatMap((line, y) =>
    line.flatMap((dark, x) => (dark ? [`${String(x)} ${String(y)}`] : [])),
  );
  expect([...drawn.matchAll(/M(\d+ \d+)h1v1h-1z/g)].map(([, at]) => at)).toEqual(dots);
  await look('second factor');
  await page.getByTestId('code-first').fill(authenticator(secret, Date.now() - 100 * STEP_MS));
  await page.getByTestId('code-first').press('Enter');
  await expect(dialog().getByRole('alert')).toBeVisible();
  await page.getByTestId('code-first').fill(authenticator(secret, Date.now()));
  await page.getByTestId('code-first').press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await logOut();
  // The clock of a phone may be one step ahead; that code is taken once.
  const code = authenticator(secret, Date.now() + STEP_MS);
  const tryIt = async (): Promise<void> => {
    await person().click();
    await page.locator('[data-person="Lee Jin"][role="radio"]').click();
    await page.getByTestId('log-in-secret').fill(PASSWORD);
    await expect(page.getByTestId('log-in-send')).toBeDisabled();
    await page.getByTestId('log-in-code').fill(code);
    await page.getByTestId('log-in-send').click();
  };
  await tryIt();
  await expect(person()).toHaveAttribute('data-person', 'Lee Jin');
  await logOut();
  await tryIt();
  await expect(dialog().getByRole('alert')).toContainText('code');
  await expect(person()).toHaveAttribute('data-person', '');
  await look('code taken twice');
  await page.keyboard.press('Escape');
});

test('the agency reads and saves, and every command says at its button whose work it is', async () => {
  await kim.ask('reports.make', {
    kind: 'daily',
    atMs: Date.now(),
    untilMs: null,
    subject: null,
    remarks: '',
    who: 'Kim',
  });
  await logIn(page, 'Han', PASSWORD);
  await goTo(page, 'reports');
  await expect(page.getByTestId('report-document').first()).toBeVisible();
  await expect(page.getByTestId('report-pdf')).toBeEnabled();
  await goTo(page, 'history');
  await expect(page.getByTestId('open-export')).toBeEnabled();
  await peopleTab('log');
  await expect(page.getByTestId('audit-rows').getByRole('row').nth(1)).toBeVisible();
  await peopleTab('people');
  await expect(page.getByTestId('not-for-you')).toBeVisible();
  const refused: readonly (readonly [Parameters<typeof goTo>[1], readonly string[]])[] = [
    ['machines', []],
    ['alarms', ['ack-page']],
    ['whatIf', ['what-if-run']],
    ['workOrders', ['new-order']],
    ['laboratory', ['save-reading']],
    ['backup', ['backup-now']],
    ['reports', ['report-make', 'report-settings']],
  ];
  for (const [screen, buttons] of refused) {
    await goTo(page, screen);
    for (const each of buttons)
      await expect(page.getByTestId(each)).toHaveAttribute('aria-disabled', 'true');
  }
  await page.getByTestId('report-make').focus();
  await page.keyboard.press('Enter');
  await expect(dialog()).toContainText('Make reports');
  await expect(dialog()).toContainText('Technician');
  await look('agency');
  await page.keyboard.press('Escape');
  await goTo(page, 'virtualPlant');
  await expect(page.getByTestId('vp-refused')).toBeVisible();
  await expect(page.getByTestId('vp-scenario-start')).toBeDisabled();
  await goTo(page, 'rounds');
  await page.getByTestId('record').getByRole('button').first().click();
  await expect(page.getByTestId('unasked-daily')).toBeDisabled();
  // Logged out, the process picture stays and goes on.
  await goTo(page, 'overview');
  await logOut();
  await expect(page.getByTestId('mode')).toBeVisible();
  await firstValue(page);
  await look('logged out');
});

test('an administrator who lost the password comes back with the sealed code, once, and cannot leave the site without one', async () => {
  await person().click();
  await page.locator('[data-person="Kim"][role="radio"]').click();
  for (let tries = 0; tries < 3; tries++) {
    await page.getByTestId('log-in-secret').fill(`a guess ${String(tries)}`);
    await page.getByTestId('log-in-send').click();
    await expect(dialog().getByRole('alert')).toBeVisible();
    await expect(page.getByTestId('log-in-secret')).toHaveValue('');
  }
  await expect(dialog().getByRole('alert')).toContainText(/\d+ s/);
  await page.getByTestId('log-in-secret').fill(PASSWORD);
  await expect(page.getByTestId('log-in-send')).toBeDisabled();
  await dialog().locator('summary').click();
  await page.getByTestId('recover-open').click();
  await page.getByTestId('recover-name').fill('Kim');
  await page.getByTestId('new-password').fill(NEW);
  await page.getByTestId('new-password-again').fill(NEW);
  await page.getByTestId('recover-code').fill('22222-22222-22222-22222-22222-22222');
  await page.getByTestId('recover-send').click();
  await expect(dialog().getByRole('alert')).toBeVisible();
  await look('recover');
  // As it is read off the paper: small letters, blanks in place of dashes.
  await page.getByTestId('recover-code').fill(recoveryCode.toLowerCase().replaceAll('-', ' '));
  await page.getByTestId('recover-send').click();
  await expect(page.getByTestId('sealed-code')).not.toHaveText(recoveryCode);
  await page.getByRole('checkbox').check();
  await page.getByTestId('code-done').click();
  await expect(person()).toHaveAttribute('data-person', 'Kim');
  const other = await beside(running.dataDir);
  expect(await other.refusal('access.login', { name: 'Kim', password: PASSWORD, code: null })).toBe(
    'access.wrong',
  );
  expect(await other.refusal('access.recover', { recoveryCode, name: 'Kim', password: NEW })).toBe(
    'access.wrongRecovery',
  );
  other.close();

  const stop = async (name: string): Promise<void> => {
    await page.locator(`tr[data-person="${name}"]`).getByRole('button').nth(2).click();
    await page.getByTestId('person-send').click();
  };
  await peopleTab('people');
  await stop('Oh');
  await expect(page.locator('tr[data-person="Oh"]')).toHaveAttribute('data-off', 'true');
  await stop('Kim');
  await expect(dialog().getByRole('alert')).toContainText('last administrator');
  await look('last administrator');
  await page.keyboard.press('Escape');
  await expect(person()).toHaveAttribute('data-person', 'Kim');
});
