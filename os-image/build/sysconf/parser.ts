/*
 * system.conf as the guest's own parser reads it (os-image/lib/sysconf, compiled to
 * WebAssembly together with harness.c): texts in, blocks or the parser's sentence out.
 */

/** What harness.c exports. */
interface Harness {
	readonly memory: WebAssembly.Memory;
	input_size(): number;
	input(length: number): number;
	guards_hold(): number;
	parse(max: number): number;
	check(index: number): number;
	check_references(): number;
	error_text(): number;
	config_at(index: number): number;
	config_size(): number;
	kcall_limit(): number;
	kcall_name(number: number): number;
	trap_limit(): number;
	trap_name(number: number): number;
	flag_name(bit: number): number;
}

type TextField = 'label' | 'program' | 'arguments' | 'user' | 'policy';
type NumberField =
	| ('uid' | 'gid' | 'flags' | 'traps' | 'priority' | 'quantum_ms' | 'max_pages')
	| (
			| 'dma_max_pages'
			| 'isa_dma'
			| 'keep_pages'
			| 'heartbeat_ms'
			| 'policy_kind'
			| 'is_on_demand'
			| 'instances'
			| 'line'
	  )
	| ('io_count' | 'irq_count' | 'mem_count' | 'pci_count')
	| ('ipc_count' | 'complain_count' | 'depends_count');
type LabelField = 'ipc_label' | 'complain_label' | 'depends_label';
type ElementField =
	| ('kcall_word' | 'io_first' | 'io_last' | 'irq' | 'mem_phys' | 'mem_length')
	| ('pci_vendor' | 'pci_device' | 'pci_base_class' | 'pci_sub_class' | 'pci_interface');

type Fields = Record<TextField | NumberField, (index: number) => number> &
	Record<LabelField | ElementField, (index: number, which: number) => number>;

/** A block. Numbers are those of struct service_config; lists of bits are given as names. */
export interface ServiceBlock {
	/** Where it begins, from 1 on. */
	readonly line: number;
	readonly label: string;
	readonly program: string;
	readonly arguments: string;
	readonly user: string;
	readonly uid: number;
	readonly gid: number;
	readonly traps: readonly string[];
	readonly ipc: readonly string[];
	/** Single kernel calls; the groups are spelt out. */
	readonly calls: readonly string[];
	readonly flags: readonly string[];
	/** First and last port. */
	readonly io: readonly (readonly [number, number])[];
	readonly irqs: readonly number[];
	readonly memory: readonly { readonly address: number; readonly bytes: number }[];
	/** As a block writes them: `class 01.01`, `device 10ec.8139`. */
	readonly pci: readonly string[];
	/** 0: no limit. */
	readonly maxPages: number;
	/** 0: no DMA memory. */
	readonly dmaPages: number;
	/** Channels. */
	readonly isaDma: readonly number[];
	/** 0: nothing outlives an instance. */
	readonly keepPages: number;
	readonly priority: number;
	readonly quantumMs: number;
	/** 0: none. */
	readonly heartbeatMs: number;
	/** As a block writes it: `none`, `builtin`, or a script with its parameters. */
	readonly policy: string;
	readonly policyScript: string | undefined;
	readonly complain: readonly string[];
	readonly depends: readonly string[];
	readonly startsOnDemand: boolean;
	readonly instances: number;
}

/** enum policy_kind */
const POLICY_WORDS = ['none', 'builtin'] as const;
/** PCI_ANY and PCI_ANY_CLASS of proto/pci.h. */
const PCI_ANY = 0xffff;
const PCI_ANY_CLASS = 0xff;
/** NR_PRIVS: there are never more blocks. */
export const BLOCKS_MAX = 64;

/** What is wrong with a text, in the parser's words: they say the line. */
export class SystemConfError extends Error {
	override name = 'SystemConfError';
}

export class SystemConfParser {
	readonly #c: Harness;
	readonly #fields: Fields;

	constructor(exports: WebAssembly.Exports) {
		this.#c = exports as unknown as Harness;
		this.#fields = exports as unknown as Fields;
	}

	static instantiate(module: BufferSource): SystemConfParser {
		return new SystemConfParser(
			new WebAssembly.Instance(new WebAssembly.Module(module)).exports,
		);
	}

	/** The blocks of a text, each of them sound. Throws a SystemConfError. */
	parse(text: string | Uint8Array, max = BLOCKS_MAX): ServiceBlock[] {
		const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
		if (bytes.length > this.#c.input_size()) {
			throw new SystemConfError(
				`expected at most ${this.#c.input_size()} bytes, found ${bytes.length}; shorten it`,
			);
		}
		new Uint8Array(this.#c.memory.buffer, this.#c.input(bytes.length)).set(bytes);
		const count = this.#c.parse(max);
		if (this.#c.guards_hold() === 0) throw new Error('Memory beyond the text was written.');
		if (count < 0) throw new SystemConfError(this.#errorText());
		return Array.from({ length: count }, (_, index) => this.#block(index));
	}

	/** Throws a SystemConfError when the blocks of the last text do not fit together. */
	checkReferences(): void {
		if (this.#c.check_references() < 0) throw new SystemConfError(this.#errorText());
	}

	/** What sysconf_check says of a block of the last text; undefined: nothing. */
	complaintAbout(index: number): string | undefined {
		return this.#c.check(index) < 0 ? this.#errorText() : undefined;
	}

	/** The bytes of a block of the last text, to be scribbled in. */
	bytesOf(index: number): Uint8Array {
		const { memory, config_at, config_size } = this.#c;
		return new Uint8Array(memory.buffer, config_at(index), config_size());
	}

	#block(index: number): ServiceBlock {
		const f = this.#fields;
		const text = (field: TextField) => this.#string(f[field](index)) ?? '';
		const labels = (list: 'ipc' | 'complain' | 'depends') =>
			counted(f[`${list}_count`](index), (which) => {
				return this.#string(f[`${list}_label`](index, which)) ?? '';
			});
		const kind = f.policy_kind(index);
		const policy = POLICY_WORDS[kind] ?? text('policy');
		return {
			line: f.line(index),
			label: text('label'),
			program: text('program'),
			arguments: text('arguments'),
			user: text('user'),
			uid: f.uid(index),
			gid: f.gid(index),
			traps: this.#names(this.#c.trap_limit(), this.#c.trap_name, [f.traps(index)]),
			ipc: labels('ipc'),
			calls: this.#names(this.#c.kcall_limit(), this.#c.kcall_name, [
				f.kcall_word(index, 0),
				f.kcall_word(index, 1),
			]),
			flags: this.#names(32, this.#c.flag_name, [f.flags(index)]),
			io: counted(f.io_count(index), (which) => {
				return [f.io_first(index, which), f.io_last(index, which)] as const;
			}),
			irqs: counted(f.irq_count(index), (which) => f.irq(index, which)),
			memory: counted(f.mem_count(index), (which) => ({
				address: f.mem_phys(index, which) >>> 0,
				bytes: f.mem_length(index, which) >>> 0,
			})),
			pci: counted(f.pci_count(index), (which) => this.#pci(index, which)),
			maxPages: f.max_pages(index),
			dmaPages: f.dma_max_pages(index),
			isaDma: bits(f.isa_dma(index)),
			keepPages: f.keep_pages(index),
			priority: f.priority(index),
			quantumMs: f.quantum_ms(index),
			heartbeatMs: f.heartbeat_ms(index),
			policy,
			policyScript: kind < POLICY_WORDS.length ? undefined : policy.split(' ')[0],
			complain: labels('complain'),
			depends: labels('depends'),
			startsOnDemand: f.is_on_demand(index) !== 0,
			instances: f.instances(index),
		};
	}

	#pci(index: number, which: number): string {
		const f = this.#fields;
		if (f.pci_vendor(index, which) !== PCI_ANY) {
			const ids = [f.pci_vendor(index, which), f.pci_device(index, which)];
			return `device ${ids.map((id) => hex(id, 4)).join('.')}`;
		}
		const parts = [
			f.pci_base_class(index, which),
			f.pci_sub_class(index, which),
			f.pci_interface(index, which),
		];
		const known = parts.filter((part) => part !== PCI_ANY_CLASS);
		return `class ${known.map((part) => hex(part, 2)).join('.')}`;
	}

	/** The names of the bits that are set in some words. */
	#names(limit: number, name: (bit: number) => number, words: readonly number[]): string[] {
		return counted(limit, (bit) => bit)
			.filter((bit) => ((words[bit >> 5] ?? 0) >>> (bit & 31)) & 1)
			.map((bit) => this.#string(name(bit)) ?? `bit ${bit}`);
	}

	#errorText(): string {
		return this.#string(this.#c.error_text()) ?? '';
	}

	#string(address: number): string | undefined {
		if (address === 0) return undefined;
		const bytes = new Uint8Array(this.#c.memory.buffer, address);
		return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
	}
}

function counted<Item>(count: number, item: (index: number) => Item): Item[] {
	return Array.from({ length: count }, (_, index) => item(index));
}

/** The numbers of the bits that are set. */
function bits(word: number): number[] {
	return counted(32, (bit) => bit).filter((bit) => (word >>> bit) & 1);
}

function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0');
}
