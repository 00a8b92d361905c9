/*
 * The network tools compiled for this machine, to be tried against servers and clients that the
 * test makes: those that behave, and those that do not.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledZig, TRAP_UNDEFINED, zigEnvironment } from '../build/host-compiler.test-support.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMANDS = path.join(ROOT, 'os-image/commands');
const LIBRARIES = ['toolkit', 'netkit', 'http', 'mail'].map((name) =>
	path.join(ROOT, 'os-image/lib', name),
);

/** Needs what only Kintsugi has, or is meant for other tests; netkit's host_test is for this one. */
const LEFT_OUT = /\/(system|test)\/|(toolkit|http)\/host_test\//;

function sourcesBelow(dir: string): string[] {
	return fs
		.readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.map((name) => path.join(dir, name))
		.filter((file) => file.endsWith('.c') && !LEFT_OUT.test(file));
}

/** Compiles sources, given by their paths below os-image/commands, with the tools' libraries. */
export function compile(sources: readonly string[], program: string): void {
	const result = spawnSync(
		bundledZig(),
		[
			...['cc', '-std=gnu11', '-D_GNU_SOURCE', '-O1', '-Wall', '-Wextra', '-Werror'],
			...TRAP_UNDEFINED,
			...LIBRARIES.map((dir) => `-I${dir}/include`),
			...sources.map((source) => path.join(COMMANDS, source)),
			...LIBRARIES.flatMap(sourcesBelow),
			...['-o', program],
		],
		{
			encoding: 'utf8',
			env: zigEnvironment(),
		},
	);
	if (result.status !== 0) throw new Error(`${program} did not compile:\n${result.stderr}`);
}

export interface Outcome {
	readonly status: number | null;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Some of the tools, and a folder for what they make. */
export class NetworkTools {
	readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'kintsugi-network-'));
	readonly #running = new Set<ChildProcess>();

	constructor(tools: readonly string[]) {
		for (const tool of tools) {
			const single = `${tool}.c`;
			const sources = fs.existsSync(path.join(COMMANDS, single))
				? [single]
				: sourcesBelow(path.join(COMMANDS, tool)).map((file) =>
						path.relative(COMMANDS, file),
					);
			compile(sources, path.join(this.folder, tool));
		}
	}

	/** Starts a tool in the folder; it is killed at the end if it still runs. */
	start(tool: string, args: readonly string[], cwd = this.folder): ChildProcess {
		const child = spawn(path.join(this.folder, tool), args, {
			cwd,
			env: { PATH: `${this.folder}:${process.env.PATH}`, LC_ALL: 'C' },
		});
		this.#running.add(child);
		child.on('exit', () => this.#running.delete(child));
		return child;
	}

	/** Runs a tool to its end. */
	run(tool: string, args: readonly string[], input: Buffer | string = ''): Promise<Outcome> {
		const child = this.start(tool, args);
		const stdout: Buffer[] = [];
		const stderr: Buffer[] = [];
		child.stdout?.on('data', (data) => stdout.push(data));
		child.stderr?.on('data', (data) => stderr.push(data));
		child.stdin?.on('error', () => undefined); // it may end before it has read all
		child.stdin?.end(input);
		return new Promise((resolve, reject) => {
			child.on('error', reject);
			child.on('close', (status) =>
				resolve({
					status,
					stdout: Buffer.concat(stdout),
					stderr: Buffer.concat(stderr).toString(),
				}),
			);
		});
	}

	file(name: string): string {
		return path.join(this.folder, name);
	}

	dispose(): void {
		for (const child of this.#running) child.kill('SIGKILL');
		fs.rmSync(this.folder, { recursive: true, force: true });
	}
}

export interface TestServer {
	readonly port: number;
	close(): Promise<void>;
}

/** A TCP server on a port of this machine's own choice. */
export function serve(onClient: (socket: net.Socket) => void): Promise<TestServer> {
	const sockets = new Set<net.Socket>();
	const server = net.createServer({ allowHalfOpen: true }, (socket) => {
		sockets.add(socket);
		socket.on('error', () => undefined); // clients that leave early are part of the tests
		socket.on('close', () => sockets.delete(socket));
		onClient(socket);
	});
	return new Promise((resolve) => {
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as net.AddressInfo;
			const close = () =>
				new Promise<void>((closed) => {
					for (const socket of sockets) socket.destroy();
					server.close(() => closed());
				});
			resolve({ port, close });
		});
	});
}

/** A port that nobody uses, for a server that has to be told one. */
export async function freePort(): Promise<number> {
	const server = await serve((socket) => socket.destroy());
	await server.close();
	return server.port;
}

/** Connects, says something and gives all that is answered until the other side ends. */
export function converse(port: number, words: string | Buffer): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const socket = net.connect({ port, host: '127.0.0.1' });
		const answer: Buffer[] = [];
		socket.on('data', (data) => answer.push(data));
		socket.on('error', reject);
		socket.on('close', () => resolve(Buffer.concat(answer)));
		socket.write(words);
	});
}

/** Tries until a server that was just started takes connections. */
export async function untilListening(port: number): Promise<void> {
	for (;;) {
		const isThere = await new Promise<boolean>((resolve) => {
			const socket = net.connect({ port, host: '127.0.0.1' }, () => {
				socket.destroy();
				resolve(true);
			});
			socket.on('error', () => resolve(false));
		});
		if (isThere) return;
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
