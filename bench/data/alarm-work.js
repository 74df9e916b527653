// Runs in the page of the bench `alarms`: works through the list and the journal as a person would, and
// counts the long tasks. One function expression, since only its text gets there.
async function work() {
  const longTasksMs = [];
  let step = 'start';
  let slowestStep = '';
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      if (duration > Math.max(0, ...longTasksMs)) slowestStep = step;
      longTasksMs.push(duration);
    }
  });
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const until = async (test, limitMs = 20_000) => {
    for (const end = performance.now() + limitMs; performance.now() < end && !test();)
      await sleep(50);
  };
  const find = (selector) => {
    const found = document.querySelector(selector);
    if (found === null) throw new Error(`no ${selector} while ${step}`);
    return found;
  };
  const type = async (field, text) => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
    for (let length = 1; length <= text.length; length++) {
      set?.call(field, text.slice(0, length));
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await sleep(60);
    }
    if (text === '') {
      set?.call(field, '');
      field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    await sleep(500);
  };
  const rows = (id) =>
    Number(
      find(`[data-testid="${id}"]`).closest('[role="table"]')?.getAttribute('aria-rowcount') ?? 0,
    );
  find('[data-testid="alarm-counts"]').click();
  await until(() => document.querySelector('[data-testid="alarm-rows"]') !== null);
  await sleep(1500);
  observer.observe({ type: 'longtask' });

  step = 'list';
  const listed = rows('alarm-rows');
  const search = () => find('#alarm-panel input[type="search"]');
  await type(search(), '12');
  await type(search(), '');
  const box = find('[data-testid="alarm-rows"]');
  for (let top = 0; top < box.scrollHeight; top += 2000) {
    box.scrollTo({ top });
    await sleep(30);
  }
  box.scrollTo({ top: 0 });
  await sleep(300);

  step = 'acknowledge';
  const unseen = () =>
    Number(
      /\d+/.exec(
        [...document.querySelectorAll('#alarm-panel [role="status"]')]
          .map((each) => each.textContent ?? '')
          .find((text) => text.includes('·'))
          ?.split('·')[1] ?? '',
      )?.[0] ?? 0,
    );
  const first = unseen();
  for (let pages = 0; pages < 80 && unseen() > 0; pages++) {
    const before = unseen();
    const button = find('[data-testid="ack-page"]');
    if (button.disabled) {
      box.scrollBy({ top: box.clientHeight - 60 });
      await sleep(120);
      continue;
    }
    button.click();
    await until(() => document.querySelector('[data-testid="alarm-send"]') !== null);
    const name = document.querySelector('[role="dialog"] input');
    if (name !== null && name.value === '') await type(name, 'Kim');
    find('[data-testid="alarm-send"]').click();
    await until(() => document.querySelector('[role="dialog"]') === null && unseen() < before);
  }
  const left = unseen();

  step = 'journal';
  find('#alarm-tab-journal').click();
  await until(
    () =>
      document.querySelector('[data-testid="journal-rows"]') !== null && rows('journal-rows') > 0,
  );
  const journal = find('[data-testid="journal-rows"]');
  let journalRows = 0;
  for (let still = 0; still < 12;) {
    journal.scrollTo({ top: journal.scrollHeight });
    await sleep(120);
    const now = rows('journal-rows');
    still = now === journalRows ? still + 1 : 0;
    journalRows = now;
  }
  step = 'journal scroll';
  for (let top = journal.scrollHeight; top > 0; top -= 12_000) {
    journal.scrollTo({ top });
    await sleep(25);
  }
  step = 'journal filter';
  await type(search(), 'bench-123');
  await until(() => rows('journal-rows') > 0 && rows('journal-rows') < journalRows);
  const foundRows = rows('journal-rows');
  await type(search(), '');
  await sleep(1000);
  observer.disconnect();
  return {
    listed,
    acknowledged: first - left,
    left,
    journalRows,
    foundRows,
    longTasksMs,
    slowestStep,
  };
}
