// Tells the layer rule which file an import means. Node itself answers, so that the rule and the
// running program never disagree; packages are found by their folder, since the rule only needs
// their name and many of them have no entry for `require`.
const { existsSync } = require('node:fs');
const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');

exports.interfaceVersion = 2;

/**
 * @param {string} source what stands in the import
 * @param {string} file the importing file
 * @returns {{ found: boolean, path?: string | null }}
 */
exports.resolve = (source, file) => {
  if (isBuiltin(source)) return { found: true, path: null };
  const bare = source.replace(/\?.*$/, '');
  try {
    if (bare.startsWith('.') || bare.startsWith('#')) return { found: true, path: createRequire(file).resolve(bare) };
  } catch {
    return { found: false };
  }
  const name = bare.split('/').slice(0, bare.startsWith('@') ? 2 : 1).join('/');
  for (let dir = path.dirname(file); dir !== path.dirname(dir); dir = path.dirname(dir)) {
    const folder = path.join(dir, 'node_modules', name);
    if (existsSync(folder)) return { found: true, path: path.join(folder, 'package.json') };
  }
  return { found: false };
};
