/**
 * Makes v86's compiler deterministic.
 *
 * v86 compiles in the background and puts code to use when the host gets round to it, so that two
 * runs differ in where their quanta end. Here code is compiled at once and put to use before the
 * next quantum. Not right away: v86 holds its compiler's lock while it asks for a compilation.
 *
 * What v86 generates is made faster first (`jit_optimizer/`). Code that is not as expected is
 * compiled as it is, and the console says so, once for each reason.
 */

import { JIT_TABLE_BASE, type V86Cpu } from './internals.ts';
import { UnexpectedCode } from './jit_optimizer/generated_module.ts';
import { optimizeWhenWorthwhile } from './jit_optimizer/optimizer.ts';
import { ModuleCache } from './module_cache.ts';
import { V86_VERSION } from './version.ts';

interface CompiledCode {
	tableIndex: number;
	start: number;
	stateFlags: number;
	run: WebAssembly.ExportValue;
}

export class DeferredJit {
	private waiting: CompiledCode[] = [];
	private readonly refusals = new Set<string>();
	/** Once the machine has gone back to a snapshot it may do so again. */
	private cache: ModuleCache | undefined;

	constructor(private readonly cpu: V86Cpu) {
		cpu.codegen_finalize = (tableIndex, start, stateFlags, pointer, length) => {
			const code = new Uint8Array(cpu.wasm_memory.buffer, pointer >>> 0, length >>> 0);
			const module = this.compiled(code.slice());
			const { exports } = new WebAssembly.Instance(module, { e: cpu.jit_imports });
			const run = exports.f as WebAssembly.ExportValue;
			this.waiting.push({ tableIndex, start, stateFlags, run });
		};
	}

	/** Puts to use what the last quantum had compiled. Only between quanta. */
	commit(): void {
		if (this.waiting.length === 0) {
			return;
		}
		const compiled = this.waiting;
		this.waiting = [];
		for (const { tableIndex, start, stateFlags, run } of compiled) {
			this.cpu.wm.wasm_table.set(JIT_TABLE_BASE + tableIndex, run);
			this.cpu.codegen_finalize_finished(tableIndex, start, stateFlags);
		}
	}

	/** Forgets all compiled code; the guest runs interpreted until code is hot again. */
	clear(): void {
		this.commit();
		this.cpu.jit_clear_cache();
	}

	/** The compiler's state was overwritten: what was compiled for the old one is void. */
	discard(): void {
		this.cache ??= new ModuleCache();
		this.waiting = [];
		this.cpu.jit_clear_all_funcs();
	}

	private compiled(code: Uint8Array<ArrayBuffer>): WebAssembly.Module {
		const compile = (generated: Uint8Array<ArrayBuffer>) =>
			new WebAssembly.Module(this.optimized(generated));
		return this.cache ? this.cache.get(code, compile) : compile(code);
	}

	private optimized(code: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
		try {
			return optimizeWhenWorthwhile(code);
		} catch (refusal) {
			if (!(refusal instanceof UnexpectedCode)) {
				throw refusal;
			}
			if (!this.refusals.has(refusal.message)) {
				this.refusals.add(refusal.message);
				console.warn(
					`Code that v86 generated is run unoptimized: found ${refusal.message}. ` +
						`Known is the code of v86 ${V86_VERSION}; see src/machine/v86/jit_optimizer.`,
				);
			}
			return code;
		}
	}
}
