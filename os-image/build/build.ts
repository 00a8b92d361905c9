/*
 * `buildOs`: from the source tree to `bios.bin`, `kintsugi.img`, `net.wasm` and
 * `manifest.json`, doing only what changed sources make necessary. Callers may
 * call it at any time: a build with nothing to do takes a fraction of a second,
 * and two builds into one directory take turns.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BuildError } from './build-error.ts';
import { imageIsCurrent, makeImage, readBuildId } from './image.ts';
import { withLock } from './lock.ts';
import { NET_MODULE, netModuleStep } from './net-module.ts';
import { type BinaryPlan, findBinaries } from './source-tree.ts';
import { inParallel, type StepOutcome, StepRecord } from './steps.ts';
import { loadSystemConfParser } from './sysconf/module.ts';
import {
	buildRuntimeLibrary,
	compile,
	compileFlags,
	findToolchain,
	link,
	linkFlags,
	runtimeLibrary,
	type Toolchain,
} from './toolchain.ts';

export const PROJECT_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export interface BuildOptions {
	/** Where the sources are; this project by itself. */
	readonly root?: string;
	/** Where the results go; `build/os` of the root by itself. */
	readonly outDir?: string;
	/** Caches of the toolchain, which any number of builds may share. */
	readonly cacheDir?: string;
	/** Processes at once; as many as there are processors by itself. */
	readonly jobs?: number;
	/** Whether the compiler's messages are coloured. */
	readonly color?: boolean;
	/** Is given each step that is done and each message of the compiler. */
	readonly log?: (text: string) => void;
	/** Compiles and links only these binaries and makes no image. */
	readonly only?: readonly string[];
}

export interface BuildResult {
	readonly outDir: string;
	/** Paths of the results. */
	readonly bios: string;
	readonly image: string;
	readonly netModule: string;
	readonly manifest: string;
	/** As in the manifest; undefined when only some binaries were wanted. */
	readonly buildId: string | undefined;
	readonly compiled: number;
	readonly linked: number;
	readonly imageMade: boolean;
}

/** Throws a BuildError when something does not compile, link or fit. */
export async function buildOs(options: BuildOptions = {}): Promise<BuildResult> {
	const root = path.resolve(options.root ?? PROJECT_ROOT);
	const outDir = path.resolve(options.outDir ?? path.join(root, 'build/os'));
	const cacheDir = path.resolve(options.cacheDir ?? path.join(PROJECT_ROOT, 'build/toolchain'));
	const tools = findToolchain(root, cacheDir, path.join(outDir, 'scratch'));
	return withLock(path.join(outDir, '.lock'), () => new Builder(tools, outDir, options).run());
}

class Builder {
	private readonly record: StepRecord;
	private readonly jobs: number;
	private readonly color: boolean;
	private readonly log: (text: string) => void;

	constructor(
		private readonly tools: Toolchain,
		private readonly outDir: string,
		private readonly options: BuildOptions,
	) {
		this.record = new StepRecord(tools.root, path.join(outDir, 'steps.json'));
		this.jobs = options.jobs ?? os.availableParallelism();
		this.color = options.color ?? false;
		this.log = options.log ?? (() => {});
	}

	async run(): Promise<BuildResult> {
		const { tools, outDir, options } = this;
		const binaries = this.wanted(findBinaries(tools.root));
		let compiled: number;
		let linked: number;
		try {
			await this.prepareRuntimeLibrary();
			compiled = await this.compileAll(binaries);
			linked = await this.linkAll(binaries);
			if (!options.only) await this.compileNetModule();
		} finally {
			this.record.save();
			fs.rmSync(tools.scratchDir, { recursive: true, force: true });
		}
		const result = {
			outDir,
			bios: path.join(outDir, 'bios.bin'),
			image: path.join(outDir, 'kintsugi.img'),
			netModule: path.join(outDir, NET_MODULE),
			manifest: path.join(outDir, 'manifest.json'),
			compiled,
			linked,
		};
		if (options.only) return { ...result, buildId: undefined, imageMade: false };
		const inputs = {
			root: tools.root,
			outDir,
			binaries: binaries.map((plan) => ({ plan, elf: this.elfPath(plan) })),
			netModule: path.join(outDir, 'obj', NET_MODULE),
			digest: (file: string) => this.record.digest(file),
		};
		const imageMade = !imageIsCurrent(inputs);
		if (imageMade) {
			const parser = await loadSystemConfParser(tools.cacheDir);
			this.log('IMG  kintsugi.img');
			makeImage(inputs, parser);
		}
		return { ...result, buildId: readBuildId(outDir), imageMade };
	}

	private wanted(binaries: BinaryPlan[]): BinaryPlan[] {
		const { only } = this.options;
		if (!only) return binaries;
		const unknown = only.filter((name) => !binaries.some((binary) => binary.name === name));
		if (unknown.length > 0) {
			throw new BuildError(
				`There is no binary named ${unknown.join(', ')}: expected some of ` +
					`${binaries.map(({ name }) => name).join(', ')}.`,
			);
		}
		return binaries.filter(({ name }) => only.includes(name));
	}

	private async prepareRuntimeLibrary(): Promise<void> {
		if (fs.existsSync(runtimeLibrary(this.tools))) return;
		this.log('LIB  compiler-rt');
		await withLock(`${runtimeLibrary(this.tools)}.lock`, () => buildRuntimeLibrary(this.tools));
	}

	private async compileAll(binaries: readonly BinaryPlan[]): Promise<number> {
		const units = new Map<string, { plan: BinaryPlan; source: string }>();
		for (const plan of binaries) {
			for (const source of [...plan.sources, ...plan.librarySources]) {
				units.set(this.objectPath(plan, source), { plan, source });
			}
		}
		const outcomes = await inParallel([...units], this.jobs, ([object, { plan, source }]) =>
			this.compileOne(plan, source, object),
		);
		return this.countMade(outcomes, 'compile', 'file');
	}

	private compileOne(plan: BinaryPlan, source: string, object: string): Promise<StepOutcome> {
		const { flavour } = plan;
		const flags = compileFlags(flavour.includeDirs, flavour.flags);
		return this.record.run({
			output: object,
			recipe: JSON.stringify([this.tools.id, flags]),
			inputs: [source],
			make: async (temporary) => {
				const depfile = `${object}.d`;
				this.log(`CC   ${source}`);
				const result = await compile(this.tools, {
					source,
					object: temporary,
					depfile,
					flags,
					color: this.color,
				});
				if (result.text) this.log(result.text.trimEnd());
				return result.status === 0 ? parseDepfile(depfile) : undefined;
			},
		});
	}

	private async compileNetModule(): Promise<void> {
		const outcome = await this.record.run(netModuleStep(this.tools, this.outDir, this.log));
		this.countMade([outcome], 'compile', 'module');
	}

	private async linkAll(binaries: readonly BinaryPlan[]): Promise<number> {
		const outcomes = await inParallel(binaries, this.jobs, (plan) => this.linkOne(plan));
		return this.countMade(outcomes, 'link', 'program');
	}

	private linkOne(plan: BinaryPlan): Promise<StepOutcome> {
		const objects = plan.sources.map((source) => this.objectPath(plan, source));
		const libraryObjects = plan.librarySources.map((source) => this.objectPath(plan, source));
		return this.record.run({
			output: this.elfPath(plan),
			recipe: JSON.stringify([this.tools.id, linkFlags, plan.sources, plan.librarySources]),
			inputs: [...objects, ...libraryObjects, plan.script],
			make: async (temporary) => {
				if (!fs.existsSync(path.join(this.tools.root, plan.script))) {
					this.log(
						`${plan.name}: expected its linker script ${plan.script}, found none.`,
					);
					return undefined;
				}
				this.log(`LD   ${plan.name}`);
				const result = await link(this.tools, {
					script: plan.script,
					objects,
					libraryObjects,
					output: temporary,
					color: this.color,
				});
				if (result.text) this.log(result.text.trimEnd());
				return result.status === 0 ? [] : undefined;
			},
		});
	}

	private countMade(outcomes: readonly StepOutcome[], verb: string, noun: string): number {
		const failed = outcomes.filter((outcome) => outcome === 'failed').length;
		if (failed > 0) {
			const nouns = failed === 1 ? noun : `${noun}s`;
			throw new BuildError(`${failed} ${nouns} did not ${verb}: see the messages above.`);
		}
		return outcomes.filter((outcome) => outcome === 'made').length;
	}

	private objectPath(plan: BinaryPlan, source: string): string {
		return path.join(this.outDir, 'obj', plan.flavour.name, `${source}.o`);
	}

	private elfPath(plan: BinaryPlan): string {
		return path.join(this.outDir, 'bin', `${plan.name}.elf`);
	}
}

/** The prerequisites of a make rule as the compiler writes it; `\ ` is a space in a name. */
function parseDepfile(file: string): string[] {
	const rule = fs.readFileSync(file, 'utf8').replaceAll(/\\\r?\n/g, ' ');
	const prerequisites = rule.slice(rule.search(/:\s/) + 1);
	return (prerequisites.match(/(?:\\ |\S)+/g) ?? []).map((name) => name.replaceAll('\\ ', ' '));
}
