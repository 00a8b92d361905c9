/*
 * The part of the WebAssembly interface that Node and browsers share and the
 * machine uses. TypeScript ships these types only together with the DOM's, and
 * Node's own types leave them out, so that the layers which know neither
 * (tsconfig.core.json) need a declaration of their own.
 */

type BufferSource = ArrayBufferView | ArrayBuffer;

declare namespace WebAssembly {
	interface MemoryDescriptor {
		initial: number;
		maximum?: number;
	}

	class Memory {
		constructor(descriptor: MemoryDescriptor);
		readonly buffer: ArrayBuffer;
		grow(deltaPages: number): number;
	}

	interface TableDescriptor {
		element: 'anyfunc' | 'externref';
		initial: number;
		maximum?: number;
	}

	class Table {
		constructor(descriptor: TableDescriptor);
		readonly length: number;
		get(index: number): unknown;
		set(index: number, value: unknown): void;
		grow(delta: number): number;
	}

	/** One that changes. */
	interface Global {
		value: number;
	}

	type ExportValue = ((...args: never[]) => unknown) | Memory | Table | Global;
	type Exports = Record<string, ExportValue>;
	type ImportValue = ExportValue | number | bigint;
	type Imports = Record<string, Record<string, ImportValue>>;

	class Module {
		constructor(bytes: BufferSource);
		static exports(module: Module): { name: string; kind: string }[];
		static imports(module: Module): { module: string; name: string; kind: string }[];
	}

	class Instance {
		constructor(module: Module, imports?: Imports);
		readonly exports: Exports;
	}

	class CompileError extends Error {}
	class LinkError extends Error {}
	class RuntimeError extends Error {}

	function compile(bytes: BufferSource): Promise<Module>;
	function instantiate(
		bytes: BufferSource,
		imports?: Imports,
	): Promise<{ module: Module; instance: Instance }>;
	function instantiate(module: Module, imports?: Imports): Promise<Instance>;
	function validate(bytes: BufferSource): boolean;
}
