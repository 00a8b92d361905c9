/**
 * The stack's tests as a program for this machine, compiled with the compiler that everybody has,
 * so that undefined behaviour ends it.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
	bundledZig,
	TRAP_UNDEFINED,
	zigEnvironment,
} from '../../../build/host-compiler.test-support.ts';
import type { Compiler } from '../../../build/minixfs/host-programs.test-support.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const LIBRARY = 'os-image/lib/net';
const FLAGS = [
	...['-std=gnu11', '-D_GNU_SOURCE', '-Wall', '-Wextra'],
	...['-idirafter', 'os-image/include', `-I${LIBRARY}/include`],
];
const STRICT = ['-O1', '-g', ...TRAP_UNDEFINED, '-Werror'];

const run = promisify(execFile);

export class NetTests {
	private constructor(
		private readonly folder: string,
		private readonly program: string,
	) {}

	/** `other`: a compiler of this machine's, in place of the bundled one. */
	static async build(other?: Compiler): Promise<NetTests> {
		const [program = '', ...before] = other
			? [...other.command, ...other.flags]
			: [bundledZig(), 'cc', ...STRICT];
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-net-'));
		const tests = path.join(folder, 'net_test');
		const sources = [...sourcesIn(LIBRARY), ...sourcesIn(`${LIBRARY}/host_test`)];
		await run(program, [...before, ...FLAGS, ...sources, ...['-o', tests]], {
			cwd: ROOT,
			env: zigEnvironment(),
		});
		return new NetTests(folder, tests);
	}

	/** Throws what the program has printed if it fails. */
	async run(...args: readonly string[]): Promise<string> {
		try {
			return (await run(this.program, [...args])).stdout;
		} catch (error) {
			const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
			throw new Error(`${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
		}
	}

	/** What its tests are named. */
	async sentences(): Promise<string[]> {
		return (await this.run('list')).trimEnd().split('\n');
	}

	remove(): void {
		fs.rmSync(this.folder, { recursive: true });
	}
}

function sourcesIn(folder: string): string[] {
	return fs
		.readdirSync(path.join(ROOT, folder))
		.filter((name) => name.endsWith('.c'))
		.map((name) => `${folder}/${name}`);
}
