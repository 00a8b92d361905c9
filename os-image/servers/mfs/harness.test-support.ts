/** Runs the tests of host_test/ and gives what they print. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import {
	ADMIN_ENV,
	buildServerHarness,
	bundledCompiler,
	type Compiler,
	isInstalled,
} from '../../build/minixfs/host-programs.test-support.ts';

const OUTPUT_MAX = 16 * 1024 * 1024;
const SHOWN_LINES = 20;

function lastLines(text: string, count: number): string {
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

export type HarnessTest =
	| 'histories'
	| 'lost-writes'
	| 'lost-reads'
	| 'lives'
	| 'mutations'
	| 'refusals'
	| 'far';

export class Harness {
	readonly #folder: string;
	readonly #program: string;

	private constructor(folder: string, program: string) {
		this.#folder = folder;
		this.#program = program;
	}

	static async build(choose?: (folder: string) => Compiler | undefined) {
		const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-mfs-'));
		const compiler = choose ? choose(folder) : bundledCompiler();
		if (compiler) return new Harness(folder, await buildServerHarness(folder, compiler));
		fs.rmSync(folder, { recursive: true });
		return undefined;
	}

	/** What was printed; a failure's last lines are its error. Every tenth volume goes to fsck.minix. */
	async run(test: HarnessTest, seed: number, cases: number, actors: number): Promise<string> {
		const volume = path.join(this.#folder, 'volume');
		const log = this.#fsckLog();
		const check = isInstalled('fsck.minix')
			? { CHECK: `fsck.minix -f ${volume} >${log} 2>&1 || { cat ${log}; false; }` }
			: {};
		const args = [test, `${seed}`, `${cases}`, `${actors}`, volume];
		const options = { env: { ...ADMIN_ENV, ...check }, maxBuffer: OUTPUT_MAX };
		try {
			const { stdout } = await promisify(execFile)(this.#program, args, options);
			return stdout.trimEnd();
		} catch (error) {
			const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
			throw new Error(`${test}: ${lastLines(stdout + stderr, SHOWN_LINES)}`, {
				cause: error,
			});
		}
	}

	/** Whether fsck.minix has looked at a volume. */
	wasCheckedByOthers(): boolean {
		return fs.existsSync(this.#fsckLog());
	}

	#fsckLog(): string {
		return path.join(this.#folder, 'fsck.log');
	}

	remove(): void {
		fs.rmSync(this.#folder, { recursive: true });
	}
}
