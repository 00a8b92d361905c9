/*
 * The options about the network that every command which starts a machine shares:
 * cards, cables, and the file that everything on the cables is saved in.
 */
import type { NicName } from '../lan/addresses.ts';
import type { NetworkOptions } from '../lan/networked_machine.ts';
import type { DeviceModel } from '../machine/api.ts';
import { type OptionTable, UsageError } from './command.ts';
import { numberOption } from './number_option.ts';

export const networkOptionTable = {
	nic: { type: 'string' },
	'device-model': { type: 'string' },
	'link-mbit': { type: 'string' },
	'link-delay-us': { type: 'string' },
	pcap: { type: 'string' },
} as const satisfies OptionTable;

export const networkOptionHelp = `\
  --nic CARD           the network card: rtl8139 (by default), dp8390 or both
  --device-model own|v86  v86: its models of the disk controller and the dp8390 stand in for
                       ours, as a cross-check
  --link-mbit N        its cable carries N megabits a second (by default without limit)
  --link-delay-us N    and takes N microseconds of guest time in each direction (default 0)
  --pcap FILE          save all frames in FILE, for tcpdump or Wireshark`;

export interface NetworkOptionValues {
	nic?: string | undefined;
	'device-model'?: string | undefined;
	'link-mbit'?: string | undefined;
	'link-delay-us'?: string | undefined;
	pcap?: string | undefined;
}

const cardsOf: Readonly<Record<string, readonly NicName[]>> = {
	rtl8139: ['rtl8139'],
	dp8390: ['dp8390'],
	both: ['rtl8139', 'dp8390'],
};

/** Of the disk controller and the dp8390; v86 has no other card. */
export function deviceModelOption(values: NetworkOptionValues): DeviceModel {
	const text = values['device-model'] ?? 'own';
	if (text !== 'own' && text !== 'v86') {
		throw new UsageError(`--device-model is "${text}": expected own or v86.`);
	}
	return text;
}

export function networkOptions(values: NetworkOptionValues): NetworkOptions {
	const nics = cardsOf[values.nic ?? 'rtl8139'];
	if (nics === undefined) {
		throw new UsageError(`--nic is "${values.nic}": expected rtl8139, dp8390 or both.`);
	}
	const mbit = numberOption('--link-mbit', values['link-mbit'], { min: 0.01, max: 100_000 });
	const delayUs = numberOption('--link-delay-us', values['link-delay-us'], {
		min: 0,
		max: 10_000_000,
	});
	return { nics, link: { mbit, delayUs } };
}
