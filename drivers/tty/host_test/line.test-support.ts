/** A terminal line on the host, spoken to in strings. */
import {
	compileToWasm,
	TRAP_UNDEFINED,
} from '../../../os-image/lib/libsys/host_test/wasm.test-support.ts';

interface Harness {
	memory: WebAssembly.Memory;
	buffer_address(): number;
	termios_address(): number;
	reset(): void;
	apply_termios(): void;
	type(length: number, nowUs: bigint): void;
	hold_break(nowUs: bigint): void;
	judge(wanted: number, beganUs: bigint, nowUs: bigint): number;
	take(wanted: number): number;
	write(length: number): number;
	drain(): number;
	readable(): number;
	polls_readable(): number;
	write_room(): number;
	flush(queue: number): number;
	resize(rows: number, columns: number): void;
	take_signals(): number;
	pack(): number;
	unpack(length: number): number;
	broken_invariant(): number;
}

export const Input = {
	IGNBRK: 0x1,
	BRKINT: 0x2,
	ISTRIP: 0x20,
	INLCR: 0x40,
	IGNCR: 0x80,
	ICRNL: 0x100,
	IXON: 0x400,
	IXANY: 0x800,
} as const;

export const Output = { OPOST: 0x1, ONLCR: 0x4, OCRNL: 0x8 } as const;

export const Local = {
	ISIG: 0x1,
	ICANON: 0x2,
	ECHO: 0x8,
	ECHOE: 0x10,
	ECHOK: 0x20,
	ECHONL: 0x40,
	NOFLSH: 0x80,
	ECHOCTL: 0x200,
	ECHOKE: 0x800,
	IEXTEN: 0x8000,
} as const;

export const Control = {
	VINTR: 0,
	VQUIT: 1,
	VERASE: 2,
	VKILL: 3,
	VEOF: 4,
	VTIME: 5,
	VMIN: 6,
	VSTART: 8,
	VSTOP: 9,
	VEOL: 11,
	VEOL2: 16,
} as const;

export const Queue = { input: 0, output: 1, both: 2 } as const;

export const INPUT_MAX = 4096;
export const NEVER = 2n ** 64n - 1n;

const SIGNAL_NAMES = new Map([
	[2, 'SIGINT'],
	[3, 'SIGQUIT'],
	[20, 'SIGTSTP'],
	[28, 'SIGWINCH'],
]);
const C_CC_OFFSET = 16;

export interface Settings {
	iflag: number;
	oflag: number;
	lflag: number;
	controls: Uint8Array;
}

export class Line {
	nowUs = 0n;

	constructor(private readonly harness: Harness) {
		harness.reset();
	}

	/** Text is sent as UTF-8. */
	type(text: string | Uint8Array): this {
		this.harness.type(this.fill(text), this.nowUs);
		return this;
	}

	holdBreak(): void {
		this.harness.hold_break(this.nowUs);
	}

	/** What a read gets that begins now; undefined when it has to wait. */
	read(wanted = INPUT_MAX): string | undefined {
		return this.readSince(this.nowUs, wanted);
	}

	/** The same for a read that began earlier. */
	readSince(beganUs: bigint, wanted = INPUT_MAX): string | undefined {
		if (!this.harness.judge(wanted, beganUs, this.nowUs)) return undefined;
		return this.text(this.harness.take(wanted));
	}

	/** When a read that waits must be looked at again though nothing came. */
	againUs(beganUs: bigint, wanted = INPUT_MAX): bigint {
		this.harness.judge(wanted, beganUs, this.nowUs);
		const { buffer } = this.harness.memory;
		return new DataView(buffer).getBigUint64(this.harness.buffer_address(), true);
	}

	write(text: string): number {
		return this.harness.write(this.fill(text));
	}

	/** What went to the terminal since the last time. */
	shown(): string {
		return this.text(this.harness.drain());
	}

	signals(): string[] {
		const bits = this.harness.take_signals();
		return [...SIGNAL_NAMES].filter(([bit]) => bits & (1 << bit)).map(([, name]) => name);
	}

	change(update: (settings: Settings) => void): this {
		const address = this.harness.termios_address();
		const { buffer } = this.harness.memory;
		const view = new DataView(buffer, address);
		const settings: Settings = {
			iflag: view.getUint32(0, true),
			oflag: view.getUint32(4, true),
			lflag: view.getUint32(12, true),
			controls: new Uint8Array(buffer, address + C_CC_OFFSET, 20),
		};
		update(settings);
		view.setUint32(0, settings.iflag, true);
		view.setUint32(4, settings.oflag, true);
		view.setUint32(12, settings.lflag, true);
		this.harness.apply_termios();
		return this;
	}

	/** Settings as TCGETS would give them. */
	settings(): Settings {
		let copy: Settings | undefined;
		this.change((settings) => {
			copy = { ...settings, controls: settings.controls.slice() };
		});
		return copy as unknown as Settings;
	}

	get readable(): number {
		return this.harness.readable();
	}

	get pollsReadable(): boolean {
		return this.harness.polls_readable() !== 0;
	}

	get writeRoom(): number {
		return this.harness.write_room();
	}

	flush(queue: number): number {
		return this.harness.flush(queue);
	}

	resize(rows: number, columns: number): void {
		this.harness.resize(rows, columns);
	}

	/** What outlives the driver. */
	pack(): Uint8Array {
		const length = this.harness.pack();
		const address = this.harness.buffer_address();
		return new Uint8Array(this.harness.memory.buffer, address, length).slice();
	}

	/** Takes it up; whether it made sense. */
	unpack(bytes: Uint8Array): boolean {
		return this.harness.unpack(this.fill(bytes)) !== 0;
	}

	brokenInvariant(): number {
		return this.harness.broken_invariant();
	}

	private fill(text: string | Uint8Array): number {
		const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
		new Uint8Array(this.harness.memory.buffer, this.harness.buffer_address()).set(bytes);
		return bytes.length;
	}

	private text(length: number): string {
		const address = this.harness.buffer_address();
		return new TextDecoder().decode(
			new Uint8Array(this.harness.memory.buffer, address, length),
		);
	}
}

/** Compiles the discipline; the result makes fresh lines, of which the newest counts. */
export async function compileLine(): Promise<() => Line> {
	const harness = (await compileToWasm(
		[
			'drivers/tty/host_test/line_harness.c',
			'drivers/tty/recovery_line.c',
			...['columns', 'edit', 'input', 'output', 'queue', 'read', 'termios'].map(
				(name) => `drivers/tty/line/${name}.c`,
			),
			...['memory', 'scan', 'compare'].map((name) => `os-image/lib/libc/string/${name}.c`),
		],
		TRAP_UNDEFINED,
	)) as unknown as Harness;
	return () => new Line(harness);
}
