/* Compiles and runs host_test/network_fuzz.c. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compile } from './network_host.test-support.ts';

export const FUZZ_TARGETS = [
	{ target: 'response', what: 'answers of web servers, to wget and upload' },
	{ target: 'request', what: 'requests of web clients, to httpd' },
	{ target: 'reply', what: 'replies of mail servers, to maild' },
	{ target: 'address', what: 'addresses of web pages, also in redirections' },
	{ target: 'icmp', what: 'ICMP messages, to ping' },
] as const;

const SOURCES = [
	...['host_test/network_fuzz.c', 'httpd/range.c', 'httpd/target.c'],
	...['maild/reply.c', 'ping/probe.c'],
];

export interface NetworkFuzz {
	/** What it says of so many cases of a target; all output, should it crash. */
	run(target: string, seed: number, count: number): string;
	dispose(): void;
}

export function buildNetworkFuzz(): NetworkFuzz {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-fuzz-'));
	const program = path.join(folder, 'fuzz');
	compile(SOURCES, program);
	return {
		run(target, seed, count) {
			const args = [target, String(seed), String(count)];
			const result = spawnSync(program, args, { encoding: 'utf8' });
			return result.status === 0
				? result.stdout
				: `${result.stdout}${result.stderr}${result.signal ?? ''}`;
		},
		dispose: () => fs.rmSync(folder, { recursive: true, force: true }),
	};
}
