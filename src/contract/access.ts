import { z } from 'zod';
import { ACCESS_STATES } from '#core/access/gate.ts';
import { AUDIT_OUTCOMES } from '#core/access/audit.ts';
import { LANGUAGES, accessSettings } from '#core/access/people.ts';
import { ROLES } from '#core/access/rights.ts';
import { SECRET_MOST_UNITS } from '#core/access/secret-rules.ts';

/** People, sessions, roles and the audit log. A session belongs to the connection that logged in. */

const none = z.object({});
const name = z.string().trim().min(1).max(80);
/** Of somebody who is to be known by it: with a sign one can read. */
const newName = name.regex(/[\p{L}\p{N}]/u, 'a name needs a letter or a digit');
const id = z.string().min(1).max(80);
/** Long enough for the longest password as a keyboard may send it, sign by sign; `checkPassword` says what is too long. */
const secret = z.string().min(1).max(SECRET_MOST_UNITS);
const code = z.string().trim().max(20).nullable();
const role = z.enum(ROLES);
const language = z.enum(LANGUAGES);

export const sessionView = z.object({
  personId: z.string(),
  name: z.string(),
  role,
  language,
  how: z.enum(['password', 'pin']),
  sinceMs: z.number(),
  /** Time until it ends without any input, ms. */
  leftMs: z.number(),
  /** The password was set by somebody else. */
  mustChange: z.boolean(),
  hasPin: z.boolean(),
  hasCode: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;

export const accessStatus = z.object({
  state: z.enum(ACCESS_STATES),
  session: sessionView.nullable(),
  /** Whom one can log in as, by name; `quick`: the PIN is enough now. */
  persons: z.array(z.object({ id: z.string(), name: z.string(), role, quick: z.boolean(), code: z.boolean() })),
  settings: accessSettings,
});
export type AccessStatus = z.infer<typeof accessStatus>;

/** Answer to a log-in: the token brings the session back after a reload of the window, for as long as it lasts. */
export const loggedIn = z.object({ status: accessStatus, token: z.string() });
export type LoggedIn = z.infer<typeof loggedIn>;

/** A person as the people screen shows it: no secret, no hash. */
export const personView = z.object({
  id: z.string(),
  name: z.string(),
  role,
  language,
  active: z.boolean(),
  mustChange: z.boolean(),
  hasPin: z.boolean(),
  hasCode: z.boolean(),
  addedMs: z.number(),
  lastLoginMs: z.number().nullable(),
  /** Wait before the next try after wrong ones, ms; 0 when there is none. */
  waitMs: z.number(),
  loggedIn: z.boolean(),
});
export type PersonView = z.infer<typeof personView>;

export const auditRow = z.object({
  seq: z.int(),
  tsMs: z.number(),
  actor: z.string(),
  role: role.nullable(),
  session: z.string().nullable(),
  second: z.string().nullable(),
  action: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  code: z.string().nullable(),
  subject: z.string().nullable(),
  before: z.json(),
  after: z.json(),
  prevHash: z.string(),
  hash: z.string(),
});
export type AuditRecord = z.infer<typeof auditRow>;

export const auditFilter = z.object({
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  /** Name of the person, as it was then. */
  person: z.string().max(80).nullable(),
  outcome: z.enum(AUDIT_OUTCOMES).nullable(),
  /** Beginning of the command's name, such as `access.` or `intent.submit`. */
  action: z.string().max(80).nullable(),
  beforeSeq: z.int().nullable(),
  limit: z.int().min(1).max(500),
});
export type AuditFilter = z.infer<typeof auditFilter>;

export const AUDIT_BREAKS = ['changed', 'missing', 'inserted'] as const;
export const auditCheck = z.object({
  rows: z.int(),
  /** Number of the first row that is wrong, and how; null when every one is as it was written. */
  broken: z.object({ seq: z.int(), how: z.enum(AUDIT_BREAKS) }).nullable(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
});
export type AuditCheck = z.infer<typeof auditCheck>;

export const accessQueries = {
  'access.status': { params: none, result: accessStatus },
  'access.people': { params: none, result: z.array(personView) },
  'access.audit': { params: auditFilter, result: z.array(auditRow) },
  /** Goes through the whole audit log. */
  'access.auditCheck': { params: none, result: auditCheck },
} as const;

export const accessCommands = {
  /** Makes the first administrator. The recovery code is in this answer and nowhere else. */
  'access.setUp': {
    params: z.object({ name: newName, password: secret, language }),
    result: loggedIn.extend({ recoveryCode: z.string() }),
  },
  'access.login': { params: z.object({ name, password: secret, code }), result: loggedIn },
  /** Quick change of person, for who logged in with the password not long ago. */
  'access.pin': { params: z.object({ name, pin: secret }), result: loggedIn },
  'access.resume': { params: z.object({ token: secret }), result: loggedIn },
  'access.logout': { params: none, result: accessStatus },
  /** Somebody touched keyboard or screen: the session lasts on. */
  'access.touch': { params: none, result: accessStatus },
  /** Signs a command that was refused for want of a second signature; the same command is then taken once. */
  'access.countersign': {
    params: z.object({ ticket: z.string().min(1).max(80), name, how: z.enum(['password', 'pin']), password: secret, code }),
    result: none,
  },
  /** Gives the administrator a new password with the sealed code; the code is spent and a new one comes back. */
  'access.recover': {
    params: z.object({ recoveryCode: z.string().min(1).max(100), name: newName, password: secret }),
    result: loggedIn.extend({ recoveryCode: z.string() }),
  },
  'access.newRecoveryCode': { params: z.object({ password: secret }), result: z.object({ recoveryCode: z.string() }) },
  'access.addPerson': { params: z.object({ name: newName, role, language, password: secret }), result: personView },
  'access.changePerson': {
    params: z.object({ id, name: newName.optional(), role: role.optional(), language: language.optional(), active: z.boolean().optional() }),
    result: personView,
  },
  /** A new password by somebody else; PIN and second factor go, waiting ends. */
  'access.resetPerson': { params: z.object({ id, password: secret }), result: personView },
  'access.ownPassword': { params: z.object({ password: secret, newPassword: secret }), result: accessStatus },
  /** Sets or, with null, removes one's own PIN. */
  'access.ownPin': { params: z.object({ password: secret, pin: secret.nullable() }), result: accessStatus },
  /** Begins with a second factor: the address to be drawn as QR code, and the secret to be typed. */
  'access.codeBegin': { params: z.object({ password: secret }), result: z.object({ address: z.string(), secret: z.string() }) },
  'access.codeConfirm': { params: z.object({ code: z.string().trim().min(1).max(20) }), result: accessStatus },
  'access.codeOff': { params: z.object({ password: secret }), result: accessStatus },
  'access.settings': { params: z.object({ settings: accessSettings }), result: accessStatus },
} as const;

export const accessEvents = {
  /** A session began or ended, a person or setting changed; ask for the status again. */
  access: z.object({ change: z.int() }),
} as const;
