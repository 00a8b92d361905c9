/**
 * The shortest part of a list that still does it, by delta debugging: whole parts are left out
 * first, and smaller and smaller ones as long as that helps (A. Zeller, R. Hildebrandt,
 * "Simplifying and Isolating Failure-Inducing Input", 2002).
 */

/**
 * Tries a list; resolves to it, or to a part of it that was seen to do it already, or to undefined
 * when it does not.
 */
export type Trial<Item> = (items: readonly Item[]) => Promise<readonly Item[] | undefined>;

export interface Minimum<Item> {
	readonly items: readonly Item[];
	/** Every list that lacks one more item was tried, and none does it. */
	readonly isMinimal: boolean;
}

/** `items` do it. Makes at most so many trials, and says whether they sufficed. */
export async function minimizeList<Item>(
	items: readonly Item[],
	tries: Trial<Item>,
	trialLimit: number,
): Promise<Minimum<Item>> {
	let least = items;
	let trials = 0;
	let size = Math.ceil(least.length / 2);
	while (least.length > 1) {
		let isShorter = false;
		for (let at = 0; at < least.length && size < least.length; ) {
			if (trials === trialLimit) return { items: least, isMinimal: false };
			trials++;
			const rest = [...least.slice(0, at), ...least.slice(at + size)];
			const shorter = await tries(rest);
			if (shorter) {
				// What was cut off besides may stand before this place: begin at the front then.
				at = shorter.length === rest.length ? at : 0;
				least = shorter;
				isShorter = true;
			} else {
				at += size;
			}
		}
		// Single items are gone through again until none can be left out.
		if (size === 1 && !isShorter) break;
		size = Math.max(1, Math.min(Math.ceil(size / 2), Math.ceil(least.length / 2)));
	}
	return { items: least, isMinimal: true };
}
