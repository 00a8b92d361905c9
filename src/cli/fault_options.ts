/*
 * The options that break the guest while it works, and say how it is to heal.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ControlChannel } from '../channel/control_channel.ts';
import type { KillCount, RepeatedKill } from '../channel/kill_schedule.ts';
import { DISK_FAULT_HELP, parseDiskFault } from '../machine/devices/disk_fault_spec.ts';
import type { DiskFault } from '../machine/devices/disk_faults.ts';
import { CliError, type OptionTable, UsageError } from './command.ts';
import { problem } from './problem.ts';

export const faultOptionTable = {
	kill: { type: 'string', multiple: true },
	policy: { type: 'string' },
	'disk-fault': { type: 'string', multiple: true },
} as const satisfies OptionTable;

export const faultOptionHelp = `\
  --kill LABEL@S       kill this server or driver every S seconds of guest time; may be given
                       again. The number of kills is told at the end
  --policy FILE        a policy script for those that --kill names, or for the drivers of the
                       network cards
${DISK_FAULT_HELP}`;

export interface FaultOptionValues {
	kill?: string[] | undefined;
	policy?: string | undefined;
	'disk-fault'?: string[] | undefined;
}

export interface FaultOptions {
	readonly kills: readonly RepeatedKill[];
	readonly policy: Policy | undefined;
	/** As they were given; `machineOptions` has them parsed. */
	readonly diskFaults: readonly string[];
}

/** A policy script, and those that it is for. */
export interface Policy {
	/** As it is called in /etc/policies. */
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly labels: readonly string[];
}

const executable = 0o755;

/** `drivers` are labels of the network drivers. */
export async function faultOptions(
	values: FaultOptionValues,
	drivers: readonly string[],
): Promise<FaultOptions> {
	const kills = (values.kill ?? []).map(killOption);
	const labels = kills.length > 0 ? [...new Set(kills.map(({ label }) => label))] : drivers;
	const policy =
		values.policy === undefined ? undefined : await policyOption(values.policy, labels);
	return { kills, policy, diskFaults: values['disk-fault'] ?? [] };
}

/** Copies a policy script into the guest and has its components follow it. */
export async function choosePolicy(channel: ControlChannel, policy: Policy): Promise<void> {
	const { name, bytes, labels } = policy;
	await channel.put(`/etc/policies/${name}`, bytes, executable);
	for (const label of labels) await channel.service({ verb: 'refresh', label, policy: name });
}

/** A sentence for the end, undefined when nothing was to be killed. */
export function killReport(counts: readonly KillCount[]): string | undefined {
	if (counts.length === 0) return undefined;
	const each = counts.map(({ label, everyS, killed, failed }) => {
		const rest = failed > 0 ? `, and found it down ${times(failed)}` : '';
		return `killed ${label} ${times(killed)}, every ${everyS} s${rest}`;
	});
	return `${each.join('; ')}.`;
}

/** Likewise; `hits` is how often each fault came to pass. */
export function diskFaultReport(
	faults: readonly string[],
	hits: readonly number[],
): string | undefined {
	if (faults.length === 0) return undefined;
	const each = faults.map((fault, index) => `${fault} ${times(hits[index] ?? 0)}`);
	return `the disk failed: ${each.join('; ')}.`;
}

function times(count: number): string {
	return count === 1 ? 'once' : `${count} times`;
}

/** Of the disk of the image. */
export function diskFaultOptions(values: FaultOptionValues): DiskFault[] {
	return (values['disk-fault'] ?? []).map((text) => {
		try {
			return parseDiskFault(text);
		} catch (error) {
			throw new UsageError(`--disk-fault is "${text}": ${problem(error)}.`);
		}
	});
}

function killOption(text: string): RepeatedKill {
	const [, label, seconds] = /^([A-Za-z0-9._]{1,16})@(\d+(?:\.\d+)?)$/.exec(text) ?? [];
	const everyS = Number(seconds);
	if (label === undefined || !(everyS >= 0.001)) {
		throw new UsageError(
			`--kill is "${text}": expected LABEL@SECONDS, such as eth.rtl8139@1 or tty@0.5.`,
		);
	}
	return { label, everyS };
}

async function policyOption(file: string, labels: readonly string[]): Promise<Policy> {
	const name = path.basename(file);
	if (!/^[A-Za-z0-9_.-]{1,32}$/.test(name)) {
		throw new UsageError(
			`--policy is "${file}": expected a file with a name of letters, digits, ".", "_", "-".`,
		);
	}
	try {
		return { name, bytes: await readFile(file), labels };
	} catch (error) {
		throw new CliError(`${file} cannot be read for --policy: ${problem(error)}.`);
	}
}
