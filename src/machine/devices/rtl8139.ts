/**
 * Realtek's RTL8139C, a PCI card for 10 and 100 Mbit/s Ethernet that moves frames by bus
 * mastering (RTL8139C(L) data sheet). This file joins its parts: the registers they have, the
 * interrupt they share, and the resets.
 *
 * A software reset (CR.RST) leaves alone what the EEPROM decides, the transceiver and the
 * addresses in IDR and MAR; the slot's reset is as power-on.
 */

import type { PlainData } from '../api.ts';
import type { NetworkCard, NetworkPort } from './network_card.ts';
import type { AccessSize, PciBus, PciIdentity } from './pci_function.ts';
import { type Register, RegisterMap } from './register_map.ts';
import { Rtl8139Config } from './rtl8139_config.ts';
import { Rtl8139Phy } from './rtl8139_phy.ts';
import { Rtl8139Receiver } from './rtl8139_receiver.ts';
import {
	CR,
	CR_BUFE,
	CR_RE,
	CR_RST,
	CR_TE,
	IDR0,
	IDR4,
	IMR,
	INT_ALL,
	INT_PUN,
	INT_RXOVW,
	INT_TIMEOUT,
	ISR,
	MAR0,
	MAR4,
	MULINT,
	REGISTER_BYTES,
	RERID,
	WAKE_UP_END,
	WAKE_UP_FIRST,
} from './rtl8139_registers.ts';
import { Rtl8139Timer } from './rtl8139_timer.ts';
import { Rtl8139Transmitter } from './rtl8139_transmitter.ts';

const REVISION = 0x10;
const MULINT_WRITABLE = 0x0fff;

/** The bus' timers. */
const TRANSMIT_TIMER = 0;
const COUNT_TIMER = 1;

export class Rtl8139 implements NetworkCard {
	readonly name = 'rtl8139';
	readonly identity: PciIdentity = {
		vendor: 0x10ec,
		device: 0x8139,
		subsystemVendor: 0x10ec,
		subsystem: 0x8139,
		revision: REVISION,
		classCode: 0x020000,
		interruptPin: 1,
		minGrant: 0x20,
		maxLatency: 0x40,
	};
	readonly bars = [
		{ kind: 'io', size: REGISTER_BYTES },
		{ kind: 'memory', size: REGISTER_BYTES },
	] as const;
	readonly hasPowerManagement = true;

	private readonly config: Rtl8139Config;
	private readonly phy = new Rtl8139Phy(() => this.config.canWriteConfig);
	private readonly wakeUp = new Uint8Array(WAKE_UP_END - WAKE_UP_FIRST);
	private interruptStatus = 0;
	private interruptMask = 0;
	private multipleInterrupt = 0;
	private port: NetworkPort | undefined;
	/** The frame length for which there was no room; 0 when the cable does not wait for any. */
	private refusedLength = 0;
	// Made when the bus is there.
	private bus!: PciBus;
	private receiver!: Rtl8139Receiver;
	private transmitter!: Rtl8139Transmitter;
	private timers!: Rtl8139Timer;
	private registers!: RegisterMap;

	/** The station address is six bytes and goes into the EEPROM. */
	constructor(readonly stationAddress: Uint8Array) {
		this.config = new Rtl8139Config(stationAddress, this.identity, () => this.loadStation());
	}

	attach(bus: PciBus): void {
		this.bus = bus;
		const raise = (bits: number) => this.raise(bits);
		this.receiver = new Rtl8139Receiver({
			...{ bus, raise },
			roomChanged: () => this.reportRoom(),
		});
		this.transmitter = new Rtl8139Transmitter({
			...{ bus, raise, timer: TRANSMIT_TIMER },
			send: (frame) => this.port?.transmit(frame) ?? bus.nowNs,
			hasCarrier: () => this.phy.isLinkUp,
			loopBack: (frame) => this.receiver.receive(frame),
		});
		this.timers = new Rtl8139Timer(bus, COUNT_TIMER);
		this.registers = new RegisterMap(
			REGISTER_BYTES,
			new Map([
				...this.ownRegisters(),
				...this.receiver.registers(),
				...this.transmitter.registers(),
				...this.timers.registers(),
				...this.config.registers(),
				...this.phy.registers(),
			]),
		);
		this.loadStation();
	}

	connect(port: NetworkPort): void {
		this.port = port;
	}

	setLink(isUp: boolean): void {
		if (this.phy.setLink(isUp)) {
			this.raise(INT_PUN);
			this.reportRoom();
		}
	}

	/**
	 * A sender that asks again while there is still no room has waited for as long as a pause
	 * takes. From a real one the frame would come then, and overflow the ring, and the driver be
	 * told: some rely on that to find frames which they acknowledged without taking them.
	 */
	canReceive(length: number): boolean {
		const can = this.hasRoom(length);
		if (!can && this.refusedLength > 0) {
			this.raise(INT_RXOVW);
		}
		this.refusedLength = can ? 0 : length;
		return can;
	}

	receive(frame: Uint8Array): void {
		if (this.hearsCable) {
			this.receiver.receive(frame);
		}
	}

	read(_bar: number, offset: number, size: AccessSize): number {
		return this.registers.read(offset, size);
	}

	write(_bar: number, offset: number, size: AccessSize, value: number): void {
		this.registers.write(offset, size, value);
	}

	timer(number: number): void {
		if (number === TRANSMIT_TIMER) {
			this.transmitter.finish();
		} else {
			this.timers.arm();
			this.raise(INT_TIMEOUT);
		}
	}

	reset(): void {
		this.config.autoLoad();
		this.phy.reset();
		this.wakeUp.fill(0);
		this.receiver.filter.multicast.fill(0);
		this.loadStation();
		this.softwareReset();
	}

	save(): PlainData {
		const { interruptStatus, interruptMask, multipleInterrupt, refusedLength } = this;
		return {
			...{ interruptStatus, interruptMask, multipleInterrupt, refusedLength },
			wakeUp: this.wakeUp.slice(),
			config: this.config.save(),
			phy: this.phy.save(),
			receiver: this.receiver.save(),
			transmitter: this.transmitter.save(),
			timers: this.timers.save(),
		};
	}

	load(state: PlainData): void {
		const { wakeUp, config, phy, receiver, transmitter, timers, ...values } = state as {
			wakeUp: Uint8Array;
			config: PlainData;
			phy: PlainData;
			receiver: PlainData;
			transmitter: PlainData;
			timers: PlainData;
		};
		Object.assign(this, values);
		this.wakeUp.set(wakeUp);
		this.config.load(config);
		this.phy.load(phy);
		this.receiver.load(receiver);
		this.transmitter.load(transmitter);
		this.timers.load(timers);
	}

	/** A frame that is not heard, or not received, needs none. */
	private hasRoom(length: number): boolean {
		return !this.hearsCable || this.receiver.canReceive(length);
	}

	private get hearsCable(): boolean {
		return this.phy.isLinkUp && !this.transmitter.isLoopback;
	}

	private ownRegisters(): [number, Register][] {
		const { station, multicast } = this.receiver.filter;
		return [
			[IDR0, bytesRegister(station, 0)],
			[IDR4, bytesRegister(station, 4)],
			[MAR0, bytesRegister(multicast, 0)],
			[MAR4, bytesRegister(multicast, 4)],
			[
				CR,
				{
					size: 1,
					read: () => this.command,
					write: (value) => this.writeCommand(value),
				},
			],
			[
				IMR,
				{
					size: 2,
					read: () => this.interruptMask,
					write: (value, mask) => {
						const reached = mask & INT_ALL;
						this.interruptMask = (this.interruptMask & ~reached) | (value & reached);
						this.updateInterrupt();
					},
				},
			],
			[
				ISR,
				{
					size: 2,
					read: () => this.interruptStatus,
					write: (value) => {
						this.interruptStatus &= ~value;
						this.updateInterrupt();
					},
				},
			],
			[
				MULINT,
				{
					size: 2,
					read: () => this.multipleInterrupt,
					write: (value, mask) => {
						const reached = mask & MULINT_WRITABLE;
						this.multipleInterrupt =
							(this.multipleInterrupt & ~reached) | (value & reached);
					},
				},
			],
			[RERID, { size: 1, read: () => REVISION }],
			...Array.from({ length: this.wakeUp.length / 4 }, (_, index): [number, Register] => [
				WAKE_UP_FIRST + 4 * index,
				bytesRegister(this.wakeUp, 4 * index),
			]),
		];
	}

	private get command(): number {
		return (
			(this.receiver.isRingEmpty ? CR_BUFE : 0) |
			(this.transmitter.isEnabled ? CR_TE : 0) |
			(this.receiver.isEnabled ? CR_RE : 0)
		);
	}

	private writeCommand(value: number): void {
		if (value & CR_RST) {
			this.softwareReset();
			return;
		}
		this.transmitter.enable((value & CR_TE) !== 0);
		this.receiver.enable((value & CR_RE) !== 0);
	}

	private softwareReset(): void {
		this.transmitter.reset();
		this.receiver.reset();
		this.timers.reset();
		this.interruptStatus = 0;
		this.interruptMask = 0;
		this.multipleInterrupt = 0;
		this.updateInterrupt();
	}

	private loadStation(): void {
		this.receiver.filter.station.set(this.config.station);
	}

	private raise(bits: number): void {
		this.interruptStatus |= bits;
		this.updateInterrupt();
	}

	private updateInterrupt(): void {
		this.bus.setInterrupt((this.interruptStatus & this.interruptMask) !== 0);
	}

	private reportRoom(): void {
		if (this.refusedLength > 0 && this.hasRoom(this.refusedLength)) {
			this.refusedLength = 0;
			this.port?.roomAvailable();
		}
	}
}

/** Four bytes of an array; those beyond its end are reserved and read as 0. */
function bytesRegister(bytes: Uint8Array, at: number): Register {
	return {
		size: 4,
		read: () => {
			let value = 0;
			for (let index = 3; index >= 0; index--) {
				value = (value << 8) | (bytes[at + index] ?? 0);
			}
			return value;
		},
		write: (value, mask) => {
			for (let index = 0; index < 4 && at + index < bytes.length; index++) {
				if ((mask >>> (8 * index)) & 1) {
					bytes[at + index] = value >>> (8 * index);
				}
			}
		},
	};
}
