/**
 * An ATA channel: a cable with up to two drives, the ports that reach them, and their share of
 * the bus master (ATA/ATAPI-6, chapter 7 and 9.16; Intel 82371SB, chapter 2.3).
 */

import type { PlainData } from '../api.ts';
import { AtaBusMaster } from './ata_bus_master.ts';
import type { AtaDrive, DriveCable } from './ata_drive.ts';
import * as ata from './ata_registers.ts';
import type { AccessSize, PciBus } from './pci_function.ts';

export const DRIVES_PER_CHANNEL = 2;

/** What the controller gives to a channel. */
export interface ChannelBus extends Pick<PciBus, 'nowNs' | 'dmaRead' | 'dmaWrite'> {
	/** The level of the channel's interrupt line. */
	setInterrupt(asserted: boolean): void;
	/** Timers by drive, 0 or 1. */
	setTimer(drive: number, atNs: number): void;
	clearTimer(drive: number): void;
}

export class AtaChannel {
	private readonly master: AtaBusMaster;
	/** The last write of the device control register. */
	private control = 0;
	/** The drive that the device register selects. */
	private selected = 0;
	/** INTRQ as the controller sees it. */
	private line = false;

	/** Drives by their places, 0 and 1. */
	constructor(
		private readonly bus: ChannelBus,
		private readonly drives: readonly (AtaDrive | undefined)[],
	) {
		this.master = new AtaBusMaster(bus);
		for (const [place, drive] of drives.entries()) {
			drive?.attach(this.cableOf(place));
		}
	}

	/** A port of the command block. All but data are of 8 bits. */
	readCommandBlock(offset: number, size: AccessSize): number {
		if (offset === ata.DATA) {
			return this.readData(size);
		}
		let value = 0;
		for (let i = 0; i < size; i++) {
			value |= this.readRegister(offset + i) << (8 * i);
		}
		return value >>> 0;
	}

	writeCommandBlock(offset: number, size: AccessSize, value: number): void {
		if (offset === ata.DATA) {
			this.writeData(size, value);
			return;
		}
		for (let i = 0; i < size; i++) {
			this.writeRegister(offset + i, (value >>> (8 * i)) & 0xff);
		}
	}

	/** The status register, without acknowledging the interrupt. */
	get alternateStatus(): number {
		const drive = this.drives[this.selected];
		if (drive?.isPresent) {
			return drive.statusRegister;
		}
		// Drive 0 answers for one that is not there: nothing is ready (9.16.1).
		return this.selected === 1 && this.presentDrive(0) ? 0 : ata.FLOATING;
	}

	writeControl(value: number): void {
		const wasInReset = (this.control & ata.CONTROL_SRST) !== 0;
		const isInReset = (value & ata.CONTROL_SRST) !== 0;
		this.control = value;
		if (isInReset !== wasInReset) {
			for (const drive of this.drives) {
				if (isInReset) {
					drive?.beginSoftReset();
				} else {
					drive?.endSoftReset();
				}
			}
			this.selected = 0;
		}
		this.update();
	}

	readMaster(offset: number): number {
		return this.master.readByte(offset);
	}

	writeMaster(offset: number, value: number): void {
		this.master.writeByte(offset, value);
		this.moveData();
	}

	/** The timer of a drive. */
	timer(drive: number): void {
		this.drives[drive]?.timer();
	}

	/** RESET# of the cable. */
	reset(): void {
		this.control = 0;
		this.selected = 0;
		this.master.reset();
		for (const drive of this.drives) {
			drive?.hardReset();
		}
		this.update();
	}

	save(): PlainData {
		return {
			control: this.control,
			selected: this.selected,
			line: this.line,
			master: this.master.save(),
			drives: this.drives.map((drive) => drive?.save() ?? null),
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			control: number;
			selected: number;
			line: boolean;
			master: PlainData;
			drives: PlainData[];
		};
		this.control = saved.control;
		this.selected = saved.selected;
		this.line = saved.line;
		this.master.load(saved.master);
		for (const [place, drive] of this.drives.entries()) {
			drive?.load(saved.drives[place] as PlainData);
		}
	}

	private cableOf(place: number): DriveCable {
		const { bus } = this;
		return {
			get nowNs() {
				return bus.nowNs;
			},
			changed: () => {
				this.moveData();
				this.update();
			},
			setTimer: (atNs) => bus.setTimer(place, atNs),
			clearTimer: () => bus.clearTimer(place),
		};
	}

	private presentDrive(place: number): AtaDrive | undefined {
		const drive = this.drives[place];
		return drive?.isPresent ? drive : undefined;
	}

	/** The drive that answers: the selected one, or drive 0 for a second one that is not there. */
	private get answering(): AtaDrive | undefined {
		return this.presentDrive(this.selected) ?? this.presentDrive(0);
	}

	private readData(size: AccessSize): number {
		const transfer = this.presentDrive(this.selected)?.transfer;
		if (!transfer) {
			return 2 ** (8 * size) - 1;
		}
		const low = transfer.readWord();
		return size === 4 ? (low | (transfer.readWord() << 16)) >>> 0 : low;
	}

	private writeData(size: AccessSize, value: number): void {
		const transfer = this.presentDrive(this.selected)?.transfer;
		transfer?.writeWord(value & 0xffff);
		if (size === 4) {
			transfer?.writeWord(value >>> 16);
		}
	}

	private readRegister(register: number): number {
		if (register === ata.STATUS) {
			const status = this.alternateStatus;
			this.presentDrive(this.selected)?.acknowledge();
			return status;
		}
		const isFormer = (this.control & ata.CONTROL_HOB) !== 0;
		return this.answering?.read(register, isFormer) ?? ata.FLOATING;
	}

	private writeRegister(register: number, value: number): void {
		this.control &= ~ata.CONTROL_HOB;
		if (register === ata.COMMAND) {
			this.execute(value);
			return;
		}
		for (const drive of this.drives) {
			drive?.write(register, value);
		}
		if (register === ata.DEVICE) {
			this.selected = value & ata.DEVICE_DEV ? 1 : 0;
			this.update();
		}
	}

	private execute(code: number): void {
		if (code !== ata.EXECUTE_DEVICE_DIAGNOSTIC) {
			this.presentDrive(this.selected)?.execute(code);
			return;
		}
		this.selected = 0;
		for (const place of this.drives.keys()) {
			this.presentDrive(place)?.diagnose();
		}
		this.presentDrive(0)?.reportDiagnosis();
	}

	/** The bus master works when it was started and the selected drive wants it, either first. */
	private moveData(): void {
		const transfer = this.presentDrive(this.selected)?.transfer;
		const request = transfer?.dmaRequest;
		if (!transfer || !request || request !== this.master.direction) {
			return;
		}
		if (request === 'in') {
			if (this.master.toMemory(transfer.dmaData())) {
				transfer.dmaDone();
			} else {
				transfer.dmaBroken();
			}
			return;
		}
		const data = this.master.fromMemory(transfer.dmaLength);
		if (data) {
			transfer.dmaDone(data);
		} else {
			transfer.dmaBroken();
		}
	}

	private update(): void {
		const isEnabled = (this.control & ata.CONTROL_NIEN) === 0;
		const line = isEnabled && (this.presentDrive(this.selected)?.intrq ?? false);
		if (line === this.line) {
			return;
		}
		this.line = line;
		if (line) {
			this.master.noteInterrupt();
		}
		this.bus.setInterrupt(line);
	}
}
