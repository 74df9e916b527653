// Debian packages a window, the tests and the packager need. Installed when run as root; otherwise
// the exact command to type is printed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail, say } from './log.mjs';

/**
 * Each entry is one package; several names are the same package in different Debian releases.
 * @type {Record<'window' | 'test' | 'package', string[][]>}
 */
export const packageGroups = {
  // What Chromium links against.
  window: [
    ['libgtk-3-0', 'libgtk-3-0t64'],
    ['libnss3'],
    ['libasound2', 'libasound2t64'],
    ['libgbm1'],
    ['libxss1'],
    ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'],
    ['libnotify4'],
    ['libdrm2'],
    ['libxtst6'],
  ],
  // A screen in memory, a serial line in memory, and two Modbus programs by other people.
  test: [['xvfb'], ['xauth'], ['socat'], ['mbpoll'], ['python3-pymodbus'], ['python3-serial'], ['python3-serial-asyncio']],
  package: [['fakeroot'], ['dpkg'], ['xz-utils']],
};

/**
 * Names of the packages that are installed among those given.
 * @param {string[]} names
 * @returns {Set<string>}
 */
function installedAmong(names) {
  const answer = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], { encoding: 'utf8' });
  return new Set(
    answer.stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0] ?? ''),
  );
}

/**
 * The packages still to be installed, given which are there.
 * @param {('window' | 'test' | 'package')[]} groups
 * @param {(names: string[]) => Set<string>} [lookUp]
 * @returns {string[][]}
 */
export function missingPackages(groups, lookUp = installedAmong) {
  const wanted = groups.flatMap((group) => packageGroups[group]);
  const installed = lookUp(wanted.flat());
  return wanted.filter((names) => !names.some((name) => installed.has(name)));
}

/** @param {('window' | 'test' | 'package')[]} groups */
export function ensureDebianPackages(groups) {
  if (process.platform !== 'linux') return;
  if (!existsSync('/etc/debian_version')) {
    say('This is not Debian: install what Electron needs (GTK 3, NSS, ALSA, GBM) with your own packager.');
    return;
  }
  const missing = missingPackages(groups);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    const names = missing.map((alternatives) => alternatives[0]).join(' ');
    fail(`These Debian packages are missing. Type:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names}\n\nthen repeat.`);
  }
  installAsRoot(missing);
}

/** @param {string[][]} missing */
function installAsRoot(missing) {
  say('Updating the package list of Debian ...');
  apt(['update', '-q']);
  const names = missing.map(
    (alternatives) => alternatives.find(isOffered) ?? fail(`Debian offers no package ${alternatives.join(' or ')}.`),
  );
  say(`Installing Debian packages: ${names.join(' ')} ...`);
  apt(['install', '-y', '-q', '--no-install-recommends', ...names]);
}

/** @param {string} name */
function isOffered(name) {
  return spawnSync('apt-cache', ['show', '--no-all-versions', name], { stdio: 'ignore' }).status === 0;
}

/** @param {string[]} args */
function apt(args) {
  const outcome = spawnSync('apt-get', args, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (outcome.status !== 0) {
    fail(`apt-get ${args.join(' ')} did not succeed:\n${outcome.stdout}${outcome.stderr}`);
  }
}
