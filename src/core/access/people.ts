import { z } from 'zod';
import { err, ok } from '../result.ts';
import type { Result } from '../result.ts';
import { ROLES } from './rights.ts';
import type { Role } from './rights.ts';

/** The people of a site with what proves who they are. Secrets are here only as hashes or sealed. */

/** A scrypt hash (RFC 7914) with its parameters, so that they can grow without anybody being locked out. */
export const secretHash = z.object({
  kind: z.literal('scrypt'),
  N: z.int().min(2),
  r: z.int().min(1),
  p: z.int().min(1),
  saltBase64: z.string(),
  hashBase64: z.string(),
});
export type SecretHash = z.infer<typeof secretHash>;

export const LANGUAGES = ['ko', 'en'] as const;

export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  language: z.enum(LANGUAGES),
  active: z.boolean(),
  /** Set by somebody else: the person is asked for an own one. */
  mustChange: z.boolean(),
  password: secretHash,
  pin: secretHash.nullable(),
  /** Wrong PINs since the last right one. */
  wrongPins: z.int().min(0),
  /** Secret of the second factor, sealed with the data folder's key (AES-256-GCM), and the last time step that was used. */
  totp: z.object({ sealed: z.string(), usedStep: z.int() }).nullable(),
  /** Last log-in with the password; a PIN counts for some hours from then on. ms UTC. */
  fullLoginMs: z.number().nullable(),
  addedMs: z.number(),
});
export type KnownPerson = z.infer<typeof personSchema>;

export const accessSettings = z.object({
  /** Time without any input after which a session ends, minutes. */
  idleMinutes: z.number().min(0.1).max(480),
  /** How long after a log-in with the password the PIN is enough, hours; 0: never. */
  quickHours: z.int().min(0).max(24),
  /** Commands that need the signature of a second person. */
  second: z.array(z.string().max(80)).max(50),
});
export type AccessSettings = z.infer<typeof accessSettings>;
export const FIRST_SETTINGS: AccessSettings = { idleMinutes: 15, quickHours: 12, second: [] };

const triesSchema = z.object({ wrong: z.int(), waitUntilMs: z.number(), lastMs: z.number() });

/** All of it as one text, written whole with each change. */
export const registerSchema = z.object({
  format: z.literal(1),
  people: z.array(personSchema),
  settings: accessSettings,
  /** Hash of the sealed recovery code; null before the first administrator. */
  recovery: z.object({ hash: secretHash, madeMs: z.number() }).nullable(),
  /** Wrong tries by person (or by name, for names nobody has) and of all together (''). */
  tries: z.record(z.string(), triesSchema),
});
export type Register = z.infer<typeof registerSchema>;

export const EMPTY_REGISTER: Register = {
  format: 1,
  people: [],
  settings: FIRST_SETTINGS,
  recovery: null,
  tries: {},
};

/** Names are compared without case, width and signs nobody sees, so that nobody can pass for somebody else. */
export const foldName = (name: string): string => name.normalize('NFKC').replace(/[\p{Cc}\p{Cf}\u3164\uffa0\u115f\u1160]/gu, (sign) => (/\s/.test(sign) ? ' ' : '')).trim().replace(/\s+/g, ' ').toLowerCase();

export const personNamed = (register: Register, name: string): KnownPerson | undefined =>
  register.people.find((person) => foldName(person.name) === foldName(name));

const administrators = (people: readonly KnownPerson[]): readonly KnownPerson[] =>
  people.filter(({ role, active }) => active && role === 'administrator');

/** Whether the site has anybody who can give roles; from then on nobody works without a log-in. */
export const hasAdministrator = (register: Register): boolean => administrators(register.people).length > 0;

export interface PersonChange {
  readonly name?: string;
  readonly role?: Role;
  readonly language?: KnownPerson['language'];
  readonly active?: boolean;
}

export type PeopleFault = {
  readonly code: 'access.nameTaken' | 'access.nobody' | 'access.lastAdministrator';
  readonly params: Readonly<Record<string, string>>;
};

/** A person with changes, or why not: a name somebody has, or nobody left who could give roles. */
export function changedPerson(register: Register, id: string, change: PersonChange): Result<KnownPerson, PeopleFault> {
  const before = register.people.find((person) => person.id === id);
  if (before === undefined) return err({ code: 'access.nobody', params: { id } });
  const { name = before.name, role = before.role, language = before.language, active = before.active } = change;
  const namesake = personNamed(register, name);
  if (namesake !== undefined && namesake.id !== id) return err({ code: 'access.nameTaken', params: { name } });
  const after: KnownPerson = { ...before, name, role, language, active };
  const people = register.people.map((person) => (person.id === id ? after : person));
  return administrators(people).length === 0 && administrators(register.people).length > 0
    ? err({ code: 'access.lastAdministrator', params: { name: before.name } })
    : ok(after);
}

/** The register with one person put in or replaced. */
export const withPerson = (register: Register, person: KnownPerson): Register => ({
  ...register,
  people: register.people.some(({ id }) => id === person.id)
    ? register.people.map((each) => (each.id === person.id ? person : each))
    : [...register.people, person],
});
