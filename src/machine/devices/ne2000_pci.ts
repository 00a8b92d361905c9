/**
 * An NE2000 on PCI, after Realtek's RTL8029AS: a DP8390 with 16 KB of packet memory and a PROM
 * behind 32 ports. The chip's registers are at 00h to 0Fh, the data port of its remote DMA at 10h
 * to 17h, the reset port at 18h to 1Fh.
 *
 * It masters no bus: every byte passes the data port, one, two or four at a time.
 */

import type { PlainData } from '../api.ts';
import { Dp8390 } from './dp8390.ts';
import { CR, REGISTERS_PER_PAGE } from './dp8390_registers.ts';
import { ID0, ID0_AT, ID1, ID1_AT, Ne2000Config } from './ne2000_config.ts';
import { Ne2000Memory } from './ne2000_memory.ts';
import type { NetworkCard, NetworkPort } from './network_card.ts';
import type { AccessSize, PciBus, PciIdentity } from './pci_function.ts';

const DATA_PORT = 0x10;
const RESET_PORT = 0x18;
const PORTS = 0x20;

const CONFIG_PAGE = 3;

export class Ne2000Pci implements NetworkCard {
	readonly name = 'dp8390';
	readonly identity: PciIdentity = {
		vendor: 0x10ec,
		device: 0x8029,
		subsystemVendor: 0x10ec,
		subsystem: 0x8029,
		revision: 0,
		classCode: 0x020000,
		interruptPin: 1,
		minGrant: 0,
		maxLatency: 0,
	};
	readonly bars = [{ kind: 'io', size: PORTS }] as const;
	readonly hasPowerManagement = false;

	private readonly memory: Ne2000Memory;
	private readonly config = new Ne2000Config();
	private chip!: Dp8390;
	private cable: NetworkPort | undefined;
	private isLinkUp = true;

	/** The station address is six bytes and goes into the PROM. */
	constructor(readonly stationAddress: Uint8Array) {
		this.memory = new Ne2000Memory(stationAddress);
	}

	attach(bus: PciBus): void {
		const card = this;
		this.chip = new Dp8390({
			memory: this.memory,
			bus,
			get port() {
				return card.port;
			},
			roomAvailable: () => this.cable?.roomAvailable(),
		});
	}

	connect(port: NetworkPort): void {
		this.cable = port;
	}

	setLink(isUp: boolean): void {
		this.isLinkUp = isUp;
	}

	read(_bar: number, offset: number, size: AccessSize): number {
		if (offset >= DATA_PORT && offset < RESET_PORT) {
			return this.chip.readData(size);
		}
		let value = 0;
		for (let index = 0; index < size; index++) {
			value |= this.readByte(offset + index) << (8 * index);
		}
		return value >>> 0;
	}

	write(_bar: number, offset: number, size: AccessSize, value: number): void {
		if (offset >= DATA_PORT && offset < RESET_PORT) {
			this.chip.writeData(size, value);
			return;
		}
		for (let index = 0; index < size; index++) {
			this.writeByte(offset + index, (value >>> (8 * index)) & 0xff);
		}
	}

	/** The chip's transmission has ended: it has no other timer. */
	timer(): void {
		this.chip.transmitted();
	}

	reset(): void {
		this.memory.clear();
		this.config.powerOn();
		this.chip.powerOn();
	}

	canReceive(length: number): boolean {
		return this.port === undefined || this.chip.canReceive(length);
	}

	receive(frame: Uint8Array): void {
		if (this.port) {
			this.chip.receive(frame);
		}
	}

	save(): PlainData {
		return {
			memory: this.memory.save(),
			config: this.config.save(),
			chip: this.chip.save(),
			isLinkUp: this.isLinkUp,
		};
	}

	load(state: PlainData): void {
		const saved = state as {
			memory: PlainData;
			config: PlainData;
			chip: PlainData;
			isLinkUp: boolean;
		};
		this.memory.load(saved.memory);
		this.config.load(saved.config);
		this.chip.load(saved.chip);
		this.isLinkUp = saved.isLinkUp;
	}

	/** The cable, while it is plugged in and the card uses it. */
	private get port(): NetworkPort | undefined {
		return this.isLinkUp && this.config.usesTwistedPair ? this.cable : undefined;
	}

	private readByte(offset: number): number {
		if (offset >= REGISTERS_PER_PAGE) {
			return this.accessOtherPort(offset);
		}
		const { chip, config } = this;
		if (chip.registerPage === CONFIG_PAGE && offset !== CR) {
			return config.read(offset, this.isLinkUp);
		}
		if (chip.registerPage === 0 && offset === ID0_AT) {
			return ID0;
		}
		if (chip.registerPage === 0 && offset === ID1_AT) {
			return ID1;
		}
		return chip.read(offset);
	}

	private writeByte(offset: number, value: number): void {
		if (offset >= REGISTERS_PER_PAGE) {
			if (offset < RESET_PORT) {
				this.chip.writeData(1, value);
			} else {
				this.chip.resetPin();
			}
		} else if (this.chip.registerPage === CONFIG_PAGE && offset !== CR) {
			this.config.write(offset, value);
		} else {
			this.chip.write(offset, value);
		}
	}

	/** A read beyond the registers; that of the reset port says nothing. */
	private accessOtherPort(offset: number): number {
		if (offset < RESET_PORT) {
			return this.chip.readData(1);
		}
		this.chip.resetPin();
		return 0;
	}
}
