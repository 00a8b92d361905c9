/**
 * The data of one command on its way between a drive and its host: in blocks through the data
 * port, each with its interrupt (PIO), or all at once by the bus master (DMA); ATA/ATAPI-6,
 * chapter 9.
 */

import type { PlainData } from '../api.ts';
import * as ata from './ata_registers.ts';
import type { Verdict } from './disk_faults.ts';

export interface Job {
	/** `none` moves no data: a flush, or a read whose data nobody wants. */
	readonly direction: 'read' | 'write' | 'none';
	readonly way: 'pio' | 'dma';
	/** In sectors; all 0 for what is not about the medium. */
	readonly lba: number;
	readonly count: number;
	/** Bytes between two interrupts of PIO. */
	readonly blockBytes: number;
	/** It tells the address of a bad sector in 48 bits. */
	readonly isExt: boolean;
	/** The error register's bits when it meets a bad sector. */
	readonly failure: number;
	readonly verdict: Verdict;
}

/** The drive. */
export interface TransferOwner {
	/** Status bits beside those of a drive that is ready, or BSY alone. */
	setStatus(bits: number): void;
	interrupt(): void;
	/** Calls `proceed()` after the time that an access, if there is one, and so much data take. */
	takeTime(hasAccess: boolean, bytes: number): void;
	/** The bus master is wanted. */
	requestMaster(): void;
	/** Sectors of the medium: a view, valid until the next write. */
	fetch(job: Job): Uint8Array;
	store(job: Job, data: Uint8Array): void;
	/** The command is over, its interrupt is not given yet. */
	end(job: Job): void;
	/** It is over, and its last interrupt was that of its last block. */
	endSilently(): void;
}

/**
 * - `pio-in`, `pio-out`: the host moves a block of `buffer`.
 * - `dma-in`, `dma-out`: the bus master is wanted.
 * - `busy`: time ends it. `hung`: nothing but a reset does.
 */
type Phase = 'idle' | 'busy' | 'pio-in' | 'pio-out' | 'dma-in' | 'dma-out' | 'hung';

export class AtaTransfer {
	private phase: Phase = 'idle';
	private job: Job | null = null;
	/** All data of a PIO command, and how much of it has passed the data port. */
	private buffer: Uint8Array = new Uint8Array(0);
	private moved = 0;

	constructor(private readonly owner: TransferOwner) {}

	begin(job: Job): void {
		this.job = job;
		if (job.direction === 'write' && job.way === 'pio') {
			// The first block is taken without an interrupt (9.6).
			this.buffer = new Uint8Array(job.count * ata.SECTOR_BYTES);
			this.offer('pio-out');
			return;
		}
		this.beBusy(true, job.way === 'dma' ? job.count * ata.SECTOR_BYTES : 0);
	}

	/** Offers data that are none of the medium's, with an interrupt. */
	answer(job: Job, data: Uint8Array): void {
		this.job = job;
		this.buffer = data;
		this.offer('pio-in');
		this.owner.interrupt();
	}

	/** The command never ends. */
	hang(): void {
		this.phase = 'hung';
		this.owner.setStatus(ata.STATUS_BSY);
	}

	/** Gives up what is under way. */
	stop(): void {
		this.phase = 'idle';
		this.job = null;
		this.buffer = new Uint8Array(0);
		this.moved = 0;
	}

	/** The time that was asked for has passed. */
	proceed(): void {
		const job = this.jobInProgress();
		if (job.direction === 'none') {
			this.owner.end(job);
		} else if (job.way === 'dma') {
			this.offer(job.direction === 'write' ? 'dma-out' : 'dma-in');
			this.owner.requestMaster();
		} else if (job.direction === 'read') {
			this.proceedReading(job);
		} else if (this.moved < this.buffer.length) {
			this.offer('pio-out');
			this.owner.interrupt();
		} else {
			this.owner.store(job, this.buffer);
			this.owner.end(job);
		}
	}

	/** The data port: 16 bits. */
	readWord(): number {
		if (this.phase !== 'pio-in') {
			return 0;
		}
		const { buffer, moved } = this;
		const value = (buffer[moved] as number) | ((buffer[moved + 1] as number) << 8);
		this.moved = moved + 2;
		if (this.isBlockDone) {
			this.endBlockIn();
		}
		return value;
	}

	writeWord(value: number): void {
		if (this.phase !== 'pio-out') {
			return;
		}
		const { buffer, moved } = this;
		buffer[moved] = value;
		buffer[moved + 1] = value >> 8;
		this.moved = moved + 2;
		if (this.isBlockDone) {
			const isLast = this.moved === buffer.length;
			this.beBusy(isLast, this.jobInProgress().blockBytes);
		}
	}

	/** What is wanted of the bus master. */
	get dmaRequest(): 'in' | 'out' | undefined {
		return this.phase === 'dma-in' ? 'in' : this.phase === 'dma-out' ? 'out' : undefined;
	}

	/** What there is for the bus master: a view, valid until the next write. */
	dmaData(): Uint8Array {
		return this.owner.fetch(this.jobInProgress());
	}

	/** Bytes that are wanted of the bus master. */
	get dmaLength(): number {
		return this.jobInProgress().count * ata.SECTOR_BYTES;
	}

	/** The bus master has moved all of it; `data` is what it brought. */
	dmaDone(data?: Uint8Array): void {
		const job = this.jobInProgress();
		if (data) {
			this.owner.store(job, data);
		}
		this.owner.end(job);
	}

	/** The bus master moved too little: the drive waits for the rest until it is reset. */
	dmaBroken(): void {
		this.phase = 'hung';
	}

	save(): PlainData {
		const { phase, job, moved } = this;
		return { phase, job: job as unknown as PlainData, buffer: this.buffer.slice(), moved };
	}

	load(state: PlainData): void {
		const saved = state as unknown as {
			phase: Phase;
			job: Job | null;
			buffer: Uint8Array;
			moved: number;
		};
		this.phase = saved.phase;
		this.job = saved.job;
		this.buffer = saved.buffer.slice();
		this.moved = saved.moved;
	}

	private get isBlockDone(): boolean {
		const { moved, buffer } = this;
		return moved % this.jobInProgress().blockBytes === 0 || moved === buffer.length;
	}

	private proceedReading(job: Job): void {
		if (this.buffer.length === 0) {
			this.buffer = new Uint8Array(this.owner.fetch(job));
		}
		// A bad sector comes first, or after blocks that are good.
		if (this.moved === this.buffer.length) {
			this.owner.end(job);
		} else {
			this.offer('pio-in');
			this.owner.interrupt();
		}
	}

	private endBlockIn(): void {
		const { blockBytes, verdict } = this.jobInProgress();
		if (this.moved < this.buffer.length || verdict.badSector !== null) {
			this.beBusy(false, blockBytes);
		} else {
			this.owner.endSilently();
		}
	}

	private offer(phase: Phase): void {
		this.phase = phase;
		this.owner.setStatus(ata.STATUS_DRQ);
	}

	private beBusy(hasAccess: boolean, bytes: number): void {
		this.phase = 'busy';
		this.owner.setStatus(ata.STATUS_BSY);
		this.owner.takeTime(hasAccess, bytes);
	}

	private jobInProgress(): Job {
		if (!this.job) {
			throw new Error(`The drive has no command in its phase "${this.phase}".`);
		}
		return this.job;
	}
}
