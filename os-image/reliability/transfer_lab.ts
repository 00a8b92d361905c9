/*
 * A guest that transfers while the driver of its network card fails again and again:
 * one card, one transfer at a time.
 */
import { BootedGuest } from '../../src/channel/booted_guest.test-support.ts';
import { formatIp, type NicName, SUBNETS } from '../../src/lan/addresses.ts';
import type { LinkOptions } from '../../src/lan/lan_segment.ts';
import type { ClockKind } from '../../src/machine/api.ts';
import type { Manifest } from '../../src/machine/manifest.ts';
import type { Component } from './components.ts';
import { driverNamed, type Fault, type Work, WorkLab } from './work_lab.ts';

export type Direction = 'download' | 'upload';

/** In which the guest has an address. */
const ADDRESS_US = 30e6;

/** As the server and the guest understand it: so many bytes. */
const path = (bytes: number) => `random/${bytes}`;

export class TransferLab {
	readonly #serverAddress: string;

	private constructor(
		readonly driver: Component,
		private readonly lab: WorkLab,
		nic: NicName,
	) {
		this.#serverAddress = formatIp(SUBNETS[nic].gateway);
	}

	/** Boots with that card alone, and waits for the address. */
	static async boot(
		nic: NicName,
		clock: ClockKind = 'virtual',
		link: LinkOptions = {},
	): Promise<TransferLab> {
		const driver = await driverNamed(`eth.${nic}`);
		const guest = await BootedGuest.boot({ clock, network: { nics: [nic], link } });
		const hasAddress = () => guest.lans.some(({ leases }) => leases.some((it) => it.isBound));
		const { reason } = await guest.machine.runUntil({ until: hasAddress, forUs: ADDRESS_US });
		if (reason !== 'condition') throw new Error(`The guest got no address for its ${nic}.`);
		return new TransferLab(driver, await WorkLab.in(guest, [driver]), nic);
	}

	get guest(): BootedGuest {
		return this.lab.guest;
	}

	get manifest(): Manifest {
		return this.lab.manifest;
	}

	/** As fast as it goes, with nobody looking at what arrives. */
	measure(direction: Direction, bytes: number, fault?: Fault): Promise<Work> {
		const server = this.#serverAddress;
		return this.run(
			direction === 'download'
				? `wget -q -O /dev/null http://${server}/${path(bytes)}`
				: `dd if=/dev/zero bs=65536 count=${Math.ceil(bytes / 65536)} 2>/dev/null | ` +
						`upload -q - http://${server}/upload`,
			fault,
		);
	}

	/**
	 * Compares the digest of what arrives with the other side's. What is uploaded is
	 * downloaded at the same time.
	 */
	async verify(direction: Direction, bytes: number, fault?: Fault): Promise<Work> {
		const server = this.#serverAddress;
		const transfer = await this.run(
			`wget -q -O - http://${server}/${path(bytes)} | ` +
				(direction === 'download' ? 'md5sum' : `upload -q - http://${server}/upload`),
			fault,
		);
		const expected = (
			await this.guest.shell(`wget -q -O - http://${server}/${path(bytes)}.md5`)
		).output.trim();
		const found = /\b[0-9a-f]{32}\b/.exec(transfer.output)?.[0];
		if (/^[0-9a-f]{32}$/.test(expected) && found === expected) return transfer;
		const problem = `the digest is ${found}, not ${expected}: ${transfer.output}`;
		return { ...transfer, problems: [...transfer.problems, problem] };
	}

	/** Runs a command that uses the network, with the fault. */
	run(command: string, fault?: Fault): Promise<Work> {
		return this.lab.run(command, this.driver, fault);
	}

	dispose(): void {
		this.guest.dispose();
	}
}
