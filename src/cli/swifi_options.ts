/*
 * The command line of kintsugi swifi: its options, their help, and the checks that turn them into
 * the head of a campaign.
 */
import { availableParallelism } from 'node:os';
import { campaignDrivers, driverLabel } from '../swifi/campaign/drivers.ts';
import { SHARDS_MAX } from '../swifi/campaign/plan.ts';
import {
	type CampaignHead,
	type CampaignMode,
	type FaultType,
	faultTypes,
} from '../swifi/fault.ts';
import { parseOptions, parseWords, UsageError } from './command.ts';
import { deviceModelOption } from './network_options.ts';
import { numberOption } from './number_option.ts';

export const swifiHelp = `\
Usage: kintsugi swifi [OPTION]...
       kintsugi swifi merge [--out FILE] [--json] FILE...

Injects faults into the machine code of running drivers, one after the other, and tells what
became of each. A campaign is made of series: up to 100 faults that accumulate in a driver
until it fails, each series from the same warm snapshot. Seed and build alone decide all
faults and their outcomes; the number of workers does not.

What to inject:
  --driver NAME,...    drivers by name or label, or all (default dp8390): ${driverNames()}
  --faults N           faults for each driver (default 1000)
  --types TYPE,...     types of faults, or all (default all): ${faultTypes.slice(0, 4).join(', ')},
                       ${faultTypes.slice(4).join(', ')}
  --seed N             what the faults follow from (default 1)
  --mode sequential|isolated
                       sequential: series of 100; isolated: each fault alone in a fresh guest

Conditions, which the file's head names:
  --heartbeat MS       period of the drivers' heartbeats (default 250)
  --policy NAME        the script of /etc/policies that the drivers follow, with parameters
                       if it takes some (default restart: a fresh instance at once)
  --memory MB          RAM of the machine, 4 to 1024 (default 32)
  --device-model own|v86  v86: its models of the disk controller and the dp8390

How to run it:
  --workers N          threads, each with a machine (default: one for each processor)
  --shard I/N          only the I-th of N parts, for a machine of its own
  --out FILE           append one JSON object for each fault to FILE, behind a head. If FILE is
                       there, go on where it ends; one that is complete is just told about
  --json               print the figures as one JSON object, in place of the tables
  --help               this text

merge makes one file of all shards of a campaign, byte for byte what a run without --shard
writes, and prints its tables; without --out it just prints them, of a single file too.

Progress is on standard error, if that is a terminal. After Ctrl-C the file is valid, and the
same command goes on with it.

Exit status: 0 when the campaign is complete and only drivers failed; 70 when it is complete
and the system or the machine failed at least once (os-crash, hang, host-exception); 1 when it
could not be carried out, 2 for a wrong option, 130 after an interrupt.
`;

export interface SwifiOptions {
	/** All but the build. */
	readonly head: Omit<CampaignHead, 'build'>;
	readonly workers: number;
	readonly out: string | undefined;
	readonly json: boolean;
}

export interface MergeOptions {
	readonly files: readonly string[];
	readonly out: string | undefined;
	readonly json: boolean;
}

const DEFAULT_FAULTS = 1000;
const DEFAULT_HEARTBEAT_MS = 250;
const DEFAULT_MEMORY_MB = 32;
const FAULTS_MAX = 100_000_000;
const WORKERS_MAX = 1024;

export function parseSwifi(args: readonly string[]): SwifiOptions {
	const values = parseOptions(args, {
		driver: { type: 'string' },
		faults: { type: 'string' },
		types: { type: 'string' },
		seed: { type: 'string' },
		mode: { type: 'string' },
		heartbeat: { type: 'string' },
		policy: { type: 'string' },
		memory: { type: 'string' },
		'device-model': { type: 'string' },
		workers: { type: 'string' },
		shard: { type: 'string' },
		out: { type: 'string' },
		json: { type: 'boolean' },
	});
	const whole = (name: string, text: string | undefined, min: number, max: number) =>
		numberOption(name, text, { min, max, whole: true });
	const memoryMb = whole('--memory', values.memory, 4, 1024) ?? DEFAULT_MEMORY_MB;
	const head = {
		format: 1,
		drivers: driversOption(values.driver ?? 'dp8390'),
		faults: whole('--faults', values.faults, 1, FAULTS_MAX) ?? DEFAULT_FAULTS,
		types: typesOption(values.types ?? 'all'),
		seed: whole('--seed', values.seed, 0, 0xffff_ffff) ?? 1,
		mode: modeOption(values.mode ?? 'sequential'),
		shard: shardOption(values.shard ?? '1/1'),
		heartbeatMs: whole('--heartbeat', values.heartbeat, 10, 60_000) ?? DEFAULT_HEARTBEAT_MS,
		policy: policyOption(values.policy ?? 'restart'),
		machine: { memory: String(memoryMb), 'device-model': deviceModelOption(values) },
	} as const;
	return {
		head,
		workers: whole('--workers', values.workers, 1, WORKERS_MAX) ?? availableParallelism(),
		out: values.out,
		json: values.json ?? false,
	};
}

export function parseMerge(args: readonly string[]): MergeOptions {
	const { values, words } = parseWords(args, {
		out: { type: 'string' },
		json: { type: 'boolean' },
	});
	if (words.length === 0) {
		throw new UsageError('merge needs the files to merge: kintsugi swifi merge FILE...');
	}
	return { files: words, out: values.out, json: values.json ?? false };
}

function driverNames(): string {
	return campaignDrivers.map((label) => label.slice(label.indexOf('.') + 1)).join(', ');
}

function driversOption(text: string): string[] {
	if (text === 'all') return [...campaignDrivers];
	return list('--driver', text, (word) => {
		const label = driverLabel(word);
		if (label !== undefined) return label;
		throw new UsageError(
			`--driver names "${word}": expected all, or some of ${campaignDrivers.join(', ')}.`,
		);
	});
}

function typesOption(text: string): FaultType[] {
	if (text === 'all') return [...faultTypes];
	return list('--types', text, (word) => {
		const type = faultTypes.find((candidate) => candidate === word);
		if (type !== undefined) return type;
		throw new UsageError(
			`--types names "${word}": expected all, or some of ${faultTypes.join(', ')}.`,
		);
	});
}

function list<Item>(option: string, text: string, parse: (word: string) => Item): Item[] {
	const items = text.split(',').map(parse);
	const twice = items.find((item, index) => items.indexOf(item) !== index);
	if (twice !== undefined) throw new UsageError(`${option} names ${twice} twice.`);
	return items;
}

function modeOption(text: string): CampaignMode {
	if (text === 'sequential' || text === 'isolated') return text;
	throw new UsageError(`--mode is "${text}": expected sequential or isolated.`);
}

function shardOption(text: string): CampaignHead['shard'] {
	const [, number, of] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
	if (!number || !of || number > of || of > SHARDS_MAX) {
		throw new UsageError(
			`--shard is "${text}": expected I/N, such as 1/4, with I from 1 to N, ` +
				`and N up to ${SHARDS_MAX}.`,
		);
	}
	return { number, of };
}

function policyOption(text: string): string {
	if (/^[A-Za-z0-9_.-]+( [\x20-\x7e]+)?$/.test(text)) return text;
	throw new UsageError(
		`--policy is "${text}": expected the name of a script in /etc/policies, such as ` +
			"restart, or 'generic admin@host' with its parameters.",
	);
}
