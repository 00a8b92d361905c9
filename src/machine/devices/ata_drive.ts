/**
 * An ATA disk as it is on its cable: registers, commands, resets and errors (ATA/ATAPI-6 (T13
 * 1410D), chapters 7 and 8). It has no CHS addressing. `ata_transfer.ts` moves its data.
 *
 * A command is busy for the time that its access and its data take. Without modelled times all
 * of it happens within the write of a register.
 */

import type { PlainData } from '../api.ts';
import { TRANSFER_COMMANDS, type TransferCommand } from './ata_commands.ts';
import { AtaMedium, type Medium } from './ata_medium.ts';
import * as ata from './ata_registers.ts';
import { AtaSettings } from './ata_settings.ts';
import { AtaTaskFile } from './ata_task_file.ts';
import { AtaTransfer, type Job } from './ata_transfer.ts';
import { type DiskCommand, DiskFaults, NO_FAULT, type Verdict } from './disk_faults.ts';

const NS_PER_US = 1000;
const NS_PER_S = 1e9;
const BYTES_PER_MB = 1e6;
const READY = ata.STATUS_DRDY | ata.STATUS_DSC;
const AT_WORK = ata.STATUS_BSY | ata.STATUS_DRQ;
/** The sector count after CHECK POWER MODE: it is neither idle nor on standby. */
const POWER_ACTIVE = 0xff;
/** A command that is not about sectors. */
const NO_SECTORS: Job = {
	direction: 'none',
	way: 'pio',
	lba: 0,
	count: 0,
	blockBytes: ata.SECTOR_BYTES,
	isExt: false,
	failure: ata.ERROR_ABRT,
	verdict: NO_FAULT,
};

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

export class AtaDrive {
	readonly transfer: AtaTransfer;
	private readonly tasks = new AtaTaskFile();
	private readonly settings = new AtaSettings();
	private readonly medium: AtaMedium;
	private status = READY;
	private error = ata.DIAGNOSTIC_PASSED;
	private intrqAsserted = false;
	/** The command under way is a flush. */
	private isFlushing = false;
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
		this.transfer = new AtaTransfer({
			setStatus: (bits) => {
				this.status = bits === ata.STATUS_BSY ? bits : READY | bits;
			},
			interrupt: () => this.setIntrq(true),
			takeTime: (hasAccess, bytes) => this.takeTime(hasAccess, bytes),
			requestMaster: () => this.cable.changed(),
			fetch: ({ lba, count, verdict }) => this.medium.read(lba, count, verdict),
			store: ({ lba, verdict }, data) =>
				this.medium.write(lba, data, verdict, this.settings.writeCache),
			end: (job) => this.endJob(job),
			endSilently: () => this.endWork(),
		});
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
		if (!(this.status & AT_WORK)) {
			this.tasks.write(register, value);
		}
	}

	/** A write of the command register. Dropped while the drive is at work. */
	execute(code: number): void {
		if (this.status & AT_WORK) {
			return;
		}
		this.setIntrq(false);
		this.error = 0;
		this.status = READY;
		const command = TRANSFER_COMMANDS.get(code);
		if (command) {
			this.beginTransfer(command);
		} else {
			this.executeOther(code);
		}
	}

	/** EXECUTE DEVICE DIAGNOSTIC, which each drive on the cable carries out. */
	diagnose(): void {
		this.endWork();
		this.tasks.setSignature();
		this.error = ata.DIAGNOSTIC_PASSED;
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
		this.transfer.proceed();
	}

	save(): PlainData {
		const { status, error, intrqAsserted, isFlushing, away } = this;
		return {
			...{ status, error, intrqAsserted, isFlushing, away },
			transfer: this.transfer.save(),
			tasks: this.tasks.save(),
			settings: this.settings.save(),
			medium: this.medium.save(),
			faults: this.faults.save(),
		};
	}

	/** The contents of the medium are not part of the state. */
	load(state: PlainData): void {
		const saved = state as {
			status: number;
			error: number;
			intrqAsserted: boolean;
			isFlushing: boolean;
			away: { resets: number | null } | null;
			transfer: PlainData;
			tasks: PlainData;
			settings: PlainData;
			medium: PlainData;
			faults: PlainData;
		};
		this.status = saved.status;
		this.error = saved.error;
		this.intrqAsserted = saved.intrqAsserted;
		this.isFlushing = saved.isFlushing;
		this.away = saved.away;
		this.transfer.load(saved.transfer);
		this.tasks.load(saved.tasks);
		this.settings.load(saved.settings);
		this.medium.load(saved.medium);
		this.faults.load(saved.faults);
	}

	private beginTransfer({ direction, way, isExt }: TransferCommand): void {
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
		const isWrite = direction === 'write';
		const verdict = this.judge({ operation: isWrite ? 'write' : 'read', lba, count });
		if (verdict) {
			const blockSectors = way === 'multiple' ? settings.multiple : 1;
			this.transfer.begin({
				direction: direction === 'verify' ? 'none' : direction,
				way: way === 'dma' ? 'dma' : 'pio',
				...{ lba, count, isExt, verdict },
				blockBytes: blockSectors * ata.SECTOR_BYTES,
				failure: isWrite ? ata.ERROR_IDNF : ata.ERROR_UNC,
			});
		}
	}

	/** Asks the faults; undefined when there is nothing more to do for the command. */
	private judge(command: DiskCommand): Verdict | undefined {
		const verdict = this.faults.judge(command, this.cable.nowNs);
		if (verdict.goes) {
			this.medium.losePower();
			this.endWork();
			this.away = { resets: verdict.goes.resets };
			return undefined;
		}
		if (verdict.hangs) {
			this.transfer.hang();
			return undefined;
		}
		return verdict;
	}

	private executeOther(code: number): void {
		const { tasks, settings } = this;
		switch (code) {
			case ata.IDENTIFY_DEVICE: {
				const data = settings.identify(this.medium.sectors, this.place);
				this.transfer.answer({ ...NO_SECTORS, direction: 'read' }, data);
				return;
			}
			case ata.FLUSH_CACHE:
			case ata.FLUSH_CACHE_EXT:
				this.beginFlush(code === ata.FLUSH_CACHE_EXT);
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

	private beginFlush(isExt: boolean): void {
		const verdict = this.judge({ operation: 'flush', lba: 0, count: 0 });
		if (verdict) {
			this.isFlushing = true;
			this.transfer.begin({ ...NO_SECTORS, isExt, verdict });
		}
	}

	/** All data was moved, or that before a bad sector. */
	private endJob({ verdict, isExt, failure }: Job): void {
		const isFlush = this.isFlushing;
		this.endWork();
		if (verdict.badSector !== null) {
			this.tasks.setLba(verdict.badSector, isExt);
			this.fail(failure);
			return;
		}
		if (isFlush) {
			this.medium.flush();
		}
		this.conclude(true);
	}

	private endWork(): void {
		this.cable.clearTimer();
		this.transfer.stop();
		this.isFlushing = false;
		this.status = READY;
		this.setIntrq(false);
	}

	private conclude(isGood: boolean): void {
		if (isGood) {
			this.setIntrq(true);
		} else {
			this.fail(ata.ERROR_ABRT);
		}
	}

	private fail(error: number): void {
		this.error = error;
		this.status = READY | ata.STATUS_ERR;
		this.setIntrq(true);
	}

	private takeTime(hasAccess: boolean, bytes: number): void {
		const { accessUs = 0, mbPerS } = this.times;
		const accessNs = hasAccess ? accessUs * NS_PER_US : 0;
		const flowNs = mbPerS === undefined ? 0 : (bytes / (mbPerS * BYTES_PER_MB)) * NS_PER_S;
		if (accessNs + flowNs === 0) {
			this.transfer.proceed();
		} else {
			this.cable.setTimer(this.cable.nowNs + accessNs + flowNs);
		}
	}

	/** A drive that is away may be back with this one. */
	private noteReset(): void {
		const resets = this.away?.resets ?? null;
		if (resets !== null) {
			this.away = resets > 1 ? { resets: resets - 1 } : null;
		}
	}

	private setIntrq(isAsserted: boolean): void {
		if (isAsserted !== this.intrqAsserted) {
			this.intrqAsserted = isAsserted;
			this.cable.changed();
		}
	}
}
