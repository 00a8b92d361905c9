/** Random input by a seed, for tests that feed parsers with it. */

import { SeededRandom } from '../../machine/random.ts';

export class RandomInput {
	private readonly random: SeededRandom;

	constructor(seed: number) {
		this.random = new SeededRandom(seed);
	}

	/** 0 to below `end`. */
	below(end: number): number {
		return (this.random.nextInt32() >>> 0) % end;
	}

	bytes(maxLength: number): Uint8Array {
		return Uint8Array.from({ length: this.below(maxLength + 1) }, () => this.below(0x100));
	}

	pick<Item>(items: readonly Item[]): Item {
		return items[this.below(items.length)] as Item;
	}

	/** A copy with some bytes changed, cut out or doubled. */
	mutate(bytes: Uint8Array): Uint8Array {
		const copy = Array.from(bytes);
		for (let count = 1 + this.below(4); count > 0; count--) {
			const at = this.below(copy.length + 1);
			const kind = this.below(4);
			if (kind === 0) {
				copy.splice(at, this.below(8));
			} else if (kind === 1) {
				copy.splice(at, 0, ...this.bytes(8));
			} else if (kind === 2) {
				copy.splice(at, 0, ...copy.slice(at, at + this.below(16)));
			} else {
				copy[at] = this.below(0x100);
			}
		}
		return Uint8Array.from(copy);
	}
}
