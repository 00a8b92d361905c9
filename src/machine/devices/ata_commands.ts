/** The commands that move sectors, and how each does it (ATA/ATAPI-6, chapters 8 and 9). */

import * as ata from './ata_registers.ts';

export interface TransferCommand {
	/** `verify` reads, and keeps what it read to itself. */
	readonly direction: 'read' | 'write' | 'verify';
	/** `multiple` is PIO in blocks of as many sectors as SET MULTIPLE MODE said. */
	readonly way: 'pio' | 'multiple' | 'dma';
	/** Its registers are two deep: 48 bits of address, 16 of sector count. */
	readonly isExt: boolean;
}

function transfer(
	direction: TransferCommand['direction'],
	way: TransferCommand['way'],
	isExt = false,
): TransferCommand {
	return { direction, way, isExt };
}

export const TRANSFER_COMMANDS: ReadonlyMap<number, TransferCommand> = new Map([
	[ata.READ_SECTORS, transfer('read', 'pio')],
	[ata.READ_SECTORS_NO_RETRY, transfer('read', 'pio')],
	[ata.READ_SECTORS_EXT, transfer('read', 'pio', true)],
	[ata.READ_MULTIPLE, transfer('read', 'multiple')],
	[ata.READ_MULTIPLE_EXT, transfer('read', 'multiple', true)],
	[ata.READ_DMA, transfer('read', 'dma')],
	[ata.READ_DMA_NO_RETRY, transfer('read', 'dma')],
	[ata.READ_DMA_EXT, transfer('read', 'dma', true)],
	[ata.WRITE_SECTORS, transfer('write', 'pio')],
	[ata.WRITE_SECTORS_NO_RETRY, transfer('write', 'pio')],
	[ata.WRITE_SECTORS_EXT, transfer('write', 'pio', true)],
	[ata.WRITE_MULTIPLE, transfer('write', 'multiple')],
	[ata.WRITE_MULTIPLE_EXT, transfer('write', 'multiple', true)],
	[ata.WRITE_DMA, transfer('write', 'dma')],
	[ata.WRITE_DMA_NO_RETRY, transfer('write', 'dma')],
	[ata.WRITE_DMA_EXT, transfer('write', 'dma', true)],
	[ata.READ_VERIFY_SECTORS, transfer('verify', 'pio')],
	[ata.READ_VERIFY_SECTORS_NO_RETRY, transfer('verify', 'pio')],
	[ata.READ_VERIFY_SECTORS_EXT, transfer('verify', 'pio', true)],
]);
