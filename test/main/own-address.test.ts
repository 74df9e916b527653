import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APP_ORIGIN } from '#main/app-files.ts';
import { isOwnAddress, isTrustedSender } from '#main/own-address.ts';

const installed = [APP_ORIGIN];
const developing = ['http://localhost:5173'];
const mainFrame = (url: string): { url: string; parent: null } => ({ url, parent: null });

describe('who may talk to the shell', () => {
  it('believes the main frame of our own page only', () => {
    expect(isTrustedSender(mainFrame(`${APP_ORIGIN}/index.html`), installed)).toBe(true);
    expect(isTrustedSender(mainFrame('http://localhost:5173/'), developing)).toBe(true);
    expect(isTrustedSender({ url: `${APP_ORIGIN}/index.html`, parent: {} }, installed)).toBe(false);
    expect(isTrustedSender(null, installed)).toBe(false);
  });

  // A frame that has not loaded yet has an empty address.
  it.each(['', 'about:blank', 'not an address', 'data:text/html,x', 'blob:app://muljigi/1', 'app://other/', 'http://localhost:5173/'])(
    'refuses %j',
    (url) => {
      expect(isTrustedSender(mainFrame(url), installed)).toBe(false);
    },
  );

  it('answers for any address, as an error here would stop the shell', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl()), (url) => {
        expect(isTrustedSender(mainFrame(url), installed)).toBe(false);
      }),
    );
  });
});

describe('what the window may load', () => {
  it('takes its own address, and the live reload of a development server', () => {
    expect(isOwnAddress(`${APP_ORIGIN}/assets/a.js`, installed)).toBe(true);
    expect(isOwnAddress('data:image/png;base64,AA==', installed)).toBe(true);
    expect(isOwnAddress('ws://localhost:5173/', developing)).toBe(true);
    expect(isOwnAddress('ws://localhost:5173/', installed)).toBe(false);
    expect(isOwnAddress('https://example.org/', installed)).toBe(false);
    expect(isOwnAddress('', installed)).toBe(false);
  });
});
