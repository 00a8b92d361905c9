/* QEMU's PC: SeaBIOS or our own ROM, its own rtl8139 and ne2k_pci. */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
	type EmulatedResult,
	type EmulatedRun,
	version,
	waitForEnd,
	withDisk,
} from './emulator.ts';

const QEMU = 'qemu-system-i386';
/** The guest writes its status to this port when it powers off; QEMU ends then. */
const DEBUG_EXIT = 'isa-debug-exit,iobase=0xf4,iosize=4';

export interface QemuRun extends EmulatedRun {
	readonly nic?: 'rtl8139' | 'ne2k_pci' | 'none';
	/** Whether the card's network ends in QEMU, as it does by default, or reaches this machine. */
	readonly isolated?: boolean;
	/** Hears all of COM1's text so far whenever there is more; `type` sends to COM1. */
	readonly onConsole?: (text: string, type: (input: string) => void) => void;
	/** Path of a ROM to start instead of SeaBIOS. */
	readonly bios?: string;
	/** By default a PC with PCI; `isapc` has none, and so no bus master for its disks. */
	readonly machine?: 'pc' | 'isapc';
}

/** The first line of `qemu-system-i386 --version`, undefined when QEMU is not installed. */
export function qemuVersion(): Promise<string | undefined> {
	return version(QEMU, '--version');
}

export function runInQemu(run: QemuRun): Promise<EmulatedResult> {
	return withDisk(run, async (folder, disk) => {
		const com2 = path.join(folder, 'com2.txt');
		const nic = run.nic ?? 'none';
		const restrict = (run.isolated ?? true) ? 'on' : 'off';
		const child = spawn(
			QEMU,
			[
				...[
					'-m',
					String(run.memoryMb ?? 64),
					'-display',
					'none',
					'-no-reboot',
					'-monitor',
					'none',
				],
				...['-M', run.machine ?? 'pc'],
				...['-nic', nic === 'none' ? 'none' : `user,restrict=${restrict},model=${nic}`],
				...(run.bios ? ['-bios', run.bios] : []),
				...['-drive', `file=${disk},format=raw,if=ide`],
				...['-serial', 'stdio', '-serial', `file:${com2}`, '-device', DEBUG_EXIT],
			],
			{ stdio: ['pipe', 'pipe', 'pipe'] },
		);
		let console = '';
		let errors = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			console += text;
			run.onConsole?.(console, (input) => child.stdin.write(input));
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			errors += text;
		});
		const code = await waitForEnd(
			child,
			run.timeoutMs,
			async () => run.until?.(console) ?? false,
			async () => console.slice(-2000) + errors,
		);
		// The port's value v ends QEMU with (v << 1) | 1; anything even is QEMU's own.
		const status = code !== null && code % 2 === 1 && errors === '' ? code >> 1 : undefined;
		if (status === undefined && !run.until?.(console)) {
			throw new Error(`QEMU ended with status ${code}: ${errors}${console.slice(-2000)}`);
		}
		return { console, events: await readFile(com2, 'utf8'), status };
	});
}
