/*
 * The checks that npm test leaves out, after the same set-up:
 *     node tools/checks.mjs long     the *.long.test.ts files
 *     node tools/checks.mjs fuzz     the *.fuzz.test.ts files
 * Further arguments go to vitest (a file's name, -t TEST, ...).
 */
import { runPackage, stopOnInterrupt } from './process.mjs';
import { buildOs, checkNode, installPackages, SetupError } from './setup.mjs';

const [kind = '', ...rest] = process.argv.slice(2);

stopOnInterrupt();
try {
	if (kind !== 'long' && kind !== 'fuzz') {
		throw new SetupError(`Expected "long" or "fuzz", found "${kind}".`);
	}
	checkNode();
	await installPackages();
	await buildOs();
	process.exitCode = await runPackage('vitest', 'vitest', ['run', ...rest], {
		env: { KINTSUGI_CHECKS: kind },
	});
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
