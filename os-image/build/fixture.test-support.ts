/* Copies of the source tree in `fixture/`, to be built and changed by a test. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type BuildOptions, type BuildResult, buildOs, PROJECT_ROOT } from './build.ts';

const FIXTURE = path.join(PROJECT_ROOT, 'os-image/build/fixture');
const USER_SCRIPT = 'os-image/lib/user.ld';

export interface FixtureTree {
	readonly root: string;
	/** What the build said, step by step. */
	readonly messages: string[];
	readonly build: (options?: BuildOptions) => Promise<BuildResult>;
	readonly read: (file: string) => Uint8Array;
	readonly edit: (file: string, change: (text: string) => string) => void;
	readonly remove: () => void;
}

export function copyFixture(name = 'tree'): FixtureTree {
	const parent = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'kintsugi-build-'));
	const root = path.join(parent, name);
	fs.cpSync(FIXTURE, root, { recursive: true });
	fs.copyFileSync(path.join(PROJECT_ROOT, USER_SCRIPT), path.join(root, USER_SCRIPT));
	const messages: string[] = [];
	return {
		root,
		messages,
		build: (options = {}) => {
			messages.length = 0;
			return buildOs({ root, log: (text) => messages.push(text), ...options });
		},
		read: (file) => fs.readFileSync(path.join(root, file)),
		edit: (file, change) => {
			const absolute = path.join(root, file);
			fs.writeFileSync(absolute, change(fs.readFileSync(absolute, 'utf8')));
		},
		remove: () => fs.rmSync(parent, { recursive: true, force: true }),
	};
}
