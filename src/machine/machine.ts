/** Makes machines: checks the options, puts v86 and the machine's own parts together. */

import type { Machine, MachineOptions } from './api.ts';
import { type GuestClock, RealClock, VirtualClock } from './clock.ts';
import { CowDisk } from './cow_disk.ts';
import { AtaController } from './devices/ata.ts';
import { AtaDrive } from './devices/ata_drive.ts';
import { DiskFaults } from './devices/disk_faults.ts';
import { sha256Hex } from './digest.ts';
import { MachineError } from './errors.ts';
import { defaultHost } from './host.ts';
import { encodeParams, PARAM_LBA, SECTOR_SIZE } from './params.ts';
import { SeededRandom } from './random.ts';
import { Engine } from './v86/engine.ts';
import { type Calendar, V86Machine } from './v86_machine.ts';

const DEFAULT_MEMORY_MB = 32;
const MIN_MEMORY_MB = 4;
const MAX_MEMORY_MB = 1024;
const DEFAULT_SEED = 1;
const ROM_SIZES = [64 << 10, 128 << 10];
/** 2026-01-01T00:00:00Z, the date at power-on where none is given and time is virtual. */
const DEFAULT_DATE_MS = 1_767_225_600_000;
const NS_PER_MS = 1e6;

/** Makes a machine that is paused at power-on. Errors say what is wrong with the options. */
export async function createMachine(options: MachineOptions): Promise<Machine> {
	const {
		memoryMb = DEFAULT_MEMORY_MB,
		clock: clockKind = 'virtual',
		seed = DEFAULT_SEED,
		stepwise = false,
		host = defaultHost(),
		pciFunctions = [],
		deviceModel = 'own',
		hasV86Card = false,
		diskFaults = [],
		printer = {},
	} = options;
	const isOwn = deviceModel === 'own';
	if (diskFaults.length > 0 && !isOwn) {
		throw new MachineError(
			'v86\'s own disk controller has no faults: use ours, by the device model "own".',
		);
	}
	if (!Number.isInteger(memoryMb) || memoryMb < MIN_MEMORY_MB || memoryMb > MAX_MEMORY_MB) {
		throw new MachineError(
			`Memory must be ${MIN_MEMORY_MB} to ${MAX_MEMORY_MB} MB, whole, not ${memoryMb}.`,
		);
	}
	if (!ROM_SIZES.includes(options.bios.length)) {
		throw new MachineError(
			`The firmware must be a ROM of 64 or 128 KB, it has ${options.bios.length} bytes.`,
		);
	}
	const disk = new CowDisk(options.image);
	if (options.params) {
		disk.write(PARAM_LBA * SECTOR_SIZE, encodeParams(options.params));
	}
	const secondDisk = options.secondDisk && new CowDisk(options.secondDisk);
	const buildId = options.buildId ?? (await sha256Hex(options.image, options.bios));

	const faults = new DiskFaults(diskFaults, seed);
	const drives = [
		new AtaDrive(disk, faults, options.diskTimes),
		secondDisk && new AtaDrive(secondDisk, new DiskFaults([], seed), options.diskTimes, 1),
	];

	const calendar: Calendar = {
		powerOnMs: options.dateMs ?? (clockKind === 'virtual' ? DEFAULT_DATE_MS : Date.now()),
	};
	const dropped = new Map<string, number>();
	// v86 asks for the time while it is being made, before it can count instructions.
	let engine: Engine | undefined;
	const clock: GuestClock =
		clockKind === 'virtual'
			? new VirtualClock(() => engine?.instructions ?? 0)
			: new RealClock(host);
	engine = await Engine.create({
		wasm: options.wasm,
		bios: options.bios,
		vgaBios: options.vgaBios,
		disks: isOwn ? undefined : [disk, secondDisk],
		memoryMb,
		stepwise,
		random: new SeededRandom(seed),
		tick: () => clock.tick(),
		dateMs: () => calendar.powerOnMs + clock.nowNs / NS_PER_MS,
		hasNe2k: hasV86Card,
		dropped: (name) => dropped.set(name, (dropped.get(name) ?? 0) + 1),
	});
	return new V86Machine({
		...{ engine, clock, disk, secondDisk, host, calendar, dropped },
		onBoard: isOwn ? [new AtaController(drives)] : [],
		diskFaults: faults,
		...{ buildId, memoryMb, seed, pciFunctions, deviceModel, printer, stepwise },
	});
}
