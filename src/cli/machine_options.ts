/*
 * The options that every command which starts a machine shares: their table for
 * the parser, their help, and the checks that turn them into what is to be started.
 */
import type { NetworkedMachineOptions } from '../lan/networked_machine.ts';
import type { ClockKind } from '../machine/api.ts';
import { type OptionTable, UsageError } from './command.ts';
import {
	type DiskOptionValues,
	diskOptionHelp,
	diskOptions,
	diskOptionTable,
} from './disk_options.ts';
import {
	diskFaultOptions,
	type FaultOptions,
	type FaultOptionValues,
	faultOptionHelp,
	faultOptions,
	faultOptionTable,
} from './fault_options.ts';
import {
	deviceModelOption,
	type NetworkOptionValues,
	networkOptionHelp,
	networkOptions,
	networkOptionTable,
} from './network_options.ts';
import { numberOption } from './number_option.ts';
import { readOsFiles } from './os_files.ts';

export const machineOptionTable = {
	memory: { type: 'string' },
	clock: { type: 'string' },
	seed: { type: 'string' },
	...diskOptionTable,
	param: { type: 'string', multiple: true },
	sound: { type: 'string' },
	print: { type: 'string' },
	...networkOptionTable,
	...faultOptionTable,
} as const satisfies OptionTable;

export const machineOptionHelp = `\
  --memory MB          RAM of the machine, 4 to 1024 (default 32)
  --clock real|virtual real: guest time is wall time. virtual: guest time follows from
                       the instructions executed, so that a run can be repeated exactly
  --seed N             what the machine's random numbers start from (default 1)
${diskOptionHelp}
  --param KEY=VALUE    a line of the parameter sector; may be given again (--param init=attack)
  --sound FILE         save what the sound card plays in FILE, as WAV, with its silences
  --print FILE         save what the printer prints in FILE, with form feeds between pages
${networkOptionHelp}
${faultOptionHelp}`;

export interface MachineOptionValues
	extends NetworkOptionValues,
		FaultOptionValues,
		DiskOptionValues {
	memory?: string | undefined;
	clock?: string | undefined;
	seed?: string | undefined;
	param?: string[] | undefined;
	sound?: string | undefined;
	print?: string | undefined;
}

export interface StartOptions {
	readonly machine: NetworkedMachineOptions;
	readonly faults: FaultOptions;
	/** Where to save all frames. */
	readonly pcap: string | undefined;
	/** Where to save what is heard. */
	readonly sound: string | undefined;
	/** Where to save what is printed. */
	readonly print: string | undefined;
}

/** Checks the options and reads the files they need. */
export async function machineOptions(
	values: MachineOptionValues,
	defaultClock: ClockKind,
): Promise<StartOptions> {
	const network = networkOptions(values);
	const disks = diskOptions(values);
	const deviceModel = deviceModelOption(values);
	const drivers = (network.nics ?? []).map((nic) => `eth.${nic}`);
	const faults = await faultOptions(values, drivers);
	const diskFaults = diskFaultOptions(values);
	if (diskFaults.length > 0 && deviceModel === 'v86') {
		throw new UsageError('--disk-fault needs our model of the disk: --device-model own.');
	}
	const checked = {
		memoryMb: numberOption('--memory', values.memory, { min: 4, max: 1024, whole: true }),
		seed: numberOption('--seed', values.seed, { min: 0, max: 0xffff_ffff, whole: true }),
		clock: clockOption(values.clock) ?? defaultClock,
		params: values.param && parameterOption(values.param),
	};
	const files = await readOsFiles(disks.imagePath);
	const machine = {
		...files,
		network,
		deviceModel,
		diskFaults,
		secondDisk: disks.secondDisk,
		clock: checked.clock,
		...(checked.memoryMb === undefined ? {} : { memoryMb: checked.memoryMb }),
		...(checked.seed === undefined ? {} : { seed: checked.seed }),
		...(checked.params === undefined ? {} : { params: checked.params }),
	};
	return { machine, faults, pcap: values.pcap, sound: values.sound, print: values.print };
}

function clockOption(text: string | undefined): ClockKind | undefined {
	if (text === undefined || text === 'real' || text === 'virtual') return text;
	throw new UsageError(`--clock is "${text}": expected real or virtual.`);
}

/** Turns KEY=VALUE words into an object that keeps their order. A key may be given once. */
function parameterOption(words: readonly string[]): Record<string, string> {
	const parameters = new Map<string, string>();
	for (const word of words) {
		const [, key, value] = /^([a-z][a-z0-9_.-]*)=([\x20-\x7e]*)$/i.exec(word) ?? [];
		if (key === undefined || value === undefined) {
			throw new UsageError(
				`--param is "${word}": expected KEY=VALUE, such as init=sh, in printable ASCII.`,
			);
		}
		if (parameters.has(key)) throw new UsageError(`--param gives "${key}" twice.`);
		parameters.set(key, value);
	}
	return Object.fromEntries(parameters);
}
