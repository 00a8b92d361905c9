/**
 * The RTL8139's transceiver: media status, the MII registers and the link (data sheet, "Media
 * Status Register" and "Basic Mode" to "CS Configuration Register"; IEEE 802.3, 22.2.4).
 *
 * The other end of the cable can do 10 and 100 Mbit/s in either duplex, with pause frames. A
 * negotiation takes no time; what it agrees on shows, but does not slow the cable down.
 */

import type { PlainData } from '../api.ts';
import type { Register } from './register_map.ts';
import {
	AN_10,
	AN_10FD,
	AN_ACK,
	AN_PAUSE,
	AN_SELECTOR_8023,
	AN_TX,
	AN_TXFD,
	ANAR,
	ANAR_WRITABLE,
	ANER,
	ANER_LP_NW_ABLE,
	ANLPAR,
	BMCR,
	BMCR_ANE,
	BMCR_DUPLEX,
	BMCR_RESET,
	BMCR_RESTART_AN,
	BMCR_SPD_SET,
	BMSR,
	BMSR_ABILITIES,
	BMSR_AN_COMPLETE,
	BMSR_LINK,
	CSCR,
	CSCR_CON_STATUS,
	CSCR_DEFAULT,
	CSCR_WRITABLE,
	DIS,
	FCSC,
	MSR,
	MSR_AUX,
	MSR_LINKB,
	MSR_SPEED_10,
	MSR_WRITABLE,
	NWAYTR,
	PHY1_PARM,
	PHY2_PARM,
	REC,
	TW_PARM,
} from './rtl8139_registers.ts';

const BMCR_DEFAULT = BMCR_SPD_SET | BMCR_ANE | BMCR_DUPLEX;
/** These bits of BMCR can be written in config-write mode only. */
const BMCR_PROTECTED = BMCR_SPD_SET | BMCR_ANE | BMCR_DUPLEX;
const ANAR_DEFAULT = AN_PAUSE | AN_TXFD | AN_TX | AN_10FD | AN_10 | AN_SELECTOR_8023;
const PARTNER = AN_ACK | ANAR_DEFAULT;
const ALL_16_BITS = 0xffff;
const ALL_32_BITS = 0xffffffff;

/** Registers that keep what is written: analogue settings, and a test register. */
const PLAIN_REGISTERS: readonly { offset: number; size: 1 | 2 | 4; mask: number }[] = [
	{ offset: NWAYTR, size: 2, mask: 0x00ff },
	{ offset: PHY1_PARM, size: 4, mask: ALL_32_BITS },
	{ offset: TW_PARM, size: 4, mask: ALL_32_BITS },
	{ offset: PHY2_PARM, size: 1, mask: 0xff },
];

export class Rtl8139Phy {
	isLinkUp = true;
	private mediaControl = 0;
	private control = BMCR_DEFAULT;
	private advertised = ANAR_DEFAULT;
	private csConfiguration = CSCR_DEFAULT;
	/** Counts links that were lost; cleared by reading. */
	private disconnects = 0;
	private readonly plain = new Map(PLAIN_REGISTERS.map(({ offset }) => [offset, 0]));

	constructor(private readonly canWriteConfig: () => boolean) {}

	/** True if that is a change. */
	setLink(isUp: boolean): boolean {
		const isChange = isUp !== this.isLinkUp;
		if (isChange && !isUp) {
			this.disconnects = (this.disconnects + 1) & ALL_16_BITS;
		}
		this.isLinkUp = isUp;
		return isChange;
	}

	/** As after power-on; the cable stays as it is. */
	reset(): void {
		this.mediaControl = 0;
		this.resetTransceiver();
		this.disconnects = 0;
		for (const { offset } of PLAIN_REGISTERS) {
			this.plain.set(offset, 0);
		}
	}

	registers(): [number, Register][] {
		const plain = PLAIN_REGISTERS.map(({ offset, size, mask }): [number, Register] => [
			offset,
			{
				size,
				read: () => this.plain.get(offset) as number,
				write: (value, written) => {
					const old = this.plain.get(offset) as number;
					const reached = written & mask;
					this.plain.set(offset, ((old & ~reached) | (value & reached)) >>> 0);
				},
			},
		]);
		const readOnly = (offset: number, read: () => number): [number, Register] => [
			offset,
			{ size: 2, read },
		];
		return [
			...plain,
			[
				MSR,
				{
					size: 1,
					read: () => this.mediaStatus,
					write: (value) => {
						this.mediaControl = value & MSR_WRITABLE;
					},
				},
			],
			[
				BMCR,
				{
					size: 2,
					read: () => this.control,
					write: (value, mask) => this.writeControl(value, mask),
				},
			],
			readOnly(BMSR, () => this.status),
			[
				ANAR,
				{
					size: 2,
					read: () => this.advertised,
					write: (value, mask) => {
						const reached = mask & ANAR_WRITABLE;
						this.advertised = (this.advertised & ~reached) | (value & reached);
					},
				},
			],
			readOnly(ANLPAR, () => (this.isNegotiated ? PARTNER : 0)),
			readOnly(ANER, () => (this.isNegotiated ? ANER_LP_NW_ABLE : 0)),
			readOnly(DIS, () => this.takeDisconnects()),
			// False carriers and receive errors, which do not happen on this cable.
			readOnly(FCSC, () => 0),
			readOnly(REC, () => 0),
			[
				CSCR,
				{
					size: 2,
					read: () => this.csConfiguration | (this.isLinkUp ? CSCR_CON_STATUS : 0),
					write: (value, mask) => {
						const reached = mask & CSCR_WRITABLE;
						this.csConfiguration =
							(this.csConfiguration & ~reached) | (value & reached);
					},
				},
			],
		];
	}

	save(): PlainData {
		const { isLinkUp, mediaControl, control, advertised, csConfiguration, disconnects } = this;
		return {
			...{ isLinkUp, mediaControl, control, advertised, csConfiguration, disconnects },
			plain: PLAIN_REGISTERS.map(({ offset }) => this.plain.get(offset) as number),
		};
	}

	load(state: PlainData): void {
		const { plain, ...values } = state as { plain: number[] };
		Object.assign(this, values);
		for (const [index, { offset }] of PLAIN_REGISTERS.entries()) {
			this.plain.set(offset, plain[index] as number);
		}
	}

	private get isNegotiated(): boolean {
		return this.isLinkUp && (this.control & BMCR_ANE) !== 0;
	}

	private get is100(): boolean {
		return this.control & BMCR_ANE
			? (this.advertised & (AN_TXFD | AN_TX)) !== 0
			: (this.control & BMCR_SPD_SET) !== 0;
	}

	private get mediaStatus(): number {
		return (
			this.mediaControl |
			MSR_AUX |
			(this.is100 ? 0 : MSR_SPEED_10) |
			(this.isLinkUp ? 0 : MSR_LINKB)
		);
	}

	private get status(): number {
		return (
			BMSR_ABILITIES |
			(this.isNegotiated ? BMSR_AN_COMPLETE : 0) |
			(this.isLinkUp ? BMSR_LINK : 0)
		);
	}

	/** Reset and the restart of a negotiation are over at once. */
	private writeControl(value: number, mask: number): void {
		const open = this.canWriteConfig() ? ALL_16_BITS : ALL_16_BITS & ~BMCR_PROTECTED;
		const reached = mask & open & ~(BMCR_RESET | BMCR_RESTART_AN) & BMCR_DEFAULT;
		if (value & mask & BMCR_RESET) {
			this.resetTransceiver();
		} else {
			this.control = (this.control & ~reached) | (value & reached);
		}
	}

	private resetTransceiver(): void {
		this.control = BMCR_DEFAULT;
		this.advertised = ANAR_DEFAULT;
		this.csConfiguration = CSCR_DEFAULT;
	}

	private takeDisconnects(): number {
		const count = this.disconnects;
		this.disconnects = 0;
		return count;
	}
}
