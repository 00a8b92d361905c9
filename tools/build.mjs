/*
 * npm run build: the OS image and the static site in dist/.
 * npm run build:os ("os"): the OS image alone, in build/os.
 */
import { root, runPackage, stopOnInterrupt } from './process.mjs';
import { buildOs, checkNode, installPackages, SetupError } from './setup.mjs';

const osOnly = process.argv[2] === 'os';

stopOnInterrupt();
try {
	checkNode();
	await installPackages();
	await buildOs();
	if (!osOnly) process.exitCode = await runPackage('vite', 'vite', ['build', root]);
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}
