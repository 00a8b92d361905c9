/**
 * An ATA disk as it is on its cable: registers, commands and the protocols that move their data
 * (ATA/ATAPI-6 (T13 1410D), chapters 7 to 9). It has no CHS addressing.
 *
 * A command that was accepted is busy for the time that its access and its data take, and then
 * gives or takes blocks through the data port (PIO), or asks for the bus master (DMA). Without
 * modelled times all of this happens within the write of a register.
 */

import type { PlainData } from '../api.ts';
import { TRANSFER_COMMANDS, type TransferCommand } from './ata_commands.ts';
import { AtaMedium, type Medium } from './ata_medium.ts';
import * as ata from './ata_registers.ts';
import { AtaSettings } from './ata_settings.ts';
import { AtaTaskFile } from './ata_task_file.ts';
import { type DiskCommand, DiskFaults, NO_FAULT, type Verdict } from './disk_faults.ts';

const NS_PER_US = 1000;
const NS_PER_S = 1e9;
const BYTES_PER_MB = 1e6;
const IDLE = ata.STATUS_DRDY | ata.STATUS_DSC;
/** The sector count after CHECK POWER MODE: it is neither idle nor on standby. */
const POWER_ACTIVE = 0xff;

/** How long a drive takes. What is not said takes no time. */
export interface DriveTimes {
	/** Until the first byte of a command's data. */
	readonly accessUs?: number | undefined;
	/** How fast data flows after that; 1 MB is 1,000,000 bytes. */
	readonly mbPerS?: number | undefined;
}

/** The cable, as a drive sees it. */
export interface DriveCable {
	readonly nowNs: number;
	/** INTRQ, or whether the drive wants the bus master, may have changed. */
	changed(): void;
	/** Calls `timer()` of the drive once. */
	setTimer(atNs: number): void;
	clearTimer(): void;
}

/**
 * - `pio-in`, `pio-out`: the host moves the block in `buffer`.
 * - `dma-in`, `dma-out`: the bus master is wanted.
 * - `busy`: a timer ends it. `hung`: nothing but a reset does.
 */
type Phase = 'idle' | 'busy' | 'pio-in' | 'pio-out' | 'dma-in' | 'dma-out' | 'hung';

/** A command at work. */
interface Work {
	readonly code: number;
	readonly lba: number;
	readonly count: number;
	/** Bytes between two interrupts of PIO. */
	readonly blockBytes: number;
	readonly verdict: Verdict;
}

export class AtaDrive {
	private readonly tasks = new AtaTaskFile();
	private readonly settings = new AtaSettings();
	private readonly medium: AtaMedium;
	private status = IDLE;
	private error = ata.DIAGNOSTIC_PASSED;
	private intrqAsserted = false;
	private phase: Phase = 'idle';
	private work: Work | null = null;
	/** All data of a PIO command, and how much of it has passed the data port. */
	private buffer = new Uint8Array(0);
	private moved = 0;
	/** Of a drive that went away: how many resets bring it back, null that none does. */
	private away: { resets: number | null } | null = null;
	private cable!: DriveCable;

	constructor(
		medium: Medium,
		private readonly faults = new DiskFaults([], 0),
		private readonly times: DriveTimes = {},
		/** 0 or 1. */
		private readonly place = 0,
	) {
		this.medium = new AtaMedium(medium, faults.canLoseCache);
		this.tasks.setSignature();
	}

	attach(cable: DriveCable): void {
		this.cable = cable;
	}

	/** False: nothing on the cable answers for it. */
	get isPresent(): boolean {
		return this.away === null;
	}

	get intrq(): boolean {
		return this.intrqAsserted;
	}

	/** What it wants of the bus master. */
	get dmaRequest(): 'in' | 'out' | undefined {
		return this.phase === 'dma-in' ? 'in' : this.phase === 'dma-out' ? 'out' : undefined;
	}

	get statusRegister(): number {
		return this.status;
	}

	/** A read of the status register, which the alternate one is not. */
	acknowledge(): void {
		this.setIntrq(false);
	}

	/** Any register of the command block but data and status. */
	read(register: number, isFormer: boolean): number {
		return register === ata.ERROR ? this.error : this.tasks.read(register, isFormer);
	}

	/** Any register but data and command. Dropped while the drive is at work (7.2). */
	write(register: number, value: number): void {
		if (!(this.status & (ata.STATUS_BSY | ata.STATUS_DRQ))) {
			this.tasks.write(register, value);
		}
	}

	/** The data port: 16 bits. */
	readData(): number {
		if (this.phase !== 'pio-in') {
			return 0;
		}
		const { buffer, moved } = this;
		const value = (buffer[moved] as number) | ((buffer[moved + 1] as number) << 8);
		this.moved = moved + 2;
		if (this.moved % this.blockBytes === 0 || this.moved === buffer.length) {
			this.endBlockIn();
		}
		return value;
	}

	writeData(value: number): void {
		if (this.phase !== 'pio-out') {
			return;
		}
		const { buffer, moved } = this;
		buffer[moved] = value;
		buffer[moved + 1] = value >> 8;
		this.moved = moved + 2;
		if (this.moved % this.blockBytes === 0 || this.moved === buffer.length) {
			this.endBlockOut();
		}
	}

	/** A write of the command register. Dropped while the drive is at work. */
	execute(code: number): void {
		if (this.status & (ata.STATUS_BSY | ata.STATUS_DRQ)) {
			return;
		}
		this.setIntrq(false);
		this.error = 0;
		this.status = IDLE;
		const transfer = TRANSFER_COMMANDS.get(code);
		if (transfer) {
			this.beginTransfer(code, transfer);
		} else {
			this.executeOther(code);
		}
	}

	/** EXECUTE DEVICE DIAGNOSTIC, which each drive on the cable carries out. */
	diagnose(): void {
		this.endWork();
		this.tasks.setSignature();
		this.error = ata.DIAGNOSTIC_PASSED;
		this.status = IDLE;
	}

	/** Drive 0 tells that both are through with it. */
	reportDiagnosis(): void {
		this.setIntrq(true);
	}

	/** SRST is set: it stops whatever it does. */
	beginSoftReset(): void {
		this.noteReset();
		this.endWork();
		this.status = ata.STATUS_BSY;
	}

	endSoftReset(): void {
		this.settings.softReset();
		this.diagnose();
	}

	/** RESET# of the cable, or power-on. What is in the write cache stays there. */
	hardReset(): void {
		this.noteReset();
		this.settings.powerOn();
		this.diagnose();
	}

	/** The time that was asked for has come. */
	timer(): void {
		this.proceed();
	}

	/** The data that the drive has for the bus master: a view, valid until the next write. */
	dmaData(): Uint8Array {
		const { lba, count, verdict } = this.workInProgress();
		return this.medium.read(lba, count, verdict);
	}

	/** Bytes that the drive wants of the bus master. */
	get dmaLength(): number {
		return this.workInProgress().count * ata.SECTOR_BYTES;
	}

	/** The bus master has moved all of it; `data` is what it brought. */
	dmaDone(data?: Uint8Array): void {
		if (data) {
			this.putOnMedium(data);
		}
		this.endTransfer();
	}

	/** The bus master moved too little: the drive waits for the rest until it is reset. */
	dmaBroken(): void {
		this.phase = 'hung';
		this.status = IDLE | ata.STATUS_DRQ;
	}

	save(): PlainData {
		const { status, error, intrqAsserted, phase, work, moved, away } = this;
		return {
			...{ status, error, intrqAsserted, phase, moved, away },
			work: work as unknown as PlainData,
			buffer: this.buffer.slice(),
			tasks: this.tasks.save(),
			settings: this.settings.save(),
			medium: this.medium.save(),
			faults: this.faults.save(),
		};
	}

	/** The contents of the medium are not part of the state. */
	load(state: PlainData): void {
		const saved = state as unknown as {
			status: number;
			error: number;
			intrqAsserted: boolean;
			phase: Phase;
			work: Work | null;
			buffer: Uint8Array;
			moved: number;
			away: { resets: number | null } | null;
			tasks: PlainData;
			settings: PlainData;
			medium: PlainData;
			faults: PlainData;
		};
		this.status = saved.status;
		this.error = saved.error;
		this.intrqAsserted = saved.intrqAsserted;
		this.phase = saved.phase;
		this.work = saved.work;
		this.buffer = saved.buffer.slice();
		this.moved = saved.moved;
		this.away = saved.away;
		this.tasks.load(saved.tasks);
		this.settings.load(saved.settings);
		this.medium.load(saved.medium);
		this.faults.load(saved.faults);
	}

	private get blockBytes(): number {
		return this.work?.blockBytes ?? ata.SECTOR_BYTES;
	}

	private beginTransfer(code: number, { direction, way, isExt }: TransferCommand): void {
		const { tasks, settings, medium } = this;
		const lba = tasks.lba(isExt);
		const count = tasks.transferCount(isExt);
		if (!(tasks.device & ata.DEVICE_LBA) || (way === 'multiple' && settings.multiple === 0)) {
			this.fail(ata.ERROR_ABRT);
			return;
		}
		if (lba + count > medium.sectors) {
			tasks.setLba(Math.max(lba, medium.sectors), isExt);
			this.fail(ata.ERROR_IDNF);
			return;
		}
		const operation = direction === 'write' ? 'write' : 'read';
		const verdict = this.judge({ operation, lba, count });
		if (!verdict) {
			return;
		}
		const blockSectors = way === 'multiple' ? settings.multiple : 1;
		const blockBytes = blockSectors * ata.SECTOR_BYTES;
		this.work = { code, lba, count, blockBytes, verdict };
		if (direction === 'write' && way !== 'dma') {
			this.offerBlockOut(new Uint8Array(count * ata.SECTOR_BYTES));
			return;
		}
		this.beBusy(this.accessNs + this.flowNs(way === 'dma' ? count * ata.SECTOR_BYTES : 0));
	}

	/** Asks the faults; undefined when there is nothing more to do for the command. */
	private judge(command: DiskCommand): Verdict | undefined {
		const verdict = this.faults.judge(command, this.cable.nowNs);
		if (verdict.goes) {
			this.goAway(verdict.goes.resets);
			return undefined;
		}
		if (verdict.hangs) {
			this.phase = 'hung';
			this.status = ata.STATUS_BSY;
			return undefined;
		}
		return verdict;
	}

	/** The command's time has passed. */
	private proceed(): void {
		const { code, lba, count, verdict } = this.workInProgress();
		const transfer = TRANSFER_COMMANDS.get(code);
		if (!transfer) {
			this.medium.flush();
			this.endTransfer();
		} else if (transfer.way === 'dma') {
			this.status = IDLE | ata.STATUS_DRQ;
			this.phase = transfer.direction === 'write' ? 'dma-out' : 'dma-in';
			this.cable.changed();
		} else if (transfer.direction === 'read') {
			if (this.buffer.length === 0) {
				this.buffer = new Uint8Array(this.medium.read(lba, count, verdict));
			}
			this.offerBlockIn();
		} else if (transfer.direction === 'write' && this.moved < this.buffer.length) {
			this.status = IDLE | ata.STATUS_DRQ;
			this.phase = 'pio-out';
			this.setIntrq(true);
		} else {
			if (transfer.direction === 'write') {
				this.putOnMedium(this.buffer);
			}
			this.endTransfer();
		}
	}

	/** The next block of a read, or its end where a bad sector comes first. */
	private offerBlockIn(): void {
		if (this.moved === this.buffer.length) {
			this.endTransfer();
			return;
		}
		this.status = IDLE | ata.STATUS_DRQ;
		this.phase = 'pio-in';
		this.setIntrq(true);
	}

	private endBlockIn(): void {
		const { badSector } = this.workInProgress().verdict;
		if (this.moved < this.buffer.length || badSector !== null) {
			this.beBusy(this.flowNs(this.blockBytes));
			return;
		}
		// Nothing is to be told any more: the last block had its interrupt.
		this.endWork();
		this.status = IDLE;
	}

	/** The first block of a write is taken without an interrupt (9.6). */
	private offerBlockOut(buffer: Uint8Array<ArrayBuffer>): void {
		this.buffer = buffer;
		this.moved = 0;
		this.status = IDLE | ata.STATUS_DRQ;
		this.phase = 'pio-out';
	}

	private endBlockOut(): void {
		const isLast = this.moved === this.buffer.length;
		this.beBusy(this.flowNs(this.blockBytes) + (isLast ? this.accessNs : 0));
	}

	private beBusy(forNs: number): void {
		this.phase = 'busy';
		this.status = ata.STATUS_BSY;
		if (forNs === 0) {
			this.proceed();
		} else {
			this.cable.setTimer(this.cable.nowNs + forNs);
		}
	}

	private executeOther(code: number): void {
		const { tasks, settings } = this;
		switch (code) {
			case ata.IDENTIFY_DEVICE:
				this.work = workWithoutSectors(code);
				this.buffer = settings.identify(this.medium.sectors, this.place).slice();
				this.moved = 0;
				this.offerBlockIn();
				return;
			case ata.FLUSH_CACHE:
			case ata.FLUSH_CACHE_EXT:
				this.beginFlush(code);
				return;
			case ata.SET_FEATURES:
				this.conclude(settings.setFeature(tasks.features, tasks.sectorCount));
				if (!settings.writeCache) {
					this.medium.flush();
				}
				return;
			case ata.SET_MULTIPLE_MODE:
				this.conclude(settings.setMultiple(tasks.sectorCount));
				return;
			case ata.READ_NATIVE_MAX_ADDRESS:
			case ata.READ_NATIVE_MAX_ADDRESS_EXT:
				tasks.setLba(this.medium.sectors - 1, code === ata.READ_NATIVE_MAX_ADDRESS_EXT);
				this.conclude(true);
				return;
			case ata.CHECK_POWER_MODE:
				tasks.sectorCount = POWER_ACTIVE;
				this.conclude(true);
				return;
			case ata.INITIALIZE_DEVICE_PARAMETERS:
			case ata.IDLE:
			case ata.IDLE_IMMEDIATE:
			case ata.STANDBY:
			case ata.STANDBY_IMMEDIATE:
				this.conclude(true);
				return;
			default:
				this.fail(ata.ERROR_ABRT);
		}
	}

	private beginFlush(code: number): void {
		const verdict = this.judge({ operation: 'flush', lba: 0, count: 0 });
		if (verdict) {
			this.work = { ...workWithoutSectors(code), verdict };
			this.beBusy(this.accessNs);
		}
	}

	private putOnMedium(data: Uint8Array): void {
		const { lba, verdict } = this.workInProgress();
		this.medium.write(lba, data, verdict, this.settings.writeCache);
	}

	/** The end of a command that may have met a bad sector. */
	private endTransfer(): void {
		const { code, verdict } = this.workInProgress();
		const transfer = TRANSFER_COMMANDS.get(code);
		const isExt = transfer?.isExt ?? code === ata.FLUSH_CACHE_EXT;
		this.endWork();
		if (verdict.badSector === null) {
			this.conclude(true);
			return;
		}
		this.tasks.setLba(verdict.badSector, isExt);
		if (!transfer) {
			this.fail(ata.ERROR_ABRT);
		} else {
			this.fail(transfer.direction === 'write' ? ata.ERROR_IDNF : ata.ERROR_UNC);
		}
	}

	private conclude(isGood: boolean): void {
		if (isGood) {
			this.status = IDLE;
			this.setIntrq(true);
		} else {
			this.fail(ata.ERROR_ABRT);
		}
	}

	private fail(error: number): void {
		this.error = error;
		this.status = IDLE | ata.STATUS_ERR;
		this.setIntrq(true);
	}

	private goAway(resets: number | null): void {
		this.medium.losePower();
		this.away = { resets };
		this.endWork();
	}

	/** A drive that is away may be back with this one. */
	private noteReset(): void {
		const resets = this.away?.resets ?? null;
		if (resets !== null) {
			this.away = resets > 1 ? { resets: resets - 1 } : null;
		}
	}

	private endWork(): void {
		this.cable.clearTimer();
		this.phase = 'idle';
		this.work = null;
		this.buffer = new Uint8Array(0);
		this.moved = 0;
		this.setIntrq(false);
	}

	private setIntrq(isAsserted: boolean): void {
		if (isAsserted !== this.intrqAsserted) {
			this.intrqAsserted = isAsserted;
			this.cable.changed();
		}
	}

	private workInProgress(): Work {
		if (!this.work) {
			throw new Error(`The drive has no command in its phase "${this.phase}".`);
		}
		return this.work;
	}

	private get accessNs(): number {
		return (this.times.accessUs ?? 0) * NS_PER_US;
	}

	private flowNs(bytes: number): number {
		const { mbPerS } = this.times;
		return mbPerS === undefined ? 0 : (bytes / (mbPerS * BYTES_PER_MB)) * NS_PER_S;
	}
}

/** IDENTIFY DEVICE moves one sector that is none of the disk's; a flush moves nothing. */
function workWithoutSectors(code: number): Work {
	return { code, lba: 0, count: 0, blockBytes: ata.SECTOR_BYTES, verdict: NO_FAULT };
}
