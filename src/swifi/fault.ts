/**
 * The words of fault injection: types of faults, what a fault changes, and what became of it.
 *
 * A fault is one mutation of the machine code of a running driver. The unit of a campaign is a
 * *series*: from one warm snapshot, up to a hundred faults one after the other, which accumulate
 * in the driver until it fails and its successor starts from the clean binary. Seven types, after
 * Ng and Chen's tool and its successors.
 */

export const faultTypes = [
	/** Another register, displacement or immediate is read: a bit of a read operand flips. */
	'source',
	/** The same of the operand that is written. */
	'destination',
	/** A garbled address: a bit of a memory operand's base, index or displacement flips. */
	'pointer',
	/** A parameter is not taken over: its load is dropped. */
	'interface',
	/** The condition that closes or leaves a loop, or a `rep` prefix's, is inverted. */
	'loop',
	/** Bit rot: any bit of an instruction flips. */
	'text',
	/** An instruction is missing: NOPs of its length stand in its place. */
	'nop',
] as const;

export type FaultType = (typeof faultTypes)[number];

/** What a fault changes: as many new bytes as old ones, from the start of an instruction. */
export interface Mutation {
	readonly type: FaultType;
	/** Virtual, in the driver. */
	readonly address: number;
	readonly oldBytes: Uint8Array;
	readonly newBytes: Uint8Array;
}

/** What was detected or observed of a fault, in the order of the tables. */
export const outcomes = [
	/** RS saw the driver panic: it found its own state wrong. */
	'panic',
	/** It ended by itself. */
	'exit',
	/** The processor or its MMU stopped it. */
	'exception',
	/** It missed its heartbeats. */
	'heartbeat',
	/** A server complained about it. */
	'complaint',
	/** Nothing was detected, and nothing was there to detect. */
	'silent-benign',
	/** Nothing was detected, and it no longer served. */
	'silent-degraded',
	/** Nothing was detected, and a digest was wrong. */
	'corrupted',
	/** The system, and not the driver alone, went down. */
	'os-crash',
	/** The system no longer answers. */
	'hang',
	/** The machine itself threw: a defect of the emulator or of a device model, not of the OS. */
	'host-exception',
] as const;

export type Outcome = (typeof outcomes)[number];

/** The outcomes in which the driver failed and was detected to. */
export const crashes = ['panic', 'exit', 'exception', 'heartbeat', 'complaint'] as const;

export const isCrash = (outcome: Outcome): boolean =>
	(crashes as readonly Outcome[]).includes(outcome);

/** How long the steps of a recovery took, in µs of guest time from the defect. */
export interface RecoveryTimes {
	readonly restartUs?: number;
	readonly publishUs?: number;
	readonly reintegrateUs?: number;
	readonly recoveredUs?: number;
}

/** One line of a campaign's file: all that a replay needs, and what happened. */
export interface FaultRecord {
	/** `<series>.<index>`, unique in the file. */
	readonly id: string;
	/** The label: `eth.dp8390`. */
	readonly driver: string;
	readonly series: number;
	/** In the series, from 0. */
	readonly index: number;
	/** Guest time of the injection. */
	readonly t_us: number;
	readonly type: FaultType;
	readonly address: number;
	readonly function: string;
	/** `drivers/dp8390/receive.c:97`, empty where no source has the instruction. */
	readonly source: string;
	/** Bytes as hex. */
	readonly old: string;
	readonly new: string;
	/** The instruction before and after, disassembled. */
	readonly before: string;
	readonly after: string;
	readonly outcome: Outcome;
	/** What RS, the workload or the machine told of it; empty where there is nothing to tell. */
	readonly detail: string;
	/** Whether the mutated instruction was executed while this driver lived. */
	readonly activated: boolean;
	/** Guest time of that. */
	readonly activated_us?: number;
	/**
	 * Of a crash: whether the service was there again, through a new instance or the same. Of a
	 * fault that was not detected and did harm: false. null where there was nothing to recover.
	 */
	readonly recovered: boolean | null;
	readonly times?: RecoveryTimes;
	/** What else failed meanwhile: labels of other components, errors that the workload saw. */
	readonly disturbed?: readonly string[];
	/** Of a crash: indexes of the faults of the series that had been executed by then. */
	readonly suspects?: readonly number[];
}

/** The first line of a campaign's file: what the faults were made of. */
export interface CampaignHead {
	readonly format: 1;
	readonly build: string;
	readonly drivers: readonly string[];
	/** Of each driver. */
	readonly faults: number;
	readonly types: readonly FaultType[];
	readonly seed: number;
	readonly mode: CampaignMode;
	/** 1-based; `of` 1 is the whole campaign. */
	readonly shard: { readonly number: number; readonly of: number };
	readonly heartbeatMs: number;
	/** Of the drivers: a script of /etc/policies, with its parameters. */
	readonly policy: string;
	/** Options of the machine that change what happens, by their names: `iommu: off`. */
	readonly machine: Readonly<Record<string, string>>;
}

/** `sequential`: as in the paper, faults accumulate in a series. `isolated`: each alone. */
export type CampaignMode = 'sequential' | 'isolated';

/** How many faults a series has in sequential mode. */
export const SERIES_FAULTS = 100;

/** One series, as a worker is given it. */
export interface SeriesPlan {
	readonly driver: string;
	/** From 0 over the whole campaign, driver after driver (campaign/plan.ts). */
	readonly series: number;
	readonly seed: number;
	readonly faults: number;
	readonly types: readonly FaultType[];
}

/**
 * Injects a series into a guest that it has warmed up once; equal plans give equal records: as
 * many as the plan has faults, by index from 0, whatever became of the guest on the way.
 */
export interface SeriesRunner {
	run(plan: SeriesPlan): Promise<readonly FaultRecord[]>;
	dispose(): void;
}
