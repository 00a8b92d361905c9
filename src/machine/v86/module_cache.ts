/**
 * Compiled modules, kept for when the same code is generated again: after each return to a
 * snapshot v86 generates anew what it had compiled, and most of it comes out as before. Nothing
 * about the guest's run depends on whether a module comes from here; but the host saves the
 * compilation, and code that its optimizing compiler has worked on stays as fast as it is.
 */

/** Of generated code in all; what is compiled from it is several times as large. */
const LIMIT_BYTES = 16 << 20;

interface Entry {
	readonly code: Uint8Array;
	readonly module: WebAssembly.Module;
}

export class ModuleCache {
	/** By hash, least recently used first. */
	readonly #entries = new Map<number, Entry>();
	#bytes = 0;

	constructor(private readonly limitBytes = LIMIT_BYTES) {}

	/** The module of that code, made by `compile` if it is not there. Keeps `code`. */
	get(
		code: Uint8Array<ArrayBuffer>,
		compile: (code: Uint8Array<ArrayBuffer>) => WebAssembly.Module,
	): WebAssembly.Module {
		const hash = hashOf(code);
		const entry = this.#entries.get(hash);
		if (entry && isEqual(entry.code, code)) {
			this.#entries.delete(hash);
			this.#entries.set(hash, entry);
			return entry.module;
		}
		const module = compile(code);
		if (entry) this.#remove(hash, entry);
		this.#entries.set(hash, { code, module });
		this.#bytes += code.length;
		for (const [oldest, old] of this.#entries) {
			if (this.#bytes <= this.limitBytes) break;
			this.#remove(oldest, old);
		}
		return module;
	}

	#remove(hash: number, { code }: Entry): void {
		this.#entries.delete(hash);
		this.#bytes -= code.length;
	}
}

// FNV-1a's prime and offset (G. Fowler, L. C. Noll, K.-P. Vo), by words of 32 bits.
const PRIME = 0x01000193;
const OFFSET = 0x811c9dc5;

/** `code` begins its buffer, as a copy does. */
function hashOf(code: Uint8Array<ArrayBuffer>): number {
	let hash = OFFSET ^ code.length;
	for (const word of new Uint32Array(code.buffer, 0, code.length >>> 2)) {
		hash = Math.imul(hash ^ word, PRIME);
		hash ^= hash >>> 15;
	}
	return hash;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
