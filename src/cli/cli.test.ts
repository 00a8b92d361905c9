import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from './cli.ts';

const bin = fileURLToPath(new URL('../../bin/kintsugi.mjs', import.meta.url));

async function kintsugi(...args: string[]) {
	let stdout = '';
	let stderr = '';
	const status = await runCli(args, {
		out: (text) => {
			stdout += text;
		},
		err: (text) => {
			stderr += text;
		},
	});
	return { status, stdout, stderr };
}

test('the installed command passes its exit status on', () => {
	const { status, stderr } = spawnSync(process.execPath, [bin, 'mend'], { encoding: 'utf8' });
	expect(stderr).toContain('there is no command "mend"');
	expect(status).toBe(2);
});

test('--help lists the commands on standard output', async () => {
	const { status, stdout } = await kintsugi('--help');
	expect(status).toBe(0);
	expect(stdout).toMatch(/^ {2}run +boots; the guest's console on this terminal$/m);
	expect(stdout).toMatch(/^ {2}exec +boots headless, runs shell commands/m);
	expect(stdout).toMatch(/^ {2}swifi +injects faults into running drivers/m);
});

const sharedOptions = ['--memory', '--clock', '--seed', '--disk', '--param'];

test.each([
	['run', ['--timeout', '--until', '--events']],
	['exec', ['--put', '--get', '--input', '--save-disk', '--json', '--timeout', '--events']],
])('%s --help explains each of its options', async (command, options) => {
	const { status, stdout } = await kintsugi(command, '--help');
	expect(status).toBe(0);
	for (const option of [...sharedOptions, ...options]) expect(stdout).toContain(`${option} `);
});

test('swifi --help explains each of its options', async () => {
	const { status, stdout } = await kintsugi('swifi', '--help');
	expect(status).toBe(0);
	const options = ['driver', 'faults', 'types', 'seed', 'mode', 'heartbeat', 'policy', 'memory'];
	const running = ['device-model', 'workers', 'shard', 'out', 'json'];
	for (const option of [...options, ...running]) expect(stdout).toContain(`--${option} `);
});

test.each([
	[[], 'Usage: kintsugi COMMAND'],
	[['mend'], 'there is no command "mend"'],
	[['run', '--bogus'], "Unknown option '--bogus'"],
	[['run', 'fast'], "Unexpected argument 'fast'"],
	[['run', '--memory', '2'], '--memory is "2": expected a whole number from 4 to 1024'],
	[['run', '--memory', '16.5'], '--memory is "16.5"'],
	[['run', '--clock', 'lunar'], '--clock is "lunar": expected real or virtual'],
	[['run', '--timeout', 'soon'], '--timeout is "soon"'],
	[['run', '--param', 'init'], '--param is "init": expected KEY=VALUE'],
	[['run', '--param', 'a=1', '--param', 'a=2'], '--param gives "a" twice'],
	[['exec'], 'there is no CMD: give it in quotes'],
	[['exec', '--memory', 'x', 'ls'], '--memory is "x"'],
	[['exec', '--timeout', '-1', 'ls'], "Option '--timeout' argument is ambiguous"],
	[['exec', '--bogus', 'ls'], "Unknown option '--bogus'"],
	[['exec', '--put', 'a:b', 'ls'], '--put is "a:b": expected LOCAL:/REMOTE'],
	[['exec', '--get', 'b:a', 'ls'], '--get is "b:a": expected /REMOTE:LOCAL'],
	[['swifi', '--driver', 'floppy'], '--driver names "floppy": expected all, or some of eth.'],
	[['swifi', '--driver', 'tty,chr.tty'], '--driver names chr.tty twice'],
	[['swifi', '--types', 'nop,gamma'], '--types names "gamma": expected all, or some of source,'],
	[['swifi', '--shard', '3/2'], '--shard is "3/2": expected I/N'],
	[['swifi', '--shard', '0/2'], '--shard is "0/2": expected I/N'],
	[['swifi', '--mode', 'parallel'], '--mode is "parallel": expected sequential or isolated'],
	[['swifi', '--faults', '0'], '--faults is "0": expected a whole number from 1'],
	[['swifi', '--policy', '/etc/x'], '--policy is "/etc/x": expected the name of a script'],
	[['swifi', 'merge'], 'merge needs the files to merge'],
])('the wrong command line %j is explained, with status 2', async (args, message) => {
	const { status, stdout, stderr } = await kintsugi(...args);
	expect(stderr).toContain(message);
	expect(stdout).toBe('');
	expect(status).toBe(2);
});

test('a disk image that does not exist is named, with status 1', async () => {
	const { status, stderr } = await kintsugi('run', '--disk', '/does/not/exist.img');
	expect(stderr).toContain('/does/not/exist.img does not exist. Correct the path of --disk.');
	expect(status).toBe(1);
});

test.each([
	[['--put', '/does/not/exist:/tmp/x'], '/does/not/exist cannot be read for --put'],
	[['--input', '/does/not/exist'], '/does/not/exist cannot be read for --input'],
	[['--events', '/does/not/exist'], 'cannot be written to /does/not/exist'],
])('exec does not start with files that it can’t use: %j', async (options, message) => {
	const { status, stderr } = await kintsugi('exec', ...options, 'true');
	expect(stderr).toContain(message);
	expect(status).toBe(1);
});
