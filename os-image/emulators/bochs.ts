/* Bochs' PC with its own BIOS and its PCI NE2000, as Debian packages it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type EmulatedResult, type EmulatedRun, waitForEnd, withDisk } from './emulator.ts';

const BOCHS = '/usr/bin/bochs';
const BIOS = '/usr/share/bochs/BIOS-bochs-latest';
const VGA_BIOS = '/usr/share/bochs/VGABIOS-lgpl-latest';

/** What is missing to run Bochs, or undefined. */
export function bochsMissing(): string | undefined {
	return [BOCHS, BIOS, VGA_BIOS].find((file) => !existsSync(file));
}

/**
 * Debian's Bochs has no display that needs nothing; `rfb` waits for no viewer
 * with time-out 0, which it says it does. It starts in its debugger, so a
 * command file tells it to go on.
 */
function configuration(disk: string, folder: string, memoryMb: number): string {
	return [
		'plugin_ctrl: unmapped=true, biosdev=true, speaker=false, extfpuirq=true, serial=true',
		'display_library: rfb, options="timeout=0"',
		`memory: guest=${memoryMb}, host=${memoryMb}`,
		`romimage: file=${BIOS}`,
		`vgaromimage: file=${VGA_BIOS}`,
		'cpu: model=pentium, ips=50000000, reset_on_triple_fault=0',
		'clock: sync=none',
		'pci: enabled=1, chipset=i440fx, slot1=ne2k',
		'ne2k: card=0, enabled=1, type=pci, mac=52:54:00:12:34:56, ethmod=null',
		`ata0-master: type=disk, path="${disk}", mode=flat`,
		'boot: disk',
		`com1: enabled=1, mode=file, dev=${path.join(folder, 'com1.txt')}`,
		`com2: enabled=1, mode=file, dev=${path.join(folder, 'com2.txt')}`,
		`log: ${path.join(folder, 'log.txt')}`,
		'panic: action=fatal',
		'error: action=report',
		'info: action=ignore',
		'debug: action=ignore',
		'',
	].join('\n');
}

export function runInBochs(run: EmulatedRun): Promise<EmulatedResult> {
	return withDisk(run, async (folder, disk) => {
		const config = path.join(folder, 'bochsrc');
		const commands = path.join(folder, 'commands');
		await writeFile(config, configuration(disk, folder, run.memoryMb ?? 64));
		await writeFile(commands, 'continue\n');
		const child = spawn(BOCHS, ['-q', '-f', config, '-rc', commands], {
			cwd: folder,
			stdio: 'ignore',
		});
		const read = (name: string) =>
			readFile(path.join(folder, name), 'latin1').catch(() => '' /* not made yet */);
		await waitForEnd(
			child,
			run.timeoutMs,
			async () => run.until?.(await read('com1.txt')) ?? false,
			async () =>
				(await read('log.txt')).slice(-1000) + (await read('com1.txt')).slice(-2000),
		);
		return {
			console: await read('com1.txt'),
			events: await read('com2.txt'),
			status: undefined,
		};
	});
}
