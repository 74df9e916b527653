/**
 * What a person may be allowed to do, and which role carries which right. One table: the engine
 * refuses by it, the window hides and explains by it, the role matrix is tested against it.
 */
export const RIGHTS = [
  /** See the process picture, trends, lists and records. */
  'view',
  /** Save lists, trends and reports as files. */
  'export',
  /** Enter readings of the laboratory or of a portable meter. */
  'reading.enter',
  /** Correct or withdraw readings, take in files of readings and take them back. */
  'reading.correct',
  /** Accept, turn down or undo a correction of a sensor. */
  'correction.decide',
  /** Record a calibration, or drop one that is due. */
  'calibration.record',
  /** Take a sensor out of the tests while somebody works on it. */
  'sensor.maintenance',
  /** Walk a round, answer its items, finish it. */
  'round.do',
  /** Give the second signature under a round. */
  'round.sign',
  /** Change check lists, their schedule and holidays. */
  'round.edit',
  /** Open, work on and finish work orders. */
  'work.do',
  /** Assign, cancel and reopen work orders of others. */
  'work.manage',
  /** Put a lock with a tag on a machine, and lift one's own. */
  'lock.place',
  /** Lift the lock of somebody else, with reason. */
  'lock.liftOthers',
  /** Take parts and chemicals off stock, receive and count them. */
  'stock.move',
  /** Change minimum stock, lead times, prices and what is kept. */
  'stock.edit',
  /** Acknowledge and silence alarms, write comments. */
  'alarm.acknowledge',
  /** Shelve an alarm for a while. */
  'alarm.shelve',
  /** Change delays, dead bands, priorities and suppression of alarms. */
  'alarm.configure',
  /** Write in an incident and close it. */
  'incident.write',
  /** Start and stop machines, write set-points. */
  'plant.command',
  /** Ask what would happen. */
  'whatIf.run',
  /** Trouble and scenarios for the virtual plant. */
  'virtualPlant.control',
  /** Produce a report now. */
  'report.make',
  /** Change what reports are produced when, and the letterhead. */
  'report.edit',
  /** Make a backup. */
  'backup.make',
  /** Bring a backup back, change where and when backups are made. */
  'backup.manage',
  /** Check and purge the history by hand. */
  'history.keep',
  /** Choose the connection to the plant, change settings of the site. */
  'site.configure',
  /** End the engine. */
  'engine.stop',
  /** Add people, give roles, reset passwords. */
  'people.manage',
  /** Read and verify the audit log. */
  'audit.read',
] as const;
export type Right = (typeof RIGHTS)[number];

export const ROLES = [
  'viewer',
  'agency',
  'technician',
  'operator',
  'engineer',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

const VIEWER: readonly Right[] = ['view'];
const AGENCY: readonly Right[] = [...VIEWER, 'export', 'audit.read'];
const TECHNICIAN: readonly Right[] = [
  ...VIEWER,
  'export',
  'reading.enter',
  'calibration.record',
  'sensor.maintenance',
  'round.do',
  'work.do',
  'lock.place',
  'stock.move',
  'alarm.acknowledge',
  'incident.write',
  'whatIf.run',
  'virtualPlant.control',
  'report.make',
  'backup.make',
];
const OPERATOR: readonly Right[] = [
  ...TECHNICIAN,
  'plant.command',
  'alarm.shelve',
  'reading.correct',
  'round.sign',
];
const ENGINEER: readonly Right[] = [
  ...OPERATOR,
  'correction.decide',
  'round.edit',
  'work.manage',
  'lock.liftOthers',
  'stock.edit',
  'alarm.configure',
  'report.edit',
  'backup.manage',
  'history.keep',
  'site.configure',
  'engine.stop',
  'audit.read',
];

/** Rights of each role. The engineer runs the plant and its settings; people and their roles are the administrator's alone. */
export const ROLE_RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  viewer: VIEWER,
  agency: AGENCY,
  technician: TECHNICIAN,
  operator: OPERATOR,
  engineer: ENGINEER,
  administrator: RIGHTS,
};

export interface Person {
  readonly name: string;
  /** Null while nobody has a role yet: no administrator was set and the plant is the virtual one. */
  readonly role?: Role | null;
}

export type Permission =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** `noName`: nobody would answer for the action. `role`: the person's role does not carry the right. */
      readonly reason: 'noName' | 'role';
    };

/** Whether a person may use a right. An action without a name is refused: nobody would answer for it afterwards. */
export function mayDo(right: Right, person: Person): Permission {
  if (person.name.trim() === '') return { allowed: false, reason: 'noName' };
  const role = person.role ?? null;
  return role === null || ROLE_RIGHTS[role].includes(right)
    ? { allowed: true }
    : { allowed: false, reason: 'role' };
}
