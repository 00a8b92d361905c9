/*
 * npm start: set up what is missing, then serve the page from source until
 * Ctrl-C. Prints the address; opens a browser unless CI is set or there is no
 * desktop to open one on.
 */
import { root } from './process.mjs';
import { buildOs, checkNode, installPackages, SetupError } from './setup.mjs';

try {
	checkNode();
	await installPackages();
	await buildOs();
	await serve();
} catch (error) {
	if (!(error instanceof SetupError)) throw error;
	console.error(error.message);
	process.exitCode = 1;
}

async function serve() {
	const { createServer } = await import('vite');
	const server = await createServer({ root, configFile: `${root}/vite.config.ts` });
	await server.listen();
	const address = server.resolvedUrls?.local[0];
	console.log(`\nKintsugi is at ${address}\nCtrl-C stops it.`);
	if (canOpenBrowser()) server.openBrowser();

	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.once(signal, async () => {
			await server.close();
			process.exit(0);
		});
	}
}

function canOpenBrowser() {
	if (process.env.CI) return false;
	if (process.platform !== 'linux') return true;
	return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
