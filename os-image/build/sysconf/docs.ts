/*
 * `npm run docs`: makes docs/privileges.md from system.conf, as the guest reads that.
 * privileges.test.ts compares what is committed with what this makes.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BuildError } from '../build-error.ts';
import { parseSystemConf, SYSTEM_CONF } from '../system-conf.ts';
import { loadSystemConfParser } from './module.ts';
import type { ServiceBlock } from './parser.ts';
import { privilegesPage } from './privileges-page.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export const PAGE = 'docs/privileges.md';
export const COMMAND = 'npm run docs';

/** The blocks of this project's system.conf. */
export async function shippedBlocks(): Promise<ServiceBlock[]> {
	const parser = await loadSystemConfParser(path.join(ROOT, 'build/toolchain'));
	return parseSystemConf(fs.readFileSync(path.join(ROOT, SYSTEM_CONF)), parser);
}

export async function makePrivilegesPage(): Promise<string> {
	return privilegesPage(await shippedBlocks(), COMMAND);
}

export function committedPage(): string {
	const file = path.join(ROOT, PAGE);
	return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
	try {
		fs.writeFileSync(path.join(ROOT, PAGE), await makePrivilegesPage());
		console.log(`${PAGE} is made.`);
	} catch (error) {
		if (!(error instanceof BuildError)) throw error;
		console.error(error.message);
		process.exitCode = 1;
	}
}
