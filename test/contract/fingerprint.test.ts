import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION } from '#contract/api.ts';
import {
  contractFingerprint,
  contractForms,
  keptFingerprints,
  protocolFault,
  withFingerprint,
} from '../../scripts/contract-fingerprint.ts';

const forms = contractForms();
const present = contractFingerprint(forms);

describe('the protocol number', () => {
  it('was raised with the last change of what crosses between window and engine', () => {
    // What to do stands in the words of the failure.
    expect(protocolFault(PROTOCOL_VERSION, keptFingerprints(), present)).toBeNull();
  });

  it('has a fingerprint of every frame, call and event', () => {
    expect([...forms.keys()]).toEqual(
      expect.arrayContaining(['frame request', 'call hello', 'call drafts.keep', 'event snapshot']),
    );
    for (const [name, form] of forms) {
      expect(form, name).toMatch(/^\{.+\}$/);
      expect(contractFingerprint(new Map([...forms, [name, `${form} `]])), name).not.toBe(present);
    }
    // The key that was once forgotten.
    expect(forms.get('frame request')).toContain('"form"');
  });

  it('cannot be forgotten: another form under the same number is refused by check and command, with what to do', () => {
    const kept = { '2': 'a'.repeat(64) };
    const now = 'b'.repeat(64);
    expect(protocolFault(2, kept, 'a'.repeat(64))).toBeNull();
    expect(protocolFault(2, kept, now)).toMatch(/Raise the number .* npm run contract:fingerprint/);
    expect(withFingerprint(2, kept, now, false)).toMatchObject({ ok: false });
    expect(protocolFault(3, kept, now)).toMatch(/npm run contract:fingerprint/);
    expect(withFingerprint(3, kept, now, false)).toEqual({
      ok: true,
      value: { ...kept, '3': now },
    });
    expect(withFingerprint(2, kept, now, true)).toEqual({ ok: true, value: { '2': now } });
    expect(protocolFault(1, kept, now)).toMatch(/never goes back/);
  });
});
