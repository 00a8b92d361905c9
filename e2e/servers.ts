/*
 * Starts what the tests visit: the built site under a path of its own, and the
 * dev server. Free ports, so that two runs do not meet; the tests find the
 * addresses in the environment.
 */
import path from 'node:path';
import { createServer, preview } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const configFile = path.join(root, 'vite.config.ts');

/** Playwright calls what is returned when the tests are over. */
export default async function startServers(): Promise<() => Promise<void>> {
	const site = await preview({
		root,
		configFile,
		base: '/some/path/',
		logLevel: 'warn',
		preview: { port: 0, host: '127.0.0.1' },
	});
	const dev = await createServer({
		root,
		configFile,
		logLevel: 'warn',
		server: { port: 0, host: '127.0.0.1' },
	});
	await dev.listen();
	process.env.KINTSUGI_SITE_URL = addressOf(site);
	process.env.KINTSUGI_DEV_URL = addressOf(dev);
	return async () => {
		await Promise.all([site.close(), dev.close()]);
	};
}

function addressOf(server: { resolvedUrls: { local: string[] } | null }): string {
	const [address] = server.resolvedUrls?.local ?? [];
	if (address === undefined) throw new Error('A test server has no address: did it start?');
	return address;
}
