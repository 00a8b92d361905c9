/**
 * The IDE controller of Intel's PIIX3 (82371SB, function 1): two ATA channels at the legacy ports
 * with interrupt lines 14 and 15, and a bus master for each. The timing registers are kept and
 * change nothing, but for the bits that make the channels answer.
 */

import type { PlainData } from '../api.ts';
import { AtaChannel, DRIVES_PER_CHANNEL } from './ata_channel.ts';
import type { AtaDrive } from './ata_drive.ts';
import { COMMAND_BLOCK_PORTS, MASTER_CHANNEL_PORTS } from './ata_registers.ts';
import {
	type AccessSize,
	type ConfigRegister,
	FIRST_LEGACY_RANGE,
	type LegacyPorts,
	type PciBar,
	type PciBus,
	type PciFunction,
	type PciIdentity,
} from './pci_function.ts';

/** v86 has its IDE controller there. */
const DEVICE_NUMBER = 30;
const CHANNELS = 2;
const MASTER_BAR = 4;
/** By channel. */
const COMMAND_BLOCK = [0x1f0, 0x170] as const;
const CONTROL_BLOCK = [0x3f6, 0x376] as const;
const INTERRUPT_LINE = [14, 15] as const;

/** IDETIM of each channel and SIDETIM (82371SB, 2.3.9 and 2.3.10). */
const TIMING_FIRST = 0x40;
const TIMING_BYTES = 5;
/** "IDE decode enable", in the upper byte of a channel's IDETIM. */
const DECODE_ENABLE = 0x80;

export class AtaController implements PciFunction {
	readonly name = 'ata';
	readonly identity: PciIdentity = {
		vendor: 0x8086,
		device: 0x7010,
		subsystemVendor: 0,
		subsystem: 0,
		revision: 0,
		classCode: 0x010180, // a bus master, both channels at the legacy ports for good
		interruptPin: 0,
		minGrant: 0,
		maxLatency: 0,
	};
	readonly onBoardDevice = DEVICE_NUMBER;
	readonly bars: readonly (PciBar | undefined)[];
	readonly legacyPorts: readonly LegacyPorts[];
	readonly configRegisters: readonly ConfigRegister[] = Array.from(
		{ length: TIMING_BYTES },
		(_, index) => ({ offset: TIMING_FIRST + index, writable: 0xff, powerOn: 0 }),
	);
	readonly hasPowerManagement = false;
	private channels: readonly AtaChannel[] = [];

	/** Drives: both of the primary channel, then both of the secondary one. */
	constructor(private readonly drives: readonly (AtaDrive | undefined)[]) {
		const master: PciBar = { kind: 'io', size: CHANNELS * MASTER_CHANNEL_PORTS };
		this.bars = Array.from({ length: MASTER_BAR + 1 }, (_, index) =>
			index === MASTER_BAR ? master : undefined,
		);
		this.legacyPorts = [0, 1].flatMap((channel) => {
			const enabledBy = { offset: TIMING_FIRST + 2 * channel + 1, mask: DECODE_ENABLE };
			return [
				{ base: COMMAND_BLOCK[channel] as number, size: COMMAND_BLOCK_PORTS, enabledBy },
				{ base: CONTROL_BLOCK[channel] as number, size: 1, enabledBy },
			];
		});
	}

	attach(bus: PciBus): void {
		this.channels = Array.from({ length: CHANNELS }, (_, channel) => {
			const first = channel * DRIVES_PER_CHANNEL;
			const line = INTERRUPT_LINE[channel] as number;
			return new AtaChannel(
				{
					get nowNs() {
						return bus.nowNs;
					},
					dmaRead: (address, length) => bus.dmaRead(address, length),
					dmaWrite: (address, bytes) => bus.dmaWrite(address, bytes),
					setInterrupt: (asserted) => bus.setLegacyInterrupt(line, asserted),
					setTimer: (drive, atNs) => bus.setTimer(first + drive, atNs),
					clearTimer: (drive) => bus.clearTimer(first + drive),
				},
				this.drives.slice(first, first + DRIVES_PER_CHANNEL),
			);
		});
	}

	read(range: number, offset: number, size: AccessSize): number {
		if (range === MASTER_BAR) {
			let value = 0;
			for (let i = 0; i < size; i++) {
				value |=
					this.masterOf(offset + i).readMaster(masterRegister(offset + i)) << (8 * i);
			}
			return value >>> 0;
		}
		const channel = this.channelOf(range);
		return isCommandBlock(range)
			? channel.readCommandBlock(offset, size)
			: channel.alternateStatus;
	}

	write(range: number, offset: number, size: AccessSize, value: number): void {
		if (range === MASTER_BAR) {
			for (let i = 0; i < size; i++) {
				const byte = (value >>> (8 * i)) & 0xff;
				this.masterOf(offset + i).writeMaster(masterRegister(offset + i), byte);
			}
		} else if (isCommandBlock(range)) {
			this.channelOf(range).writeCommandBlock(offset, size, value);
		} else {
			this.channelOf(range).writeControl(value);
		}
	}

	timer(number: number): void {
		const channel = this.channels[Math.floor(number / DRIVES_PER_CHANNEL)];
		channel?.timer(number % DRIVES_PER_CHANNEL);
	}

	reset(): void {
		for (const channel of this.channels) {
			channel.reset();
		}
	}

	save(): PlainData {
		return this.channels.map((channel) => channel.save());
	}

	load(state: PlainData): void {
		for (const [index, channel] of this.channels.entries()) {
			channel.load((state as PlainData[])[index] as PlainData);
		}
	}

	private channelOf(range: number): AtaChannel {
		return this.channels[(range - FIRST_LEGACY_RANGE) >> 1] as AtaChannel;
	}

	private masterOf(offset: number): AtaChannel {
		return this.channels[Math.floor(offset / MASTER_CHANNEL_PORTS)] as AtaChannel;
	}
}

/** Legacy ranges are the channels' command and control blocks by turns. */
function isCommandBlock(range: number): boolean {
	return (range - FIRST_LEGACY_RANGE) % 2 === 0;
}

function masterRegister(offset: number): number {
	return offset % MASTER_CHANNEL_PORTS;
}
