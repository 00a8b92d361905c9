/**
 * The indirect blocks of one large file that lies contiguously, in a MINIX file system (version 3,
 * zones of 1 KB): how many there are, and what each holds.
 *
 * They lie together in front of the file's data: first those that name data zones ("leaves": the
 * single indirect block, then what the double and the triple one lead to), then the double indirect
 * block, then the blocks between the triple one and its leaves, then the triple one. So each of
 * them holds numbers of zones in a row, and nothing has to be kept to make any of them.
 */

import { DIRECT_ZONES, ZONES_PER_BLOCK } from '../../../os-image/build/minixfs/format.ts';

/** Zone numbers `first`, `first + 1` and so on. */
export interface ZoneRun {
	readonly first: number;
	readonly count: number;
}

/** The leaves before those that the triple indirect block leads to. */
const LEAVES_BELOW_TRIPLE = 1 + ZONES_PER_BLOCK;

export class IndexBlocks {
	/** Indirect blocks that the file has. */
	readonly count: number;
	private readonly leaves: number;
	private readonly middles: number;

	/** `dataBlocks`: of the file; `first`: the zone of its first indirect block. */
	constructor(
		private readonly dataBlocks: number,
		private readonly first: number,
	) {
		this.leaves = Math.max(0, Math.ceil((dataBlocks - DIRECT_ZONES) / ZONES_PER_BLOCK));
		this.middles = Math.max(
			0,
			Math.ceil((this.leaves - LEAVES_BELOW_TRIPLE) / ZONES_PER_BLOCK),
		);
		this.count = this.leaves + this.doubles + this.middles + (this.middles > 0 ? 1 : 0);
	}

	/** The file's first data zone. */
	get dataZone(): number {
		return this.first + this.count;
	}

	/** The inode's zone numbers: seven direct ones and those of the three indirect blocks. */
	inodeZones(): number[] {
		const { first, dataZone, leaves, middles, doubles } = this;
		const direct = Array.from({ length: DIRECT_ZONES }, (_, index) =>
			index < this.dataBlocks ? dataZone + index : 0,
		);
		const single = leaves > 0 ? first : 0;
		const double = doubles > 0 ? first + leaves : 0;
		const triple = middles > 0 ? first + leaves + doubles + middles : 0;
		return [...direct, single, double, triple];
	}

	/** What indirect block number `index`, 0 to count - 1, names. */
	runOf(index: number): ZoneRun {
		const { first, dataZone, leaves, middles, doubles } = this;
		const run = (start: number, done: number, all: number): ZoneRun => ({
			first: start + done,
			count: Math.min(ZONES_PER_BLOCK, all - done),
		});
		if (index < leaves) {
			return run(dataZone, DIRECT_ZONES + index * ZONES_PER_BLOCK, this.dataBlocks);
		}
		if (index < leaves + doubles) {
			return run(first, 1, leaves);
		}
		const middle = index - leaves - doubles;
		if (middle < middles) {
			return run(first, LEAVES_BELOW_TRIPLE + middle * ZONES_PER_BLOCK, leaves);
		}
		return run(first + leaves + doubles, 0, middles);
	}

	private get doubles(): number {
		return this.leaves > 1 ? 1 : 0;
	}
}
